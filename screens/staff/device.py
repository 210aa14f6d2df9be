"""One device: its state and cause in full, what can be done with it and what came of it, its facts, counters and last transitions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.desk import Preview
from kiosk.staff.views import ACTION_WORDS, Action, DeviceDetail
from screens.frame import Buttons
from screens.look import Look
from screens.staff.frame import COLOURS, KINDS, StaffFrame
from screens.staff.rows import facts
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.header import StaffHeader
from screens.widgets.notice import notice
from screens.widgets.picture import Live
from screens.widgets.piece import Column, Panel, Piece, Row, grid
from screens.widgets.tag import Tag
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session

MOST_HISTORY = 10


class Device(StaffFrame):
    """The actions keep their buttons while facts change. ``poll`` shows the live picture of a camera."""

    def __init__(self, look: Look, session: Session) -> None:
        self._buttons: dict[tuple[str, Action], Button] = {}
        self._open = ""
        self.live = Live(look, look.theme.mm(150))
        self._live_shown = False
        super().__init__(look, session)

    @property
    def detail(self) -> DeviceDetail:
        """The open device."""
        return self.staff.detail

    def make_bar(self) -> Buttons:
        self.stop = Button(self.look, "staff.stop", "停下", self.staff.stop_action)
        self._back = self.back_button()
        return [(self._back, 1)]

    def key(self) -> object:
        return self.detail, self.staff.picture is not None, self.staff.notice

    def compose(self) -> list[Piece]:
        look, theme, detail = self.look, self.look.theme, self.detail
        row = detail.row
        tag = Row(look, [(Tag(look, row.tag, KINDS[row.level], width=theme.staff_tag), 0), (Text(look, row.label, theme.name), 1)])
        tag.gap = theme.mm(6)
        cause = Text(look, row.line, theme.body, COLOURS[row.level])
        head = Panel(look, Column(look, [tag, cause], gap=theme.near), "card", (theme.inset, theme.mm(8)))
        self._live_shown = self.staff.picture is not None
        content: list[Piece] = [head, *self.messages(), *self._news()]
        if self._live_shown:
            content.append(self.live)
        if detail.actions:
            columns = 3 if len(detail.actions) % 3 == 0 else 2
            content.append(grid(look, [self._action(action) for action in detail.actions], columns, theme.near))
        told = (("地址", detail.address), *detail.facts) if detail.address else detail.facts
        if told:
            content.append(self._part("设备情况", facts(look, told)))
        if detail.counters:
            content.append(self._part("计数", facts(look, detail.counters)))
        if detail.history:
            zone = self.session.scheduler.now().tzinfo
            told_at = [(at.astimezone(zone), words) for at, words in detail.history[:MOST_HISTORY]]
            lines = tuple((f"{at.month}月{at.day}日 {at:%H:%M}", words) for at, words in told_at)
            content.append(self._part("最近变化", facts(look, lines)))
        return content

    def _news(self) -> list[Piece]:
        """What is going on, else what came of the last action."""
        detail = self.detail
        if detail.doing:
            return [notice(self.look, [detail.doing], "plain")]
        if detail.result:
            return [notice(self.look, [detail.result], {True: "good", False: "bad", None: "plain"}[detail.passed])]
        return []

    def _part(self, title: str, rows: list[Piece]) -> Piece:
        look, theme = self.look, self.look.theme
        return Column(look, [Text(look, title, theme.label, MUTED), card(look, rows)], gap=theme.mm(3))

    def _action(self, action: Action) -> Button:
        own, look, theme = self.detail.row, self.look, self.look.theme
        if (own.name, action) not in self._buttons:
            do = partial(self.staff.do, own.name, action)
            made = Button(look, f"staff.action.{action}", ACTION_WORDS[action], do, style=theme.strong, height=theme.search)
            self._buttons[own.name, action] = made
        return self._buttons[own.name, action]

    def update(self) -> None:
        detail = self.detail
        assert isinstance(self.header, StaffHeader)
        self.header.title.show(detail.row.label)
        for (name, action), button in self._buttons.items():
            if name == detail.row.name:
                button.become("primary" if action is detail.row.action else "button")
                button.enable(not detail.doing and not (action is Action.PREVIEW and self._live_shown))
        buttons: list[tuple[Piece, float]] = [(self._back, 1)]
        if detail.doing or self._live_shown:
            self.stop.say("停止预览" if self._live_shown else "停下")
            buttons.append((self.stop, 1))
        if [button for button, _ in buttons] != self.bar.row.pieces:
            self.bar.exchange(buttons)
        if detail.row.name != self._open:
            self._open = detail.row.name
            self.scroll.offset = 0
        self.poll()

    def poll(self) -> None:
        """Show the newest live picture; called 30 times a second while this screen is up."""
        picture = self.staff.picture
        if (picture is not None) != self._live_shown:
            self.refresh()
        elif picture is not None:
            self.live.show(Preview(picture.number, picture.image, None, True, picture.note), "")

    def left(self) -> None:
        self.live.drop()
        self._open = ""
