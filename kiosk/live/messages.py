"""What a citizen says to the city: a rating with its reasons, a complaint (12345), a call for help. Sent once, however often it is tried."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from kiosk.hub_live import Numbered, Unavailable
from kiosk.live.line import LiveLine
from kiosk.screen import Overlay
from kiosk.words import plain, words
from kiosk.working_days import day_text

if TYPE_CHECKING:
    from kiosk.session import Session

BAD = 2
"""A rating up to this is asked for its reasons (好差评: 不满意, 非常不满意)."""
REASONS = (words("看不懂怎么办"), words("要的材料太多"), words("机器出毛病"), words("等得太久"), words("没有人帮忙"), words("别的原因"))
ABOUT: Mapping[str, str] = {
    "matter": words("办的这件事"),
    "staff": words("工作人员"),
    "terminal": words("这台机器"),
    "hall": words("这个大厅"),
    "other": words("别的"),
}
WHAT = (
    words("该办的不给办"),
    words("让我跑了好几趟"),
    words("态度不好"),
    words("多收了钱"),
    words("机器坏了没人管"),
    words("说的和做的不一样"),
)
"""What is complained of, in words to choose from; whoever wants to say more writes it, or dials 12345."""
LONGEST = 200
"""Characters of one's own words: a few lines on the screen's keyboard."""
NOT_SENT = words("没有发出去。{}。急的话请打 {}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: ``sentence`` tells how it went, ``good`` whether it arrived."""

    sentence: str = ""
    good: bool = False
    busy: bool = False


class Messages:
    """The messages of one citizen. ``about`` and ``chosen`` are what was picked for the one that is written, ``written`` their own words."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._round = 0
        self._ids: dict[str, str] = {}
        self.about = self.written = ""
        self.chosen: frozenset[str] = frozenset()
        self.complaint, self.help, self.rating = Sent(), Sent(), Sent()

    @property
    def working(self) -> bool:
        """Whether something is on its way."""
        return self.complaint.busy or self.help.busy

    @property
    def personal(self) -> bool:
        """Whether somebody's own words are here."""
        return bool(self.written)

    def open_complaint(self) -> None:
        """投诉; one that was begun goes on. Whoever comes from the reasons of a bad rating has rated."""
        self._tell_rating()
        if self.complaint.good or not (self.about or self.written or self._picked):
            self.about, self.written, self.chosen, self.complaint = "", "", frozenset(), Sent()
            self._ids.pop("complaints", None)
        self._session.show_overlay(Overlay.COMPLAINT)

    def choose_about(self, about: str) -> None:
        """What it is about."""
        self.about = about
        self._session.changed()

    def toggle(self, choice: str) -> None:
        """One more of the words to choose from, or one less."""
        self.chosen = self.chosen ^ {choice}
        self._session.changed()

    def write(self, text: str) -> None:
        """In one's own words."""
        self.written = text[:LONGEST]
        self._session.changed()

    @property
    def says_something(self) -> bool:
        """Whether there is a complaint to send: what it is about, and what happened, chosen or written."""
        return bool(self.about and (self._picked or self.written.strip()))

    @property
    def _picked(self) -> list[str]:
        """What happened, of the words to choose from."""
        return [plain(choice) for choice in WHAT if choice in self.chosen]

    def complain(self) -> None:
        """Send the complaint: it gets one number."""
        if not self.says_something or self.complaint.busy or self.complaint.good:
            return
        receipt = self._session.receipt
        self.complaint = Sent(busy=True)
        said = [*self._picked, *([self.written.strip()] if self.written.strip() else [])]
        content = {"about": self.about, "text": "；".join(said)}
        content |= {"case_no": receipt.receipt_no} if receipt else {}

        def told(answer: Numbered | Unavailable) -> None:
            good = words("投诉收到了，编号 {}，{}前答复。拨打 {} 报编号能查") if isinstance(answer, Numbered) else ""
            self.complaint = self._outcome(answer, good)

        self._send("complaints", content, told)

    def call(self) -> None:
        """叫工作人员: a ticket for whoever is on duty."""
        if self.help.busy or self.help.good:
            return
        session, visit = self._session, self._session.visit
        self.help = Sent(busy=True)
        content = {"screen": str(session.screen), "matter_code": visit.matter.code if visit else ""}

        def told(answer: Numbered | Unavailable) -> None:
            self.help = self._outcome(answer, words("已经叫了工作人员，编号 {}。夜里没人在，{}前给您答复，急事打 {}"))

        self._send("help-tickets", content, told)

    def rate(self, level: int) -> None:
        """Ask for the reasons of a bad rating, or send a good one at once; nobody has to give any."""
        if level <= BAD:
            self.chosen = frozenset()
            self._session.show_overlay(Overlay.REASONS)
        else:
            self.send_rating()

    def send_rating(self) -> None:
        """Send the rating with the reasons chosen, and back to the last screen."""
        self._tell_rating()
        if self._session.overlay is Overlay.REASONS:
            self._session.close_overlay()

    def _tell_rating(self) -> None:
        """Send the rating as it stands, once; it is in the terminal's own record already."""
        receipt = self._session.receipt
        if receipt is None or not receipt.rating or self.rating.busy or self.rating.good:
            return
        self.rating = Sent(busy=True)
        content = {
            "stars": receipt.rating,
            "receipt_no": receipt.receipt_no,
            "tags": [plain(choice) for choice in REASONS if choice in self.chosen],
        }

        def told(answer: Numbered | Unavailable) -> None:
            self.rating = Sent(good=isinstance(answer, Numbered))

        self._send("ratings", content, told)

    def clear(self) -> None:
        """The citizen has gone; a rating whose reasons nobody gave, or that did not arrive, is sent without them."""
        self._tell_rating()
        self._round += 1
        self._ids.clear()
        self.about, self.written, self.chosen = "", "", frozenset()
        self.complaint, self.help, self.rating = Sent(), Sent(), Sent()

    def _outcome(self, answer: Numbered | Unavailable, good: str) -> Sent:
        hotline = self._session.settings.terminal.hotline
        if isinstance(answer, Unavailable):
            return Sent(words(str(NOT_SENT), answer.sentence, hotline))
        return Sent(words(str(good), answer.number, day_text(answer.answer_by), hotline), good=True)

    def _send(
        self,
        kind: Literal["complaints", "ratings", "help-tickets"],
        content: Mapping[str, Any],
        told: Callable[[Numbered | Unavailable], None],
    ) -> None:
        session, this = self._session, self._round
        message = {**content, "submission_id": self._ids.setdefault(kind, str(uuid.uuid4()))}

        def answered(answer: Numbered | Unavailable) -> None:
            if this == self._round:
                told(answer)
                session.changed()

        self._line.ask(lambda live: live.tell(kind, message), answered)
        session.changed()
