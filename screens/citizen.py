"""A robot citizen's way through a visit: it does whatever the screens ask, knowing only what stands on them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from kiosk import journey
from kiosk.errands import Errand
from kiosk.fields import NO, YES
from kiosk.receipt import Printing
from kiosk.screen import Overlay
from kiosk.session import Screen, Session
from kiosk.simulator_line import tell
from screens.citizen_form import Filler
from screens.citizen_papers import Papers
from screens.citizen_person import Identity
from screens.robot import Plan, Robot, RobotLost

SIGNATURE = (((0.2, 0.6), (0.35, 0.62), (0.5, 0.6)), ((0.35, 0.8), (0.36, 0.5), (0.3, 0.25)), ((0.6, 0.7), (0.75, 0.3), (0.8, 0.65)))
ENDS = (Screen.DONE, Screen.INSTANT, Screen.REFUSED, Screen.HAND_OFF)


class Citizen:
    """Goes through whatever screens a matter brings, knowing only what stands on them; a picture of each lies in ``out``, without it none."""

    def __init__(self, robot: Robot, session: Session, control: str, out: Path | None) -> None:
        self._robot, self._session, self._control, self._out = robot, session, control, out
        self._pictures = 0
        self._heard: list[str] = []
        session.listen(self._hear)
        self._filler = Filler(robot, session, self._picture, self._remember)
        self._papers = Papers(robot, session, control, self._picture)
        self._identity = Identity(robot, session, control, self._picture)
        self.results: list[dict[str, Any]] = []

    def visit(self, errand: Errand) -> Plan:
        """One matter from the first touch to the attract screen, or to the home screen where nothing was begun."""
        started, steps = time.monotonic(), list[str]()
        session, robot = self._session, self._robot
        self._filler.begin()
        yield lambda: session.screen in (Screen.ATTRACT, Screen.HOME)
        if session.screen is Screen.ATTRACT:
            steps.append(str(Screen.ATTRACT))
            yield from self._picture("attract")
            yield from robot.touch("attract.start")
        yield from self._find(errand, steps)
        if errand.end == "not_offered":
            yield from robot.touch("bar.back")
            self._over(errand, steps, started)
            return
        while session.screen not in ENDS:
            here = (session.screen, session.visit.place if session.visit else None)
            steps.append(str(here[0]))
            for command in errand.tell.get(steps[-1], []):
                tell(self._control, command)
            yield from self._picture(steps[-1])
            yield from self._pass(errand)
            yield lambda here=here: (session.screen, session.visit.place if session.visit else None) != here  # type: ignore[misc]
        steps.append(str(session.screen))
        if errand.end != (str(session.screen) if session.screen in (Screen.REFUSED, Screen.HAND_OFF) else ""):
            raise RobotLost(f"{errand.matter} ended at {session.screen} after {', '.join(steps)}; heard {self._heard}")
        match session.screen:
            case Screen.INSTANT:
                yield from self._instant(errand, steps, started)
            case Screen.DONE:
                yield from self._done(errand, steps, started)
            case _:
                yield from self._part(errand, steps, started)

    def _done(self, errand: Errand, steps: list[str], started: float) -> Plan:
        """The slip and the card are taken."""
        session = self._session
        yield lambda: session.receipt is not None and session.receipt.printing is not Printing.PRINTING
        receipt = session.receipt
        assert receipt is not None
        yield from self._picture("done")
        seconds = time.monotonic() - started
        tell(self._control, "id_reader take")
        yield lambda: session.receipt is not None and not session.receipt.card_inside
        yield from self._robot.touch("bar.primary")
        yield lambda: session.screen is Screen.ATTRACT
        self._over(errand, steps, started, receipt.receipt_no, seconds, printed=receipt.printing is Printing.PRINTED)

    def _instant(self, errand: Errand, steps: list[str], started: float) -> Plan:
        """The department answers, the paper comes out."""
        session, desk = self._session, self._session.live.instant
        yield lambda: desk.state is not None and not desk.state.working
        yield from self._picture("instant")
        printed, seconds = desk.over, time.monotonic() - started
        if desk.state is not None and desk.state.sentence:
            self._remember(desk.state.sentence)
        tell(self._control, "id_reader take")
        yield lambda: not session.presence.card_inside
        if printed:
            yield from self._robot.touch("bar.primary")
            yield lambda: session.screen is Screen.ATTRACT
        else:
            yield from self._leave()
        self._over(errand, steps, started, "", seconds, printed=printed)

    def _part(self, errand: Errand, steps: list[str], started: float) -> Plan:
        """To a window, with a slip; where that is wanted and somebody is known, with a time."""
        session, robot = self._session, self._robot
        yield from self._picture(f"{session.screen}")
        if session.screen is Screen.REFUSED:
            yield from robot.touch("refused.slip")
            yield lambda: session.screen is Screen.HAND_OFF
        for reason in session.answers.parting.reasons:
            self._remember(reason)
        desk = session.live.appointment
        if errand.book:
            yield from robot.touch("hand_off.book")
            yield lambda: not desk.state.busy
            day, times = desk.state.free[0]
            yield from robot.touch(f"slot.{day.isoformat()}.{next(name for name, left in times if left)}")
            yield lambda: desk.state.booked is not None and bool(desk.state.sentence)
            yield from self._picture("booked")
            self._remember(desk.state.sentence)
            yield from robot.touch("overlay.close")
        else:
            yield from robot.touch("bar.primary")
            yield lambda: bool(session.notice)
        if session.presence.card_inside:
            tell(self._control, "id_reader take")
            yield lambda: not session.presence.card_inside
        yield from self._leave()
        self._over(errand, steps, started, printed=True)

    def _leave(self) -> Plan:
        """退出; asked whether that is meant where something would be lost."""
        session = self._session
        yield from self._robot.touch("frame.leave")
        yield lambda: session.overlay is Overlay.LEAVE or session.screen in (Screen.ATTRACT, Screen.HOME)
        if session.overlay is Overlay.LEAVE:
            yield from self._robot.touch("leave.confirm")
        yield lambda: session.screen in (Screen.ATTRACT, Screen.HOME)

    def _over(
        self, errand: Errand, steps: list[str], started: float, receipt_no: str = "", seconds: float | None = None, *, printed: bool = False
    ) -> None:
        """Keep what came of it."""
        self.results.append(
            {
                "matter": errand.matter,
                "receipt_no": receipt_no,
                "steps": steps,
                "seconds": round(time.monotonic() - started if seconds is None else seconds, 2),
                "card_at": self._identity.card_at,
                "printed": printed,
                "heard": self._heard,
            }
        )
        self._heard = []

    def _hear(self) -> None:
        """Remember each sentence that came up on the way."""
        receipt = self._session.receipt
        for sentence in (self._session.notice, receipt.print_sentence if receipt else ""):
            self._remember(sentence)

    def _remember(self, sentence: str) -> None:
        if sentence and sentence not in self._heard:
            self._heard.append(str(sentence))

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
            if errand.end == "not_offered":
                yield lambda: f"list.matter.{code}" in set(robot.ids()) and not robot.sees(f"list.matter.{code}")
                return
            yield from robot.touch(f"list.matter.{code}")
        else:
            yield from robot.touch(f"home.matter.{code}")
        yield lambda: session.screen is Screen.GUIDE

    def _pass(self, errand: Errand) -> Plan:
        robot = self._robot
        match self._session.screen:
            case Screen.IDENTIFY:
                yield from self._identity.show(errand)
            case Screen.PRECHECK:
                yield from self._say(errand)
            case Screen.AGENT:
                yield from robot.touch(f"choice.acting.{errand.acting}")
                yield from robot.touch("bar.primary")
            case Screen.GUARDIAN:
                yield from self._identity.guardian(errand)
            case Screen.CONSENT | Screen.FACE | Screen.PROVE | Screen.SMS_CODE | Screen.SLOT | Screen.COMMITMENT:
                yield from self._identity.prove(errand)
            case Screen.PROMISE:
                yield from self._promise(errand)
            case Screen.FORM | Screen.DECLARE | Screen.PRINCIPAL | Screen.DELIVERY:
                yield from self._identity.show_principal(errand)
                yield from self._filler.fill(errand)
            case Screen.MATERIALS:
                yield from self._papers.hand_in(errand)
            case Screen.CAPTURE:
                yield from self._papers.capture(errand)
            case Screen.SIGN:
                yield from robot.draw("sign.pad", SIGNATURE)
                yield from self._picture("signed")
                yield from robot.touch("bar.primary")
            case screen:
                for name in errand.left_out if screen is Screen.PACKAGE else []:
                    yield from robot.touch(f"package.{name}")
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

    def _picture(self, name: str) -> Plan:
        if self._out is None:
            return
        self._pictures += 1
        yield 0.05
        yield from self._robot.picture(self._out / "screens" / f"{self._pictures:02d}-{name}.png")
