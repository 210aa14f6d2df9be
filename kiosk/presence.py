"""Who is there: the cards that are put down, from the first look to the last card that is taken away.

At a place that asks for somebody the readers are read. All through the rest of a visit the reader is looked at: another person's card means
another person stands there, and nothing of the first may be left. A card that stays behind when its owner has gone is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from config.matter import IdentifyWay
from devices.id_card.card import IdCard
from devices.smart_card.card import SocialCard
from kiosk.applicant import Applicant
from kiosk.card_watch import ID_CARDS, SOCIAL_CARDS, CardWatch
from kiosk.journey import Step
from kiosk.screen import Overlay
from kiosk.words import words

if TYPE_CHECKING:
    from kiosk.session import Session

ALARM_SECONDS = 15.0
ALARM = words("您的身份证还在读卡区，请取走")
LEFT_BEHIND = words("读卡区有上一位的证件，请先把它拿开，或交给工作人员")
READING = words("正在读，请别拿开…")
NO_BIRTH = words("这张卡上没有出生日期，请换身份证，或到窗口办")
READ_AT = (Step.IDENTIFY, Step.PRINCIPAL, Step.GUARDIAN)


class Presence:
    """The readers during the session. ``alarm`` is what the screen shows and the voice says while a card is left behind."""

    def __init__(self, session: Session) -> None:
        terminal, scheduler = session.terminal, session.scheduler
        self._session = session
        self.card: CardWatch[IdCard] = CardWatch(terminal.devices.get("id_reader"), scheduler, ID_CARDS)
        self._social: CardWatch[SocialCard] = CardWatch(terminal.devices.get("smart_card"), scheduler, SOCIAL_CARDS)
        self._mode: object = None
        self._inside = False
        self._since: float | None = None
        self._left = False
        self.alarm = ""

    @property
    def has_slot(self) -> bool:
        """Whether a social-security card can be read here now."""
        return "smart_card" in self._session.terminal.devices and self._session.terminal.usable("smart_card")

    @property
    def can_photograph(self) -> bool:
        """Whether a document without a chip can be photographed here now."""
        return self._session.terminal.usable("document_camera")

    @property
    def card_inside(self) -> bool:
        """Whether a card lay on the reader when it was last looked at."""
        return self._inside

    def follow(self) -> None:
        """The session has gone to another place: read there, or keep an eye on the reader."""
        mode = self._wanted()
        if mode == self._mode:
            return
        self._mode = mode
        self.card.stop()
        self._social.stop()
        if mode == "watch":
            self._watch()
        elif mode is not None:
            self._read()
        elif self._left:
            self.card.presence(self._left_behind)

    def hand_over(self) -> None:
        """The last screen looks at the reader itself from now on."""
        self._mode = "handed over"
        self._social.stop()
        self._since = None

    def gone(self) -> None:
        """The visit is over; if its card still lies there, that is told until it is taken."""
        receipt = self._session.receipt
        inside = receipt.card_inside if receipt else self._inside
        self._mode = None
        self.card.stop()
        self._social.stop()
        self._inside = False
        if inside and not self._left:
            self._left, self._since = True, self._session.scheduler.monotonic()
        if self._left:
            self.card.presence(self._left_behind)

    def stop(self) -> None:
        """No more looking."""
        self._mode = None
        self.card.stop()
        self._social.stop()

    def tick(self) -> None:
        """Look at the clock: a card that lies there for long after its owner was done is told."""
        session, now = self._session, self._session.scheduler.monotonic()
        waiting = bool(session.receipt and session.receipt.card_inside) or self._left
        if not waiting:
            self._since = None
        elif self._since is None:
            self._since = now
        wanted = ALARM if waiting and self._since is not None and now - self._since >= ALARM_SECONDS else ""
        if wanted == self.alarm:
            return
        self.alarm = wanted
        if wanted and not session.receipt:
            session.show_overlay(Overlay.CARD_LEFT)
        elif not wanted and session.overlay is Overlay.CARD_LEFT:
            session.show_overlay(None)
        else:
            session.changed()

    def _wanted(self) -> object:
        visit, receipt = self._session.visit, self._session.receipt
        if receipt:
            return "handed over"
        if visit is not None and visit.place.step in READ_AT:
            return visit.place.step
        if self._session.live.cases.wants_card:
            return "cases"
        return "watch" if self._session.known else None

    # Reading somebody -----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._left:
            self._session.notify(LEFT_BEHIND)
            self.card.presence(self._left_behind)
            return
        visit = self._session.visit
        if self._inside and (visit is None or visit.place.step is not Step.IDENTIFY):
            self._once_lifted(self.card, self._read)
            return
        self.card.read(self._card_read, self._session.notify, self._reading)
        slot = visit is not None and IdentifyWay.SOCIAL_SECURITY_CARD in visit.matter.identification and self.has_slot
        if slot and visit is not None and visit.place.step is Step.IDENTIFY:
            self._social.read(self._social_read, self._session.notify)

    def _reading(self, now: bool) -> None:
        """Whether a card is being read at this moment: a chip takes a second or two. What was told of the last try stays, so nothing blinks."""
        session = self._session
        if now and not (session.busy or session.notice):
            session.busy = READING
            session.changed()
        elif not now and session.busy == READING:
            session.busy = ""
            session.changed()

    def _card_read(self, card: IdCard) -> None:
        self._inside = True
        self._session.face.card_read(card)
        self._person(Applicant.from_card(card), self.card)

    def _social_read(self, card: SocialCard) -> None:
        person = Applicant.from_social_card(card)
        if person is None:
            self._session.notify(NO_BIRTH)
            self._once_lifted(self._social, self._read)
        else:
            self._person(person, self._social)

    def _person(self, person: Applicant, watch: CardWatch[IdCard] | CardWatch[SocialCard]) -> None:
        """Somebody was read. Where the visit has no use for this card, it is read again once it was lifted."""
        self._mode = None
        if not self._session.answers.person_read(person):
            visit = self._session.visit
            self._mode = visit.place.step if visit else None
            self._once_lifted(watch, self._read)
        else:
            self.follow()

    def _once_lifted(self, watch: CardWatch[IdCard] | CardWatch[SocialCard], then: Callable[[], None]) -> None:
        def seen(present: bool) -> None:
            if watch is self.card:
                self._inside = present
            if not present:
                watch.stop()
                then()

        watch.presence(seen)

    # Keeping an eye on the reader -----------------------------------------------------------------------------------

    def _watch(self) -> None:
        """Somebody is known. A card that is put down again is read: it must be one of theirs."""
        lifted = not self._inside

        def seen(present: bool) -> None:
            nonlocal lifted
            news, self._inside = present is not self._inside, present
            self._session.touched()
            if news:
                self._session.changed()
            if not present:
                lifted = True
            elif lifted:
                self.card.read(self._again, lambda _: None)

        self.card.presence(seen)

    def _again(self, card: IdCard) -> None:
        self._inside = True
        if card.number in self._session.known:
            self._watch()
        elif self._session.keeping:
            self._once_lifted(self.card, self._watch)
        else:
            self._mode = None
            self._session.start_afresh()

    def _left_behind(self, present: bool) -> None:
        if present:
            return
        self._left, self._since = False, None
        self.card.stop()
        self.tick()
        if self._mode is not None and self._mode != "watch":
            self._session.notify("")
            self._read()
