"""What a matter asks of this citizen, given what is known so far: its pages, materials, questions, commitments and children. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from msgspec.structs import replace as changed

from config.matter import (
    Capture,
    Child,
    Commitment,
    DeliveryWay,
    Exclusion,
    Field,
    IdentifyWay,
    Material,
    MaterialRole,
    Matter,
    Page,
)
from config.rules import RuleError, evaluate, holds, make_context, references
from kiosk import fields, own_pages
from kiosk.applicant import Applicant
from kiosk.open_days import closed
from kiosk.visit import NOTHING, Acting, Place, Step, Supply, Visit
from kiosk.words import words

_ROUNDS = 3
"""A field may depend on one that depends on another; deeper chains than this show for one more entry."""


def facts(visit: Visit, today: date) -> dict[str, object]:
    """The context of the matter's rules: ``card``, ``form``, ``agent`` and ``today``. A field that does not apply is null, whatever it holds."""
    known = visit.memo.get("facts")
    if known is None or known["today"] != today.isoformat():
        known = visit.memo["facts"] = _facts(visit, today)
    return dict(known)


def _facts(visit: Visit, today: date) -> dict[str, object]:
    all_fields = [(page, item) for page in visit.matter.form for item in page.fields]
    form = {item.id: fields.rules_value(item, visit.entries) for _, item in all_fields}
    if (page := own_pages.delivery_page(visit.matter)) is not None:
        form |= {item.id: fields.rules_value(item, visit.entries) for item in page.fields}
    card = asdict(visit.applicant) if visit.applicant else None
    hidden: set[str] = set()
    for _ in range(_ROUNDS):
        shown = {name: None if name in hidden else value for name, value in form.items()}
        known = {**make_context(card, shown, today), "agent": visit.acting is Acting.AGENT}
        found = {item.id for page, item in all_fields if not (applies(page.when, visit, known) and applies(item.when, visit, known))}
        if found == hidden:
            break
        hidden = found
    return known


def applies(rule: str, visit: Visit, known: Mapping[str, object]) -> bool:
    """Whether a part of the matter applies; before anybody is known, what depends on that may."""
    if rule == "true":
        return True
    try:
        return holds(rule, known)
    except RuleError:
        if visit.applicant is None:
            return True
        raise


# The form -----------------------------------------------------------------------------------------------------------


def pages(visit: Visit, today: date) -> tuple[Page, ...]:
    """The form's pages that apply, each with at least one visible field."""
    known = facts(visit, today)
    return tuple(
        page
        for page in visit.matter.form
        if applies(page.when, visit, known) and any(applies(item.when, visit, known) for item in page.fields)
    )


def page_at(visit: Visit, place: Place) -> Page | None:
    """The page of fields a place shows: one of the matter's form, or one of those every matter may need."""
    match place.step:
        case Step.FORM:
            return next((page for page in visit.matter.form if page.id == place.item), None)
        case Step.DECLARE:
            return own_pages.declare_page(IdentifyWay(place.item))
        case Step.PRINCIPAL:
            return own_pages.principal_page(visit.matter)
        case Step.SMS_CODE:
            return own_pages.sms_page()
        case Step.DELIVERY:
            return own_pages.delivery_page(visit.matter)
        case _:
            return None


def visible(page: Page, visit: Visit, today: date) -> tuple[Field, ...]:
    """The page's fields that apply now, each with the options that apply."""
    known = facts(visit, today)
    return tuple(_with_options(item, visit, known) for item in page.fields if applies(item.when, visit, known))


def _with_options(item: Field, visit: Visit, known: Mapping[str, object]) -> Field:
    if item.fields:
        return changed(item, fields=[_with_options(inner, visit, known) for inner in item.fields if applies(inner.when, visit, known)])
    if all(option.when == "true" for option in item.options):
        return item
    return changed(item, options=[option for option in item.options if applies(option.when, visit, known)])


def sent_pages(visit: Visit, today: date) -> tuple[tuple[Place, Page], ...]:
    """Every page of fields that is part of what is sent, in order: own pages first, then the form, then the delivery."""
    found: list[tuple[Place, Page]] = []
    own = [Place(Step.DECLARE, str(visit.way))] if visit.way else []
    own += [Place(Step.PRINCIPAL)] if visit.acting is Acting.AGENT else []
    own += [Place(Step.FORM, page.id) for page in pages(visit, today)]
    for place in [*own, Place(Step.DELIVERY)]:
        page = page_at(visit, place)
        if page is not None:
            found.append((place, page))
    return tuple(found)


def known_meanings(visit: Visit, today: date) -> dict[str, str]:
    """What the fields that apply say, by the meaning their values have across matters (``same_as``)."""
    asked = [own_pages.sms_page()] if visit.entries.get(own_pages.SMS_PHONE) else []
    return {
        item.same_as: text
        for page in (*asked, *(page for _, page in sent_pages(visit, today)))
        for item in visible(page, visit, today)
        if item.same_as and (text := visit.entries.get(item.id, ""))
    }


def computed(visit: Visit, today: date) -> tuple[tuple[str, str, str], ...]:
    """The values the matter works out: id, label, text. What cannot be worked out (a field it needs does not apply) is left out."""
    known, found = facts(visit, today), []
    for item in visit.matter.computed:
        try:
            value = evaluate(item.value, known)
        except RuleError:
            continue
        found.append((item.id, item.label, _text(value)))
    return tuple(found)


def _text(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else "" if value is None else str(value)


def delivery(visit: Visit) -> DeliveryWay | None:
    """How the result comes: the entry ``delivery`` where somebody is asked, else the matter's only way."""
    ways = visit.matter.delivery
    chosen = visit.entries.get(own_pages.DELIVERY, "")
    return DeliveryWay(chosen) if chosen in set(ways) else ways[0] if len(ways) == 1 else None


# Before the form ----------------------------------------------------------------------------------------------------


def exclusions(visit: Visit, today: date, *, needs_card: bool) -> tuple[Exclusion, ...]:
    """The questions of the pre-check that apply: those that can be asked of anybody, or those that only the document decides about."""
    known = facts(visit, today)
    return tuple(
        item
        for item in visit.matter.exclusions
        if _needs_card(item) is needs_card and (not needs_card or visit.applicant is not None) and applies(item.when, visit, known)
    )


def _needs_card(item: Exclusion) -> bool:
    used = references(item.when)
    return bool(used.card or used.form or used.dynamic)


def stopping(visit: Visit, today: date) -> tuple[Exclusion, ...]:
    """Every answered question that ends the visit here, all of them at once (一次性告知)."""
    asked = (*exclusions(visit, today, needs_card=False), *exclusions(visit, today, needs_card=True))
    return tuple(item for item in asked if visit.answers.get(item.id) is item.stops_on)


def asks_for_whom(matter: Matter) -> bool:
    """Whether the visit asks if somebody acts for another person."""
    return matter.agent.allowed or bool(matter.agent.otherwise)


def refusals(visit: Visit, today: date) -> tuple[str, ...]:
    """Every reason why this person cannot have this matter, all at once (一次性告知)."""
    reasons = [reason] if (reason := closed(visit.matter, today)) else []
    for who, whose in ((visit.agent, words("您")), (visit.applicant, words("他") if visit.acting is Acting.AGENT else words("您"))):
        if who is not None and who.expired_on(today):
            reasons.append(words("{}的{}过期了，请先去换新证", whose, document_name(who)))
    if visit.applicant is not None:
        known = facts(visit, today)
        reasons += [item.otherwise for item in visit.matter.eligibility if not holds(item.rule, known)]
    return tuple(reasons)


def document_name(who: Applicant) -> str:
    """What the document is called that somebody showed."""
    return {IdentifyWay.ID_CARD: words("身份证")}.get(who.way, own_pages.DOCUMENTS[who.way])


def minor(visit: Visit, today: date) -> bool:
    """Whether the matter asks for a guardian's consent, the applicant being so young (PIPL 31 and the matter's own age)."""
    rule, child = visit.matter.guardian, visit.applicant
    return rule is not None and child is not None and child.age_on(today) < rule.below


def guardian(visit: Visit) -> Applicant | None:
    """Who consents for a child: whoever read their card for it, else the agent who came with it."""
    return visit.guardian or visit.agent


# Materials, commitments, children -----------------------------------------------------------------------------------


def materials(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials that apply now, in the matter's order; a proof whose place a promise takes is not asked for."""
    known = facts(visit, today)
    listed = [*([own_pages.identity_material(visit.way)] if visit.way else []), *visit.matter.materials]
    listed += visit.matter.agent.materials if visit.acting is Acting.AGENT else []
    return tuple(item for item in listed if applies(item.when, visit, known) and not visit.promises.get(item.replaced_by, False))


def captured(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials the citizen must put under a camera."""
    return tuple(item for item in materials(visit, today) if under_camera(visit, item))


def under_camera(visit: Visit, item: Material) -> bool:
    """Whether there is something to photograph: always for photos and papers, for shared data only where the citizen says they are wrong."""
    return item.capture in (Capture.SCAN, Capture.PORTRAIT) or (item.capture is Capture.SHARED and item.id in visit.own)


def exempt(visit: Visit, item: Material) -> bool:
    """免交: whether the department looks it up, so that nothing need be handed in (R-ZJ-7: unless the citizen says the data are wrong)."""
    return bool(item.shared_by or item.capture is Capture.SHARED) and item.id not in visit.own and not supply(visit, item).sheets


def agent_needs(visit: Visit) -> tuple[Material, ...]:
    """What whoever acts for another must photograph here and cannot hand in later; nothing for who came for themselves."""
    if visit.acting is not Acting.AGENT:
        return ()
    here = (Capture.SCAN, Capture.PORTRAIT)
    needed = (item for item in visit.matter.agent.materials if item.capture in here and not item.deferrable)
    return tuple(item for item in needed if item.role is not MaterialRole.OPTIONAL and item.when == "true")


def supply(visit: Visit, material: Material) -> Supply:
    """What there is of ``material``."""
    return visit.supplies.get(material.id, NOTHING)


def owed(visit: Visit, today: date) -> tuple[Material, ...]:
    """The materials that will be handed in later (容缺后补)."""
    return tuple(item for item in captured(visit, today) if supply(visit, item).deferred)


def commitments(visit: Visit, today: date) -> tuple[Commitment, ...]:
    """The informed commitments (告知承诺) that apply."""
    known = facts(visit, today)
    return tuple(item for item in visit.matter.commitments if applies(item.when, visit, known))


def replaces(matter: Matter, commitment: Commitment) -> tuple[Material, ...]:
    """The proofs whose place a commitment takes. Where there are any the citizen may bring them instead of promising (R-AY-26)."""
    return tuple(item for item in matter.materials if item.replaced_by == commitment.id)


def offered_children(visit: Visit, today: date) -> tuple[Child, ...]:
    """The matters of a package that apply to this citizen."""
    if visit.matter.package is None:
        return ()
    known = facts(visit, today)
    return tuple(item for item in visit.matter.package.children if applies(item.when, visit, known))


def children_need_form(matter: Matter) -> bool:
    """Whether the answers of the form decide which matters of the package apply: then it is chosen behind the form."""
    rules = [references(child.when) for child in matter.package.children] if matter.package else []
    return any(rule.form or rule.dynamic for rule in rules)


def children(visit: Visit, today: date) -> tuple[Child, ...]:
    """The matters of a package that are wanted, each behind those that must be decided first."""
    waiting = [item for item in offered_children(visit, today) if not item.optional or item.id not in visit.left_out]
    ids, done, ordered = {item.id for item in waiting}, set[str](), list[Child]()
    while waiting:
        ready = next((item for item in waiting if all(name in done or name not in ids for name in item.after)), waiting[0])
        waiting.remove(ready)
        done.add(ready.id)
        ordered.append(ready)
    return tuple(ordered)


def missing_before(visit: Visit, today: date) -> tuple[tuple[Child, Child], ...]:
    """Wanted children whose forerunner was left out, each with that forerunner."""
    offered = {item.id: item for item in offered_children(visit, today)}
    return tuple(
        (item, offered[name])
        for item in children(visit, today)
        for name in item.after
        if name in offered and offered[name].optional and name in visit.left_out
    )


def subject(visit: Visit) -> Material:
    """What lies under the camera at CAPTURE. Raises StopIteration elsewhere."""
    item = visit.place.item
    if item.startswith("field."):
        found: dict[str, Any] = {f"field.{field.id}": field for page in visit.matter.form for field in page.fields}
        return own_pages.photo_material(found[item])
    listed = [*visit.matter.materials, *visit.matter.agent.materials, *([own_pages.identity_material(visit.way)] if visit.way else [])]
    return next(material for material in listed if material.id == item)
