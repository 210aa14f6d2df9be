"""详细说明: who handles the data, for what, how long, and what rights there are (个人信息保护法 §17)."""

from __future__ import annotations

from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.widgets.card import card, fact_row
from screens.widgets.piece import Piece


class Privacy(Dialog):
    """One row for each thing the law wants told beforehand."""

    name = words("您的信息怎么用")

    def key(self) -> object:
        return self.session.visit and self.session.visit.matter.code

    def make_bar(self) -> list[tuple[Piece, float]]:
        return [(self.close_button(_("知道了"), kind="primary"), 1)]

    def compose(self) -> list[Piece]:
        visit, own = self.session.visit, self.session.settings.terminal
        if visit is None:
            return []
        authority = visit.matter.authority
        rows = [
            (_("谁来用"), authority.name, _("电话 {}").format(authority.phone)),
            (_("用来做什么"), _("只用来办“{}”").format(visit.matter.short_name), ""),
            (
                _("用哪些"),
                _("身份证上的文字、您填写的内容、拍下的材料、签名"),
                _("身份证号和照片是敏感信息，不给就核不了身份，可以改到窗口办"),
            ),
            (_("怎么保存"), _("提交后马上加密，本机打不开；送到部门后本机就删。没提交的，离开就清掉"), _("部门收到后按档案规定保存")),
            (_("您的权利"), _("可以查、要副本、要求改正或删除，也可以撤回申请"), _("打上面的电话，或者 {}").format(own.hotline)),
        ]
        return [self.title(_("只用来办这件事，办完就删")), card(self.look, [fact_row(self.look, *row) for row in rows])]
