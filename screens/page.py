"""One captured page: look at it, take it again, or drop it."""

from __future__ import annotations

from functools import partial

from kiosk import journey
from kiosk.journey import Sheet, Step
from kiosk.words import words
from screens.i18n import _
from screens.overlay import Dialog
from screens.widgets.button import Button
from screens.widgets.choice import beside
from screens.widgets.picture import Still
from screens.widgets.piece import Piece


class Page(Dialog):
    """The page as it will be sent."""

    name = words("看一看这一页")

    def make_bar(self) -> list[tuple[Piece, float]]:
        drop = Button(self.look, "page.remove", _("删除"), self.session.materials.remove_page)
        retake = Button(self.look, "page.retake", _("重拍"), self.session.materials.retake_page)
        return [(drop, 27), (retake, 27), (self.close_button(_("留着，返回"), kind="primary"), 46)]

    def key(self) -> object:
        return self._sheet(), self.session.materials.page_index

    def _sheet(self) -> Sheet | None:
        visit, session = self.session.visit, self.session
        if visit is None or visit.place.step is not Step.CAPTURE:
            return None
        sheets = journey.supply(visit, session.materials.material).sheets
        return sheets[session.materials.page_index] if session.materials.page_index < len(sheets) else None

    def compose(self) -> list[Piece]:
        sheet = self._sheet()
        if sheet is None:
            return []
        theme = self.look.theme
        room = theme.content_height - theme.mm(60) - (0 if self.bar.side else self.bar.height_for(theme.width) - theme.bar)
        words = _("第 {} 页，看得清吗？").format(self.session.materials.page_index + 1)
        content: list[Piece] = [self.title(words), Still(self.look, sheet.jpeg, room - (theme.target if self._count() > 1 else 0))]
        if self._count() > 1:
            content.append(self._order())
        return content

    def _order(self) -> Piece:
        """Earlier or later among the pages."""
        look, theme, materials = self.look, self.look.theme, self.session.materials
        earlier = Button(look, "page.earlier", _("往前挪一页"), partial(materials.move_page, -1), style=theme.strong, height=theme.target)
        later = Button(look, "page.later", _("往后挪一页"), partial(materials.move_page, 1), style=theme.strong, height=theme.target)
        earlier.enable(materials.page_index > 0)
        later.enable(materials.page_index + 1 < self._count())
        return beside(look, [earlier, later])

    def _count(self) -> int:
        visit = self.session.visit
        return len(journey.supply(visit, self.session.materials.material).sheets) if visit and visit.place.step is Step.CAPTURE else 0
