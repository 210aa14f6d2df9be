"""What has to be handed in, and how each thing stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from config.matter import Capture, Material, MaterialRole
from kiosk import journey
from kiosk.hand_off import ASKED
from kiosk.journey import Place, Step
from kiosk.live.supplement import complete as brings_something
from kiosk.paper_data import CONSEQUENCES
from kiosk.review import material_state
from kiosk.words import words
from kiosk.working_days import add_working_days, day_text
from screens.frame import Buttons, Frame
from screens.i18n import _
from screens.theme import BAD, MUTED
from screens.widgets.button import Button
from screens.widgets.card import card
from screens.widgets.choice import beside
from screens.widgets.notice import notice
from screens.widgets.piece import Column, Piece, Row, Space
from screens.widgets.tag import Tag
from screens.widgets.text import Text

UNDER_CAMERA = (Capture.SCAN, Capture.PORTRAIT)


class Materials(Frame):
    """A row for each material: its state, and what can be done about it."""

    def make_bar(self) -> Buttons:
        self.onward = self.next_button(_("下一步"))
        return [(self.back_button(), 33), (self.onward, 67)]

    def update(self) -> None:
        visit = self.session.visit
        if visit:
            complete = not journey.problems(visit, Place(Step.MATERIALS), self.session.today)
            if visit.supplement:
                complete = complete and brings_something(visit)
            self.onward.say(_("交上去") if visit.supplement else _("下一步"))
            self.onward.become("primary" if complete else "button")

    def key(self) -> object:
        visit = self.session.visit
        if visit is None:
            return ""
        supplies = tuple((item.id, journey.supply(visit, item)) for item in journey.materials(visit, self.session.today))
        return self.session.materials.stuck, visit.own, supplies

    def compose(self) -> list[Piece]:
        visit = self.session.visit
        if visit is None:
            return []
        rows = [self._row(item) for item in journey.materials(visit, self.session.today)]
        return [self.title(_("把材料拍一下")), *self.messages(), *self._way_out(), *(card(self.look, [row]) for row in rows)]

    def _way_out(self) -> list[Piece]:
        """To a window, where the camera that is needed does not work."""
        if not self.session.materials.stuck:
            return []
        look, theme = self.look, self.look.theme
        said = notice(look, [_("现在拍不了材料，机器在重新连接。可以等一等，或改到窗口办")], "warning")
        leave = partial(self.session.answers.hand_off, ASKED)
        return [said, Button(look, "materials.window", _("打印单子去窗口"), leave, style=theme.strong, height=theme.search)]

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
        rows: list[Piece] = [head, *(beside(look, buttons[first : first + 2]) for first in range(0, len(buttons), 2))]
        return Column(look, rows, gap=theme.mm(5.5), padding=(0, theme.mm(4)))

    def _notes(self, item: Material, supply: journey.Supply) -> list[str]:
        visit = self.session.visit
        assert visit is not None
        if journey.exempt(visit, item):
            return [_("{}那里有，不用您交").format(words(item.shared_by))]
        if item.capture not in UNDER_CAMERA and item.id not in visit.own:
            return [item.note] if item.note else []
        if supply.deferred and item.deferrable:
            last_day = add_working_days(self.session.today, item.deferrable.working_days, self.session.terminal.holidays)
            return [_("最晚 {}补交").format(day_text(last_day)), CONSEQUENCES[item.deferrable.consequence]]
        if supply.reused:
            return [_("用的是刚才那件事拍好的")]
        if supply.sheets:
            return []
        own = [_("以您交的为准")] if item.id in visit.own else []
        own += [_("最晚 {}补交").format(day_text(owed.last_day)) for owed in visit.owes if owed.material == item.id]
        said = item.instructions or ("" if visit.supplement else item.note)
        return [*own, said] if said else own

    def _tag(self, item: Material, supply: journey.Supply) -> Piece:
        visit = self.session.visit
        assert visit is not None
        state = material_state(visit, item.id, self.session.today)
        if item.capture in (Capture.CARD, Capture.FORM):
            return Tag(self.look, state, "good")
        if journey.exempt(visit, item):
            return Tag(self.look, _("免交"), "good")
        if supply.deferred:
            return Tag(self.look, _("以后补交"), "warning")
        if supply.sheets:
            return Tag(self.look, state, "good")
        free = item.role is MaterialRole.OPTIONAL and not visit.supplement
        return Tag(self.look, _("可以不交") if free else _("还没拍"), "plain")

    def _buttons(self, item: Material, supply: journey.Supply) -> list[Piece]:
        visit, materials = self.session.visit, self.session.materials
        assert visit is not None
        if journey.exempt(visit, item):
            return [self._button(item, "own", _("信息不对，我自己交"), partial(materials.bring_own, item.id, True)), Space(self.look, 0)]
        if item.capture not in UNDER_CAMERA and item.id not in visit.own:
            return []
        photo = item.capture is Capture.PORTRAIT
        words = (
            (_("看一看，改一改") if supply.sheets else _("开始拍照") if photo else _("开始扫描")) if not supply.deferred else _("现在就拍")
        )
        kind = "button" if supply.sheets or supply.deferred else "primary"
        buttons: list[Piece] = [self._button(item, "open", words, partial(materials.open, item.id), kind=kind)]
        if not supply.sheets and not supply.deferred:
            if journey.reusable(visit, item.name):
                buttons.append(self._button(item, "reuse", _("用刚才拍的"), partial(materials.reuse, item.id)))
            if item.deferrable:
                buttons.append(self._button(item, "defer", _("没带，以后补交"), partial(materials.defer, item.id)))
            if materials.has_sample(item):
                buttons.append(self._button(item, "sample", _("看样例"), partial(materials.show_sample, item.id)))
        if item.id in visit.own:
            buttons.append(self._button(item, "shared", _("还是用查到的"), partial(materials.bring_own, item.id, False)))
        if len(buttons) == 1 and kind == "button":
            buttons.append(Space(self.look, 0))
        return buttons

    def _button(self, item: Material, name: str, words: str, on_tap: Callable[[], None], *, kind: str = "button") -> Button:
        theme = self.look.theme
        return Button(self.look, f"material.{item.id}.{name}", words, on_tap, kind=kind, style=theme.strong, height=theme.search)
