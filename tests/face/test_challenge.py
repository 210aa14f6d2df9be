"""The challenge and the gates, on plain numbers: what a face does decides, never what it looks like."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from math import cos, radians, sin, tan
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.face.challenge import Challenge, Fault, Phase, Turn, draw
from kiosk.face.policy import Policy
from kiosk.face.quality import Verdict, judge
from kiosk.face.seen import NOSE_DEPTH, Face, Seen

SIZE = (1280, 720)
POLICY = Policy(turns=3, seconds=8)
STEP = 1 / 15


def face(yaw: float = 0.0, *, at: tuple[float, float] = (640, 360), high: float = 300, roll: float = 0.0, flat: bool = False) -> Face:
    """A head turned by ``yaw``; ``flat``: a picture of one, held askew by as much."""
    eyes = 0.42 * high * 0.9
    narrow = cos(radians(yaw))
    out = 0.0 if flat else NOSE_DEPTH * eyes * narrow * tan(radians(yaw))

    def placed(x: float, y: float) -> tuple[float, float]:
        turn = radians(roll)
        return (at[0] + x * cos(turn) - y * sin(turn), at[1] + x * sin(turn) + y * cos(turn))

    half = eyes / 2 * narrow
    return Face(
        (at[0] - 0.4 * high, at[1] - high / 2, 0.8 * high, high),
        (placed(-half, -0.15 * high), placed(half, -0.15 * high)),
        placed(out, 0),
        (placed(-half * 0.8, 0.2 * high), placed(half * 0.8, 0.2 * high)),
    )


def seen(*faces: Face) -> Seen:
    return Seen(SIZE, faces)


POSES = {Turn.LEFT: 35.0, Turn.RIGHT: -35.0, None: 0.0}


def play(challenge: Challenge, pose: float, now: float, seconds: float) -> tuple[Challenge, float]:
    """Hold that pose for so long."""
    end = now + seconds
    while now < end and not challenge.ended:
        challenge, now = challenge.step(seen(face(pose)), now), now + STEP
    return challenge, now


def live(challenge: Challenge, now: float = 0.0, reaction: float = 0.4) -> Challenge:
    """Somebody who does what is asked, a little later."""
    end = now + 120
    while not challenge.ended and now < end:
        asked = challenge.wanted
        challenge, now = play(challenge, 0.0, now, reaction) if asked is None else play(challenge, POSES[asked], now, STEP)
    return challenge


@given(st.integers(0, 2**32), st.integers(2, 6), st.floats(0.07, 1.5))
def test_whoever_does_what_is_asked_passes_in_every_order(seed: int, turns: int, reaction: float) -> None:
    challenge = draw(Policy(turns=turns), Random(seed))
    assert live(challenge, reaction=reaction).phase is Phase.PASSED


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32), st.lists(st.sampled_from([*Turn, None]), min_size=1, max_size=12), st.floats(0.2, 2.0))
def test_a_recording_passes_only_where_it_happens_to_be_what_is_asked(seed: int, script: list[Turn | None], held: float) -> None:
    challenge, now = draw(POLICY, Random(seed)), 0.0
    for pose in (None, *script):
        challenge, now = play(challenge, POSES[pose], now, held)
    if challenge.phase is Phase.PASSED:
        assert [pose for pose, _ in groupby(script) if pose is not None][: len(challenge.turns)] == list(challenge.turns)


@given(st.integers(0, 2**32), st.floats(-60, 60))
def test_a_picture_held_askew_never_turns(seed: int, askew: float) -> None:
    challenge, now = draw(POLICY, Random(seed)), 0.0
    while not challenge.ended:
        pose = askew if challenge.wanted else 0.0
        challenge, now = challenge.step(seen(face(pose, flat=True)), now), now + STEP
    assert challenge.fault is Fault.TOO_SLOW


@given(st.integers(0, 2**32))
def test_the_order_turns_both_ways_and_is_not_the_same_for_everybody(seed: int) -> None:
    orders = {draw(POLICY, Random(seed + number)).turns for number in range(60)}
    assert all(set(order) == set(Turn) for order in orders)
    assert len(orders) > 3


def begun(seed: int = 1) -> tuple[Challenge, float]:
    """An attempt that has asked for its first turn."""
    challenge, now = draw(POLICY, Random(seed)), 0.0
    while challenge.wanted is None:
        challenge, now = challenge.step(seen(face()), now), now + STEP
    return challenge, now


def test_the_wrong_way_fails() -> None:
    challenge, now = begun()
    wrong = Turn.LEFT if challenge.wanted is Turn.RIGHT else Turn.RIGHT
    assert play(challenge, POSES[wrong], now, 1)[0].fault is Fault.WRONG_WAY


def test_turning_before_it_is_asked_fails() -> None:
    challenge = draw(POLICY, Random(1)).step(seen(face()), 0.0)
    assert challenge.step(seen(face(35)), STEP).fault is Fault.TOO_EARLY


def test_a_face_that_goes_away_fails_but_a_moment_without_one_does_not() -> None:
    challenge, now = begun()
    assert not challenge.step(seen(), now + 0.3).ended
    assert challenge.step(seen(), now + 2).fault is Fault.LOST


def test_a_face_that_jumps_to_another_place_fails() -> None:
    challenge, now = begun()
    assert challenge.step(seen(face(at=(200, 360))), now).fault is Fault.OTHER_FACE


def test_nobody_before_the_camera_costs_no_attempt_and_no_time() -> None:
    challenge = draw(POLICY, Random(1))
    for now in range(300):
        challenge = challenge.step(seen(), float(now))
    assert (challenge.begun, challenge.ended) == (False, False)
    assert live(challenge, 300.0).phase is Phase.PASSED


def test_an_ended_attempt_stays_as_it_is() -> None:
    challenge, now = begun()
    failed = challenge.fail(Fault.LOST)
    assert failed.step(seen(face()), now) is failed


@pytest.mark.parametrize(
    ("what", "verdict"),
    [
        (seen(), Verdict.NOBODY),
        (seen(face(), face(at=(1000, 360))), Verdict.SEVERAL),
        (seen(face(), face(at=(1000, 360), high=60)), Verdict.OK),
        (seen(face(high=100)), Verdict.TOO_FAR),
        (seen(face(high=600)), Verdict.TOO_NEAR),
        (seen(face(at=(300, 360))), Verdict.OFF_CENTRE),
        (seen(replace(face(), light=20.0)), Verdict.TOO_DARK),
        (seen(replace(face(), light=240.0)), Verdict.GLARE),
        (seen(replace(face(), burnt=0.4)), Verdict.GLARE),
        (seen(replace(face(), sharpness=3.0)), Verdict.BLURRED),
        (seen(face(roll=35)), Verdict.TILTED),
        (seen(face(30)), Verdict.TURNED),
        (seen(face()), Verdict.OK),
    ],
)
def test_every_gate_says_what_to_do(what: Seen, verdict: Verdict) -> None:
    assert judge(what) is verdict


@given(st.floats(-50, 50), st.floats(-15, 15), st.floats(150, 500))
def test_the_yaw_of_five_landmarks_is_that_of_the_head(yaw: float, roll: float, high: float) -> None:
    assert abs(face(yaw, roll=roll, high=high).yaw - yaw) < 0.5


@pytest.mark.parametrize("wrong", [{"attempts": 4}, {"attempts": 0}, {"turns": 1}, {"threshold": 1.5}, {"seconds": 0.0}])
def test_a_policy_out_of_bounds_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="bounds"):
        Policy(**wrong)  # type: ignore[arg-type]
