"""One topic of the form: labels above fields, the keyboard below them, problems on top and at the field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from config.matter import Field, FieldType, Page
from kiosk import journey
from kiosk.fields import NO, YES
from screens.frame import Frame
from screens.i18n import _
from screens.input import editing
from screens.input.editing import Editing
from screens.input.keyboard import Keyboard
from screens.input.layouts import Act
from screens.look import Look
from screens.widgets.choice import Choice, Option
from screens.widgets.field import Entry, FieldBlock
from screens.widgets.piece import Piece

if TYPE_CHECKING:
    from kiosk.session import Session

CHOSEN = (FieldType.CHOICE, FieldType.YES_NO)


class Form(Frame):
    """The fields of the page where the visit stands."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.blocks: dict[str, FieldBlock] = {}
        self.active = ""
        self.editing = Editing.at_end("")
        self.keyboard = Keyboard(self.look, self.typed, self.acted)
        self.add_widget(self.keyboard)

    @property
    def page(self) -> Page | None:
        """The page shown."""
        visit = self.session.visit
        return next((page for page in visit.matter.form if page.id == visit.place.item), None) if visit else None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that apply now."""
        visit, page = self.session.visit, self.page
        return journey.visible(page, visit, self.session.today) if visit and page else ()

    def key(self) -> object:
        return self.page.id if self.page else "", tuple(field.id for field in self.fields)

    def compose(self) -> list[Piece]:
        page, fields = self.page, self.fields
        if page is None:
            return []
        self.blocks = {field.id: self._block(field) for field in fields}
        if self.active not in self.blocks:
            self._activate("")
        return [self.title(page.title), *self.messages(), *self.blocks.values()]

    def _block(self, field: Field) -> FieldBlock:
        content: Piece
        match field.type:
            case FieldType.CHOICE | FieldType.YES_NO:
                options = [(option.value, option.label) for option in field.options] or [(YES, _("是")), (NO, _("不是"))]
                content = Choice(self.look, field.id, options, partial(self._chosen, field.id))
            case FieldType.DECLARATION:
                content = Option(self.look, f"field.{field.id}", field.label, partial(self._ticked, field.id), box=True)
            case _:
                manner = editing.manner(field)
                unit = field.unit or (_("元") if field.type is FieldType.MONEY else "")
                entry = Entry(self.look, f"field.{field.id}", partial(self._activate, field.id), groups=manner.groups, unit=unit)
                entry.on_caret = self._place_caret
                if field.read_only:
                    entry.fix()
                content = entry
        label = "" if field.type is FieldType.DECLARATION else field.label if field.required else _("{}（可以不填）").format(field.label)
        return FieldBlock(self.look, label, content, field.hint)

    def update(self) -> None:
        visit = self.session.visit
        if visit is None:
            return
        wrong = {problem.field: problem.say for problem in self.session.problems}
        for field_id, block in self.blocks.items():
            entry = visit.entries.get(field_id, "")
            block.say(wrong.get(field_id, ""))
            match block.content:
                case Choice():
                    block.content.show(entry)
                case Option():
                    if block.content.chosen != (entry == YES):
                        block.content.choose(entry == YES)
                case Entry():
                    active = field_id == self.active
                    if active and self.editing.text != entry:
                        self.editing = Editing.at_end(entry)
                    block.content.show(self.editing if active else Editing.at_end(entry), active=active, wrong=field_id in wrong)

    def arrange(self) -> None:
        super().arrange()
        if self.active in self.blocks and self.keyboard and self.keyboard.layout:
            self.scroll.show_child(self.blocks[self.active], self.look.theme.mm(3))

    def clear(self) -> None:
        super().clear()
        self.blocks, self.active, self.editing = {}, "", Editing.at_end("")
        if self.keyboard:
            self.keyboard.offer(None)

    def carry(self) -> object:
        return (self.active, self.editing.caret) if self.active else None

    def take(self, carried: object) -> None:
        if isinstance(carried, tuple) and self._field(carried[0]):
            self._activate(carried[0])
            self.editing = Editing(self.editing.text, carried[1])

    def shown(self) -> None:
        self._activate("")
        self.refresh()

    def _field(self, field_id: str) -> Field | None:
        return next((field for field in self.fields if field.id == field_id), None)

    def _activate(self, field_id: str) -> None:
        """Type into this field from now on; empty: into none."""
        field, visit = self._field(field_id), self.session.visit
        if field_id != self.active:
            self.active = field_id if field else ""
            self.editing = Editing.at_end(visit.entries.get(field_id, "") if visit else "")
        if self.keyboard:
            self.keyboard.offer(editing.manner(field).layout if field else None)
        if field:
            self.refresh()

    def _place_caret(self, caret: int) -> None:
        self.editing = Editing(self.editing.text, caret)
        self.refresh()

    def typed(self, characters: str) -> None:
        """A key of the keyboard, or of a real one."""
        if field := self._field(self.active):
            self._entered(self.editing.insert(characters, editing.manner(field).most))

    def acted(self, act: Act) -> None:
        """A key that types nothing."""
        match act:
            case Act.BACKSPACE:
                self._entered(self.editing.backspace())
            case Act.CLEAR:
                self._entered(Editing.at_end(""))
            case Act.NEXT:
                self._activate(self._following())
                self.refresh()
            case _:
                self._activate("")
                self.refresh()

    def _following(self) -> str:
        """The next field that is typed into; empty after the last."""
        typed = [field.id for field in self.fields if field.type not in (*CHOSEN, FieldType.DECLARATION) and not field.read_only]
        later = typed[typed.index(self.active) + 1 :] if self.active in typed else typed
        return later[0] if later else ""

    def _entered(self, what: Editing) -> None:
        if self.active:
            changed = what.text != self.editing.text
            self.editing = what
            if changed:
                self.session.enter(self.active, what.text)

    def _chosen(self, field_id: str, value: str) -> None:
        self._activate("")
        self.session.enter(field_id, value)

    def _ticked(self, field_id: str) -> None:
        visit = self.session.visit
        self._activate("")
        self.session.enter(field_id, "" if visit and visit.entries.get(field_id) == YES else YES)
