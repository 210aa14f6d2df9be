"""A robot that touches whatever it sees in any order, while devices come and go: nothing it does may stop the terminal."""

from __future__ import annotations

import random
import time

from kiosk import journey
from kiosk.errands import usual
from kiosk.session import Screen, Session
from kiosk.simulator_line import tell
from screens.robot import Plan, Robot

REPAIRS = (
    "id_reader plug",
    "id_reader put elderly",
    "id_reader put worker",
    "document_camera plug",
    "document_camera page contract 1",
    "face_camera plug",
    "receipt_printer paper full",
    "receipt_printer cover closed",
    "network on",
)
MISHAPS = (
    "id_reader put minor",
    "id_reader take",
    "id_reader pull-mid-read",
    "id_reader unplug",
    "document_camera page dark",
    "document_camera page empty",
    "document_camera unplug",
    "face_camera unplug",
    "receipt_printer paper out",
    "receipt_printer cover open",
    "network off",
)
UNLIKELY = {"key": 0.3, "frame.": 0.1, "bar.back": 0.2, "leave.confirm": 0.3, "home.search": 0.1, "list.search": 0.1, "guide.privacy": 0.1}
"""How often controls whose names begin so are considered at all."""
DOODLE = (((0.2, 0.4), (0.6, 0.5), (0.8, 0.3)),)


class Monkey:
    """Works for ``seconds``; the same ``seed`` throws the same dice. ``trail`` is what it did, for whoever looks for a fault."""

    def __init__(self, robot: Robot, session: Session, control: str, seed: int) -> None:
        self._robot, self._session, self._control = robot, session, control
        self._dice = random.Random(seed)  # noqa: S311 - dice for a test, no secret
        self.trail: list[str] = []
        self.screens: set[str] = set()

    def work(self, seconds: float) -> Plan:
        """Touch, draw and break things."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.screens.add(str(self._session.screen))
            if self._dice.random() < 0.1:
                mishap = self._dice.choice(MISHAPS if self._dice.random() < 0.25 else REPAIRS)
                self.trail.append(mishap)
                tell(self._control, mishap)
            if self._session.screen is Screen.FORM and self._dice.random() < 0.3:
                self._fill()
            seen = [control for control in self._robot.ids() if self._robot.sees(control)]
            control = self._choose(seen)
            if control:
                yield from self._touch(control)
            else:
                yield 0.2

    def _fill(self) -> None:
        """Fill the page as a careful person would, at one go: typing by chance never gets past a phone number."""
        session = self._session
        if session.visit is None:
            return
        page = next(page for page in session.visit.matter.form if page.id == session.visit.place.item)
        for field in journey.visible(page, session.visit, session.today):
            if not session.visit.entries.get(field.id):
                session.enter(field.id, usual(field))

    def _choose(self, seen: list[str]) -> str:
        """Keys are many and ways out lead nowhere: without a hand on the scale it would only type and leave. Empty for a moment of rest."""
        for unlikely, chance in UNLIKELY.items():
            if self._dice.random() > chance:
                seen = [control for control in seen if not control.startswith(unlikely)]
        if not seen:
            return ""
        onward = [control for control in seen if control in ("bar.primary", "bar.done")]
        return self._dice.choice(onward if onward and self._dice.random() < 0.4 else seen)

    def _touch(self, control: str) -> Plan:
        self.trail.append(control)
        if control == "sign.pad":
            yield from self._robot.scribble(control, DOODLE)
        else:
            yield from self._robot.tap(control)
