"""What is wrong with writing, the sound of keys and the letters of the screen, in the log that staff read. The visit goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from kiosk.audit import AuditEvent
from screens.fonts import Fonts

Trouble = Callable[[str, str], None]
"""Which tool, and why it cannot be used."""


class Log(Protocol):
    """What of a terminal is needed here."""

    def audit(self, event: AuditEvent, at: datetime, **details: str | int | float | bool | None) -> None: ...


def to_log(terminal: Log, now: Callable[[], datetime]) -> Trouble:
    """Writes each trouble into the terminal's log."""

    def trouble(tool: str, why: str) -> None:
        terminal.audit(AuditEvent.INPUT_TROUBLE, now(), tool=tool, why=why)

    return trouble


def missing_fonts(faces: Fonts, trouble: Trouble) -> None:
    """Tell which packages of fonts are not installed; what only they have shows as a box, and is never offered for writing."""
    for package in faces.absent:
        trouble("字体", f"没有装 {package}，有的生僻字和民族文字会显示成方框")
