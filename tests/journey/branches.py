"""What a branch of a matter is, derived from the matter itself: everything that can go one way or another on a citizen's way through it."""

from __future__ import annotations

from collections.abc import Iterable

from config.matter import FaceOtherwise, FieldType, Matter
from kiosk.live.names import issues_document
from kiosk.own_pages import principal_page
from tests.journey.walk import Reached, Scenario, walk


def everything(matter: Matter) -> Reached:
    """What the visits to a matter have to reach between them. A new branch in its file is a new line here."""
    needed: set[tuple[str, ...]] = {("page", page.id) for page in matter.form}
    for item in [item for page in matter.form for item in page.fields]:
        needed.add(("field", item.id))
        needed |= {("option", item.id, option.value) for option in item.options}
        needed |= {("option", item.id, answer) for answer in ("yes", "no") if item.type is FieldType.YES_NO}
        for inner in item.fields:
            needed.add(("row", item.id, inner.id))
            needed |= {("option", f"{item.id}.{inner.id}", option.value) for option in inner.options}
    listed = [*matter.materials, *matter.agent.materials]
    needed |= {("material", item.id) for item in listed}
    needed |= {("deferred", item.id) for item in listed if item.deferrable}
    needed |= {("exempt", item.id) for item in listed if item.shared_by}
    needed |= {("spared", item.id) for item in listed if item.when != "true" or item.replaced_by}
    needed |= {("hidden", item.id) for page in matter.form for item in page.fields if (page.when, item.when) != ("true", "true")}
    needed |= {("fee", fee.name) for fee in matter.fees}
    needed |= {("way", str(way)) for way in matter.identification}
    needed |= {("own", item.id) for item in listed if item.shared_by}
    needed |= {(kind, item.id) for item in matter.exclusions for kind in ("exclusion", "stopped")}
    needed |= {("eligibility", str(number)) for number in range(len(matter.eligibility))}
    needed |= {("check", str(number)) for number in range(len(matter.checks))}
    needed |= {("computed", item.id) for item in matter.computed}
    needed |= {("delivery", str(way)) for way in matter.delivery}
    for promise in matter.commitments:
        proofs = any(proof.replaced_by == promise.id for proof in matter.materials)
        needed |= {("promise", promise.id, "True"), *([("promise", promise.id, "False")] if proofs else [])}
    for child in matter.package.children if matter.package else ():
        needed |= {("child", child.id, "in"), *([("child", child.id, "out")] if child.optional else [])}
    if matter.face_check:
        kept = [way for way in matter.face_otherwise if not (way is FaceOtherwise.WINDOW and issues_document(matter))]
        needed |= {("face", "refused"), ("face", "no_photo"), ("proof", "face"), *(("proof", str(way)) for way in kept)}
        needed |= {("hand_off", "face")} if len(kept) < len(matter.face_otherwise) else set()
    needed |= {("relation", value) for value in relations(matter)}
    needed |= {("agent",)} if matter.agent.allowed else {("hand_off", "agent")} if matter.agent.otherwise else set()
    needed |= {("guardian",)} if matter.guardian else set()
    return frozenset(needed)


def relations(matter: Matter) -> list[str]:
    """What an agent can be to the person they act for."""
    return [option.value for item in principal_page(matter).fields if item.id == "principal.relation" for option in item.options]


def missed(matter: Matter, scenarios: Iterable[Scenario]) -> list[tuple[str, ...]]:
    """What no scenario reaches."""
    reached: set[tuple[str, ...]] = set()
    for scenario in scenarios:
        reached |= walk(matter, scenario).reached
    return sorted(everything(matter) - reached)
