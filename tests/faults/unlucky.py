"""A citizen who goes on whatever breaks: does what a screen asks, and where that does not work takes a way out that the screen shows."""

from __future__ import annotations

from enum import StrEnum

from config.matter import Capture
from kiosk import journey
from kiosk.hand_off import ASKED, NO_DOCUMENT
from kiosk.receipt import Printing
from kiosk.rig import Rig
from kiosk.session import Overlay, Screen, Session
from tests.journey.main_thread import MainThread
from tests.journey.visitor import STROKES, Visitor

PATIENCE = 20.0
"""Seconds after which a screen that shows itself busy is a dead end."""
SLIP_SECONDS = 60.0
MOST_STEPS = 60
TRIES = 4


class End(StrEnum):
    """How a visit may end; there is no other way."""

    SUBMITTED = "submitted"
    HANDED_OFF = "handed_off"
    NOT_OFFERED = "not_offered"


class Unlucky(Visitor):
    """``visit`` goes through a matter; when it comes to ``strike_at``, ``hurt`` is told to the simulators."""

    def __init__(self, rig: Rig, session: Session, thread: MainThread) -> None:
        super().__init__(rig, session, thread)
        self.struck = False
        self.tried: set[str] = set()
        self.receipt_no = ""

    def visit(self, code: str, person: str, strike_at: Screen, hurt: str) -> End:
        """From the first touch until nothing of the visit is left."""
        self.struck, self.tried, self.receipt_no = False, set(), ""
        session = self.session
        session.wake()
        session.choose(code)
        if session.visit is None:
            return End.NOT_OFFERED
        for _ in range(MOST_STEPS):
            if session.screen is strike_at and not self.struck:
                self.struck = True
                self.rig.tell(hurt)
            if session.screen is Screen.DONE:
                return self._done()
            if session.screen is Screen.HAND_OFF:
                return self._hand_off()
            self._step(person)
            self._settle()
        raise AssertionError(f"a dead end at {session.screen}: {session.notice}")

    def _settle(self, seconds: float = PATIENCE) -> None:
        self.thread.until(lambda: not self.session.busy or self.session.receipt is not None, seconds)

    def _step(self, person: str) -> None:
        session = self.session
        match session.screen:
            case Screen.GUIDE:
                session.begin()
            case Screen.IDENTIFY:
                self._identify(person)
            case Screen.MATERIALS:
                self._materials()
            case Screen.CAPTURE:
                self._capture()
            case Screen.REVIEW:
                session.next()
            case Screen.SIGN:
                session.submit(STROKES, b"png")
            case _:
                self.give()

    def _identify(self, person: str) -> None:
        """The card, as often as the screen asks for it; else the button for who has nothing with them."""
        session = self.session
        for _ in range(TRIES):
            session.notice = ""
            self.rig.tell(f"id_reader put {person}")
            self.thread.until(lambda: session.screen is not Screen.IDENTIFY or bool(session.notice), PATIENCE)
            if session.screen is not Screen.IDENTIFY:
                return
        session.answers.hand_off(NO_DOCUMENT)

    def _materials(self) -> None:
        """Each thing under the camera once; what cannot be taken comes later, where it may, else the window."""
        session = self.session
        assert session.visit is not None
        for item in journey.captured(session.visit, session.today):
            supply = journey.supply(session.visit, item)
            if supply.sheets or supply.deferred or journey.exempt(session.visit, item):
                continue
            if item.id not in self.tried:
                self.tried.add(item.id)
                session.materials.open(item.id)
                return
            if not item.deferrable:
                self.thread.until(lambda: session.materials.stuck)
                session.answers.hand_off(ASKED)
                return
            session.materials.defer(item.id)
        session.next()

    def _capture(self) -> None:
        """Take the page when there is a picture; without one the screen says why and the buttons work."""
        session, materials = self.session, self.session.materials
        if materials.material.capture is Capture.SCAN:
            self.rig.tell("document_camera page contract")
        else:
            self.rig.tell("face_camera show person")
        self.thread.until(lambda: bool(materials.trouble) or (materials.preview is not None and materials.preview.ok), PATIENCE)
        materials.capture()
        self._settle()
        assert session.visit is not None
        assert session.notice or journey.supply(session.visit, materials.material).sheets
        materials.finish()

    def _hand_off(self) -> End:
        """The slip, or the sentence that it could not be printed; then away, and nothing is left."""
        session = self.session
        assert session.answers.parting.reasons
        session.answers.print_parting()
        self._settle(SLIP_SECONDS)
        assert session.notice
        session.leave()
        if session.overlay is Overlay.LEAVE:
            session.confirm_leave()
        assert session.visit is None
        return End.HANDED_OFF

    def _done(self) -> End:
        """The number on the screen, the slip or why there is none; then the card is taken, and nothing is left."""
        session = self.session
        self.thread.until(self._told, SLIP_SECONDS)
        receipt = session.receipt
        assert receipt is not None
        assert receipt.print_sentence
        self.receipt_no = receipt.receipt_no
        self.rig.tell("id_reader take")
        self.thread.until(lambda: session.receipt is not None and not session.receipt.card_inside, PATIENCE)
        session.finish()
        assert (session.screen, session.visit, session.receipt) == (Screen.ATTRACT, None, None)
        return End.SUBMITTED

    def _told(self) -> bool:
        receipt = self.session.receipt
        return receipt is not None and Printing.PRINTING not in (receipt.printing, receipt.copy)
