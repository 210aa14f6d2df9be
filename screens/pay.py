"""缴费: scan with a phone; whatever happens to the payment, the case is kept."""

from __future__ import annotations

from kiosk.live.payment import Paid, Payment
from kiosk.money import yuan
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.theme import MUTED
from screens.widgets.button import Button
from screens.widgets.notice import notice
from screens.widgets.picture import QrCode
from screens.widgets.piece import Column, Panel, Piece
from screens.widgets.text import Text

CODE_MM = 100


class Pay(Dialog):
    """Nobody is asked to pay again while nobody knows whether it was paid."""

    name = words("缴费")

    def key(self) -> object:
        return self.session.live.payment.state

    def make_bar(self) -> list[tuple[Piece, float]]:
        self.look_again = Button(self.look, "pay.again", _("再查一次"), self.session.live.payment.again)
        return [(self.look_again, 40), (self.close_button(_("返回"), kind="primary"), 60)]

    def update(self) -> None:
        state = self.session.live.payment.state
        self.look_again.enable(bool(state and not state.settled))

    def compose(self) -> list[Piece]:
        state, look, theme, visit = self.session.live.payment.state, self.look, self.look.theme, self.session.visit
        if state is None:
            return []
        amount = Text(look, _("{} 元").format(yuan(state.fen)), theme.title, align="center")
        what = Text(look, visit.matter.short_name if visit else state.what, theme.body, MUTED, align="center")
        whom = visit.matter.authority if visit else None
        later = _("材料已经收下。现在不缴的，以后怎么缴请问{}，电话 {}。")
        kept = Text(look, later.format(whom.short_name if whom else "", whom.phone if whom else ""), theme.body, MUTED)
        pieces: list[Piece] = [self.title(_title(state)), Column(look, [amount, what])]
        match state.state:
            case Paid.PAID:
                pieces.append(notice(look, [_("缴费成功，凭证号 {}").format(state.voucher_no)], "good"))
            case Paid.REFUNDED:
                pieces.append(notice(look, [_("这笔钱已经退回原来付款的地方")], "good"))
            case Paid.UNKNOWN:
                said = _("还不知道钱付没付成，请不要再付。过一会儿点“再查一次”；多付的会原路退回。")
                pieces.append(notice(look, [*([state.sentence] if state.sentence else []), said], "warning"))
            case Paid.PENDING:
                pieces.append(notice(look, [_("手机上正在付，请付完再看这里")], "plain"))
            case Paid.UNPAID:
                if state.scannable:
                    code = QrCode(look, state.qr, theme.mm(CODE_MM if theme.portrait else 60))
                    pieces.append(Panel(look, code, "card", (theme.inset, theme.mm(6))))
                else:
                    pieces.append(notice(look, [state.sentence or _("正在生成二维码…")], "bad" if state.sentence else "plain"))
        if not state.settled:
            pieces.append(kept)
        return pieces


def _title(state: Payment) -> str:
    """What to do, or how it stands; nobody is told to scan where there is nothing to scan."""
    match state.state:
        case Paid.PAID:
            return _("缴好了")
        case Paid.REFUNDED:
            return _("钱退回了")
        case Paid.UNKNOWN:
            return _("先别再付，还在查")
        case Paid.PENDING:
            return _("请在手机上付完")
        case Paid.UNPAID:
            return _("现在缴不了") if state.sentence else _("用手机扫码缴费")
