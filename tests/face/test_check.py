"""Through the real camera adapter: a living person passes; pictures, papers, recordings and other people do not; nothing is left."""

from __future__ import annotations

from random import Random

from kiosk.face.challenge import Phase, Turn, draw
from kiosk.face.models import DIGESTS, EVIDENCE
from kiosk.face.policy import Policy
from tests.face.conftest import Before
from tests.waiting import until

SHORT = Policy(seconds=2.0)


def test_a_living_person_with_their_own_card_passes_at_the_first_attempt(before: Before) -> None:
    before.run("face live worker")
    before.begin("worker")
    outcome = before.until_ended(follow=True)
    assert outcome.passed, before.faults
    assert outcome.compared is not None
    assert (outcome.attempts, before.faults) == (1, [])
    assert outcome.compared.score > 0.6
    assert dict(outcome.compared.models) == dict(EVIDENCE)
    assert set(EVIDENCE.values()) == set(DIGESTS.values())


def test_somebody_elses_card_is_refused_after_three_attempts(before: Before) -> None:
    before.run("face live worker")
    before.begin("elderly")
    outcome = before.until_ended(follow=True)
    assert not outcome.passed
    assert outcome.attempts == 3
    assert before.faults == ["unlike", "unlike"]
    assert outcome.compared is not None
    assert outcome.compared.score < 0.35


def test_a_photograph_before_the_camera_fails(before: Before) -> None:
    before.run("face still worker")
    before.begin("worker", policy=SHORT)
    outcome = before.until_ended(follow=False)
    assert (outcome.passed, before.faults) == (False, ["too_slow", "too_slow"])


def test_a_recording_of_another_challenge_fails(before: Before) -> None:
    seed, policy = 3, Policy(seconds=6.0)
    asked = draw(policy, Random(seed)).turns
    other = " ".join(("right" if turn is Turn.LEFT else "left") for turn in asked)
    before.run(f"face recording worker {other}")
    before.begin("worker", seed, policy)
    outcome = before.until_ended(follow=False)
    assert not outcome.passed
    assert outcome.attempts == 3


def test_a_paper_that_is_turned_as_told_fails(before: Before) -> None:
    before.run("face paper worker left")
    check = before.begin("worker", policy=Policy(seconds=2.0, attempts=1))
    poses = {Turn.LEFT: "left", Turn.RIGHT: "right", None: "front"}
    asked: list[str] = []

    def moment() -> bool:
        wanted = poses[check.view.turn]
        if asked[-1:] != [wanted]:
            asked.append(wanted)
            before.run(f"face paper worker {wanted}")
        return before.outcome is not None

    before.thread.until(moment)
    assert before.outcome is not None
    assert not before.outcome.passed


def test_two_people_are_not_compared_until_one_has_gone(before: Before) -> None:
    before.run("face two worker elderly")
    check = before.begin("worker")
    before.thread.until(lambda: "一个人" in check.view.say)
    before.run("face live worker")
    assert before.until_ended(follow=True).passed


def test_dark_and_blurred_faces_are_told_what_to_do(before: Before) -> None:
    before.run("face live worker")
    before.run("face light dark")
    check = before.begin("worker")
    before.thread.until(lambda: "太暗" in check.view.say)
    before.run("face blur on")
    before.run("face light normal")
    before.thread.until(lambda: "看不清" in check.view.say or check.view.phase is not Phase.FRONT)
    assert "看不清" in check.view.say


def test_the_camera_is_on_only_while_somebody_is_compared(before: Before) -> None:
    before.run("face live worker")
    assert before.simulator.clients == 0
    check = before.begin("worker")
    until(lambda: before.simulator.clients == 1)
    check.close()
    assert check.wait(60)
    until(lambda: before.simulator.clients == 0)
    assert check.view.frame is None
    assert check.photo == b""
