"""Says what comes up on the screen: a new screen whole, on a screen that stays only what is new, and what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from config.matter import FieldType
from kiosk.voice import Line
from screens import i18n
from screens.i18n import _, shown
from screens.voice.script import Said, describe, script
from screens.widgets import controls
from screens.widgets.field import Entry

if TYPE_CHECKING:
    from kiosk.session import Session
    from screens.frame import Frame
    from screens.stage import Stage

HIDDEN = (FieldType.ID_NUMBER, FieldType.BANK_CARD)
"""What is typed into these is never said: how many characters there are is."""


class Narrator:
    """Follows a stage. Silent unless the visit is in voice mode or reading was asked for."""

    def __init__(self, stage: Stage, session: Session) -> None:
        self._stage, self._session = stage, session
        self._where: object = None
        self._seen: set[str] = set()
        self._typed: tuple[str, str] | None = None
        self._passing: set[str] = set()
        self.first: tuple[str, ...] = ()
        """said once before the next screen"""
        self.times = 0
        """how often something was said"""

    @property
    def on(self) -> bool:
        """Whether the visit is in voice mode."""
        return bool(self._session.display.voice)

    def refresh(self) -> None:
        """The stage shows something; say what is new in it."""
        session = self._session
        asked = session.voice.take_request()
        if not (self.on or asked):
            self._hush()
            return
        frame = self._frame
        if frame is None or session.staff.screen is not None:
            return
        where = (self._stage.current, session.visit and session.visit.place, i18n.current())
        lines = script(frame)
        if where != self._where or asked:
            self._where, self._seen, self._typed = where, {line.text for line in lines}, self._typing(frame)
            self.say([*(Said(text) for text in self.first), *lines], screen="" if self.first else str(self._stage.current))
            self.first = ()
            return
        self._say_typed(frame)
        self._say_new(lines)

    def poll(self) -> None:
        """A live picture may have a new verdict: said once there is silence, for verdicts change often."""
        if self.on and not self._session.voice.speaking:
            self.refresh()

    def read(self) -> None:
        """The whole screen once more."""
        if (frame := self._frame) is not None:
            self.say(script(frame), screen=str(self._stage.current))

    def control(self, control: Any, *before: str) -> None:
        """Say a control one has come to."""
        if self.on:
            self.say([Said(text) for text in (*before, describe(control)) if text])

    def tell(self, *texts: str) -> None:
        """Say these, in voice mode."""
        if self.on:
            self.say([Said(text) for text in texts])

    def say(self, lines: list[Said], *, screen: str = "", after: bool = False) -> None:
        """Say lines; the second, the title of most screens, may be a recording named after the screen."""
        self.times += 1
        language = i18n.current()
        self._session.voice.say(
            [Line(line.text, f"{screen}.{number}" if screen else "", language) for number, line in enumerate(lines, start=1)], after=after
        )

    @property
    def _frame(self) -> Frame | None:
        current = self._stage.current
        return self._stage.frames.get(current) if current else None

    def _hush(self) -> None:
        """Reading that was asked for ends with the screen it was asked on."""
        where = (self._stage.current, self._session.visit and self._session.visit.place, i18n.current())
        if where != self._where:
            self._where = where
            if self._session.voice.speaking:
                self._session.voice.stop()

    def _say_new(self, lines: list[Said]) -> None:
        session = self._session
        passing = {shown(text) for text in (session.notice, session.busy, *(problem.say for problem in session.problems))}
        texts = {line.text for line in lines}
        new = [line for line in lines if line.text not in self._seen and not line.control and not line.text.isdigit()]
        self._seen = {text for text in self._seen if text in texts or text not in self._passing} | texts
        self._passing = passing
        if new:
            self.say(list({line.text: line for line in new}.values()), after=session.voice.speaking)

    def _typing(self, frame: Any) -> tuple[str, str] | None:
        entry = next((item for item in controls.walk(frame) if isinstance(item, Entry) and item.active), None)
        return (entry.control_id, entry.editing.text) if entry else None

    def _say_typed(self, frame: Any) -> None:
        before, now = self._typed, self._typing(frame)
        self._typed = now
        if before is None or now is None or before[0] != now[0] or before[1] == now[1]:
            return
        old, new = before[1], now[1]
        if self._hidden(now[0]):
            self.say([Said(_("第 {} 位").format(len(new)) if new else _("空了"))])
        elif len(new) > len(old):
            start = next((index for index, (first, second) in enumerate(zip(old, new, strict=False)) if first != second), len(old))
            self.say([Said(new[start : start + len(new) - len(old)])])
        elif new:
            self.say([Said(_("删了，还有 {}").format(new))])
        else:
            self.say([Said(_("空了"))])

    def _hidden(self, control_id: str) -> bool:
        visit = self._session.visit
        fields = [field for page in visit.matter.form for field in page.fields] if visit else []
        return any(f"field.{field.id}" == control_id and field.type in HIDDEN for field in fields)
