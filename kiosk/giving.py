"""What a citizen gives, one change at a time: entries, pages, answers, promises, consents. Pure; every change voids what was checked before."""

from __future__ import annotations

from dataclasses import replace

from config.matter import Capture, Field, FieldType
from kiosk import fields
from kiosk.own_pages import delivery_page
from kiosk.visit import NOTHING, Consent, Sheet, Supply, Visit

GUARDIAN_CONSENT = "guardian_consent"
SUPPLEMENT = "supplement_commitment"


def enter(visit: Visit, field_id: str, text: str) -> Visit:
    """Keep what stands in a field now, right or wrong."""
    if visit.entries.get(field_id, "") == text:
        return visit
    return _new(visit, entries={**visit.entries, field_id: text}, taken_over=visit.taken_over - {field_id.partition(".")[0], field_id})


def add_row(visit: Visit, group: Field) -> Visit:
    """One more row of a group."""
    return _new(visit, entries=fields.add_row(group, visit.entries), taken_over=visit.taken_over - {group.id})


def remove_row(visit: Visit, group: Field, index: int) -> Visit:
    """Without the row ``index`` of a group."""
    return _new(visit, entries=fields.remove_row(group, index, visit.entries), taken_over=visit.taken_over - {group.id})


def toggle(visit: Visit, several: Field, value: str) -> Visit:
    """Choose one more answer of several, or one less; the order is that of the options."""
    chosen = set(visit.entries.get(several.id, "").split(",")) ^ {value}
    return enter(visit, several.id, fields.several_entry(option.value for option in several.options if option.value in chosen))


# Materials ----------------------------------------------------------------------------------------------------------


def add_sheet(visit: Visit, material_id: str, sheet: Sheet, index: int | None = None) -> Visit:
    """Add a page, or put it in place of the one at ``index``. A page in hand ends the wish to hand it in later, and prevails over shared data."""
    sheets = list(visit.supplies.get(material_id, NOTHING).sheets)
    if index is None or not 0 <= index < len(sheets):
        sheets.append(sheet)
    else:
        sheets[index] = sheet
    if any(item.id == material_id and item.capture is Capture.SHARED for item in visit.matter.materials):
        visit = replace(visit, own=visit.own | {material_id})
    return _supplied(visit, material_id, Supply(tuple(sheets)))


def remove_sheet(visit: Visit, material_id: str, index: int) -> Visit:
    """Drop the page at ``index``."""
    sheets = visit.supplies.get(material_id, NOTHING).sheets
    return _supplied(visit, material_id, Supply(sheets[:index] + sheets[index + 1 :]))


def move_sheet(visit: Visit, material_id: str, index: int, to: int) -> Visit:
    """Put the page at ``index`` at the place ``to``."""
    sheets = list(visit.supplies.get(material_id, NOTHING).sheets)
    if not (0 <= index < len(sheets) and 0 <= to < len(sheets)):
        return visit
    sheets.insert(to, sheets.pop(index))
    return _supplied(visit, material_id, Supply(tuple(sheets)))


def reusable(visit: Visit, name: str) -> tuple[Sheet, ...]:
    """Pages of a material of that name from an earlier matter of this visit."""
    return visit.carried.sheets.get(name, ()) if visit.carried else ()


def reuse(visit: Visit, material_id: str, name: str) -> Visit:
    """Hand in the pages that were taken for an earlier matter."""
    return _supplied(visit, material_id, Supply(reusable(visit, name), reused=True)) if reusable(visit, name) else visit


def defer(visit: Visit, material_id: str) -> Visit:
    """Hand the material in later. The caller offers this only where the matter allows it and no page exists."""
    return _supplied(visit, material_id, Supply(deferred=True))


def bring_own(visit: Visit, material_id: str, wanted: bool) -> Visit:
    """信息不对: the citizen hands in their own material, which prevails over shared data (R-ZJ-7); or after all does not."""
    own = visit.own | {material_id} if wanted else visit.own - {material_id}
    kept = visit.supplies if wanted else {name: what for name, what in visit.supplies.items() if name != material_id}
    return _new(visit, own=own, supplies=kept, committed=False)


def take_photo(visit: Visit, field: Field, sheet: Sheet) -> Visit:
    """A photo that the form asks for; the entry is its digest, so that a photo and its entry cannot part."""
    assert field.type is FieldType.PHOTO
    taken = _new(visit, supplies={**visit.supplies, f"field.{field.id}": Supply((sheet,))})
    return enter(taken, field.id, sheet.sha256)


def drop_photo(visit: Visit, field_id: str) -> Visit:
    """Without the photo of that field."""
    kept = {name: what for name, what in visit.supplies.items() if name != f"field.{field_id}"}
    return enter(_new(visit, supplies=kept), field_id, "")


# Answers and promises -----------------------------------------------------------------------------------------------


def answer(visit: Visit, question_id: str, yes: bool) -> Visit:
    """Answer a question of the pre-check."""
    return _new(visit, answers={**visit.answers, question_id: yes})


def promise(visit: Visit, commitment_id: str, agreed: bool | None, consent: Consent | None = None) -> Visit:
    """Agree to an informed commitment, choose to bring the proof instead, or (``None``) take the choice back. ``consent`` records an agreement."""
    kept = {name: what for name, what in visit.promises.items() if name != commitment_id}
    if agreed is not None:
        kept[commitment_id] = agreed
    changed = withdraw(_new(visit, promises=kept), f"informed_commitment:{commitment_id}")
    return give_consent(changed, consent) if agreed and consent else changed


def commit(visit: Visit, agreed: bool, consent: Consent | None = None) -> Visit:
    """Agree to hand in later what is owed, or take it back."""
    changed = replace(withdraw(_new(visit), SUPPLEMENT), committed=agreed)
    return give_consent(changed, consent) if agreed and consent else changed


def give_consent(visit: Visit, consent: Consent) -> Visit:
    """Keep a consent; a newer one for the same purpose takes the place of the older."""
    others = tuple(one for one in visit.consents if one.purpose != consent.purpose)
    return _new(visit, consents=(*others, consent))


def withdraw(visit: Visit, purpose: str) -> Visit:
    """Take a consent back (PIPL 15)."""
    if not visit.consented(purpose):
        return visit
    return _new(visit, consents=tuple(one for one in visit.consents if one.purpose != purpose))


def leave_out(visit: Visit, child_id: str, out: bool) -> Visit:
    """Leave an optional matter of a package out, or have it after all."""
    return _new(visit, left_out=visit.left_out | {child_id} if out else visit.left_out - {child_id})


# From one matter to the next ----------------------------------------------------------------------------------------


def meanings(visit: Visit) -> dict[str, str]:
    """Field id -> the meaning its value has across matters."""
    own = delivery_page(visit.matter)
    pages = [*visit.matter.form, *([own] if own else [])]
    return {field.id: field.same_as for page in pages for field in page.fields if field.same_as}


def scanned(visit: Visit) -> dict[str, tuple[Sheet, ...]]:
    """Material name -> its pages, for the next matter."""
    found = dict(visit.carried.sheets) if visit.carried else {}
    for material in (*visit.matter.materials, *visit.matter.agent.materials):
        sheets = visit.supplies.get(material.id, NOTHING).sheets
        if sheets and material.capture in (Capture.SCAN, Capture.PORTRAIT, Capture.SHARED):
            found[material.name] = sheets
    return found


def _supplied(visit: Visit, material_id: str, what: Supply) -> Visit:
    """A commitment covers exactly the materials that were owed when it was given."""
    return replace(withdraw(_new(visit), SUPPLEMENT), supplies={**visit.supplies, material_id: what}, committed=False)


def _new(visit: Visit, **change: object) -> Visit:
    return replace(visit, checked="", **change)  # type: ignore[arg-type]
