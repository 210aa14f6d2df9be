"""帮助: whom to call, and how this machine works."""

from __future__ import annotations

from functools import partial

from kiosk.screen import Overlay
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.card import card, fact_row, phone_row
from screens.widgets.choice import Option, beside
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, grid
from screens.widgets.text import Text

BOTH = "语言 / Language"
SWITCHES = (
    ("large", words("大字")),
    ("contrast", words("黑底白字")),
    ("low", words("坐着用，按钮放低")),
    ("slow", words("慢一点，多等等我")),
)


class Help(Dialog):
    """The department's own number first."""

    name = words("帮助")

    def header_buttons(self) -> list[Piece]:
        return []

    def key(self) -> object:
        return self.session.visit and self.session.visit.matter.code, self.session.display, self.session.live.messages.help

    def compose(self) -> list[Piece]:
        look, theme = self.look, self.look.theme
        own, visit = self.session.settings.terminal, self.session.visit
        phones: list[Piece] = []
        if visit:
            authority = visit.matter.authority
            phones.append(phone_row(look, _("这件事问{}").format(authority.short_name), authority.phone))
        phones.append(phone_row(look, _("其他事问政务热线，一天 24 小时") if visit else _("办事问政务热线，一天 24 小时"), own.hotline))
        phones.append(phone_row(look, _("机器有问题找{}").format(own.hall), own.hall_phone))
        ways = [
            _("1. 选要办的事，看看要准备什么"),
            _("2. 把身份证平放在读卡区，读完再拿"),
            _("3. 照着问题填，要拍的材料拍一下"),
            _("4. 核对、签名，拿好收件凭条"),
        ]
        steps: list[Piece] = [Text(look, line, theme.body) for line in ways]
        calm = Text(look, _("您填的都还在，看完点“继续办理”接着办。"), theme.body, MUTED)
        how = card(look, [Column(look, [Text(look, _("怎么办事"), theme.name), *steps], gap=theme.mm(3), padding=(0, theme.mm(5)))])
        return [
            self.title(_("要帮忙，打电话问")),
            card(look, phones),
            *self._calls(),
            *self._ways_to_see(),
            *self._elsewhere(),
            how,
            *([calm] if visit else []),
        ]

    def _calls(self) -> list[Piece]:
        """Somebody to come, and somebody to complain to."""
        look, theme, messages = self.look, self.look.theme, self.session.live.messages
        call = Button(look, "help.call", _("叫工作人员"), messages.call, style=theme.strong, height=theme.search)
        call.enable(not messages.help.busy and not messages.help.good)
        complain = Button(look, "help.complain", _("我要投诉"), messages.open_complaint, style=theme.strong, height=theme.search)
        found: list[Piece] = [beside(look, [call, complain])]
        if messages.help.busy or messages.help.sentence:
            words = messages.help.sentence or _("正在叫工作人员…")
            found.insert(0, notice(look, [words], "good" if messages.help.good else "plain" if messages.help.busy else "bad"))
        return found

    def _elsewhere(self) -> list[Piece]:
        """The nearest other place, and the window with its hours."""
        look, own = self.look, self.session.settings.terminal
        rows: list[Piece] = [fact_row(look, _("窗口"), own.hall, own.window_hours)]
        if own.nearest:
            rows.insert(0, fact_row(look, _("最近能办"), own.nearest))
        return [card(look, rows)]

    def _ways_to_see(self) -> list[Piece]:
        """Switches for how the screens look, and the languages; what is chosen holds until the visit ends."""
        look, theme, display, visit = self.look, self.look.theme, self.session.display, self.session.visit
        switches: list[Piece] = []
        for name, said in SWITCHES:
            on = bool(getattr(display, name))
            switch = Option(look, f"help.{name}", _(said), partial(self._switch, name, not on), box=True, bold=True)
            if name == "large" and visit and visit.matter.large_text:
                switch.enabled = False
            switch.choose(on)
            switches.append(switch)
        found: list[Piece] = [Text(look, _("看不清、够不着，点这里"), theme.name), grid(look, switches, 2, theme.near)]
        ways: list[Piece] = [
            Button(
                look, "help.voice", _("朗读"), partial(self.session.show_overlay, Overlay.VOICE), style=theme.strong, height=theme.search
            ),
            Button(
                look, "help.language", BOTH, partial(self.session.show_overlay, Overlay.LANGUAGE), style=theme.strong, height=theme.search
            ),
        ]
        return [*found, beside(look, ways)]

    def _switch(self, name: str, on: bool) -> None:
        self.session.set_display(**{name: on})

    def update(self) -> None:
        self.close.say(_("继续办理") if self.session.visit else _("返回"))

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.close = self.close_button(_("继续办理"), kind="primary")
        return [(self.close, 1)]
