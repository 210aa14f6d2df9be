"""The fields of a page as they stand below each other: a group's rows unfolded, each entry under its own id. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from config.matter import Field, FieldType
from kiosk import fields

CHOSEN = (FieldType.CHOICE, FieldType.YES_NO, FieldType.SEVERAL, FieldType.REGION, FieldType.PHOTO, FieldType.DECLARATION, FieldType.GROUP)
"""Types that are not typed."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One field under the id of its entry. Within a row of a group: which group, and which row."""

    field: Field
    group: Field | None = None
    row: int = 0

    @property
    def typed(self) -> bool:
        """Whether it is filled from the keyboard."""
        return self.field.type not in CHOSEN and not self.field.read_only


def slots(shown: Sequence[Field], entries: Mapping[str, str]) -> tuple[Slot, ...]:
    """Every field in reading order; a group itself is left out, its rows' fields stand for it."""
    found: list[Slot] = []
    for item in shown:
        if item.type is not FieldType.GROUP:
            found.append(Slot(item))
            continue
        for row in range(fields.rows(item, entries)):
            found += [Slot(structs.replace(inner, id=fields.row_id(item.id, row, inner.id)), item, row) for inner in item.fields]
    return tuple(found)


def typed_text(field: Field, entry: str) -> str:
    """What of an entry is typed: the street of an address, all of anything else."""
    return split_address(entry)[1] if field.type is FieldType.ADDRESS else entry


def typed_entry(field: Field, entry: str, text: str) -> str:
    """The entry once ``text`` was typed."""
    return fields.address_entry(split_address(entry)[0], text) if field.type is FieldType.ADDRESS else text


def split_address(entry: str) -> tuple[str, str]:
    """The region's code and the street of an address; without a region all of it is the street."""
    code, _, detail = entry.partition(" ")
    return (code, detail) if code.isdigit() and len(code) in (6, 9) else ("", entry)
