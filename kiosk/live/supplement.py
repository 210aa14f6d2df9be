"""补交: what is owed of a case that the hub has, scanned here, sealed like every case and bound to its parent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import msgspec
from msgspec import structs

from config.matter import Capture, LateConsequence, Material, MaterialRole, Matter
from kiosk import journey, memory
from kiosk.applicant import Applicant
from kiosk.case_record import material_file
from kiosk.hub_live import CaseView
from kiosk.journey import Place, Step, Visit
from kiosk.submission import Identity, Owed, keep, pages_part
from kiosk.terminal import Terminal
from kiosk.words import words

NOTHING_YET = words("还没有拍。至少拍一样，再点“交上去”")


def begin(matter: Matter, case: CaseView, person: Applicant | None) -> Visit:
    """A visit that only hands in what ``case`` owes. With several things owed, some may come later still."""
    role = MaterialRole.MAIN if len(case.owed) == 1 else MaterialRole.OPTIONAL
    wanted = [_material(matter, item.material, item.name, role) for item in case.owed]
    only = structs.replace(matter, materials=wanted, form=[], computed=[], checks=[], exclusions=[], eligibility=[], commitments=[])
    return replace(Visit(only, Place(Step.MATERIALS)), applicant=person, supplement=case.case_no, owes=case.owed)


def complete(visit: Visit) -> bool:
    """Whether there is anything to hand in."""
    return any(supply.sheets for supply in visit.supplies.values())


def submit(terminal: Terminal, visit: Visit, who: Identity, now: datetime) -> tuple[Owed, ...]:
    """Seal the supplement and make it durable; returns what is owed still. Raises OSError when it could not be kept."""
    brought = [item for item in visit.matter.materials if journey.supply(visit, item).sheets]
    parts = tuple(pages_part(terminal, item, journey.supply(visit, item)) for item in brought)
    materials = [
        {
            "id": item.id,
            "name": item.name,
            "capture": str(item.capture),
            "pages": len(journey.supply(visit, item).sheets),
            "trust_level": "C",
            "file": material_file(visit, item),
        }
        for item in brought
    ]
    record = {
        "parent_case_no": visit.supplement,
        "applicant": msgspec.to_builtins(visit.applicant) if visit.applicant else {},
        "materials": materials,
        "owed": [],
        "accept_site": terminal.settings.terminal.hall,
        "authority_code": visit.matter.authority.code,
        "catalogue_version": terminal.version,
    }
    keep(terminal, visit, who, now, record, parts)
    for part in parts:
        memory.wipe(part.data)
    here = {item.id for item in brought}
    return tuple(Owed(item.material, item.name, item.last_day, _late(item.consequence)) for item in visit.owes if item.material not in here)


def _late(consequence: str) -> LateConsequence:
    """What lateness means; what the hub calls by another name ends as withdrawn there too."""
    revoked = LateConsequence.ACCEPTANCE_REVOKED
    return revoked if consequence == revoked else LateConsequence.DEEMED_WITHDRAWN


def _material(matter: Matter, material_id: str, name: str, role: MaterialRole) -> Material:
    known = next((item for item in matter.materials if item.id == material_id), None)
    if known is None:
        return Material(id=material_id, name=name, role=role, capture=Capture.SCAN, legal_basis="")
    capture = Capture.PORTRAIT if known.capture is Capture.PORTRAIT else Capture.SCAN
    return structs.replace(known, role=role, capture=capture, when="true", deferrable=None, shared_by="", replaced_by="")
