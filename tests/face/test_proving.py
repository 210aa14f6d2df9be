"""The places of the face check in a visit: after who somebody is, before the form; refusing leads on, and nothing is asked twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from msgspec import structs

from config.matter import FaceOtherwise, Field, IdentifyWay
from kiosk import journey, privacy, proving, step_bar
from kiosk.case_record import identity_proof, record
from kiosk.face.proof import Compared, Proof, ProofWay
from kiosk.face.proof import Slot as Booked
from kiosk.journey import Place, Step, Visit
from kiosk.receipt import window_lines
from kiosk.scheduler import HALL_ZONE
from kiosk.settings import Terminal
from tests.journey.people import ANSWERS, SENIOR, TODAY, matter, pass_place, person

NOW = datetime(2026, 11, 21, 22, 47, tzinfo=HALL_ZONE)
MATTER = structs.replace(matter(SENIOR), face_check=True)
ELDERLY = person()
COMPARED = Compared(0.83, 0.4, {"recogniser": "00"}, 1, NOW)


def read(*, photo: bool = True, camera: bool = True, birth: date = ELDERLY.birth) -> Visit:
    """A card was read."""
    visit = to_the_card(journey.begin(MATTER))
    visit = proving.identified(visit, photo=photo, camera=camera, birth=birth, today=TODAY)
    return journey.identified(visit, ELDERLY, TODAY)


def to_the_card(visit: Visit) -> Visit:
    """Past the questions, to whatever comes first that needs somebody to be known."""
    while visit.place.step in (Step.GUIDE, Step.PRECHECK, Step.AGENT):
        visit = pass_place(visit)
    return visit


def agreed(visit: Visit) -> Visit:
    text = privacy.face_text(MATTER)
    return journey.forward(proving.agree(visit, True, privacy.consent(privacy.COMPARE_FACE, text, NOW)), TODAY)


def steps(visit: Visit) -> list[Step]:
    return [place.step for place in journey.places(visit, TODAY)]


def test_the_face_comes_between_the_card_and_the_form() -> None:
    visit = agreed(read())
    assert visit.place.step is Step.FACE
    there = steps(visit)
    assert there.index(Step.IDENTIFY) < there.index(Step.CONSENT) < there.index(Step.FACE) < there.index(Step.FORM)
    assert ("人脸", "now") in step_bar.bar(visit, TODAY)
    assert "人脸" not in dict(step_bar.bar(journey.begin(matter(SENIOR)), TODAY))


def test_nothing_is_chosen_beforehand_and_nobody_passes_without_an_answer() -> None:
    visit = read()
    assert visit.place.step is Step.CONSENT
    assert visit.face.agreed is None
    assert journey.problems(visit, visit.place, TODAY)
    assert not visit.consented(privacy.COMPARE_FACE)


def test_nobody_passes_the_camera_without_a_proof() -> None:
    visit = agreed(read())
    assert journey.problems(visit, visit.place, TODAY)
    proven = proving.prove(visit, Proof(ProofWay.FACE, NOW, 1, COMPARED))
    assert journey.problems(proven, proven.place, TODAY) == ()
    assert journey.forward(proven, TODAY).place.step is Step.FORM


def test_refusing_leads_to_other_ways_and_takes_the_consent_back() -> None:
    visit = journey.back(agreed(read()), TODAY)
    assert visit is not None
    assert visit.consented(privacy.COMPARE_FACE)
    refused = journey.forward(proving.agree(visit, False), TODAY)
    assert refused.place.step is Step.PROVE
    assert not refused.consented(privacy.COMPARE_FACE)
    for way, step in ((ProofWay.SMS_CODE, Step.SMS_CODE), (ProofWay.WINDOW, Step.SLOT)):
        assert journey.forward(proving.choose(refused, way), TODAY).place.step is step
    back = journey.back(refused, TODAY)
    assert back is not None
    assert back.place.step is Step.CONSENT
    assert agreed(back).place.step is Step.FACE


@pytest.mark.parametrize(
    ("what", "why"),
    [({"photo": False}, "no_photo"), ({"camera": False}, "no_camera"), ({"birth": date(2013, 1, 1)}, "minor")],
)
def test_who_cannot_be_compared_is_not_asked_for_consent_but_led_on(what: dict[str, object], why: str) -> None:
    visit = read(**what)  # type: ignore[arg-type]
    assert (visit.place.step, visit.face.reason) == (Step.PROVE, why)
    assert Step.CONSENT not in steps(visit)


def test_a_document_without_a_chip_takes_the_other_ways_too() -> None:
    matter_ = structs.replace(MATTER, identification=[IdentifyWay.ID_CARD, IdentifyWay.HOUSEHOLD_BOOK])
    visit = replace(read(), matter=matter_)
    declared = journey.choose_way(visit, IdentifyWay.HOUSEHOLD_BOOK)
    assert not declared.face.comparable
    assert Step.FACE not in steps(declared)


def test_another_answer_voids_what_was_proven_and_checked() -> None:
    visit = proving.prove(agreed(read()), Proof(ProofWay.FACE, NOW, 1, COMPARED))
    before = journey.fingerprint(visit)
    assert proving.agree(visit, False).face.proof is None
    assert journey.fingerprint(proving.agree(visit, False)) != before
    other = proving.prove(proving.choose(visit, ProofWay.WINDOW), Proof(ProofWay.WINDOW, NOW))
    assert proving.choose(other, ProofWay.WINDOW).face.proof is not None
    assert proving.choose(other, ProofWay.SMS_CODE).face.proof is None


def submitted(visit: Visit) -> Visit:
    while visit.place.step is not Step.SIGN:
        visit = pass_place(visit)
    return visit


def test_the_case_keeps_score_threshold_models_time_attempts_and_way_and_no_picture() -> None:
    visit = submitted(journey.forward(proving.prove(agreed(read()), Proof(ProofWay.FACE, NOW, 2, COMPARED)), TODAY))
    assert journey.ready_to_submit(visit, TODAY)
    made = record(visit, (), NOW)
    assert made["identity_proof"] == {
        "way": "face",
        "at": NOW.isoformat(),
        "attempts": 2,
        "why_not_face": "",
        "score": 0.83,
        "threshold": 0.4,
        "models_sha256": {"recogniser": "00"},
        "compared_at": NOW.isoformat(),
        "window": None,
    }
    assert [item["purpose"] for item in made["consents"]].count(privacy.COMPARE_FACE) == 1


def test_a_booked_window_is_kept_and_the_case_goes_on() -> None:
    visit = journey.forward(proving.choose(journey.forward(proving.agree(read(), False), TODAY), ProofWay.WINDOW), TODAY)
    slot = Booked("2026-11-23", "09:00-10:00", "A0001", "Y001")
    visit = submitted(journey.forward(proving.prove(visit, Proof(ProofWay.WINDOW, NOW, slot=slot, why="refused")), TODAY))
    made = record(visit, (), NOW)
    assert made["identity_proof"]["window"] == {"day": "2026-11-23", "hours": "09:00-10:00", "ticket": "A0001", "queue_no": "Y001"}
    assert made["verify_later"] is True


def test_the_next_matter_of_the_visit_tells_how_its_person_was_seen() -> None:
    proof = Proof(ProofWay.FACE, NOW, 2, COMPARED)
    carried = journey.carry(submitted(journey.forward(proving.prove(agreed(read()), proof), TODAY)), TODAY)
    assert identity_proof(to_the_card(journey.begin(MATTER, carried))) == proof.record()


@pytest.mark.parametrize(
    ("proof", "lines"),
    [
        (
            Proof(ProofWay.WINDOW, NOW, slot=Booked("2026-11-23", "09:00-10:00", "A0001", "Y001")),
            ("11月23日（周一） 09:00–10:00", "示例大厅", "排队号 Y001", "带上身份证，只看一眼"),
        ),
        (Proof(ProofWay.WINDOW, NOW), ("上班时间都可以，不用预约", "示例大厅", "带上身份证，只看一眼")),
        (Proof(ProofWay.FACE, NOW, 1, COMPARED), ()),
        (None, ()),
    ],
)
def test_who_has_to_be_looked_at_takes_when_and_where_home(proof: Proof | None, lines: tuple[str, ...]) -> None:
    visit = read()
    assert window_lines(replace(visit, face=replace(visit.face, proof=proof)), Terminal(hall="示例大厅")) == lines


def test_who_needs_no_appointment_reads_when_the_windows_are_open() -> None:
    visit = read()
    free = replace(visit, face=replace(visit.face, proof=Proof(ProofWay.WINDOW, NOW)))
    assert window_lines(free, Terminal(window_hours="周一到周五 9:00–17:00"))[0] == "周一到周五 9:00–17:00都可以，不用预约"


def test_the_next_matter_rests_on_the_proof_but_not_on_an_appointment() -> None:
    done = submitted(journey.forward(proving.prove(agreed(read()), Proof(ProofWay.FACE, NOW, 1, COMPARED)), TODAY))
    following = to_the_card(journey.begin(MATTER, journey.carry(done, TODAY)))
    assert following.place.step is Step.FORM
    assert following.face.proof == done.face.proof
    later = proving.prove(done, Proof(ProofWay.WINDOW, NOW))
    again = to_the_card(journey.begin(MATTER, journey.carry(later, TODAY)))
    assert again.place.step is Step.IDENTIFY


def test_a_citizen_known_from_a_matter_without_a_face_check_shows_the_card_once_more() -> None:
    plain = journey.identified(to_the_card(journey.begin(matter(SENIOR))), ELDERLY, TODAY)
    carried = journey.carry(plain, TODAY)
    assert to_the_card(journey.begin(MATTER, carried)).place.step is Step.IDENTIFY
    assert to_the_card(journey.begin(matter(SENIOR), carried)).place.step is Step.FORM


def test_the_number_a_code_was_sent_to_is_not_asked_again_in_the_form() -> None:
    named = [
        structs.replace(page, fields=[structs.replace(item, same_as="contact.phone" if item.id == "phone" else "") for item in page.fields])
        for page in MATTER.form
    ]
    visit = replace(read(), matter=structs.replace(MATTER, form=named))
    visit = journey.forward(proving.choose(journey.forward(proving.agree(visit, False), TODAY), ProofWay.SMS_CODE), TODAY)
    visit = journey.enter(visit, "sms.phone", ANSWERS["phone"])
    on = journey.forward(proving.prove(visit, Proof(ProofWay.SMS_CODE, NOW)), TODAY)
    while on.place.step is Step.FORM and "phone" not in {item.id for item in named_at(on)}:
        on = pass_place(on)
    assert on.entries["phone"] == ANSWERS["phone"]


def named_at(visit: Visit) -> list[Field]:
    page = journey.page_at(visit, visit.place)
    return list(page.fields) if page else []


def test_every_matter_leaves_another_way() -> None:
    assert matter(SENIOR).face_otherwise == list(FaceOtherwise)
    assert Place(Step.PROVE) in journey.places(read(photo=False), TODAY)
