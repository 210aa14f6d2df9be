"""The way through a visit: its places in order, on and back, who is there, out to a window. Pure; the day is passed in."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from config.matter import DeliveryWay, IdentifyWay
from config.rules import make_context
from kiosk import asks, own_pages, proving
from kiosk.applicant import TOLD, Applicant
from kiosk.face.proof import FaceState
from kiosk.giving import meanings, withdraw
from kiosk.live.names import issues_document
from kiosk.place_problems import problems
from kiosk.visit import Acting, Carried, Place, Step, Visit, fingerprint

# The way through ----------------------------------------------------------------------------------------------------


def places(visit: Visit, today: date) -> tuple[Place, ...]:
    """Every place of this visit in order. CAPTURE belongs to MATERIALS or a form and is entered from there."""
    if visit.supplement:
        return (Place(Step.MATERIALS),)
    way = [Place(Step.GUIDE)]
    way += [Place(Step.PRECHECK, item.id) for item in asks.exclusions(visit, today, needs_card=False)]
    if asks.asks_for_whom(visit.matter):
        way.append(Place(Step.AGENT))
    way.append(Place(Step.IDENTIFY))
    if visit.way is not None:
        way.append(Place(Step.DECLARE, str(visit.way)))
    if visit.acting is Acting.AGENT:
        way.append(Place(Step.PRINCIPAL))
    way += [Place(Step.PRECHECK, item.id) for item in asks.exclusions(visit, today, needs_card=True)]
    if asks.minor(visit, today):
        way.append(Place(Step.GUARDIAN))
    way += proving.places(visit)
    form = [Place(Step.FORM, page.id) for page in asks.pages(visit, today) if not _taken_over(visit, page.id, today)]
    chosen = [Place(Step.PACKAGE)] if any(child.optional for child in asks.offered_children(visit, today)) else []
    way += [*form, *chosen] if asks.children_need_form(visit.matter) else [*chosen, *form]
    if own_pages.delivery_page(visit.matter) is not None:
        way.append(Place(Step.DELIVERY))
    way += [Place(Step.PROMISE, item.id) for item in asks.commitments(visit, today)]
    if asks.captured(visit, today) or any(asks.exempt(visit, item) for item in asks.materials(visit, today)):
        way.append(Place(Step.MATERIALS))
    if asks.owed(visit, today):
        way.append(Place(Step.COMMITMENT))
    here = issues_document(visit.matter) and asks.delivery(visit) in (DeliveryWay.PRINT_HERE, None)
    return (*way, Place(Step.REVIEW), Place(Step.INSTANT if here else Step.SIGN))


def forward(visit: Visit, today: date) -> Visit:
    """One place on; the caller has made sure that nothing is wrong here. Back to the review after a change, if all still holds."""
    visit = _settled(visit)
    if visit.place.step in (Step.REFUSED, Step.HAND_OFF):
        return visit
    if _knows_all(visit) and asks.refusals(visit, today):
        return replace(visit, place=Place(Step.REFUSED), checked="")
    way = places(visit, today)
    if visit.back_to_review:
        for place in way:
            if place.step is Step.REVIEW or problems(visit, place, today):
                return replace(visit, place=place, back_to_review=place.step is not Step.REVIEW)
    following = way[way.index(visit.place) + 1 :] if visit.place in way else way[:1]
    if _pre_check_over(visit, following) and asks.stopping(visit, today):
        return hand_off(visit, "precheck")
    if visit.place.step is Step.AGENT and visit.acting is Acting.AGENT and not visit.matter.agent.allowed:
        return hand_off(visit, "agent")
    if visit.place.step is Step.PROVE and proving.to_window(visit):
        return hand_off(visit, "face")
    return _arrived(replace(visit, place=following[0]), way, today) if following else visit


def _arrived(visit: Visit, way: tuple[Place, ...], today: date) -> Visit:
    """What a place does by itself as somebody comes to it."""
    match visit.place.step:
        case Step.IDENTIFY:
            return _known_already(visit, today)
        case Step.FORM | Step.DELIVERY:
            return _said_before(visit, today)
        case Step.REVIEW | Step.SIGN | Step.INSTANT:
            left_open = next((place for place in way if problems(visit, place, today)), None)
            if left_open is not None:
                return replace(visit, place=left_open, back_to_review=True)
            return replace(visit, checked=fingerprint(visit)) if visit.place.step is Step.SIGN else visit
        case _:
            return visit


def _said_before(visit: Visit, today: date) -> Visit:
    """At a page of fields: what was said on an earlier page, by its meaning, is filled in and need not be said again."""
    page = asks.page_at(visit, visit.place)
    shown = asks.visible(page, visit, today) if page else ()
    empty = [item for item in (page.fields if page else ()) if item.same_as and not visit.entries.get(item.id)]
    if not shown or not empty:
        return visit
    known = asks.known_meanings(visit, today)
    said = {item.id: known[item.same_as] for item in empty if item.same_as in known}
    return replace(visit, entries={**visit.entries, **said}) if said else visit


def back(visit: Visit, today: date) -> Visit | None:
    """One place back, everything kept; ``None`` where there is none (the caller leaves the visit)."""
    if visit.place.step is Step.CAPTURE:
        return replace(visit, place=_home_of_capture(visit))
    if visit.place.step is Step.HAND_OFF:
        place = visit.left or Place(Step.GUIDE)
        return replace(visit, place=Place(Step.REVIEW) if place.step in (Step.SIGN, Step.INSTANT) else place, left=None)
    if visit.back_to_review and not any(problems(visit, place, today) for place in places(visit, today)):
        return replace(visit, place=Place(Step.REVIEW), back_to_review=False)
    way = places(visit, today)
    if visit.place not in way or way.index(visit.place) == 0:
        return None
    previous = way[way.index(visit.place) - 1]
    if previous.step is Step.IDENTIFY and visit.present is not None:
        previous = way[way.index(previous) - 1]
    return replace(visit, place=previous)


def change(visit: Visit, place: Place) -> Visit:
    """From the review to ``place``; the way on leads back to the review."""
    return replace(visit, place=place, back_to_review=True, checked="")


def hand_off(visit: Visit, cause: str) -> Visit:
    """To a window, with a slip: what cannot be done here is said before anybody fills a form in vain."""
    return replace(visit, place=Place(Step.HAND_OFF, cause), left=visit.place, checked="")


def ready_to_submit(visit: Visit, today: date) -> bool:
    """Whether what stands there is whole, and exactly what was checked at the review."""
    if visit.place.step is not Step.SIGN or not visit.checked or visit.checked != fingerprint(visit):
        return False
    return not asks.refusals(visit, today) and not any(problems(visit, place, today) for place in places(visit, today))


# Who is there -------------------------------------------------------------------------------------------------------


def act_for(visit: Visit, acting: Acting) -> Visit:
    """Say for whom one came. Changing one's mind keeps who stands there and what was typed, but nothing that came from a card."""
    if visit.acting is acting:
        return visit
    someone = visit.present
    carried = visit.carried if someone is None else replace(visit.carried, person=someone) if visit.carried else Carried(someone)
    prefilled = _prefill(visit)
    typed = {name: text for name, text in visit.entries.items() if prefilled.get(name) != text}
    return replace(
        visit, acting=acting, applicant=None, agent=None, principal=None, guardian=None, carried=carried, entries=typed, checked=""
    )


def choose_way(visit: Visit, way: IdentifyWay | None) -> Visit:
    """Show who one is by a document that is photographed here and looked at later; ``None``: by a chip after all."""
    return replace(visit, way=way, place=Place(Step.DECLARE, str(way)) if way else Place(Step.IDENTIFY), face=FaceState(), checked="")


def identified(visit: Visit, person: Applicant, today: date) -> Visit:
    """The visit after a card was read: prefilled, and either onward or refused with all reasons."""
    known = replace(visit, place=Place(Step.IDENTIFY), way=visit.way if not person.verified else None, checked="")
    known = _applicant(known, person) if visit.acting is not Acting.AGENT else replace(known, agent=person)
    if asks.refusals(known, today):
        return replace(known, place=Place(Step.REFUSED))
    return forward(replace(known, place=Place(Step.DECLARE, str(known.way))) if known.way else known, today)


def principal_read(visit: Visit, person: Applicant) -> Visit:
    """The card of the person an agent acts for lay on the reader: their particulars are filled in."""
    entries = {"principal.name": person.name, "principal.number": person.number, "principal.address": person.address}
    return replace(visit, principal=person, entries={**visit.entries, **entries}, checked="")


def guardian_read(visit: Visit, person: Applicant) -> Visit:
    """The card of a child's guardian lay on the reader."""
    return replace(withdraw(visit, "guardian_consent"), guardian=person, checked="")


def _settled(visit: Visit) -> Visit:
    """What follows from the place that is left: the person a page of particulars describes."""
    entry = {name: text.strip() for name, text in visit.entries.items()}
    match visit.place.step:
        case Step.DECLARE:
            digits = "".join(character for character in entry.get("identity.birth", "") if character.isdigit())
            birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if visit.way is IdentifyWay.PASSPORT else None
            number = entry["identity.number"].replace(" ", "").upper()
            person = Applicant.told(str(visit.way), entry["identity.name"], number, entry.get("identity.address", ""), birth)
            return replace(visit, agent=person) if visit.acting is Acting.AGENT else _applicant(visit, person)
        case Step.PRINCIPAL:
            number = entry["principal.number"].replace(" ", "").upper()
            read = visit.principal
            if read is not None and (read.number, read.name) == (number, entry["principal.name"]):
                return _applicant(visit, read)
            return _applicant(visit, Applicant.told(TOLD, entry["principal.name"], number, entry.get("principal.address", "")))
        case _:
            return visit


def _applicant(visit: Visit, person: Applicant) -> Visit:
    """With this person as the one the matter is for: their card's values stand where nothing else was entered, or the former person's did."""
    if visit.applicant == person:
        return visit
    before = _prefill(visit)
    kept = {name: text for name, text in visit.entries.items() if before.get(name) != text}
    after = replace(visit, applicant=person)
    taken = _carried_values(after)
    entries = {**_prefill(after), **taken, **kept}
    taken_over = frozenset(name for name, text in taken.items() if entries.get(name) == text)
    return replace(after, entries=entries, taken_over=taken_over, checked="")


def _prefill(visit: Visit) -> dict[str, str]:
    """Field id -> what the applicant's document says for it."""
    if visit.applicant is None:
        return {}
    card = make_context(asdict(visit.applicant), {}, visit.applicant.birth)["card"]
    assert isinstance(card, dict)
    own = own_pages.delivery_page(visit.matter)
    return {
        item.id: str(value)
        for page in (*visit.matter.form, *([own] if own else []))
        for item in page.fields
        if item.prefill and (value := card.get(item.prefill.removeprefix("card.")))
    }


def _carried_values(visit: Visit) -> dict[str, str]:
    if visit.carried is None:
        return {}
    return {name: text for name, meaning in meanings(visit).items() if (text := visit.carried.values.get(meaning, ""))}


def _known_already(visit: Visit, today: date) -> Visit:
    """At IDENTIFY: nobody is asked twice who they are."""
    if visit.present is not None:
        way = places(visit, today)
        return replace(visit, place=way[way.index(visit.place) + 1])
    person = visit.carried.person if visit.carried else None
    if person is not None and person.verified and person.way in visit.matter.identification and not proving.needs_card(visit):
        return identified(visit, person, today)
    return visit


def _taken_over(visit: Visit, page_id: str, today: date) -> bool:
    """Whether everything on a page was answered in an earlier matter of this visit: it is confirmed at the review, not asked again."""
    place = Place(Step.FORM, page_id)
    if not visit.taken_over or visit.place == place:
        return False
    page = asks.page_at(visit, place)
    shown = asks.visible(page, visit, today) if page else ()
    return all(item.id in visit.taken_over for item in shown) and not problems(visit, place, today)


def _knows_all(visit: Visit) -> bool:
    """Whether it is known whom the matter is for, and the visit is still before its form."""
    return visit.applicant is not None and visit.place.step in (Step.IDENTIFY, Step.DECLARE, Step.PRINCIPAL)


def _pre_check_over(visit: Visit, following: tuple[Place, ...]) -> bool:
    """Whether the last question of a row of questions is left behind."""
    return visit.place.step is Step.PRECHECK and not (following and following[0].step is Step.PRECHECK)


def _home_of_capture(visit: Visit) -> Place:
    """The place a capture screen was opened from."""
    name = visit.place.item.removeprefix("field.")
    page = next((page for page in visit.matter.form if any(item.id == name for item in page.fields)), None)
    return Place(Step.FORM, page.id) if visit.place.item.startswith("field.") and page else Place(Step.MATERIALS)
