"""What to bring, who can, how long, how much: before anyone starts."""

from __future__ import annotations

from kiosk.translated import complete
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import MUTED, PRIMARY
from screens.widgets.button import Button
from screens.widgets.card import Tile, card, entry_row, fact_row, tag_row
from screens.widgets.header import header_button
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece
from screens.widgets.tag import Tag
from screens.widgets.text import Rich, Span


class Guide(Frame):
    """Everything on it comes from the matter."""

    steps_shown = False

    def header_buttons(self) -> list[Piece]:
        return [self.help_button(), header_button(self.look, "frame.leave", _("返回首页"), self.session.leave, icon="cross")]

    def make_bar(self) -> Buttons:
        self.start = Button(self.look, "bar.primary", _("开始办理"), self.session.begin, kind="primary")
        return [(self.back_button(_("返回")), 33), (self.start, 67)]

    def key(self) -> object:
        return (self.session.visit.matter.code, self.session.cannot_start) if self.session.visit else ""

    def compose(self) -> list[Piece]:
        if self.session.visit is None:
            return []
        look, theme, view = self.look, self.look.theme, self.session.guide
        needs = [entry_row(look, need.name, need.note, Tag(look, need.tag, need.kind)) for need in view.needs]
        facts = [fact_row(look, fact.label, fact.text, fact.more) for fact in view.facts]
        head = Column(look, [tag_row(look, view.tags), self.title(_("办这件事，您要准备"))], gap=theme.mm(4.5))
        return [
            *self.messages(),
            *self._stopped(),
            *self._left_in_chinese(),
            head,
            card(look, needs),
            card(look, facts),
            Button(look, "guide.print", _("打印带走"), self.session.answers.print_guide, style=look.theme.strong, height=look.theme.search),
        ]

    def compose_foot(self) -> list[Piece]:
        """Who begins has been told what becomes of their data (个人信息保护法 第十七条: in a conspicuous manner, before it is used)."""
        return [self._promise(self.session.guide.minutes)] if self.session.visit else []

    def _stopped(self) -> list[Piece]:
        """Why nobody can do this here today: said before anybody is asked who they are."""
        sentence = self.session.cannot_start[1]
        return [notice(self.look, [sentence], "warning")] if sentence else []

    def _left_in_chinese(self) -> list[Piece]:
        """Some of the matter has no translation: said before anybody begins, not found out on the way."""
        session = self.session
        whole = session.visit is None or complete(session.visit.matter, session.display.language)
        return [] if whole else [notice(self.look, [_("这件事还没有全部译成这种语言，没译的是中文。看不懂请点“帮助”")], "plain")]

    def update(self) -> None:
        if self.session.visit is not None:
            self.start.say(_("打印单子去窗口") if self.session.cannot_start[1] else _("开始办理"))

    def _promise(self, minutes: int) -> Piece:
        look, theme = self.look, self.look.theme
        words = _("大约 {} 分钟。点“开始办理”，您的信息只用来办这件事：提交后加密保存，送到即删，本机打不开。").format(minutes)
        spans = [Span(words, theme.body, MUTED), Span(_("详细说明 ›"), theme.label, PRIMARY)]
        return Tile(look, "guide.privacy", Rich(look, spans), self.session.privacy, padding=(0, theme.tight), skin="plain")
