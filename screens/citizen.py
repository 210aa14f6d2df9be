"""A robot citizen's way through a visit: it does whatever the screens ask, knowing only what stands on them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config.matter import Capture, Field, FieldType
from kiosk import journey
from kiosk.errands import Errand
from kiosk.memory import resident_bytes
from kiosk.receipt import Printing
from kiosk.session import Screen, Session
from kiosk.simulator_line import tell
from screens.robot import Plan, Robot, RobotLost

SIGNATURE = (((0.2, 0.6), (0.35, 0.62), (0.5, 0.6)), ((0.35, 0.8), (0.36, 0.5), (0.3, 0.25)), ((0.6, 0.7), (0.75, 0.3), (0.8, 0.65)))
CONTRACT_PAGES = 3
BY_TYPE: Mapping[FieldType, str] = {
    FieldType.TEXT: "a1",
    FieldType.NUMBER: "3",
    FieldType.MONEY: "1200",
    FieldType.DATE: "20260301",
    FieldType.MONTH: "202603",
    FieldType.PHONE: "13800000000",
    FieldType.ID_NUMBER: "330299199105080028",
    FieldType.BANK_CARD: "6222020000000000000",
}


class Citizen:
    """Goes through whatever screens a matter brings, knowing only what stands on them."""

    def __init__(self, robot: Robot, session: Session, control: str, out: Path) -> None:
        self._robot, self._session, self._control, self._out = robot, session, control, out
        self._pictures = 0
        self._heard: list[str] = []
        session.listen(self._hear)
        self.rss_at_slip = 0
        self.results: list[dict[str, Any]] = []

    def visit(self, errand: Errand) -> Plan:
        """One matter from the first touch to the attract screen."""
        started, steps = time.monotonic(), [str(Screen.ATTRACT)]
        session, robot = self._session, self._robot
        yield lambda: session.screen is Screen.ATTRACT
        yield from self._picture("attract")
        yield from robot.touch("attract.start")
        yield from self._find(errand, steps)
        while session.screen is not Screen.DONE:
            here = (session.screen, session.visit.place if session.visit else None)
            steps.append(str(here[0]))
            for command in errand.tell.get(steps[-1], []):
                tell(self._control, command)
            yield from self._picture(steps[-1])
            yield from self._pass(errand)
            yield lambda here=here: (session.screen, session.visit.place if session.visit else None) != here  # type: ignore[misc]
        steps.append(str(Screen.DONE))
        yield lambda: session.receipt is not None and session.receipt.printing is not Printing.PRINTING
        receipt = session.receipt
        assert receipt is not None
        yield from self._picture("done")
        self.rss_at_slip = max(self.rss_at_slip, resident_bytes(children=True))
        seconds = time.monotonic() - started
        tell(self._control, "id_reader take")
        yield lambda: session.receipt is not None and not session.receipt.card_inside
        yield from robot.touch("bar.primary")
        yield lambda: session.screen is Screen.ATTRACT
        self.results.append(
            {
                "matter": errand.matter,
                "receipt_no": receipt.receipt_no,
                "steps": steps,
                "seconds": round(seconds, 2),
                "printed": receipt.printing is Printing.PRINTED,
                "heard": self._heard,
            }
        )
        self._heard = []

    def _hear(self) -> None:
        """Remember each sentence that came up on the way."""
        receipt = self._session.receipt
        for sentence in (self._session.notice, receipt.print_sentence if receipt else ""):
            if sentence and sentence not in self._heard:
                self._heard.append(sentence)

    def _find(self, errand: Errand, steps: list[str]) -> Plan:
        session, robot, code = self._session, self._robot, errand.matter
        yield lambda: session.screen is Screen.HOME
        steps.append("home")
        if errand.language:
            yield from robot.touch("home.language")
            yield from robot.touch(f"language.{errand.language}")
            yield lambda: session.overlay is None
        yield from self._picture("home")
        if not robot.sees(f"home.matter.{code}"):
            matter = session.terminal.catalogue.by_code(code)
            if matter is None:
                raise RobotLost(f"no matter {code}")
            yield from robot.touch(f"home.theme.{matter.themes[0]}")
            yield lambda: session.screen is Screen.LIST
            steps.append("list")
            yield from self._picture("list")
            yield from robot.touch(f"list.matter.{code}")
        else:
            yield from robot.touch(f"home.matter.{code}")
        yield lambda: session.screen is Screen.GUIDE

    def _pass(self, errand: Errand) -> Plan:
        robot = self._robot
        match self._session.screen:
            case Screen.IDENTIFY:
                yield from self._show_card(errand)
            case Screen.FORM:
                yield from self._fill(errand)
            case Screen.MATERIALS:
                yield from self._materials(errand)
            case Screen.CAPTURE:
                yield from self._capture(errand)
            case Screen.COMMITMENT:
                yield from robot.touch("commitment.agree")
                yield from robot.touch("bar.primary")
            case Screen.SIGN:
                yield from robot.draw("sign.pad", SIGNATURE)
                yield from self._picture("signed")
                yield from robot.touch("bar.primary")
            case Screen.REFUSED:
                raise RobotLost("the matter refused this person")
            case _:
                yield from robot.touch("bar.primary")

    @property
    def _visit(self) -> journey.Visit:
        assert self._session.visit is not None
        return self._session.visit

    def _show_card(self, errand: Errand) -> Plan:
        """Put the card down, and once more when the screen asks for it."""
        session = self._session
        tell(self._control, f"id_reader put {errand.person}")
        yield lambda: session.screen is not Screen.IDENTIFY or bool(session.notice)
        if session.screen is Screen.IDENTIFY:
            yield from self._picture("identify-again")
            tell(self._control, f"id_reader put {errand.person}")

    def _fill(self, errand: Errand) -> Plan:
        page = next(page for page in self._visit.matter.form if page.id == self._visit.place.item)
        done: set[str] = set()
        while field := next((item for item in journey.visible(page, self._visit, self._session.today) if item.id not in done), None):
            done.add(field.id)
            if not field.read_only and (not self._visit.entries.get(field.id) or field.id in errand.answers):
                yield from self._answer(field, errand)
        yield from self._picture("filled")
        if self._robot.sees("keyboard.hide"):
            yield from self._robot.touch("keyboard.hide")
        yield from self._robot.touch("bar.primary")

    def _answer(self, field: Field, errand: Errand) -> Plan:
        robot, wanted = self._robot, errand.answers.get(field.id)
        match field.type:
            case FieldType.CHOICE:
                yield from robot.touch(f"choice.{field.id}.{wanted or field.options[0].value}")
            case FieldType.YES_NO:
                yield from robot.touch(f"choice.{field.id}.{wanted or 'yes'}")
            case FieldType.DECLARATION:
                yield from robot.touch(f"field.{field.id}")
            case _ if field.required or wanted:
                yield from robot.touch(f"field.{field.id}")
                yield from robot.type(wanted or BY_TYPE[field.type])

    def _materials(self, errand: Errand) -> Plan:
        visit = self._visit
        for material in journey.captured(visit, self._session.today):
            supply = journey.supply(visit, material)
            if supply.sheets or supply.deferred:
                continue
            if material.id in errand.defer:
                yield from self._robot.touch(f"material.{material.id}.defer")
                yield lambda material=material: journey.supply(self._visit, material).deferred  # type: ignore[misc]
                yield from self._picture("materials-deferred")
                continue
            yield from self._robot.touch(f"material.{material.id}.open")
            return
        yield from self._robot.touch("bar.primary")

    def _capture(self, errand: Errand) -> Plan:
        material, session = self._session.materials.material, self._session
        scan = material.capture is Capture.SCAN
        for number in range(1, (errand.pages if scan else 1) + 1):
            if scan:
                tell(self._control, f"document_camera page contract {(number - 1) % CONTRACT_PAGES + 1}")
            yield lambda: session.materials.preview is not None and session.materials.preview.ok
            yield from self._picture(f"capture-{material.id}")
            yield from self._robot.touch("bar.primary")
            yield lambda number=number: len(journey.supply(self._visit, material).sheets) == number  # type: ignore[misc]
        yield from self._picture(f"captured-{material.id}")
        yield from self._robot.touch("bar.done")

    def _picture(self, name: str) -> Plan:
        self._pictures += 1
        yield 0.05
        yield from self._robot.picture(self._out / "screens" / f"{self._pictures:02d}-{name}.png")
