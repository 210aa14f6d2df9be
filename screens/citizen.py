"""A robot citizen's way through a visit: it does whatever the screens ask, knowing only what stands on them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from config import regions
from config.matter import Capture, Field, FieldType
from kiosk import fields, journey
from kiosk.errands import Errand
from kiosk.fields import NO, YES
from kiosk.receipt import Printing
from kiosk.session import Screen, Session
from kiosk.simulator_line import tell
from screens.form_slots import Slot, slots
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
    FieldType.CREDIT_CODE: "11330299MB000001X4",
}
REGION, STREET = "330299001", "a1b2c3"
SOCIAL = "social_security_card"


class Citizen:
    """Goes through whatever screens a matter brings, knowing only what stands on them; a picture of each lies in ``out``, without it none."""

    def __init__(self, robot: Robot, session: Session, control: str, out: Path | None) -> None:
        self._robot, self._session, self._control, self._out = robot, session, control, out
        self._pictures = 0
        self._heard: list[str] = []
        session.listen(self._hear)
        self._card_at = 0.0
        self.results: list[dict[str, Any]] = []

    def visit(self, errand: Errand) -> Plan:
        """One matter from the first touch to the attract screen."""
        started, steps = time.monotonic(), [str(Screen.ATTRACT)]
        session, robot = self._session, self._robot
        yield lambda: session.screen is Screen.ATTRACT
        yield from self._picture("attract")
        yield from robot.touch("attract.start")
        yield from self._find(errand, steps)
        while session.screen not in (Screen.DONE, Screen.INSTANT):
            here = (session.screen, session.visit.place if session.visit else None)
            steps.append(str(here[0]))
            for command in errand.tell.get(steps[-1], []):
                tell(self._control, command)
            yield from self._picture(steps[-1])
            yield from self._pass(errand)
            yield lambda here=here: (session.screen, session.visit.place if session.visit else None) != here  # type: ignore[misc]
        if session.screen is Screen.INSTANT:
            yield from self._instant(errand, steps, started)
            return
        steps.append(str(Screen.DONE))
        yield lambda: session.receipt is not None and session.receipt.printing is not Printing.PRINTING
        receipt = session.receipt
        assert receipt is not None
        yield from self._picture("done")
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
                "card_at": self._card_at,
                "printed": receipt.printing is Printing.PRINTED,
                "heard": self._heard,
            }
        )
        self._heard = []

    def _instant(self, errand: Errand, steps: list[str], started: float) -> Plan:
        """The department answers, the paper comes out."""
        session, desk = self._session, self._session.live.instant
        steps.append(str(Screen.INSTANT))
        yield lambda: desk.state is not None and not desk.state.working
        yield from self._picture("instant")
        printed, seconds = desk.over, time.monotonic() - started
        tell(self._control, "id_reader take")
        yield lambda: not session.presence.card_inside
        if printed:
            yield from self._robot.touch("bar.primary")
        else:
            yield from self._robot.touch("frame.leave")
            yield from self._robot.touch("leave.confirm")
        yield lambda: session.screen is Screen.ATTRACT
        self.results.append(
            {
                "matter": errand.matter,
                "receipt_no": "",
                "steps": steps,
                "seconds": round(seconds, 2),
                "card_at": self._card_at,
                "printed": printed,
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
        if errand.large:
            yield from robot.touch("home.large")
            yield lambda: session.display.large
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
            case Screen.PRECHECK:
                yield from self._say(errand)
            case Screen.AGENT:
                yield from robot.touch(f"choice.acting.{errand.acting}")
                yield from robot.touch("bar.primary")
            case Screen.GUARDIAN:
                yield from self._guardian(errand)
            case Screen.CONSENT | Screen.FACE | Screen.PROVE | Screen.SLOT | Screen.COMMITMENT:
                yield from self._agree(errand)
            case Screen.PROMISE:
                yield from self._promise(errand)
            case Screen.FORM | Screen.DECLARE | Screen.PRINCIPAL | Screen.DELIVERY:
                yield from self._principal(errand)
                yield from self._fill(errand)
            case Screen.MATERIALS:
                yield from self._materials(errand)
            case Screen.CAPTURE:
                yield from self._capture(errand)
            case Screen.SIGN:
                yield from robot.draw("sign.pad", SIGNATURE)
                yield from self._picture("signed")
                yield from robot.touch("bar.primary")
            case Screen.REFUSED | Screen.HAND_OFF:
                raise RobotLost(f"this person cannot have the matter: {self._session.screen}")
            case _:
                yield from robot.touch("bar.primary")

    @property
    def _visit(self) -> journey.Visit:
        assert self._session.visit is not None
        return self._session.visit

    def _say(self, errand: Errand) -> Plan:
        """Answer a question of the pre-check so that it stops nobody, unless the errand says otherwise."""
        question = next(item for item in self._visit.matter.exclusions if item.id == self._visit.place.item)
        usual = NO if question.stops_on else YES
        yield from self._robot.touch(f"choice.{question.id}.{errand.answers.get(question.id, usual)}")
        yield from self._robot.touch("bar.primary")

    def _promise(self, errand: Errand) -> Plan:
        decline = errand.answers.get(f"promise.{self._visit.place.item}") == NO
        yield from self._robot.touch("promise.decline" if decline else "promise.agree")
        yield from self._picture("promised")
        yield from self._robot.touch("bar.primary")

    def _principal(self, errand: Errand) -> Plan:
        """The card of the person somebody acts for, where the page asks for them."""
        if self._session.screen is Screen.PRINCIPAL and errand.principal and self._visit.principal is None:
            yield from self._change_cards(errand.principal)
            yield lambda: self._visit.principal is not None

    def _change_cards(self, person: str) -> Plan:
        """Take the card that lies there, and put another person's down."""
        tell(self._control, "id_reader take")
        yield lambda: not self._session.presence.card_inside
        tell(self._control, f"id_reader put {person}")

    def _show_card(self, errand: Errand) -> Plan:
        """Put the card down, and once more when the screen asks for it; or show who one is in another way."""
        session = self._session
        if errand.way == SOCIAL:
            tell(self._control, f"smart_card insert {errand.person}")
            yield lambda: session.screen is not Screen.IDENTIFY
            tell(self._control, "smart_card remove")
            return
        if errand.way:
            yield from self._robot.touch(f"identify.{errand.way}")
            return
        self._card_at = time.time()
        tell(self._control, f"id_reader put {errand.person}")
        yield lambda: session.screen is not Screen.IDENTIFY or bool(session.notice)
        if session.screen is Screen.IDENTIFY:
            yield from self._picture("identify-again")
            tell(self._control, f"id_reader put {errand.person}")

    def _guardian(self, errand: Errand) -> Plan:
        """The guardian's card, then their consent."""
        if journey.guardian(self._visit) is None:
            yield from self._change_cards(errand.guardian)
            yield lambda: journey.guardian(self._visit) is not None
        yield from self._robot.touch("guardian.agree")
        yield from self._picture("guardian-agreed")
        yield from self._robot.touch("bar.primary")

    def _agree(self, errand: Errand) -> Plan:
        """Agree to what is asked; be compared, or be looked at in person later where that cannot be."""
        robot = self._robot
        match self._session.screen:
            case Screen.FACE:
                yield from self._look_and_turn(errand)
            case Screen.SLOT:
                yield from robot.touch("slot.none")
            case screen:
                yield from robot.touch({Screen.CONSENT: "consent.agree", Screen.PROVE: "prove.window"}.get(screen, "commitment.agree"))
                yield from robot.touch("bar.primary")

    def _look_and_turn(self, errand: Errand) -> Plan:
        """Stand before the camera and turn the head as the screen says."""
        session, asked = self._session, ""
        tell(self._control, f"face_camera face live {errand.person}")
        while session.screen is Screen.FACE:
            view = session.face.view
            wanted = view.turn.value if view.turn else "front"
            if wanted != asked:
                asked = wanted
                tell(self._control, f"face_camera face turn {wanted}")
                yield from self._picture(f"face-{wanted}")
            yield lambda view=view: session.screen is not Screen.FACE or session.face.view.turn is not view.turn  # type: ignore[misc]

    def _fill(self, errand: Errand) -> Plan:
        here, done = self._visit.place, set[str]()
        while (slot := self._next_slot(done)) is not None:
            field = slot.field
            done.add(field.id)
            if not field.read_only and (not self._visit.entries.get(field.id) or field.id in errand.answers):
                yield from self._answer(field, errand)
            if self._visit.place != here:
                return
        for group in [item for item in self._shown() if item.type is FieldType.GROUP]:
            if fields.rows(group, self._visit.entries) < errand.rows:
                yield from self._robot.touch(f"group.{group.id}.add")
                yield from self._fill(errand)
                return
        yield from self._picture("filled")
        if self._robot.sees("keyboard.hide"):
            yield from self._robot.touch("keyboard.hide")
        yield from self._robot.touch("bar.primary")

    def _shown(self) -> tuple[Field, ...]:
        """The fields of the page that is on the screen."""
        page = journey.page_at(self._visit, self._visit.place)
        return journey.visible(page, self._visit, self._session.today) if page else ()

    def _next_slot(self, done: set[str]) -> Slot | None:
        return next((slot for slot in slots(self._shown(), self._visit.entries) if slot.field.id not in done), None)

    def _answer(self, field: Field, errand: Errand) -> Plan:
        robot, wanted = self._robot, errand.answers.get(field.id)
        if not field.required and not field.required_when and not wanted:
            return
        match field.type:
            case FieldType.CHOICE:
                yield from robot.touch(f"choice.{field.id}.{wanted or field.options[0].value}")
            case FieldType.SEVERAL:
                for value in (wanted or field.options[0].value).split(","):
                    yield from robot.touch(f"choice.{field.id}.{value}")
            case FieldType.YES_NO:
                yield from robot.touch(f"choice.{field.id}.{wanted or 'yes'}")
            case FieldType.DECLARATION | FieldType.PHOTO:
                yield from robot.touch(f"field.{field.id}")
                if field.type is FieldType.PHOTO:
                    yield lambda: self._session.screen is Screen.CAPTURE
            case FieldType.REGION:
                yield from self._pick_region(field, wanted or REGION)
            case FieldType.ADDRESS:
                region, _, street = (wanted or f"{REGION} {STREET}").partition(" ")
                yield from self._pick_region(field, region)
                yield from robot.touch(f"field.{field.id}")
                yield from robot.type(street)
            case _ if field.required or wanted:
                yield from self._write(field, wanted or BY_TYPE[field.type], by_hand=errand.by_hand)

    def _write(self, field: Field, words: str, *, by_hand: bool) -> Plan:
        """Type or write ``words`` into a field: what stands there already and begins so is added to, anything else wiped."""
        robot, stands = self._robot, self._visit.entries.get(field.id, "")
        yield from robot.touch(f"field.{field.id}")
        if stands and words.startswith(stands):
            words = words.removeprefix(stands)
        elif stands:
            yield from robot.clear()
        if field.type is not FieldType.TEXT:
            yield from robot.type(words)
        else:
            yield from robot.write(words) if by_hand else robot.type_pinyin(words)

    def _pick_region(self, field: Field, code: str) -> Plan:
        """Level by level, down to ``code`` or as deep as the field goes. The next level opens by itself."""
        if self._robot.sees("keyboard.hide"):
            yield from self._robot.touch("keyboard.hide")
        yield from self._robot.touch(f"region.{field.id}.level1")
        for step in regions.path(code):
            if step.level <= field.levels:
                yield from self._robot.touch(f"region.{field.id}.{step.code}")

    def _materials(self, errand: Errand) -> Plan:
        visit, robot = self._visit, self._robot
        for name in errand.own:
            if robot.sees(f"material.{name}.own"):
                yield from robot.touch(f"material.{name}.own")
                yield lambda name=name: name in self._visit.own  # type: ignore[misc]
                visit = self._visit
        for material in journey.captured(visit, self._session.today):
            supply = journey.supply(visit, material)
            if supply.sheets or supply.deferred or journey.exempt(visit, material):
                continue
            if journey.reusable(visit, material.name):
                yield from robot.touch(f"material.{material.id}.reuse")
                yield lambda material=material: bool(journey.supply(self._visit, material).sheets)  # type: ignore[misc]
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
        scan = material.capture is not Capture.PORTRAIT
        for number in range(1, (errand.pages if scan else 1) + 1):
            if scan:
                tell(self._control, f"document_camera page contract {(number - 1) % CONTRACT_PAGES + 1}")
            yield lambda: session.materials.preview is not None and session.materials.preview.ok
            yield from self._picture(f"capture-{material.id}")
            yield from self._robot.touch("bar.primary")
            yield lambda number=number: len(journey.supply(self._visit, material).sheets) >= number  # type: ignore[misc]
        yield from self._picture(f"captured-{material.id}")
        yield from self._robot.touch("bar.done")

    def _picture(self, name: str) -> Plan:
        if self._out is None:
            return
        self._pictures += 1
        yield 0.05
        yield from self._robot.picture(self._out / "screens" / f"{self._pictures:02d}-{name}.png")
