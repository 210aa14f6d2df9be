"""一件事: which of the matters that belong together are wanted."""

from __future__ import annotations

from functools import partial

from config.matter import Child
from kiosk import journey
from screens.frame import Frame
from screens.i18n import _
from screens.theme import BAD, MUTED
from screens.widgets.card import card, entry_row
from screens.widgets.choice import Option
from screens.widgets.piece import Column, Piece
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class PackageChoice(Frame):
    """What must be done stands first; what may be left out has a box before it."""

    def key(self) -> object:
        visit = self.session.visit
        return visit.left_out if visit else ""

    def compose(self) -> list[Piece]:
        visit, look, theme = self.session.visit, self.look, self.look.theme
        if visit is None or visit.matter.package is None:
            return []
        offered = journey.offered_children(visit, self.session.today)
        fixed = [entry_row(look, item.name, item.authority, Tag(look, _("一定办"), "good")) for item in offered if not item.optional]
        boxes = [self._box(item) for item in offered if item.optional]
        pieces: list[Piece] = [self.title(_("这几件一次办好，要哪些？")), *self.messages()]
        if fixed:
            pieces.append(card(look, fixed))
        pieces += [Text(look, _("下面的可办可不办，不要的点掉"), theme.label), *boxes]
        pieces.append(Text(look, visit.matter.package.partial, theme.caption, MUTED))
        return pieces

    def _box(self, item: Child) -> Piece:
        visit, look = self.session.visit, self.look
        assert visit is not None
        wanted = item.id not in visit.left_out
        toggle = partial(self.session.answers.leave_out, item.id, wanted)
        box = Option(look, f"package.{item.id}", _("{}（{}）").format(item.name, item.authority), toggle, box=True)
        box.choose(wanted)
        problem = next((problem.say for problem in self.session.problems if problem.field == item.id), "")
        return Column(look, [box, Text(look, problem, look.theme.caption, BAD)], gap=look.theme.tight) if problem else box
