"""Which time to come to the window: the free ones of the next working days, or none at all."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from kiosk.working_days import day_text
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.look import Look
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, grid
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Slot(Frame):
    """Touching a time books it; what is booked stands there until another is."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self._settled: bool | None = None

    def make_bar(self) -> Buttons:
        return []

    def update(self) -> None:
        visit = self.session.visit
        settled = bool(visit and visit.face.proof)
        if settled is self._settled:
            return
        self._settled = settled
        free = Button(self.look, "slot.none", _("不预约，直接去"), self.session.face.without_booking, style=self.look.theme.strong)
        on = self.next_button(_("下一步")) if settled else free
        self.bar.exchange([(self.back_button(), 33), (on, 67)])

    def _booked(self) -> list[Piece]:
        """What was booked, if anything."""
        visit = self.session.visit
        slot = visit.face.proof.slot if visit and visit.face.proof else None
        if slot is None:
            return []
        words = _("约好了：{} {}，号码 {}").format(day_text(date.fromisoformat(slot.day)), slot.hours, slot.queue_no or slot.ticket)
        return [notice(self.look, [words], "good")]

    def key(self) -> object:
        visit = self.session.visit
        return (self.session.face.days, visit.face.proof) if visit else ""

    def compose(self) -> list[Piece]:
        look, theme, session = self.look, self.look.theme, self.session
        if session.visit is None:
            return []
        own = session.settings.terminal
        rows: list[Piece] = []
        proof = session.visit.face.proof
        booked = (proof.slot.day, proof.slot.hours) if proof and proof.slot else None
        for day in session.face.days or ():
            times: list[Piece] = [
                Button(
                    look,
                    f"slot.{day.day.isoformat()}.{hours[:2]}",
                    hours.replace("-", "–"),
                    partial(session.face.book, day.day, hours),
                    style=theme.strong,
                    height=theme.target,
                    icon="check" if (day.day.isoformat(), hours) == booked else "",
                )
                for hours in day.hours
            ]
            rows.append(Column(look, [Text(look, day_text(day.day), theme.label), grid(look, times, 2, theme.near)], gap=theme.near))
        where = card(look, [fact_row(look, _("去哪里"), own.hall, own.hall_phone), fact_row(look, _("带什么"), _("您本人的身份证"))])
        return [
            self.title(_("什么时候去窗口？")),
            *self._booked(),
            *self.messages(),
            where,
            *rows,
            Text(look, _("材料现在就交，到窗口只看一眼是不是本人"), theme.caption, MUTED),
        ]

    def shown(self) -> None:
        self._settled = None
        self.update()
        if self.session.face.days is None and not self.session.busy:
            self.session.face.look_for_times()
