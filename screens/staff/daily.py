"""每日检查: what the terminal measured itself, what a person has to look at, and the signature below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.staff.views import DailyCheck, DailyItem, Level
from screens.frame import Buttons
from screens.look import Look
from screens.staff.frame import COLOURS, KINDS, StaffFrame
from screens.theme import BAD, GOOD, INK, MUTED, NOTHING
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, Row
from screens.widgets.signature import SignaturePad
from screens.widgets.tag import Tag
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Answer(Button):
    """正常 or 不正常. The chosen one carries a tick and a coloured ground: colour never stands alone."""

    def __init__(self, look: Look, control_id: str, good: bool, on_tap: Callable[[], None]) -> None:
        words, colour = ("正常", GOOD) if good else ("不正常", BAD)
        theme = look.theme
        super().__init__(look, control_id, words, on_tap, style=theme.caption_bold, height=theme.target, icon="check", colour=INK)
        self.chosen = False
        self._kind, self._own = ("answer.good" if good else "answer.bad"), colour
        self.choose(False)

    def choose(self, chosen: bool) -> None:
        """Look chosen or not."""
        self.chosen = chosen
        self.kind = self._kind if chosen else "button"
        self.skin.show(self.kind)
        self.words.paint(self._own if chosen else INK)
        if self.icon:
            self.icon.paint(self._own if chosen else NOTHING)
        self.arrange()

    def arrange(self) -> None:
        super().arrange()
        if not self.chosen:
            self.words.place(int(self.x), int(self.y), int(self.width), int(self.height))


class Daily(StaffFrame):
    """The pad appears once every item was answered; signing is the blue action."""

    name = "每日检查"

    def __init__(self, look: Look, session: Session) -> None:
        self._buttons: dict[tuple[str, bool], Answer] = {}
        super().__init__(look, session)
        self.pad = SignaturePad(look, look.theme.mm(110), session.scheduler.monotonic, self.update)
        self.again = Button(look, "sign.clear", "擦掉重写", self.pad.wipe, style=look.theme.strong, height=look.theme.search)

    def make_bar(self) -> Buttons:
        self.sign = Button(self.look, "bar.primary", "签名确认", self._sign, kind="primary")
        self._back = self.back_button()
        return [(self._back, 40), (self.sign, 60)]

    @property
    def check(self) -> DailyCheck:
        """Today's check."""
        return self.staff.daily

    def key(self) -> object:
        return self.check, self.staff.notice

    def compose(self) -> list[Piece]:
        look, theme, check = self.look, self.look.theme, self.check
        left = sum(item.good is None for item in check.items)
        title = "今天已经检查过了" if check.signed else "都看过了，请签名" if not left else f"还有 {left} 项要看"
        content = [self.title(title), *self.messages()]
        if check.signed:
            content.append(notice(look, [check.signed], "good"))
        content.append(card(look, [self._item(item) for item in check.items]))
        if check.ready and not check.signed:
            hint = Text(look, "用手指在框里写名字", theme.body, MUTED)
            content += [self.pad, Row(look, [(hint, 1), (self.again, 0)], gap=theme.gap)]
        return content

    def _item(self, item: DailyItem) -> Piece:
        look, theme = self.look, self.look.theme
        if item.measured or self.check.signed:
            level = {True: Level.GOOD, False: Level.FAULT, None: Level.WAITING}[item.good]
            words = {True: "正常", False: "不正常", None: "没有测到"}[item.good]
            right: list[tuple[Piece, float]] = [(Tag(look, words, KINDS[level], width=theme.staff_tag), 0)]
            note, colour = item.note or ("本机自己测的" if item.measured else ""), COLOURS[level]
        else:
            right = [(self._answer(item, good), 0) for good in (True, False)]
            note, colour = item.note, MUTED
        texts: list[Piece] = [Text(look, item.label, theme.body)]
        if note:
            texts.append(Text(look, note, theme.caption, colour))
        return Row(look, [(Column(look, texts), 1), *right], gap=theme.near, padding=(0, theme.near))

    def _answer(self, item: DailyItem, good: bool) -> Button:
        if (item.id, good) not in self._buttons:
            answer = partial(self.staff.answer_daily, item.id, good)
            control_id = f"staff.item.{item.id}.{'good' if good else 'bad'}"
            self._buttons[item.id, good] = Answer(self.look, control_id, good, answer)
        button = self._buttons[item.id, good]
        button.choose(item.good is good)
        return button

    def update(self) -> None:
        check = self.check
        buttons: list[tuple[Piece, float]] = [(self._back, 40)] if check.signed else [(self._back, 40), (self.sign, 60)]
        if [button for button, _ in buttons] != self.bar.row.pieces:
            self.bar.exchange(buttons)
        self.sign.enable(check.ready and not check.signed and self.pad.signed)

    def _sign(self) -> None:
        if self.pad.signed:
            self.staff.sign_daily(self.pad.strokes(), self.pad.png())

    def refresh(self) -> None:
        pad_was_there = self.pad.parent is not None
        super().refresh()
        if self.pad.parent is not None and not pad_was_there:
            self.scroll.show_child(self.again, self.look.theme.gap)

    def left(self) -> None:
        self.pad.wipe()
