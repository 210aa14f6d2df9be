"""The robot citizen shows who they are: cards on the reader, a face before the camera, a code on their phone, a guardian's consent."""

from __future__ import annotations

import time
from collections.abc import Callable

import requests

from kiosk import journey
from kiosk.errands import Errand
from kiosk.face.challenge import Phase
from kiosk.own_pages import SMS_CODE, SMS_PHONE
from kiosk.session import Screen, Session
from kiosk.simulator_line import tell
from screens.citizen_papers import PHONE_SECONDS
from screens.robot import Plan, Robot

SOCIAL = "social_security_card"
OWN_PHONE = "13800000000"


class Identity:
    """``control`` is the simulators' socket, ``picture`` takes one under a name; ``card_at`` is when the card was last put down."""

    def __init__(self, robot: Robot, session: Session, control: str, picture: Callable[[str], Plan]) -> None:
        self._robot, self._session, self._control, self._picture = robot, session, control, picture
        self.card_at = 0.0

    @property
    def _visit(self) -> journey.Visit:
        assert self._session.visit is not None
        return self._session.visit

    def show(self, errand: Errand) -> Plan:
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
        self.card_at = time.time()
        tell(self._control, f"id_reader put {errand.person}")
        yield lambda: session.screen is not Screen.IDENTIFY or bool(session.notice)
        if session.screen is Screen.IDENTIFY:
            yield from self._picture("identify-again")
            tell(self._control, f"id_reader put {errand.person}")

    def show_principal(self, errand: Errand) -> Plan:
        """The card of the person somebody acts for, where the page asks for them."""
        if self._session.screen is Screen.PRINCIPAL and errand.principal and self._visit.principal is None:
            yield from self._change_cards(errand.principal)
            yield lambda: self._visit.principal is not None

    def _change_cards(self, person: str) -> Plan:
        """Take the card that lies there, and put another person's down."""
        tell(self._control, "id_reader take")
        yield lambda: not self._session.presence.card_inside
        tell(self._control, f"id_reader put {person}")

    def guardian(self, errand: Errand) -> Plan:
        """The guardian's card, then their consent."""
        if journey.guardian(self._visit) is None:
            yield from self._change_cards(errand.guardian)
            yield lambda: journey.guardian(self._visit) is not None
        yield from self._robot.touch("guardian.agree")
        yield from self._picture("guardian-agreed")
        yield from self._robot.touch("bar.primary")

    def prove(self, errand: Errand) -> Plan:
        """Agree to what is asked; be compared, or be looked at in person later where that cannot be."""
        robot = self._robot
        match self._session.screen:
            case Screen.FACE:
                yield from self._look_and_turn(errand)
            case Screen.SLOT:
                yield from robot.touch("slot.none")
            case Screen.SMS_CODE:
                yield from self._type_code(errand)
            case screen:
                consent = "consent.refuse" if errand.prove else "consent.agree"
                way = f"prove.{errand.prove or 'window'}"
                yield from robot.touch({Screen.CONSENT: consent, Screen.PROVE: way}.get(screen, "commitment.agree"))
                yield from robot.touch("bar.primary")

    def _type_code(self, errand: Errand) -> Plan:
        """A code is sent to the citizen's own phone; what stands there is typed."""
        session, robot, phone = self._session, self._robot, errand.answers.get(SMS_PHONE, OWN_PHONE)
        if not self._visit.entries.get(SMS_PHONE):
            yield from robot.touch(f"field.{SMS_PHONE}")
            yield from robot.type(phone)
        yield from robot.touch("sms.send")
        yield lambda: bool(session.notice) and not session.busy
        yield from robot.touch(f"field.{SMS_CODE}")
        yield from robot.type(requests.get(f"{errand.inbox}/{phone}", timeout=PHONE_SECONDS).json()["code"])
        yield from self._picture("sms-code-typed")
        if robot.sees("keyboard.hide"):
            yield from robot.touch("keyboard.hide")
        yield from robot.touch("bar.primary")

    def _look_and_turn(self, errand: Errand) -> Plan:
        """Stand before the camera and turn the head as the screen says."""
        session, asked = self._session, ""
        tell(self._control, f"face_camera face live {errand.person}")
        while session.screen is Screen.FACE:
            view = session.face.view
            if view.phase is Phase.FAILED:
                yield from self._robot.touch("bar.primary")
            wanted = view.turn.value if view.turn else "front"
            if wanted != asked:
                asked = wanted
                tell(self._control, f"face_camera face turn {wanted}")
                yield from self._picture(f"face-{wanted}")
            yield lambda view=view: (  # type: ignore[misc]
                session.screen is not Screen.FACE or (session.face.view.turn, session.face.view.phase) != (view.turn, view.phase)
            )
