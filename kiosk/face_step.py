"""The face check of the session's visit: the question, the camera while its screen is there, what is kept, and how everything seen is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from random import Random, SystemRandom
from typing import TYPE_CHECKING

from devices.id_card.card import IdCard
from devices.id_card.photo import decode_photo
from kiosk import privacy, proving
from kiosk.face.check import FaceCheck, Outcome, View
from kiosk.face.policy import Policy
from kiosk.face.proof import Proof, ProofWay
from kiosk.journey import Place, Step, Visit

if TYPE_CHECKING:
    from kiosk.session import Session
    from kiosk.ways_in import Day, WaysIn

CAMERA = "face_camera"


class FaceStep:
    """On the main thread. The camera is on exactly while the screen that compares faces is there and nothing is decided yet.

    The card's photo is kept as read from the moment the card was, in a matter that asks for it, until it is compared, refused for good or
    the visit leaves these places.
    """

    def __init__(self, session: Session, chance: Random | None = None) -> None:
        self._session = session
        self._chance = chance or SystemRandom()
        self._photo = b""
        self._check: FaceCheck | None = None

    @cached_property
    def ways(self) -> WaysIn:
        """The other ways to show who one is; what asks the hub is loaded when it is first needed."""
        from kiosk.ways_in import WaysIn

        return WaysIn(self._session, self._session.terminal.live)

    # What screens read and do ---------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The newest picture and what to do; an empty one while the camera is off."""
        return self._check.view if self._check else View()

    @property
    def consent_text(self) -> str:
        """What is agreed to."""
        return privacy.face_text(self._visit.matter)

    def agree(self, agreed: bool) -> None:
        """The answer to the separate question."""
        session = self._session
        consent = privacy.consent(privacy.COMPARE_FACE, self.consent_text, session.scheduler.now())
        session.visit, session.problems = proving.agree(self._visit, agreed, consent), ()
        session.changed()

    def again(self) -> None:
        """One more attempt."""
        if self._check:
            self._session.touched()
            self._check.again()

    def rather_not(self) -> None:
        """Another way after all: the camera goes off at once."""
        self._session.go(replace(proving.agree(self._visit, False), place=Place(Step.PROVE)))

    # The other ways -------------------------------------------------------------------------------------------------

    @property
    def can_send(self) -> bool:
        """Whether there is a hub that could send a code."""
        return self._session.terminal.live is not None

    @property
    def wait_to_send(self) -> int:
        """Seconds until another code may be sent."""
        return self.ways.wait_to_send

    @property
    def days(self) -> tuple[Day, ...] | None:
        """The days with free times at the window; None until somebody looked."""
        return self.ways.days

    def choose(self, way: ProofWay) -> None:
        """One of the other ways; the next screen is its own."""
        session = self._session
        session.visit, session.problems = proving.choose(self._visit, way), ()
        session.changed()

    def send_code(self) -> None:
        """Send a code to the number that stands there."""
        self.ways.send()

    def check_code(self) -> None:
        """Is it the code that was sent?"""
        self.ways.check()

    def look_for_times(self) -> None:
        """Which times are free at the window."""
        self.ways.look()

    def book(self, day: date, hours: str) -> None:
        """Book a time at the window."""
        self.ways.book(day, hours)

    def without_booking(self) -> None:
        """To the window at any time it is open."""
        self.ways.without_booking()

    # What the session tells -----------------------------------------------------------------------------------------

    def card_read(self, card: IdCard) -> None:
        """Somebody's card was read where the visit asks who they are."""
        session, visit = self._session, self._session.visit
        if visit is None or visit.place.step is not Step.IDENTIFY or not visit.matter.face_check:
            return
        photo, camera = decode_photo(card.photo) is not None, session.terminal.usable(CAMERA)
        session.visit = proving.identified(visit, photo=photo, camera=camera, birth=card.birth, today=session.today)
        self._photo = card.photo if session.visit.face.comparable else b""

    def follow(self) -> None:
        """The session has gone to another place: the camera and what is kept follow."""
        visit = self._session.visit
        here = visit is not None and visit.place.step is Step.FACE and visit.face.proof is None
        if self._check and not here:
            self._check.close()
            self._check = None
        if visit is None and "ways" in self.__dict__:
            self.ways.clear()
        if visit is None or not self._needed(visit):
            self._photo = b""
        elif here and not self._check:
            self._open(visit)

    def close(self) -> None:
        """End the threads; the camera is off already."""
        if "ways" in self.__dict__:
            self.ways.close()

    def wait(self, seconds: float = 5.0) -> bool:
        """Whether nothing is looked at any more."""
        return self._check is None or self._check.wait(seconds)

    # Inside ---------------------------------------------------------------------------------------------------------

    @property
    def _visit(self) -> Visit:
        visit = self._session.visit
        assert visit is not None
        return visit

    def _needed(self, visit: Visit) -> bool:
        """Whether the photo may still be compared: from the card to the end of these places."""
        state = visit.face
        if not state.comparable or state.failed or state.proof is not None:
            return False
        way = [place.step for place in proving.places(visit)]
        before = (Step.IDENTIFY, Step.PRECHECK, Step.AGENT, Step.PRINCIPAL, Step.GUARDIAN, Step.DECLARE)
        return visit.place.step in (*way, *before, Step.CONSENT, Step.PROVE, Step.SMS_CODE, Step.SLOT)

    def _open(self, visit: Visit) -> None:
        session, own = self._session, self._session.settings.face
        camera = session.terminal.devices.get(CAMERA)
        if camera is None:
            self._cannot("no_camera")
            return
        policy = Policy(own.threshold, own.attempts, own.turns, own.seconds)
        self._check = FaceCheck(
            camera, self._photo, policy, session.scheduler, self._chance, self._changed, self._ended, attempts=visit.face.attempts
        )
        self._check.open()

    def _changed(self) -> None:
        self._session.touched()
        self._session.changed()

    def _ended(self, outcome: Outcome) -> None:
        session, visit = self._session, self._visit
        self._photo = b""
        if outcome.why:
            self._cannot(outcome.why)
            return
        state = replace(visit.face, attempts=outcome.attempts, tried=outcome.compared, failed=not outcome.passed)
        visit = replace(visit, face=state, checked="")
        if not outcome.passed:
            session.go(replace(visit, place=Place(Step.PROVE)))
            return
        proof = Proof(ProofWay.FACE, session.scheduler.now(), outcome.attempts, outcome.compared)
        session.visit = proving.prove(visit, proof)
        session.next()

    def _cannot(self, why: str) -> None:
        visit = self._visit
        self._session.go(replace(visit, face=replace(visit.face, why=why), place=Place(Step.PROVE), checked=""))
