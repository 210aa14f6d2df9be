"""One question before anybody fills a form: who cannot do this here is told at once, with the way out."""

from __future__ import annotations

from functools import partial

from config.matter import Exclusion
from kiosk.fields import NO, YES
from screens.frame import Frame
from screens.i18n import _
from screens.theme import MUTED
from screens.widgets.choice import Choice
from screens.widgets.piece import Piece
from screens.widgets.text import Text


class Precheck(Frame):
    """Nothing is chosen beforehand."""

    def _question(self) -> Exclusion | None:
        visit = self.session.visit
        return next((item for item in visit.matter.exclusions if item.id == visit.place.item), None) if visit else None

    def key(self) -> object:
        question = self._question()
        return question and question.id

    def compose(self) -> list[Piece]:
        question, look, session = self._question(), self.look, self.session
        if question is None:
            return []
        self.choice = Choice(look, question.id, [(YES, _("是")), (NO, _("不是"))], lambda value: answer(value == YES))
        answer = partial(session.answers.answer, question.id)
        hint = Text(look, _("先问清楚，能不能在这里办，免得白填"), look.theme.body, MUTED)
        return [self.title(question.ask), *self.messages(), self.choice, hint]

    def update(self) -> None:
        visit, question = self.session.visit, self._question()
        if visit and question:
            given = visit.answers.get(question.id)
            self.choice.show("" if given is None else YES if given else NO)
