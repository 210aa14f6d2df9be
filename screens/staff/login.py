"""工作人员登录: the card and its PIN, or the staff number and the six digits of the authenticator. Digits of a secret show as dots."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.staff.views import LoginView
from screens.frame import Buttons
from screens.input.editing import Editing
from screens.look import Look
from screens.staff.frame import StaffFrame
from screens.theme import MUTED, PRIMARY
from screens.widgets.button import Button
from screens.widgets.field import Entry, FieldBlock
from screens.widgets.header import staff_button
from screens.widgets.keypad import Keypad
from screens.widgets.notice import notice
from screens.widgets.picture import SlotPicture
from screens.widgets.piece import Piece, Space
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session

NUMBER, SECRET = "number", "secret"
LONGEST = {NUMBER: 8, SECRET: 8}
TOTP_DIGITS = 6
SHORTEST_PIN = 4
TITLES = {"card": "插入工作人员卡", "pin": "输入卡密码", "totp": "用动态码登录"}


class Login(StaffFrame):
    """What was typed lives here only until it is entered or the screen goes."""

    name = "工作人员登录"

    def __init__(self, look: Look, session: Session) -> None:
        self.typed = {NUMBER: "", SECRET: ""}
        self.active = NUMBER
        super().__init__(look, session)
        self.keypad = Keypad(look, self._type, self._backspace, self._clear)
        self.fields = {
            name: Entry(look, f"login.{name}", partial(self._choose, name), groups=(1,) if name == SECRET else ())
            for name in (NUMBER, SECRET)
        }
        self._asked = self._wrong = ""

    def way_out(self) -> Button:
        return staff_button(self.look, "staff.leave", "返回", self.session.staff.leave, icon="cross")

    def make_bar(self) -> Buttons:
        self.other = Button(self.look, "login.other", "", self._other)
        self.enter = Button(self.look, "bar.primary", "登录", self._enter, kind="primary")
        self.agree = Button(self.look, "staff.agree", "同意，不办了", self.session.confirm_leave)
        self.refuse = Button(self.look, "staff.refuse", "继续办理", self.session.staff.leave, kind="primary")
        return [(self.other, 40), (self.enter, 60)]

    @property
    def view(self) -> LoginView:
        """What the login asks for now."""
        return self.staff.login

    @property
    def _stopped(self) -> bool:
        return self.view.busy or self.view.locked_seconds > 0

    def key(self) -> object:
        view, staff = self.view, self.staff
        return view.asks, view.sentence, view.wrong, view.locked_seconds, view.busy, staff.asks_to_end_visit, staff.notice

    def compose(self) -> list[Piece]:
        look, view = self.look, self.view
        title = "已经锁住，等一会儿再试" if view.locked_seconds else TITLES.get(view.asks, TITLES["totp"])
        if self.staff.asks_to_end_visit:
            return self._question()
        content = [self.title(title), *self._said()]
        if view.locked_seconds:
            return [*content, *self._countdown()]
        if view.asks == "card":
            return [*content, SlotPicture(look)]
        if view.asks == "totp":
            content.append(FieldBlock(look, "工号", self.fields[NUMBER]))
        content.append(FieldBlock(look, "动态码，手机上的 6 位数" if view.asks == "totp" else "卡密码", self.fields[SECRET]))
        return [*content, self.keypad]

    def _said(self) -> list[Piece]:
        look, view = self.look, self.view
        said = self.messages()
        wrong = view.wrong or ("连续输错次数太多" if view.locked_seconds else "")
        if wrong:
            said.append(notice(look, [wrong], "bad"))
        if view.busy:
            said.append(notice(look, [view.sentence or "正在核对…"], "plain"))
        elif view.sentence and not view.locked_seconds:
            said.append(Text(look, view.sentence, look.theme.body, MUTED))
        return said

    def _question(self) -> list[Piece]:
        """For the citizen whose visit is not over: nothing of it goes before they say so."""
        look, theme = self.look, self.look.theme
        words = "您的事还没有办完。\n点“继续办理”，接着办，什么都不会丢。\n点“同意，不办了”，刚才读的、填的、拍的都会清掉。"
        return [
            Space(look, theme.mm(90)),
            Text(look, "工作人员要检修这台机器", theme.title, align="center"),
            Text(look, words, theme.body, MUTED, align="center"),
            Text(look, "不办了记得取走身份证。", theme.body, MUTED, align="center"),
        ]

    def _countdown(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        minutes, seconds = divmod(self.view.locked_seconds, 60)
        left = f"{minutes}:{seconds:02d}" if minutes else f"{seconds} 秒"
        return [
            Space(look, theme.mm(30)),
            Text(look, left, theme.count, PRIMARY, align="center"),
            Text(look, "数到零就可以再试；重启机器不会提前", theme.body, MUTED, align="center"),
        ]

    def update(self) -> None:
        view = self.view
        if view.asks != self._asked:
            self._asked = view.asks
            self._empty(NUMBER if view.asks == "totp" else SECRET)
        elif view.wrong and view.wrong != self._wrong:
            self._empty(SECRET)
        self._wrong = view.wrong
        number, dots = self.typed[NUMBER], "●" * len(self.typed[SECRET])
        for name, text in ((NUMBER, number), (SECRET, dots)):
            self.fields[name].show(Editing.at_end(text), active=self.active == name and not self._stopped)
        self.keypad.enable(not self._stopped)
        card = view.asks in ("card", "pin")
        self.other.say("改用动态码" if card else "改用卡登录")
        self.other.enable(not view.busy)
        buttons: list[tuple[Piece, float]] = [(self.other, 40)]
        if self.staff.asks_to_end_visit:
            buttons = [(self.agree, 40), (self.refuse, 60)]
        elif view.asks != "card" and not view.locked_seconds:
            buttons.append((self.enter, 60))
        if [button for button, _ in buttons] != self.bar.row.pieces:
            self.bar.exchange(buttons)
        self.enter.enable(not self._stopped and self._complete())

    def _complete(self) -> bool:
        secret = len(self.typed[SECRET])
        if self.view.asks == "totp":
            return bool(self.typed[NUMBER]) and secret == TOTP_DIGITS
        return self.view.asks == "pin" and secret >= SHORTEST_PIN

    def _choose(self, name: str) -> None:
        self.active = name
        self.refresh()

    def _type(self, digit: str) -> None:
        most = TOTP_DIGITS if self.active == SECRET and self.view.asks == "totp" else LONGEST[self.active]
        self.typed[self.active] = (self.typed[self.active] + digit)[:most]
        self.refresh()

    def _backspace(self) -> None:
        self.typed[self.active] = self.typed[self.active][:-1]
        self.refresh()

    def _clear(self) -> None:
        self.typed[self.active] = ""
        self.refresh()

    def _empty(self, active: str) -> None:
        self.typed[SECRET] = ""
        if active == NUMBER:
            self.typed[NUMBER] = ""
        self.active = active

    def _other(self) -> None:
        if self.view.asks == "totp":
            self.staff.use_card()
        else:
            self.staff.use_totp()

    def _enter(self) -> None:
        number, digits = self.typed[NUMBER] if self.view.asks == "totp" else "", self.typed[SECRET]
        self.typed[SECRET] = ""
        self.staff.enter(number, digits)

    def left(self) -> None:
        self.typed = {NUMBER: "", SECRET: ""}
        self._asked = ""

    def clear(self) -> None:
        super().clear()
        self.left()
