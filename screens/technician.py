"""A robot technician: gets in by the hidden corner, finds every fault, reads its cause on the screen and mends it with what the screen offers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.simulator_line import tell
from kiosk.staff.accounts import code_at
from kiosk.staff.views import Action, DeviceRow, Level
from screens.corner import HIGH_MM, TAPS, WIDE_MM
from screens.robot import Plan, Robot, RobotLost

TRIES = 3
LOOKS = 5.0
"""Seconds a technician looks whether it has helped before pressing again: a device's state comes when the device tells it."""
SIGNATURE = (((0.2, 0.4), (0.5, 0.7), (0.8, 0.3)), ((0.3, 0.2), (0.7, 0.25)))


class Technician:
    """``staff_id`` and ``secret`` (the TOTP key in base 32) get it in.

    ``results`` has one entry for each fault, ``tests`` what the self-tests said.
    """

    def __init__(self, robot: Robot, session: Session, control: str, out: Path, *, staff_id: str, secret: str) -> None:
        self._robot, self._session, self._control, self._out = robot, session, control, out
        self._staff_id, self._secret = staff_id, secret
        self._pictures = 0
        self.results: list[dict[str, Any]] = []
        self.tests: list[dict[str, str]] = []

    def visit(self, hands: Mapping[str, Sequence[str]]) -> Plan:
        """Find and mend everything. ``hands``: device -> what is done to it by hand once its cause is known, in the simulators' words."""
        yield lambda: self._session.screen is Screen.ATTRACT
        yield from self._enter()
        yield from self._test()
        for name in self._wrong():
            yield from self._mend(name, hands.get(name, ()))
        yield lambda: not any(row.level is Level.FAULT for row in self._session.staff.rows)
        yield from self._picture("all-good")
        yield from self._look_around()
        yield from self._robot.touch("staff.leave")
        yield lambda: self._session.staff.screen is None

    def _enter(self) -> Plan:
        """The corner, then number and code."""
        robot, session = self._robot, self._session
        display = session.settings.display
        unit = (display.width**2 + display.height**2) ** 0.5 / (display.diagonal_inches * 25.4)
        for _ in range(TAPS):
            yield from robot.poke(WIDE_MM / 2 * unit, display.height - HIGH_MM / 2 * unit)
        yield lambda: session.screen is Screen.STAFF_LOGIN
        yield from self._picture("login")
        if session.staff.login.asks != "totp":
            yield from robot.touch("login.other")
            yield lambda: session.staff.login.asks == "totp"
        yield from robot.touch("login.number")
        yield from robot.type(self._staff_id)
        yield from robot.touch("login.secret")
        yield from robot.type(code_at(self._secret, time.time()))
        yield from self._picture("login-typed")
        yield from robot.touch("bar.primary")
        yield lambda: session.screen is Screen.STAFF
        yield from self._picture("diagnostics")

    def _test(self) -> Plan:
        """全部自检, read to its end."""
        robot, staff = self._robot, self._session.staff
        yield from robot.touch("staff.tests")
        yield lambda: self._session.screen is Screen.STAFF_TESTS
        yield from self._picture("tests")
        yield lambda: staff.tests is not None and staff.tests.over
        assert staff.tests is not None
        self.tests = [{"label": row.label, "level": str(row.level), "words": row.words} for row in staff.tests.rows]
        yield from self._picture("tests-over")
        yield from self._back()

    def _wrong(self) -> list[str]:
        """The devices that are not well, by their state or by their self-test; the network last, as on the screen."""
        rows = self._session.staff.rows
        return [row.name for row in rows if row.level in (Level.FAULT, Level.WARNING) or row.label in self._failed]

    @property
    def _failed(self) -> set[str]:
        """The labels of the devices whose self-test failed."""
        return {test["label"] for test in self.tests if test["level"] == Level.FAULT}

    def _row(self, name: str) -> DeviceRow:
        return next(row for row in self._session.staff.rows if row.name == name)

    def _mend(self, name: str, hands: Sequence[str]) -> Plan:
        """Open the device's page, read what is wrong, do by hand what must be, press the page's action until it is well."""
        robot, session = self._robot, self._session
        yield from robot.touch(f"staff.device.{name}")
        yield lambda: session.screen in (Screen.STAFF_DEVICE, Screen.STAFF_NETWORK)
        if self._row(name).level is Level.GOOD:
            yield from self._press(name)
        yield from self._picture(f"{name}-wrong")
        found = self._row(name)
        read = robot.reads()
        for command in hands:
            tell(self._control, command)
        pressed = 0
        while pressed < TRIES and not self._well(name, pressed):
            pressed += 1
            yield from self._press(name)
            yield from self._look(name, pressed)
        if not self._well(name, pressed):
            raise RobotLost(f"{name} is still wrong: {self._row(name).line}")
        yield from self._picture(f"{name}-mended")
        self.results.append(
            {
                "device": name,
                "label": found.label,
                "tag": found.tag,
                "cause": found.line,
                "read": read,
                "pressed": pressed,
                "after": self._row(name).line,
                "level": str(self._row(name).level),
            }
        )
        yield from self._back()

    def _look(self, name: str, pressed: int) -> Plan:
        """Until it is well, or long enough to try again."""
        over = time.monotonic() + LOOKS
        yield lambda: self._well(name, pressed) or time.monotonic() >= over

    def _well(self, name: str, pressed: int) -> bool:
        """Whether the device is as it should be; what only its self-test found must pass the self-test."""
        row = self._row(name)
        if row.level is not Level.GOOD:
            return False
        return row.label not in self._failed or (pressed > 0 and self._session.staff.detail.passed is not False)

    def _press(self, name: str) -> Plan:
        """The page's own action, and what comes of it."""
        robot, session, staff = self._robot, self._session, self._session.staff
        if session.screen is Screen.STAFF_NETWORK:
            yield from robot.touch("bar.primary")
            yield lambda: self._row(name).level is not Level.WAITING
            return
        row = self._row(name)
        action = (row.action if row.level is not Level.GOOD else None) or Action.SELF_TEST
        yield from robot.touch(f"staff.action.{action}")
        yield lambda: not staff.detail.doing and (bool(staff.detail.result) or self._row(name).level is Level.GOOD)

    def _look_around(self) -> Plan:
        """What a technician does once all is well: a look through a camera, the daily check, the log, a pause and its end."""
        robot, session, staff = self._robot, self._session, self._session.staff
        yield from robot.touch("staff.do.face_camera")
        yield lambda: session.screen is Screen.STAFF_DEVICE and robot.sees("staff.stop")
        yield from self._picture("preview")
        yield from robot.touch("staff.stop")
        yield lambda: staff.picture is None
        yield from self._back()
        yield from robot.touch("staff.daily")
        yield lambda: session.screen is Screen.STAFF_DAILY
        for item in staff.daily.items:
            if not item.measured:
                yield from robot.touch(f"staff.item.{item.id}.good")
        yield from robot.draw("sign.pad", SIGNATURE)
        yield from self._picture("daily")
        yield from robot.touch("bar.primary")
        yield lambda: bool(staff.daily.signed)
        yield from self._picture("daily-signed")
        yield from self._back()
        yield from robot.touch("staff.log")
        yield lambda: session.screen is Screen.STAFF_LOG
        yield from self._picture("log")
        yield from self._back()
        yield from robot.touch("staff.pause")
        yield from robot.touch("staff.reason.0")
        yield lambda: bool(session.paused)
        yield from self._picture("paused")
        yield from robot.touch("staff.pause")
        yield lambda: not session.paused

    def _back(self) -> Plan:
        yield from self._robot.touch("staff.back")
        yield lambda: self._session.screen is Screen.STAFF

    def _picture(self, name: str) -> Plan:
        self._pictures += 1
        yield 0.05
        yield from self._robot.picture(self._out / "screens" / f"{self._pictures:02d}-staff-{name}.png")
