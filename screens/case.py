"""One case: how it stands, what is owed until when, and what can be done about it now."""

from __future__ import annotations

from functools import partial

from kiosk.hub_live import CaseView, ChildView
from kiosk.live import a4
from kiosk.paper_data import CONSEQUENCES
from kiosk.working_days import day_text
from screens.cases_list import case_tags
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.widgets.button import Button
from screens.widgets.card import card, entry_row, fact_row, tag_row
from screens.widgets.choice import beside
from screens.widgets.header import Header, header_button
from screens.widgets.notice import notice
from screens.widgets.piece import Piece, Space
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class Case(Frame):
    """The blue button is the next thing to do: supplement, else the result, else back."""

    steps_shown = False

    def make_header(self) -> Header:
        home = header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")
        return Header(self.look, _("我的办件"), [self.help_button(), home])

    def make_bar(self) -> Buttons:
        self.act = Button(self.look, "bar.primary", _("知道了，离开"), self._act, kind="primary")
        return [(self.back_button(_("返回")), 33), (self.act, 67)]

    @property
    def _case(self) -> CaseView | None:
        case = self.session.live.cases.state.case
        return self.session.named(case) if case else None

    def key(self) -> object:
        return self._case, self.session.live.cases.working

    def compose(self) -> list[Piece]:
        case, look, theme = self._case, self.look, self.look.theme
        if case is None:
            return []
        pieces: list[Piece] = [
            self.title(case.matter_name),
            *self.messages(),
            notice(look, [_(case.text)], "good" if not case.owed else "plain"),
        ]
        if tags := case_tags(case):
            pieces.append(tag_row(look, tags))
        if case.reasons:
            pieces += [Text(look, _("部门说"), theme.label), notice(look, case.reasons, "warning")]
        if case.owed:
            rows = [
                entry_row(
                    look, item.name, self._late(item.consequence), Tag(look, _("最晚 {}补交").format(day_text(item.last_day)), "warning")
                )
                for item in case.owed
            ]
            pieces += [Text(look, _("还要补交"), theme.label), card(look, rows)]
        if case.children:
            pieces += [Text(look, _("一起办的事"), theme.label), card(look, [self._matter(child) for child in case.children])]
        received = case.received_at
        facts = [
            fact_row(look, _("收件编号"), case.receipt_no),
            fact_row(look, _("提交时间"), _("{}年{}月{}日").format(received.year, received.month, received.day)),
        ]
        if case.due_on is not None:
            facts.append(fact_row(look, _("最晚办好"), day_text(case.due_on)))
        pieces.append(card(look, facts))
        if buttons := self._more(case):
            pieces.append(beside(look, buttons if len(buttons) > 1 else [*buttons, Space(look, 0)]))
        return pieces

    def _matter(self, child: ChildView) -> Piece:
        """A matter of a package: how it stands, and its own result once that is there."""
        look, theme = self.look, self.look.theme
        said = [_(child.text), *child.reasons]
        fetch = partial(self.session.live.cases.print_result, child.case_no)
        button = Button(look, f"case.result.{child.case_no}", _("打印结果"), fetch, style=theme.strong, height=theme.search)
        return entry_row(look, child.name, "\n".join(said), button if child.result_available else None)

    def _more(self, case: CaseView) -> list[Piece]:
        look, theme, cases = self.look, self.look.theme, self.session.live.cases
        found: list[Piece] = [Button(look, "case.slip", _("打印进度单"), cases.print_progress, style=theme.strong, height=theme.search)]
        if case.result_available and case.owed:
            found.append(Button(look, "case.result", _("打印结果"), cases.print_result, style=theme.strong, height=theme.search))
        if case.may_withdraw:
            found.append(Button(look, "case.withdraw", _("不办了，撤回"), cases.ask_withdraw, style=theme.strong, height=theme.search))
        return found

    def _late(self, consequence: str) -> str:
        return next((words for name, words in CONSEQUENCES.items() if name == consequence), "")

    def update(self) -> None:
        case = self._case
        if case is not None:
            again = bool(self.session.notice) and self.session.notice in a4.SENTENCES.values()
            fetch = _("再打一次") if again else _("打印结果")
            self.act.say(_("现在就补") if case.owed else fetch if case.result_available else _("知道了，离开"))
            self.act.enable(not self.session.live.cases.working)

    def _act(self) -> None:
        case, cases = self._case, self.session.live.cases
        if case is None:
            return
        if case.owed:
            cases.supplement()
        elif case.result_available:
            cases.print_result()
        else:
            self.session.leave()
