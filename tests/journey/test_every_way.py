"""From any reachable state every exit ends in submitted, handed off, refused or wiped; going back and forth never loses or invents data."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from config.matter import IdentifyWay
from kiosk import journey, memory
from kiosk.case_record import record
from kiosk.journey import Acting, Place, Sheet, Step, Visit
from kiosk.review import review
from tests.journey.people import SENIOR, TODAY, WORKER, person, to_card
from tests.journey.rich import CHILD, RICH, pass_on
from tests.journey.test_rich_journey import NOW

NINETY = person(date(1930, 1, 1), "330299193001010023")
EXPIRED = person(date(1970, 1, 1), "330299197001010027", valid_to=date(2020, 1, 1))
ENDS = (Step.HAND_OFF, Step.REFUSED)
TYPED = st.sampled_from(
    ["", "1", "测试", "😀", "\x00", "13800000000", "own", "rent", "flat", "money,care", "99", "330299 路 1 号院 2 幢", "202603"]
)
FIELDS = ("place", "housing", "members", "members.0.name", "members.1.name", "kinds", "since", "income", "phone", "delivery", "origin")


def rest_of_the_way(visit: Visit) -> Visit:
    """Everything right from here on, as a patient citizen would; ends at the signature, or where the matter itself ends."""
    for _ in range(60):
        if visit.place.step in (*ENDS, Step.SIGN):
            return visit
        if visit.place.step is Step.CAPTURE:
            visit = journey.back(visit, TODAY) or visit
        if visit.place.step is not Step.IDENTIFY and journey.problems(_given(visit), visit.place, TODAY):
            visit = _mended(visit)
        visit = pass_on(visit)
    raise AssertionError(f"no end from {visit.place}")


def _given(visit: Visit) -> Visit:
    from tests.journey.rich import give

    return give(visit)


def _mended(visit: Visit) -> Visit:
    """Put right what the problems name."""
    from tests.journey.rich import ANSWERS

    for _ in range(30):
        found = journey.problems(_given(visit), visit.place, TODAY)
        if not found:
            return visit
        for problem in found:
            visit = _put_right(visit, problem.field, ANSWERS)
    raise AssertionError(journey.problems(_given(visit), visit.place, TODAY))


def _put_right(visit: Visit, name: str, answers: dict[str, str]) -> Visit:
    match visit.place.step:
        case Step.PACKAGE:
            return journey.leave_out(visit, name, True) if name else journey.leave_out(visit, "medical", False)
        case Step.PROMISE:
            return journey.promise(visit, visit.place.item, True)
        case Step.GUARDIAN:
            return journey.guardian_read(visit, WORKER if visit.applicant != WORKER else person())
        case Step.PRINCIPAL if visit.entries.get("principal.number") == (visit.agent and visit.agent.number):
            return journey.enter(visit, "principal.number", "330299199105080028")
        case _ if name.startswith("members."):
            return journey.enter(visit, name, answers["members.0." + name.split(".")[2]])
        case _ if name == "members":
            return journey.enter(visit, name, "1")
        case _:
            return journey.enter(visit, name, answers.get(name, ""))


class Ways(RuleBasedStateMachine):
    """Anything a citizen can do, in any order. ``typed`` is what they typed, independently kept."""

    def __init__(self) -> None:
        super().__init__()
        self.visit = journey.begin(RICH)
        self.typed: dict[str, str] = {}

    @rule()
    def go_on(self) -> None:
        if not journey.problems(self.visit, self.visit.place, TODAY):
            self.visit = journey.forward(self.visit, TODAY)

    @rule(times=st.integers(1, 12))
    def go_far(self, times: int) -> None:
        """Far into the visit, as most are."""
        for _ in range(times):
            if self.visit.place.step in (*ENDS, Step.SIGN, Step.IDENTIFY) or journey.problems(_given(self.visit), self.visit.place, TODAY):
                return
            before = dict(self.visit.entries)
            self.visit = pass_on(self.visit)
            self.typed |= {name: text for name, text in self.visit.entries.items() if name in self.typed or name not in before}

    @rule()
    def go_back(self) -> None:
        self.visit = journey.back(self.visit, TODAY) or self.visit

    @precondition(lambda self: self.visit.place.step is Step.PRECHECK)
    @rule(yes=st.booleans())
    def answer(self, yes: bool) -> None:
        self.visit = journey.answer(self.visit, self.visit.place.item, yes)

    @precondition(lambda self: self.visit.place.step is Step.AGENT)
    @rule(acting=st.sampled_from(Acting))
    def act(self, acting: Acting) -> None:
        self.visit = journey.act_for(self.visit, acting)
        self.typed = {name: text for name, text in self.typed.items() if name in self.visit.entries}

    @precondition(lambda self: self.visit.place.step is Step.IDENTIFY)
    @rule(who=st.sampled_from([WORKER, person(), CHILD, NINETY, EXPIRED]))
    def card(self, who: journey.Visit) -> None:
        self.visit = journey.identified(self.visit, who, TODAY)  # type: ignore[arg-type]

    @precondition(lambda self: self.visit.place.step is Step.IDENTIFY)
    @rule(way=st.sampled_from([IdentifyWay.HOUSEHOLD_BOOK, IdentifyWay.PASSPORT]))
    def other_way(self, way: IdentifyWay) -> None:
        self.visit = journey.choose_way(self.visit, way)

    @precondition(lambda self: self.visit.place.step is Step.FORM)
    @rule(name=st.sampled_from(FIELDS), text=TYPED)
    def type(self, name: str, text: str) -> None:
        self.visit = journey.enter(self.visit, name, text)
        self.typed[name] = text

    @precondition(lambda self: self.visit.place == Place(Step.FORM, "family"))
    @rule(index=st.integers(0, 3), add=st.booleans())
    def rows(self, index: int, add: bool) -> None:
        group = RICH.form[1].fields[0]
        self.visit = journey.add_row(self.visit, group) if add else journey.remove_row(self.visit, group, index)
        self.typed = {name: text for name, text in self.typed.items() if not name.startswith("members")}

    @precondition(lambda self: self.visit.place.step is Step.MATERIALS)
    @rule(what=st.sampled_from(["own", "shared", "sheet", "drop", "defer"]))
    def material(self, what: str) -> None:
        match what:
            case "own" | "shared":
                self.visit = journey.bring_own(self.visit, "household", what == "own")
            case "sheet":
                self.visit = journey.add_sheet(self.visit, "household", Sheet(b"page"))
            case "drop":
                self.visit = journey.remove_sheet(self.visit, "household", 0)
            case _ if "lease" in {item.id for item in journey.captured(self.visit, TODAY)}:
                self.visit = journey.defer(self.visit, "lease")

    @precondition(lambda self: self.visit.place.step is Step.PROMISE)
    @rule(agreed=st.sampled_from([True, False, None]))
    def promise(self, agreed: bool | None) -> None:
        self.visit = journey.promise(self.visit, self.visit.place.item, agreed)

    @precondition(lambda self: self.visit.place.step is Step.PACKAGE)
    @rule(child=st.sampled_from(["medical", "rent"]), out=st.booleans())
    def child(self, child: str, out: bool) -> None:
        self.visit = journey.leave_out(self.visit, child, out)

    @precondition(lambda self: self.visit.place.step is Step.REVIEW)
    @rule(pick=st.integers(0, 20))
    def change(self, pick: int) -> None:
        places = [section.place for section in review(self.visit, TODAY) if section.place]
        self.visit = journey.change(self.visit, places[pick % len(places)])

    @rule()
    def ask_for_a_window(self) -> None:
        self.visit = journey.back(journey.hand_off(self.visit, "asked"), TODAY) or self.visit

    @invariant()
    def stands_somewhere(self) -> None:
        place = self.visit.place
        assert place.step in (*ENDS, Step.CAPTURE) or place in journey.places(self.visit, TODAY), place

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        for name, text in self.typed.items():
            assert self.visit.entries.get(name, "") == text, name

    @invariant()
    def only_what_was_checked_can_be_signed(self) -> None:
        if self.visit.place.step is Step.SIGN:
            assert journey.ready_to_submit(self.visit, TODAY)
            assert msgspec.json.decode(memory.encode(record(self.visit, (), NOW), "sorted"))["values"]
        else:
            assert not journey.ready_to_submit(self.visit, TODAY)

    @invariant()
    def there_is_an_end(self) -> None:
        end = rest_of_the_way(self.visit)
        assert end.place.step in ENDS or journey.ready_to_submit(end, TODAY)


Ways.TestCase.settings = settings(max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
TestEveryWay = Ways.TestCase


@pytest.mark.soak
def test_every_way_at_length() -> None:
    run_state_machine_as_test(
        Ways, settings=settings(max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    )


def test_a_plain_matter_ends_too() -> None:
    visit = journey.identified(to_card(SENIOR), WORKER, TODAY)
    assert visit.place.step is Step.REFUSED
    assert journey.forward(visit, TODAY) == visit
