"""What has to be handed in, and how each thing stands."""

from __future__ import annotations

from functools import partial

from config.matter import Capture, Material, MaterialRole
from kiosk import journey
from kiosk.journey import Place, Step
from kiosk.paper_data import CONSEQUENCES
from kiosk.review import material_state
from kiosk.working_days import add_working_days, day_text
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import BAD, MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.choice import beside
from screens.widgets.piece import Column, Piece, Row, Space
from screens.widgets.tag import Tag
from screens.widgets.text import Text


class Materials(Frame):
    """A row for each material: its state, and what can be done about it."""

    def make_bar(self) -> Buttons:
        self.onward = self.next_button(_("下一步"))
        return [(self.back_button(), 33), (self.onward, 67)]

    def update(self) -> None:
        visit = self.session.visit
        if visit:
            complete = not journey.problems(visit, Place(Step.MATERIALS), self.session.today)
            self.onward.become("primary" if complete else "button")

    def key(self) -> object:
        visit = self.session.visit
        if visit is None:
            return ""
        return tuple((item.id, journey.supply(visit, item)) for item in journey.materials(visit, self.session.today))

    def compose(self) -> list[Piece]:
        visit = self.session.visit
        if visit is None:
            return []
        rows = [self._row(item) for item in journey.materials(visit, self.session.today)]
        return [self.title(_("把材料拍一下")), *self.messages(), *(card(self.look, [row]) for row in rows)]

    def _row(self, item: Material) -> Piece:
        visit = self.session.visit
        assert visit is not None
        look, theme = self.look, self.look.theme
        supply = journey.supply(visit, item)
        words: list[Piece] = [Text(look, item.name, theme.name)]
        words += [Text(look, line, theme.caption, MUTED) for line in self._notes(item, supply)]
        problem = next((problem.say for problem in self.session.problems if problem.field == item.id), "")
        if problem:
            words.append(Text(look, problem, theme.caption, BAD))
        head = Row(look, [(Column(look, words, gap=theme.mm(1)), 1), (self._tag(item, supply), 0)], gap=theme.gap)
        buttons = self._buttons(item, supply)
        rows: list[Piece] = [head, beside(look, buttons)] if buttons else [head]
        return Column(look, rows, gap=theme.mm(5.5), padding=(0, theme.mm(4)))

    def _notes(self, item: Material, supply: journey.Supply) -> list[str]:
        if item.capture not in (Capture.SCAN, Capture.PORTRAIT):
            return [item.note] if item.note else []
        if supply.deferred and item.deferrable:
            last_day = add_working_days(self.session.today, item.deferrable.working_days, self.session.terminal.holidays)
            return [_("最晚 {}补交").format(day_text(last_day)), CONSEQUENCES[item.deferrable.consequence]]
        return [item.instructions or item.note] if not supply.sheets else []

    def _tag(self, item: Material, supply: journey.Supply) -> Piece:
        visit = self.session.visit
        assert visit is not None
        match item.capture:
            case Capture.CARD:
                return Tag(self.look, _("已读卡"), "good")
            case Capture.SHARED:
                return Tag(self.look, _("不用交"), "good")
        if supply.deferred:
            return Tag(self.look, _("以后补交"), "warning")
        if supply.sheets:
            return Tag(self.look, material_state(visit, item.id, self.session.today), "good")
        return Tag(self.look, _("可以不交") if item.role is MaterialRole.OPTIONAL else _("还没拍"), "plain")

    def _buttons(self, item: Material, supply: journey.Supply) -> list[Piece]:
        if item.capture not in (Capture.SCAN, Capture.PORTRAIT):
            return []
        look, theme, session = self.look, self.look.theme, self.session
        photo = item.capture is Capture.PORTRAIT
        words = (
            (_("看一看，改一改") if supply.sheets else _("开始拍照") if photo else _("开始扫描")) if not supply.deferred else _("现在就拍")
        )
        kind = "button" if supply.sheets or supply.deferred else "primary"
        style = theme.strong
        buttons: list[Piece] = [
            Button(
                look,
                f"material.{item.id}.open",
                words,
                partial(session.materials.open, item.id),
                kind=kind,
                style=style,
                height=theme.search,
            )
        ]
        if item.deferrable and not supply.sheets and not supply.deferred:
            defer = partial(session.materials.defer, item.id)
            buttons.append(Button(look, f"material.{item.id}.defer", _("没带，以后补交"), defer, style=style, height=theme.search))
        if len(buttons) == 1 and kind == "button":
            buttons.append(Space(look, 0))
        return buttons
