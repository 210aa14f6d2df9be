"""The settings of one terminal: a TOML file, typed and checked as a whole.

``config/defaults/terminal.toml`` documents every key and is itself a valid file. A key left out takes the value documented there; a key
nobody knows is an error, so that a misspelt one is never silently ignored.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import platformdirs
from msgspec import Meta, Struct, field

from config.limits import limits
from config.shape import Misfit, misfits
from config.toml_source import line_of, lines_of

Text = Annotated[str, Meta(min_length=1)]
Seconds = Annotated[int, Meta(ge=5, le=3600)]
Pixels = Annotated[int, Meta(ge=480, le=7680)]


LanguageCode = Literal["zh_CN", "zh_Hant", "en", "ug", "bo"]


class Section(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all sections: immutable, unknown keys refused."""


class Terminal(Section, frozen=True, kw_only=True):
    """Which terminal this is, and what stands in its header and on its receipts. ``id`` begins every receipt number.

    After ``fresh_after_visits`` visits (0: never) the screen's process starts afresh at the attract screen.
    """

    id: Annotated[str, Meta(pattern="^[A-Z0-9]{2,12}$")] = "JB0147"
    title: Text = "江北区政务服务 · 24小时自助服务"
    slogan: str = "办事最多跑一次，能不跑就不跑"
    hall: Text = "江北区政务服务中心"
    hall_phone: Text = "0574-12345"
    hotline: Text = "12345"
    nearest: str = ""
    window_hours: str = ""
    fresh_after_visits: Annotated[int, Meta(ge=0, le=1000)] = 20


class Display(Section, frozen=True, kw_only=True):
    """The screen: pixels and diagonal, from which millimetres are worked out."""

    width: Pixels = 1080
    height: Pixels = 1920
    diagonal_inches: Annotated[float, Meta(ge=7, le=100)] = 23.8
    fullscreen: bool = True
    languages: list[LanguageCode] = field(default_factory=lambda: ["zh_CN", "zh_Hant", "en"])


class Voice(Section, frozen=True, kw_only=True):
    """What the terminal says aloud: the ALSA device, how loud in per cent at the beginning of a visit, the folder of recorded prompts."""

    device: Text = "default"
    volume: Annotated[int, Meta(ge=20, le=100)] = 80
    prompts: str = ""


KeyName = Literal["up", "down", "left", "right", "enter", "escape", "tab", "space", "f1", "f2", "f3", "f4", "f5", "plus", "minus", "star"]


class Keys(Section, frozen=True, kw_only=True):
    """The keys of a keypad, or two switches (``next`` and ``activate`` alone), by which everything can be done without touching the screen."""

    next: list[KeyName] = field(default_factory=lambda: ["tab", "right", "down"])
    previous: list[KeyName] = field(default_factory=lambda: ["left", "up"])
    activate: list[KeyName] = field(default_factory=lambda: ["enter"])
    back: list[KeyName] = field(default_factory=lambda: ["escape"])
    repeat: list[KeyName] = field(default_factory=lambda: ["f5", "star"])


class Hub(Section, frozen=True, kw_only=True):
    """Where submissions go: the address this terminal enrolled with, empty until then. ``upload_kbit_s``: the most it may send, 0 for no limit."""

    url: str = ""
    upload_kbit_s: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


class Matters(Section, frozen=True, kw_only=True):
    """The folder of matters; empty means the built-in ones. A relative path starts at the settings file."""

    folder: str = ""


class Catalogue(Section, frozen=True, kw_only=True):
    """The signed repository the agent takes matters from; empty for none. ``poll_seconds`` is the mean time between two looks."""

    url: str = ""
    poll_seconds: Annotated[int, Meta(ge=1, le=86400)] = 300


class Timing(Section, frozen=True, kw_only=True):
    """Seconds without activity before the question 还在吗, per kind of screen, and how long that question and the last screen stay."""

    idle_public: Seconds = 60
    idle_personal: Seconds = 90
    idle_reading: Seconds = 180
    idle_countdown: Seconds = 30
    done: Seconds = 45


class Input(Section, frozen=True, kw_only=True):
    """The keyboard on the screen: whether its keys sound."""

    key_sound: bool = True


class Face(Section, frozen=True, kw_only=True):
    """The city's policy of the face check: how alike is alike enough, how often it may be tried, how many turns, seconds for each."""

    threshold: Annotated[float, Meta(ge=0.2, le=0.9)] = 0.4
    attempts: Annotated[int, Meta(ge=1, le=3)] = 3
    turns: Annotated[int, Meta(ge=2, le=6)] = 3
    seconds: Annotated[int, Meta(ge=4, le=30)] = 10


class Settings(Section, frozen=True, kw_only=True):
    """Everything a terminal is told. ``devices`` maps a capability to the address of the device that has it."""

    terminal: Terminal = Terminal()
    display: Display = Display()
    voice: Voice = Voice()
    keys: Keys = Keys()
    devices: dict[str, str] = {}
    hub: Hub = Hub()
    matters: Matters = Matters()
    catalogue: Catalogue = Catalogue()
    timing: Timing = Timing()
    input: Input = Input()
    face: Face = Face()


class SettingsError(Exception):
    """A settings file that cannot be used. ``problems`` lists everything wrong, each ``file:line: key: what is wrong; what is allowed``."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def state_folder() -> Path:
    """Where this terminal keeps its state: ``$KIOSK_HOME``, else the platform's folder for user data."""
    home = os.environ.get("KIOSK_HOME")
    return Path(home) if home else Path(platformdirs.user_data_dir("kiosk", appauthor=False))


def settings_file(given: str | Path | None = None) -> Path:
    """Which settings file counts: ``given``, else ``$KIOSK_SETTINGS``, else ``terminal.toml`` in the state folder."""
    return Path(given or os.environ.get("KIOSK_SETTINGS") or state_folder() / "terminal.toml")


def load(path: Path) -> Settings:
    """The settings in ``path``. Raises SettingsError listing all problems, OSError where the file cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise SettingsError([f"{path}:1: 文件不是 UTF-8 编码；请另存为 UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        where = line.group(1) if line else str(text.count("\n") + 1)
        raise SettingsError([f"{path}:{where}: 不是正确的 TOML（{error}）；写成 键 = 值，文字加引号"]) from None
    lines = lines_of(text)
    wrong = sorted(((line_of(each.path, lines), each) for each in _problems(data)), key=lambda found: found[0])
    if wrong:
        raise SettingsError(
            [f"{path}:{line}: {'.'.join(str(part) for part in each.path) or '文件'}: {each.message}" for line, each in wrong]
        )
    settings = msgspec.convert(data, Settings)
    folder, prompts = settings.matters.folder, settings.voice.prompts
    if folder and not Path(folder).is_absolute():
        settings = msgspec.structs.replace(settings, matters=Matters(folder=str((path.parent / folder).resolve())))
    if prompts and not Path(prompts).is_absolute():
        own = msgspec.structs.replace(settings.voice, prompts=str((path.parent / prompts).resolve()))
        settings = msgspec.structs.replace(settings, voice=own)
    return settings


def _problems(data: dict[str, object]) -> Iterator[Misfit]:
    try:
        msgspec.convert(data, Settings)
    except msgspec.ValidationError:  # which stops at the first; all of them are told
        yield from misfits(data, Settings)
    devices = data.get("devices")
    known = limits().devices
    for name, address in devices.items() if isinstance(devices, dict) else ():
        if name not in known:
            yield Misfit(("devices", name), "unknown-device", f"没有这种设备；能写的是 {'、'.join(known)}", key=True)
        elif isinstance(address, str) and not re.match(r"[a-z][a-z0-9+.-]*://\S", address):
            yield Misfit(("devices", name), "address", f"地址“{address}”的写法不对；要写成 协议://位置，如 sam+serial:///dev/ttyUSB0")
    for name in ("hub", "catalogue"):
        section = data.get(name)
        url = section.get("url") if isinstance(section, dict) else None
        if isinstance(url, str) and url and not _is_web_address(url):
            yield Misfit((name, "url"), "address", f"“{url}”不是网址；要写成 https://主机 或 http://主机:端口")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
