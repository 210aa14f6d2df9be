"""Setting Kivy up. Must run before anything imports Kivy's window, for Kivy reads its settings once."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path

from kiosk.settings import Display

MOST_FRAMES = 60


ENVIRONMENT = {
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_TEXT": "sdl2",
    "KIVY_IMAGE": "sdl2",
    "KIVY_WINDOW": "sdl2",
    "KIVY_LOG_MODE": "PYTHON",
    "SDL_NO_SIGNAL_HANDLERS": "1",
}
"""No reading of our arguments, no log or settings files of its own, one provider of each kind, messages through Python's logging; and
SIGTERM ends the process instead of becoming a request to close the window, which citizens must not be able to make."""


def prepare(environment: MutableMapping[str, str]) -> None:
    """Set what Kivy reads from the environment when it is first imported."""
    for name, value in ENVIRONMENT.items():
        environment.setdefault(name, value)
    logging.getLogger("kivy").addFilter(lambda record: record.levelno >= logging.WARNING)
    if "kivy.lang" not in sys.modules:
        _undress()


def _undress() -> None:
    """Have Kivy read an empty style sheet: its own is for its own widgets, of which we show none, and takes a tenth of the start to parse."""
    import kivy

    own, kivy.kivy_data_dir = kivy.kivy_data_dir, str(Path(__file__).with_name("style"))
    try:
        import kivy.lang
    finally:
        kivy.kivy_data_dir = own


def configure(display: Display, position: tuple[int, int] | None = None) -> None:
    """Size and place, no multisampling (it costs two thirds of the frames without a graphics card), no way out by key."""
    from kivy.config import Config

    graphics = {
        "width": display.width,
        "height": display.height,
        "multisamples": 0,
        "maxfps": MOST_FRAMES,
        "resizable": 0,
        "borderless": int(display.fullscreen),
        "fullscreen": "auto" if display.fullscreen else 0,
        "show_cursor": int(not display.fullscreen),
        "position": "custom" if position else "auto",
    }
    if position:
        graphics |= {"left": position[0], "top": position[1]}
    for key, value in graphics.items():
        Config.set("graphics", key, value)
    Config.set("kivy", "exit_on_escape", 0)
    Config.set("kivy", "keyboard_mode", "")
    Config.set("input", "mouse", "mouse,disable_multitouch")


def save_frame(path: Path) -> None:
    """Write the frame that is being shown as PNG. Call it inside ``Window.on_flip`` only: from the clock it may come out black."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
    from PIL import Image

    width, height = (int(length) for length in Window.system_size)
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.frombytes("RGB", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(path)
