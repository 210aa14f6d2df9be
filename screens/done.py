"""收件: take your card, the number, what is owed, how satisfied were you."""

from __future__ import annotations

from functools import partial

from kiosk.live.payment import Paid
from kiosk.money import yuan
from kiosk.paper_data import HAND_IN_LATER
from kiosk.receipt import COPY_SENTENCES, Printing, Receipt
from kiosk.words import listed, words
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.look import Look
from screens.theme import GOOD, MUTED, ON_FILL
from screens.widgets.button import Button
from screens.widgets.card import card, entry_row
from screens.widgets.header import header_button
from screens.widgets.notice import notice
from screens.widgets.picture import QrCode
from screens.widgets.piece import Column, Panel, Piece, Row, Tinted
from screens.widgets.tag import Tag
from screens.widgets.text import Text

LEVELS = ((5, words("非常满意")), (4, words("满意")), (3, words("基本满意")), (2, words("不满意")), (1, words("非常\n不满意")))
PRINT_TAGS = {
    Printing.PRINTING: (words("正在打印"), "plain"),
    Printing.PRINTED: (words("已打印"), "good"),
    Printing.FAILED: (words("没打出来"), "bad"),
}


class Done(Frame):
    """The number is large; when the slip could not be printed, its QR is on the screen."""

    steps_shown = False

    def header_buttons(self) -> list[Piece]:
        return [self.help_button(), header_button(self.look, "frame.stay", _("多看一会儿"), self.session.stay)]

    def make_bar(self) -> Buttons:
        self.finish = Button(self.look, "bar.primary", _("完成，离开"), self.session.finish, kind="primary")
        return [(Button(self.look, "bar.back", _("再办一件"), self.session.another), 33), (self.finish, 67)]

    def key(self) -> object:
        return self.session.receipt, self.session.alarm, self.session.live.payment.state

    def compose(self) -> list[Piece]:
        receipt, look, theme = self.session.receipt, self.look, self.look.theme
        if receipt is None:
            return []
        failed = receipt.printing is Printing.FAILED
        content: list[Piece] = []
        if receipt.card_inside:
            content.append(notice(look, [self.session.alarm or _("先取走您的身份证")], "bad", centred=True, strong=True))
        if not failed:
            content.append(Success(look))
        matter = self.session.visit.matter if self.session.visit else None
        authority = matter.authority.short_name if matter else receipt.authority_short
        supplement = bool(self.session.visit and self.session.visit.supplement)
        where = _("已经加密送出，由{}办理。") if receipt.delivered else _("加密存好了，会自动送到{}。")
        answer = _("办到哪一步，在“我的办件”里查") if supplement else _("受不受理，他们会告诉您，在“我的办件”里也能查")
        head: list[Piece] = [
            Text(look, _("补的材料已收下") if supplement else _("材料已收下，还没有受理"), theme.title, align="center"),
            Text(look, f"{where.format(authority)}\n{answer}", theme.body, MUTED, align="center"),
        ]
        number: list[Piece] = [
            Text(look, _("收件编号"), theme.body, MUTED, align="center"),
            Text(look, receipt.receipt_no, theme.title, align="center"),
        ]
        content += [Column(look, head, gap=theme.mm(3)), Column(look, number)]
        if failed:
            keep = Text(look, _("用手机拍下这个码和编号，凭它查进度"), theme.body, MUTED, align="center")
            content.append(
                Panel(
                    look,
                    Column(look, [QrCode(look, receipt.qr_payload, theme.mm(110)), keep], gap=theme.mm(2)),
                    "card",
                    (theme.inset, theme.mm(5)),
                )
            )
        content.append(card(look, self._rows(receipt)))
        if self.session.live.payment.due:
            content.append(self._fee())
        content.append(self._rating(receipt))
        return content

    def _rows(self, receipt: Receipt) -> list[Piece]:
        state, kind = PRINT_TAGS[receipt.printing]
        rows = [entry_row(self.look, receipt.print_sentence, "", Tag(self.look, state, kind))]
        if receipt.copy is not None:
            state, kind = PRINT_TAGS[receipt.copy]
            rows.append(entry_row(self.look, COPY_SENTENCES[receipt.copy], "", Tag(self.look, state, kind)))
        materials = self.session.visit.matter.materials if self.session.visit else []
        for item in receipt.owed:
            name = next((material.name for material in materials if material.id == item.material_id), item.name)
            said = _("{}最晚 {}补交").format(name, item.last_day_text)
            note = words("{}。{}", HAND_IN_LATER, item.consequence_text)
            rows.append(entry_row(self.look, said, note, Tag(self.look, _("待补交"), "warning")))
        if receipt.window:
            said = words("还要到窗口，看看是不是本人：{}", receipt.window[0])
            rows.append(entry_row(self.look, said, listed(receipt.window[1:], words("{}，{}")), Tag(self.look, _("要去窗口"), "warning")))
        return rows

    def _fee(self) -> Piece:
        """What is to be paid, now or later."""
        look, theme, payment = self.look, self.look.theme, self.session.live.payment
        paid = payment.state is not None and payment.state.state is Paid.PAID
        words = _("{} 元，已缴") if paid else _("要缴 {} 元，现在就可以扫码缴")
        pay: Piece = (
            Tag(look, _("已缴"), "good")
            if paid
            else Button(look, "done.pay", _("扫码缴费"), payment.open, style=theme.strong, height=theme.search)
        )
        row: list[tuple[Piece, float]] = [(Text(look, words.format(yuan(payment.due)), theme.body), 62), (pay, 0 if paid else 38)]
        return Panel(look, Row(look, row, gap=theme.gap), "card", (theme.inset, theme.mm(5)))

    def _rating(self, receipt: Receipt) -> Piece:
        look, theme = self.look, self.look.theme
        if receipt.rating:
            said = _(next(name for level, name in LEVELS if level == receipt.rating)).replace("\n", "")
            thanks = Text(look, _("您的评价：{}。谢谢！").format(said), theme.name, align="center")
            return Panel(look, thanks, "card", (theme.inset, theme.mm(9)))
        ask = Row(
            look,
            [
                (Text(look, _("这次办事您满意吗？"), theme.name, align="right"), 62),
                (Text(look, _("可以不评"), theme.caption, MUTED), 38),
            ],
            gap=theme.gap,
        )
        levels: list[tuple[Piece, float]] = [
            (
                Button(
                    look, f"done.rate.{level}", _(name), partial(self.session.rate, level), style=theme.caption_bold, height=theme.mm(30)
                ),
                1,
            )
            for level, name in LEVELS
        ]
        return Panel(
            look,
            Column(look, [ask, Row(look, levels, gap=theme.near, fill_height=True)], gap=theme.mm(5)),
            "card",
            (theme.inset, theme.mm(7)),
        )

    def update(self) -> None:
        receipt = self.session.receipt
        self.finish.enable(not (receipt and receipt.card_inside))


class Success(Piece):
    """A white tick in a green disc."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        theme = look.theme
        self._size = theme.mm(32.5)
        self._disc = Tinted(self, self.look.icon("dot", self._size), GOOD)
        self._tick = Tinted(self, self.look.icon("check", round(self._size * 0.55)), ON_FILL)

    def height_for(self, _width: int, /) -> int:
        return self._size

    def arrange(self) -> None:
        inner = self._tick.texture.width
        self._disc.put(self.center_x - self._size / 2, self.y)
        self._tick.put(self.center_x - inner / 2, self.y + (self._size - inner) / 2)
