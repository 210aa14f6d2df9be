"""A picture of every screen and state, and of every widget: ``python -m screens.gallery OUT`` (on an X server of its own).

The moments stand beside the tests, which look at the same ones. ``OUT/index.html`` shows them all; each way of looking at them (upright or
on its side, large, in high contrast, low) has a folder.
"""

from __future__ import annotations

import argparse
import html
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from msgspec import structs

from kiosk.display_mode import DisplayMode
from kiosk.rig import xvfb
from screens.app import KioskApp
from screens.window import save_frame

USUAL = DisplayMode()


@dataclass(frozen=True, slots=True)
class Way:
    """One way of looking at the screens. ``flat``: the display lies on its side."""

    title: str
    flat: bool = False
    display: DisplayMode = USUAL


WAYS: dict[str, Way] = {
    "portrait": Way("竖屏"),
    "landscape": Way("横屏", flat=True),
    "large": Way("竖屏，大字", display=DisplayMode(large=True)),
    "contrast": Way("竖屏，黑底白字", display=DisplayMode(contrast=True)),
    "low": Way("竖屏，坐着用", display=DisplayMode(low=True)),
    "landscape-large": Way("横屏，大字", flat=True, display=DisplayMode(large=True)),
    "landscape-low": Way("横屏，坐着用，大字，黑底白字", flat=True, display=DisplayMode(large=True, low=True, contrast=True)),
    "widgets": Way("控件"),
}


class Gallery(KioskApp):
    """Shows one moment after another and keeps what the window showed."""

    def __init__(self, out: Path, way: Way, only: str) -> None:
        self._moments = import_module("tests.screens.snapshots")
        session = self._moments.Snapshot(display_mode=way.display)
        settings = session.settings
        if way.flat:
            upright = settings.display
            settings = structs.replace(settings, display=structs.replace(upright, width=upright.height, height=upright.width))
        super().__init__(cast(Any, session), settings)
        self._display = way.display
        self._out, self._left = out, [(name, moment) for name, moment in self._moments.moments() if only in name]
        self._name = ""
        self._wait = 0

    def on_start(self) -> None:
        """Begin once the window is there."""
        from kivy.clock import Clock
        from kivy.core.window import Window

        Window.bind(on_flip=self._flipped)
        Clock.schedule_once(lambda _: self._show())

    def _show(self) -> None:
        if not self._left:
            self.stop()
            return
        self._name, moment = self._left.pop(0)
        if moment.display_mode == USUAL:
            moment.display_mode = self._display
        self.root.forget()  # another moment is another visit: what was typed in the one before is not in it
        self.session.become(moment)  # type: ignore[attr-defined]
        self._poll(self.root)
        fill = self._moments.TOUCHES.get(self._name, ())
        for control_id in fill:
            self._moments.touch(self.root, control_id)
        self._wait = 2

    def _flipped(self, *_: Any) -> None:
        from kivy.clock import Clock

        if not self._wait:
            return
        keyboard = self.root.frames[self.root.current].keyboard
        if self._wait == 1 and keyboard and keyboard.writer.waiting:
            self.root.canvas.ask_update()
            return
        self._wait -= 1
        if self._wait:
            self.root.canvas.ask_update()
        else:
            save_frame(self._out / f"{self._name}.png")
            Clock.schedule_once(lambda _: self._show())


class Widgets(Gallery):
    """Every widget by itself."""

    def build(self) -> Any:
        """The pieces below each other would be cut: each stands alone at the top of the window."""
        stage = super().build()
        self._pieces = import_module("tests.screens.pieces").pieces(stage.look)
        self._left = [(name, piece) for name, piece in self._pieces.items()]
        return stage

    def _show(self) -> None:
        if not self._left:
            self.stop()
            return
        self._name, piece = self._left.pop(0)
        theme = self.root.look.theme
        width = theme.width - 2 * theme.margin
        height = piece.height_for(width)
        self.root.fill([piece])
        piece.place(theme.margin, theme.height - theme.margin - height, width, height)
        self._wait = 2

    def _flipped(self, *_: Any) -> None:
        shown = self._wait == 1
        super()._flipped()
        if shown:
            from PIL import Image

            path, theme = self._out / f"{self._name}.png", self.root.look.theme
            with Image.open(path) as whole:
                cut = whole.crop((0, 0, theme.width, min(theme.height, 2 * theme.margin + int(self.root.pieces[0].height))))
            cut.save(path)


def page(out: Path) -> None:
    """Write ``index.html`` over every picture in ``out``."""
    parts = []
    for name, way in WAYS.items():
        pictures = sorted((out / name).glob("*.png"), key=lambda path: path.stat().st_mtime_ns)
        if not pictures:
            continue
        figures = "\n".join(
            f'<figure><a href="{name}/{picture.name}"><img loading="lazy" src="{name}/{picture.name}" alt="{html.escape(picture.stem)}"></a>'
            f"<figcaption>{html.escape(picture.stem)}</figcaption></figure>"
            for picture in pictures
        )
        parts.append(
            f'<h2 id="{name}">{html.escape(way.title)}</h2>\n<section class="{"flat" if way.flat else "upright"}">\n{figures}\n</section>'
        )
    links = " · ".join(f'<a href="#{name}">{html.escape(way.title)}</a>' for name, way in WAYS.items())
    (out / "index.html").write_text(PAGE.format(links=links, parts="\n".join(parts)), encoding="utf-8")


PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>全部画面</title>
<style>
body {{ font: 16px/1.5 "Noto Sans CJK SC", sans-serif; margin: 2rem; background: #eef3f8; color: #10263d }}
section {{ display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)) }}
section.flat {{ grid-template-columns: repeat(auto-fill, minmax(460px, 1fr)) }}
figure {{ margin: 0 }} img {{ width: 100%; border: 1px solid #d9e1ea; border-radius: 6px }} figcaption {{ color: #465361 }}
</style>
<h1>全部画面</h1>
<nav>{links}</nav>
{parts}
</html>
"""


def main() -> int:
    """Write the pictures of every way, each in a process of its own, then the page."""
    parser = argparse.ArgumentParser(prog="python -m screens.gallery")
    parser.add_argument("out", type=Path)
    parser.add_argument("--way", choices=list(WAYS), action="append", default=[], help="only this way of looking; may be repeated")
    parser.add_argument("--only", default="", help="names that contain this")
    parser.add_argument("--here", action="store_true", help="on the display there is, in this process")
    arguments = parser.parse_args()
    if arguments.here:
        (name,) = arguments.way
        (Widgets if name == "widgets" else Gallery)(arguments.out / name, WAYS[name], arguments.only).run()
        return 0
    status = 0
    with tempfile.TemporaryDirectory() as folder, xvfb(Path(folder), size="1920x1920x24") as display:
        for name in arguments.way or WAYS:
            command = [sys.executable, "-m", "screens.gallery", str(arguments.out), "--here", "--way", name, "--only", arguments.only]
            status |= subprocess.call(command, env={**os.environ, "DISPLAY": display})
    page(arguments.out)
    return status


if __name__ == "__main__":
    sys.exit(main())
