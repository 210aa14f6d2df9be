"""预约: a slot at the window on one of the next working days, and its slip."""

from __future__ import annotations

from functools import partial

from kiosk.words import words
from kiosk.working_days import day_text
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row
from screens.widgets.notice import news, notice
from screens.widgets.piece import Piece, grid
from screens.widgets.text import Text


class Appointment(Dialog):
    """What is full is grey."""

    name = words("预约窗口")

    def key(self) -> object:
        return self.session.live.appointment.state

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.close = self.close_button(_("返回"))
        return [(self.close, 1)]

    def update(self) -> None:
        self.close.become("primary" if self.session.live.appointment.state.booked else "button")

    def compose(self) -> list[Piece]:
        state, look, theme = self.session.live.appointment.state, self.look, self.look.theme
        booked = state.booked
        if booked is not None:
            rows = [
                fact_row(look, _("排队号"), booked.queue_no),
                fact_row(look, _("时间"), words("{} {}", day_text(booked.day), booked.slot)),
                fact_row(look, _("去哪里"), booked.own.hall, booked.own.hall_phone),
            ]
            said = state.sentence or _("正在打印预约单…")
            return [self.title(_("约好了")), notice(look, [said], news(said) if state.sentence else "plain"), card(look, rows)]
        pieces: list[Piece] = [self.title(_("选一个时间去窗口"))]
        if state.sentence:
            pieces.append(notice(look, [state.sentence], "bad"))
        if state.busy and not state.free:
            pieces.append(notice(look, [_("正在查空的时段…")], "plain"))
        for day, slots in state.free:
            buttons: list[Piece] = []
            for slot, left in slots:
                said = slot if left else _("{} 约满").format(slot)
                take = partial(self.session.live.appointment.book, day, slot)
                button = Button(look, f"slot.{day.isoformat()}.{slot}", said, take, style=theme.strong, height=theme.search)
                button.enable(left > 0 and not state.busy)
                buttons.append(button)
            pieces.append(Text(look, day_text(day), theme.label))
            pieces.append(grid(look, buttons, 2, theme.near) if buttons else Text(look, _("这天约满了"), theme.body, MUTED))
        return pieces
