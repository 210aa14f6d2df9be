"""Moments of a visit to a matter that has everything: pre-check, agents, guardians, packages, promises, every type of field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from msgspec import structs

from config.matter import IdentifyWay
from kiosk import journey
from kiosk.answers import SLIP_PRINTED
from kiosk.fields import address_entry
from kiosk.journey import Acting, Place, Sheet, Step, Visit
from kiosk.presence import ALARM
from kiosk.screen import Overlay
from kiosk.words import words
from kiosk.working_days import date_text
from tests.journey.people import TODAY, WORKER
from tests.journey.rich import CHILD, RICH, give, go_to

TOUCHES = {
    "form-address-street": ("field.place",),
    "form-region-open": ("region.origin.level1",),
    "form-region-city": ("region.origin.level2",),
}
"""Controls to touch before a moment's picture is taken."""


def moments(snapshot: Callable[..., Any], desk: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Every screen and state, with the picture's name. ``snapshot`` and ``desk`` come from the tests."""
    jpeg = Sheet(photo())
    first = journey.forward(journey.begin(RICH), TODAY)
    yield "guide-rich", snapshot(visit=journey.begin(RICH))
    yield "guide-signature", snapshot(visit=journey.begin(structs.replace(RICH, reliable_signature=True)))
    yield "precheck", snapshot(visit=first)
    yield "precheck-answered", snapshot(visit=journey.answer(first, "abroad", False))
    yield "precheck-problem", snapshot(visit=first, problems=journey.problems(first, first.place, TODAY))
    stopped = journey.forward(journey.answer(first, "abroad", True), TODAY)
    handed = journey.forward(journey.answer(stopped, "rented", False), TODAY)
    yield "hand-off", snapshot(visit=handed)
    yield "hand-off-printed", snapshot(visit=handed, notice=SLIP_PRINTED)
    choosing = go_to(Step.AGENT)
    yield "agent", snapshot(visit=choosing)
    yield "agent-chosen", snapshot(visit=journey.act_for(choosing, Acting.AGENT))
    alone = structs.replace(RICH, agent=structs.replace(RICH.agent, allowed=False, otherwise="不能来的，请打 0574-12345 约上门"))
    yield "agent-refused", snapshot(visit=journey.forward(journey.act_for(go_to(Step.AGENT, journey.begin(alone)), Acting.AGENT), TODAY))
    yield "identify-ways", snapshot(visit=go_to(Step.IDENTIFY))
    yield "identify-no-camera", snapshot(visit=go_to(Step.IDENTIFY), can_photograph=False)
    nobody = journey.hand_off(go_to(Step.IDENTIFY), "no_document")
    yield "hand-off-no-document", snapshot(visit=nobody)
    yield "declare", snapshot(visit=journey.choose_way(go_to(Step.IDENTIFY), IdentifyWay.HOUSEHOLD_BOOK))
    passport = journey.choose_way(go_to(Step.IDENTIFY), IdentifyWay.PASSPORT)
    yield "declare-problems", snapshot(visit=passport, problems=journey.problems(passport, passport.place, TODAY))
    acting = journey.identified(journey.forward(journey.act_for(choosing, Acting.AGENT), TODAY), WORKER, TODAY)
    yield "principal", snapshot(visit=acting)
    yield "principal-filled", snapshot(visit=give(acting))
    child = journey.identified(go_to(Step.IDENTIFY), CHILD, TODAY)
    yield "guardian", snapshot(visit=child)
    read = journey.guardian_read(child, WORKER)
    yield "guardian-consent", snapshot(visit=read, problems=journey.problems(read, read.place, TODAY))
    yield "guardian-agreed", snapshot(visit=give(read))
    yield from _forms(snapshot, jpeg)
    delivering = journey.enter(go_to(Step.DELIVERY), "delivery", "courier")
    yield "delivery", snapshot(visit=go_to(Step.DELIVERY))
    yield "delivery-courier", snapshot(visit=delivering, problems=journey.problems(delivering, delivering.place, TODAY))
    renting = journey.enter(go_to(Step.PACKAGE), "housing", "rent")
    yield "package", snapshot(visit=renting)
    torn = journey.leave_out(renting, "medical", True)
    yield "package-problem", snapshot(visit=torn, problems=journey.problems(torn, torn.place, TODAY))
    promising = go_to(Step.PROMISE)
    yield "promise", snapshot(visit=promising)
    yield "promise-agreed", snapshot(visit=journey.promise(promising, "income", True))
    yield "promise-declined", snapshot(visit=journey.promise(promising, "income", False))
    handing = journey.enter(go_to(Step.MATERIALS, journey.promise(promising, "income", False)), "housing", "rent")
    yield "materials-exempt", snapshot(visit=handing)
    own = journey.bring_own(handing, "household", True)
    yield "materials-own", snapshot(visit=replace(own, carried=journey.Carried(WORKER, {}, {"收入证明": (jpeg,)})))
    checked = go_to(Step.REVIEW, give(read))
    yield "review-rich", snapshot(visit=checked)
    agent_review = go_to(Step.REVIEW, acting)
    yield "review-agent", snapshot(visit=agent_review)
    yield "card-left", snapshot(overlay=Overlay.CARD_LEFT, alarm=ALARM)
    expired = replace(WORKER, valid_to=date(2026, 11, 20))
    yield "refused-expired", snapshot(visit=journey.identified(go_to(Step.IDENTIFY), expired, TODAY))
    soon = journey.identified(go_to(Step.IDENTIFY), replace(WORKER, valid_to=date(2026, 12, 20)), TODAY)
    yield "card-ends-soon", snapshot(visit=soon, notice=words("您的证件{}到期，记得早点去换", date_text(date(2026, 12, 20))))
    shot = _at(go_to(Step.FORM), Step.CAPTURE, "field.portrait")
    yield "photo-of-the-form", snapshot(visit=shot, preview=desk(portrait=True))
    yield "privacy-rich", snapshot(visit=journey.begin(RICH), overlay=Overlay.PRIVACY)


def _forms(snapshot: Callable[..., Any], jpeg: Sheet) -> Iterator[tuple[str, Any]]:
    """Every type of field, empty, filled and wrong."""
    home = go_to(Step.FORM)
    yield "form-address-empty", snapshot(visit=home)
    yield "form-address-street", snapshot(visit=journey.enter(home, "place", address_entry("330299001", "测试路")))
    wrong = journey.enter(home, "place", address_entry("330200", "路"))
    yield "form-address-problems", snapshot(visit=wrong, problems=journey.problems(wrong, wrong.place, TODAY))
    family = _at(home, Step.FORM, "family")
    yield "form-group", snapshot(visit=family)
    two = journey.add_row(give(family), RICH.form[1].fields[0])
    yield "form-group-two", snapshot(visit=two, problems=journey.problems(two, two.place, TODAY))
    helping = give(_at(home, Step.FORM, "help"))
    yield "form-several", snapshot(visit=helping)
    many = journey.enter(journey.enter(helping, "kinds", "money,rent,care"), "employer", "11330299MB000003X5")
    yield "form-several-problems", snapshot(visit=many, problems=journey.problems(many, many.place, TODAY))
    origin = _at(home, Step.FORM, "birthplace")
    yield "form-region", snapshot(visit=origin)
    yield "form-region-open", snapshot(visit=origin)
    yield "form-region-city", snapshot(visit=journey.enter(origin, "origin", "330000"))
    yield "form-photo-taken", snapshot(visit=journey.take_photo(origin, RICH.form[3].fields[1], jpeg))


def photo() -> bytes:
    """A small portrait."""
    from io import BytesIO

    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (295, 413), "#dfe6ee")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((85, 80, 210, 250), fill="#d9b59a")
    pen.rectangle((50, 290, 245, 413), fill="#45617f")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def _at(visit: Visit, step: Step, item: str) -> Visit:
    return replace(visit, place=Place(step, item))
