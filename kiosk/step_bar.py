"""The step bar above every screen of a visit: only the steps this matter has. Pure."""

from __future__ import annotations

from datetime import date

from kiosk.journey import Place, Step, Visit, places
from kiosk.words import words

LABELS = (
    (words("读卡"), {Step.IDENTIFY, Step.REFUSED}),
    (words("填写"), {Step.FORM}),
    (words("材料"), {Step.MATERIALS, Step.CAPTURE, Step.COMMITMENT}),
    (words("核对"), {Step.REVIEW}),
    (words("签名"), {Step.SIGN}),
)


def bar(visit: Visit, today: date) -> tuple[tuple[str, str], ...]:
    """Label and state (``done``, ``now`` or ``ahead``) of each step, in order."""
    way: tuple[Place, ...] = places(visit, today)
    there = [(label, steps) for label, steps in LABELS if any(place.step in steps for place in way)]
    here = next((index for index, (_, steps) in enumerate(there) if visit.place.step in steps), -1)
    return tuple((label, "done" if index < here else "now" if index == here else "ahead") for index, (label, _) in enumerate(there))
