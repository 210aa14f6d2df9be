"""What every keyboard of this process shares: the engines behind it, the sound of a key, and where staff are told what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from screens.input import names
from screens.input.click import Click
from screens.input.engine import Engine
from screens.input.rime import LIBRARY, SHARED

HERE = Path(__file__).parent
Post = Callable[[Callable[[], None]], None]


def cache_folder() -> Path:
    """Where librime keeps its compiled schemas: beside the other caches; nothing in it is about a person."""
    import os

    from platformdirs import user_cache_path

    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) / "kiosk" if base else user_cache_path("kiosk")) / "rime"


def rime_command(user: Path, shared: Path = SHARED, library: str = LIBRARY) -> list[str]:
    """How the pinyin engine's process is started."""
    return [sys.executable, "-I", "-S", str(HERE / "rime.py"), str(user), str(shared), library]


def handwriting_command(model: str = "") -> list[str]:
    """How the handwriting recogniser's process is started; an empty model stands for the one of the wheel."""
    return [sys.executable, "-I", str(HERE / "handwriting.py"), *([model] if model else [])]


class Tools:
    """``trouble`` is told what staff should read: which tool, and why it cannot be used."""

    def __init__(
        self,
        post: Post,
        *,
        rime: list[str] | None = None,
        handwriting: list[str] | None = None,
        key_sound: bool = True,
    ) -> None:
        self.trouble: Callable[[str, str], None] = lambda _tool, _why: None
        self.pinyin = self._engine("拼音", rime or rime_command(cache_folder()), post)
        self.handwriting = self._engine("手写", handwriting or handwriting_command(), post)
        self.click = Click(on_failure=lambda why: post(lambda: self.trouble("按键声", why)))
        self.key_sound = key_sound
        self._reading: Thread | None = None

    def _engine(self, tool: str, command: list[str], post: Post) -> Engine:
        return Engine(
            command,
            post,
            on_failure=lambda why: self.trouble(tool, why),
            on_restart=lambda why: self.trouble(tool, f"{why}，已经重新启动"),
        )

    def warm(self) -> None:
        """A keyboard is about to be shown: get ready what every one needs."""
        if self.key_sound:
            self.click.warm()
        if self._reading is None:
            self._reading = Thread(target=names.table, name="names", daemon=True)
            self._reading.start()

    def close(self) -> None:
        """End the processes."""
        self.pinyin.close()
        self.handwriting.close()


_shared: list[Tools] = []


def shared() -> Tools:
    """The tools of this process, made when they are first needed; their answers come on Kivy's main thread."""
    if not _shared:
        from kivy.clock import Clock

        _shared.append(Tools(lambda then: Clock.schedule_once(lambda _: then())))
    return _shared[0]


def share(tools: Tools | None) -> None:
    """Use these from now on; None: make new ones when they are needed. The caller closes what it replaces."""
    _shared[:] = [tools] if tools else []
