"""One topic of the form: labels above fields, the keyboard below them, problems on top and at the field."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from config import regions
from config.matter import Field, FieldType, Page
from kiosk import fields, journey
from kiosk.fields import NO, YES
from kiosk.journey import Step
from screens.form_slots import Slot, slots, split_address, typed_entry, typed_text
from screens.frame import Frame
from screens.i18n import _
from screens.input import editing
from screens.input.editing import Editing
from screens.input.keyboard import Keyboard
from screens.input.layouts import Act
from screens.look import Look
from screens.theme import MUTED
from screens.widgets.address import Address
from screens.widgets.button import Button
from screens.widgets.choice import Choice, Option
from screens.widgets.field import Entry, FieldBlock
from screens.widgets.notice import notice
from screens.widgets.photo_field import PhotoField
from screens.widgets.piece import Column, Panel, Piece, Row
from screens.widgets.region import RegionPicker
from screens.widgets.several import Several
from screens.widgets.text import Text

if TYPE_CHECKING:
    from kiosk.session import Session


class Form(Frame):
    """The fields of the page where the visit stands: one of the matter's, or one of those that every matter may need."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look, session)
        self.blocks: dict[str, FieldBlock] = {}
        self.active = ""
        self.editing = Editing.at_end("")
        self.keyboard = Keyboard(self.look, self.typed, self.acted)
        self.keyboard.on_change = self.refresh
        self.add_widget(self.keyboard)

    @property
    def page(self) -> Page | None:
        """The page shown."""
        visit = self.session.visit
        return journey.page_at(visit, visit.place) if visit else None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that apply now."""
        visit, page = self.session.visit, self.page
        return journey.visible(page, visit, self.session.today) if visit and page else ()

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The fields as they stand below each other, each under the id of its entry."""
        return slots(self.fields, self.session.visit.entries) if self.session.visit else ()

    def key(self) -> object:
        return self.page.id if self.page else "", self.fields, tuple(slot.field.id for slot in self.slots)

    def compose(self) -> list[Piece]:
        page = self.page
        if page is None:
            return []
        self.blocks = {slot.field.id: self._block(slot.field) for slot in self.slots}
        if self.active not in self.blocks:
            self._activate("")
        content: list[Piece] = []
        for field in self.fields:
            content += self._group(field) if field.type is FieldType.GROUP else [self.blocks[field.id]]
        return [self.title(page.title), *self._warning(), *self.messages(), *content]

    def _warning(self) -> list[Piece]:
        """What is typed proves nothing, and is called so."""
        visit = self.session.visit
        if visit is None or visit.place.step is not Step.DECLARE:
            return []
        return [notice(self.look, [_("这里填的还没有核验：证件拍下来，工作人员以后核对")], "warning")]

    # What stands there ----------------------------------------------------------------------------------------------

    def _group(self, group: Field) -> list[Piece]:
        """The rows of a group, each on a card of its own, and the button for one more."""
        look, theme, visit = self.look, self.look.theme, self.session.visit
        count = fields.rows(group, visit.entries) if visit else 0
        content: list[Piece] = [] if count else [Text(look, group.label, theme.label)]
        if group.hint:
            content.append(Text(look, group.hint, theme.caption, MUTED))
        fewest = int(group.min or (1 if group.required else 0))
        for row in range(count):
            drop = partial(self.session.answers.remove_row, group.id, row)
            head: list[tuple[Piece, float]] = [(Text(look, f"{group.label} {row + 1}", theme.name), 1)]
            if count > fewest:
                style = theme.caption_bold
                head.append((Button(look, f"group.{group.id}.remove.{row}", _("删掉这个"), drop, style=style, height=theme.target), 0))
            inner = [self.blocks[fields.row_id(group.id, row, field.id)] for field in group.fields]
            content.append(
                Panel(look, Column(look, [Row(look, head, gap=theme.gap), *inner], gap=theme.near), "card", (theme.mm(7), theme.mm(6)))
            )
        if count < int(group.max or fields.MOST_ROWS):
            add = partial(self.session.answers.add_row, group.id)
            content.append(Button(look, f"group.{group.id}.add", group.add or _("再加一个"), add, style=theme.strong, height=theme.field))
        return content

    def _block(self, field: Field) -> FieldBlock:
        label = (
            "" if field.type is FieldType.DECLARATION else field.label if self._required(field) else _("{}（可以不填）").format(field.label)
        )
        return FieldBlock(self.look, label, self._content(field), field.hint)

    def _required(self, field: Field) -> bool:
        visit = self.session.visit
        if not field.required_when or visit is None:
            return field.required
        return journey.applies(field.required_when, visit, journey.facts(visit, self.session.today))

    def _content(self, field: Field) -> Piece:
        look, session = self.look, self.session
        options = [(option.value, option.label) for option in field.options]
        hints = {option.value: option.hint for option in field.options if option.hint}
        match field.type:
            case FieldType.CHOICE | FieldType.YES_NO:
                return Choice(look, field.id, options or [(YES, _("是")), (NO, _("不是"))], partial(self._chosen, field.id), hints)
            case FieldType.SEVERAL:
                return Several(look, field.id, options, partial(self._toggled, field.id), hints)
            case FieldType.DECLARATION:
                return Option(look, f"field.{field.id}", field.label, partial(self._ticked, field.id), box=True)
            case FieldType.REGION:
                return RegionPicker(look, field.id, field.levels, partial(self._chosen, field.id))
            case FieldType.PHOTO:
                return PhotoField(look, field.id, partial(session.answers.photograph, field.id))
            case FieldType.ADDRESS:
                address = Address(look, field.id, field.levels, partial(self._region, field.id), partial(self._activate, field.id))
                address.entry.on_caret = self._place_caret
                return address
        manner = editing.manner(field)
        unit = field.unit or (_("元") if field.type is FieldType.MONEY else "")
        entry = Entry(look, f"field.{field.id}", partial(self._activate, field.id), groups=manner.groups, unit=unit)
        entry.on_caret = self._place_caret
        if field.read_only:
            entry.fix()
        return entry

    def update(self) -> None:
        visit = self.session.visit
        if visit is None:
            return
        wrong = {problem.field: problem.say for problem in self.session.problems}
        for field_id, block in self.blocks.items():
            entry = visit.entries.get(field_id, "")
            block.say(wrong.get(field_id, ""))
            match block.content:
                case Choice() | RegionPicker():
                    block.content.show(entry)
                case Several():
                    block.content.show(entry.split(","))
                case Option():
                    if block.content.chosen != (entry == YES):
                        block.content.choose(entry == YES)
                case PhotoField():
                    supply = visit.supplies.get(f"field.{field_id}", journey.NOTHING)
                    block.content.show(supply.sheets[0].jpeg if supply.sheets else None)
                case Address():
                    code, street = split_address(entry)
                    what, active = self._edited(field_id, street)
                    block.content.show(code, what, active=active, wrong=field_id in wrong, composing=self._composing(active))
                case Entry():
                    what, active = self._edited(field_id, entry)
                    block.content.show(what, active=active, wrong=field_id in wrong, composing=self._composing(active))

    def _composing(self, active: bool) -> str:
        return self.keyboard.composing if active and self.keyboard else ""

    def _edited(self, field_id: str, text: str) -> tuple[Editing, bool]:
        """How a field that is typed into stands, and whether it is the one that is typed into now."""
        if field_id != self.active:
            return Editing.at_end(text), False
        if self.editing.text != text:
            self.editing = Editing.at_end(text)
        return self.editing, True

    def arrange(self) -> None:
        super().arrange()
        if self.active in self.blocks and self.keyboard and self.keyboard.layout:
            block = self.blocks[self.active]
            street = block.content if isinstance(block.content, Address) and block.height > self.scroll.height else None
            self.scroll.show_child(street.entry if street else block, self.look.theme.mm(3))

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

    # What is done ---------------------------------------------------------------------------------------------------

    def _field(self, field_id: str) -> Field | None:
        return next((slot.field for slot in self.slots if slot.field.id == field_id), None)

    def _entry(self, field_id: str) -> str:
        visit = self.session.visit
        return visit.entries.get(field_id, "") if visit else ""

    def _activate(self, field_id: str) -> None:
        """Type into this field from now on; empty: into none."""
        field = self._field(field_id) if field_id else None
        if field_id != self.active:
            self.active = field_id if field else ""
            self.editing = Editing.at_end(typed_text(field, self._entry(field_id)) if field else "")
        if self.keyboard:
            manner = editing.manner(field, self._streets(field)) if field else None
            self.keyboard.offer(manner.layout if manner else None, manner.words if manner else ())
            named, placed = (field is not None and asks(field) for asks in (editing.is_name, editing.is_address))
            self.keyboard.writer.name_before = lambda: self.editing.text[: self.editing.selected[0]] if named else None
            self.keyboard.writer.in_address = lambda: placed
        if field:
            self.refresh()

    def _streets(self, field: Field) -> tuple[str, ...]:
        """The streets and towns of the region that was picked above, as far as the table of regions has them, then those the matter names."""
        code = split_address(self._entry(self.active))[0] if field.type is FieldType.ADDRESS else ""
        below = [region.name for region in regions.children(code) if region.level == 4] if code else []
        return tuple(dict.fromkeys((*below, *field.streets)))

    def _place_caret(self, caret: int) -> None:
        self.editing = self.editing.touched(caret)
        self.refresh()

    def typed(self, characters: str) -> None:
        """A key of the keyboard, or of a real one."""
        if field := self._field(self.active):
            self._entered(self.editing.insert(characters, editing.manner(field).most))

    def acted(self, act: Act) -> None:
        """A key that types nothing."""
        if (edited := self.editing.act(act)) is not None:
            self._entered(edited)
            return
        match act:
            case Act.NEXT:
                self._activate(self._following())
                self.refresh()
            case _:
                self._activate("")
                self.refresh()

    def _following(self) -> str:
        """The next field that is typed into; empty after the last."""
        typed = [slot.field.id for slot in self.slots if slot.typed]
        later = typed[typed.index(self.active) + 1 :] if self.active in typed else typed
        return later[0] if later else ""

    def _entered(self, what: Editing) -> None:
        field = self._field(self.active)
        if field:
            changed = what.text != self.editing.text
            self.editing = what
            if changed:
                self.session.enter(self.active, typed_entry(field, self._entry(self.active), what.text))
            else:
                self.refresh()

    def _chosen(self, field_id: str, value: str) -> None:
        self._activate("")
        if self._entry(field_id) == value:
            self.refresh()
        self.session.enter(field_id, value)

    def _region(self, field_id: str, code: str) -> None:
        """The region of an address; the street below it stays."""
        self._chosen(field_id, fields.address_entry(code, split_address(self._entry(field_id))[1]))

    def _toggled(self, field_id: str, value: str) -> None:
        self._activate("")
        self.session.answers.toggle(field_id, value)

    def _ticked(self, field_id: str) -> None:
        self._activate("")
        self.session.enter(field_id, "" if self._entry(field_id) == YES else YES)
