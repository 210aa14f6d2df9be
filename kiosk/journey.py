"""A citizen's visit: which places a matter leads through, in order, and what each accepts. Pure; the day is passed in.

A :class:`Visit` is immutable; every function returns the next one. Going back never loses an entry, and any change after the review empties
``checked``, without which nothing can be signed. What a matter asks stands in :mod:`kiosk.asks`, what a citizen gives in
:mod:`kiosk.giving`; all of it can be reached from here.
"""

from __future__ import annotations

from datetime import date

from config.matter import Matter
from kiosk import asks, proving
from kiosk.asks import (
    applies,
    captured,
    children,
    commitments,
    computed,
    delivery,
    exempt,
    facts,
    guardian,
    materials,
    minor,
    offered_children,
    owed,
    page_at,
    pages,
    refusals,
    sent_pages,
    subject,
    supply,
    visible,
)
from kiosk.face.proof import FaceState
from kiosk.giving import (
    add_row,
    add_sheet,
    answer,
    bring_own,
    commit,
    defer,
    drop_photo,
    enter,
    give_consent,
    leave_out,
    move_sheet,
    promise,
    remove_row,
    remove_sheet,
    reusable,
    reuse,
    scanned,
    take_photo,
    toggle,
    withdraw,
)
from kiosk.place_problems import problems
from kiosk.visit import (
    NOTHING,
    Acting,
    Carried,
    Consent,
    Place,
    Sheet,
    Step,
    Supply,
    Visit,
    fingerprint,
)
from kiosk.way import (
    act_for,
    back,
    change,
    choose_way,
    forward,
    guardian_read,
    hand_off,
    identified,
    places,
    principal_read,
    ready_to_submit,
)

__all__ = [
    "NOTHING",
    "Acting",
    "Carried",
    "Consent",
    "Place",
    "Sheet",
    "Step",
    "Supply",
    "Visit",
    "act_for",
    "add_row",
    "add_sheet",
    "answer",
    "applies",
    "back",
    "begin",
    "bring_own",
    "captured",
    "carry",
    "change",
    "children",
    "choose_way",
    "commit",
    "commitments",
    "computed",
    "defer",
    "delivery",
    "drop_photo",
    "enter",
    "exempt",
    "facts",
    "fingerprint",
    "forward",
    "give_consent",
    "guardian",
    "guardian_read",
    "hand_off",
    "identified",
    "leave_out",
    "materials",
    "minor",
    "move_sheet",
    "offered_children",
    "owed",
    "page_at",
    "pages",
    "places",
    "principal_read",
    "problems",
    "promise",
    "ready_to_submit",
    "refusals",
    "remove_row",
    "remove_sheet",
    "reusable",
    "reuse",
    "sent_pages",
    "subject",
    "supply",
    "take_photo",
    "toggle",
    "visible",
    "withdraw",
]


def begin(matter: Matter, carried: Carried | None = None) -> Visit:
    """A visit at the guide; ``carried`` is what an earlier matter of the same citizen leaves to it."""
    return Visit(matter, carried=carried, face=FaceState(proof=carried.proof if carried else None))


def carry(visit: Visit, today: date) -> Carried | None:
    """What the next matter of this citizen can take over, so that nothing is asked twice; ``None`` where nobody was identified."""
    if visit.present is None:
        return None
    values = dict(visit.carried.values) if visit.carried else {}
    return Carried(visit.present, values | asks.known_meanings(visit, today), scanned(visit), proving.lasting(visit))
