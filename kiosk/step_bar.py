"""The step bar above every screen of a visit: only the steps this matter has. Pure."""

from __future__ import annotations

from datetime import date

from kiosk.journey import Place, Step, Visit, places
from kiosk.words import words

LABELS = (
    (words("先问"), {Step.AGENT}),
    (words("读卡"), {Step.IDENTIFY, Step.DECLARE, Step.PRINCIPAL, Step.GUARDIAN, Step.REFUSED}),
    (words("人脸"), {Step.CONSENT, Step.FACE, Step.PROVE, Step.SMS_CODE, Step.SLOT}),
    (words("填写"), {Step.PACKAGE, Step.FORM, Step.DELIVERY, Step.PROMISE}),
    (words("材料"), {Step.MATERIALS, Step.CAPTURE, Step.COMMITMENT}),
    (words("核对"), {Step.REVIEW}),
    (words("签名"), {Step.SIGN}),
    (words("出证"), {Step.INSTANT}),
)
ASKED, READ, FILLED = LABELS[0][0], LABELS[1][0], LABELS[3][0]


def bar(visit: Visit, today: date) -> tuple[tuple[str, str], ...]:
    """Label and state (``done``, ``now`` or ``ahead``) of each step, in order."""
    way: tuple[Place, ...] = places(visit, today)
    identified = way.index(Place(Step.IDENTIFY)) if Place(Step.IDENTIFY) in way else 0
    named = [_label(place, before=index < identified) for index, place in enumerate(way)]
    there: list[str] = [label for label, _ in LABELS if label in named]
    now = _label(visit.place, before=visit.place in way[:identified])
    here = there.index(now) if now in there else -1
    return tuple((label, "done" if index < here else "now" if index == here else "ahead") for index, label in enumerate(there))


def _label(place: Place, *, before: bool) -> str:
    """The step a place belongs to. A question of the pre-check comes before the card, or after it where the card decides about it."""
    if place.step is Step.PRECHECK:
        return ASKED if before else READ
    if place.step is Step.CAPTURE and place.item.startswith("field."):
        return FILLED
    return next((label for label, steps in LABELS if place.step in steps), "")
