"""What a printer's own words mean, and that no words, however strange, say more than they do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.printer.a4_reasons import A4Outcome, A4Report, interpret, plain, supplies
from devices.status import DeviceState, Paper

IDLE = {"printer-state": 3, "printer-is-accepting-jobs": True}
CODES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz-.0123456789", max_size=40)
ENDINGS = st.sampled_from(["", "-report", "-warning", "-error"])
KNOWN = st.sampled_from(["media-empty", "media-jam", "media-low", "cover-open", "toner-low", "offline", "paused", "other", "none"])
REASONS = st.lists(st.one_of(st.builds("{}{}".format, KNOWN | CODES, ENDINGS), st.text(max_size=300)), max_size=80)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=8,
)
NAMES = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "marker-names", "marker-levels")


def report(*reasons: str, **more: Any) -> A4Report:
    return interpret({**IDLE, "printer-state-reasons": list(reasons), **more})


@pytest.mark.parametrize(
    ("reasons", "device", "paper", "stops"),
    [
        (["none"], "online", "full", None),
        (["media-low-warning"], "online", "low", None),
        (["media-low"], "online", "low", None),
        (["media-empty-error"], "online", "out", A4Outcome.PAPER_OUT),
        (["media-empty"], "online", "out", A4Outcome.PAPER_OUT),
        (["media-empty-warning"], "online", "low", None),
        (["media-needed-error"], "online", "out", A4Outcome.PAPER_OUT),
        (["media-jam-error", "media-empty-error"], "online", "jammed", A4Outcome.JAMMED),
        (["cover-open-error", "media-low-warning"], "userError", "low", A4Outcome.COVER_OPEN),
        (["door-open"], "userError", "full", A4Outcome.COVER_OPEN),
        (["input-tray-missing-error"], "userError", "unknown", A4Outcome.PAPER_OUT),
        (["toner-empty-error"], "userError", "full", A4Outcome.TONER_EMPTY),
        (["toner-low-warning"], "online", "full", None),
        (["marker-supply-empty-warning"], "online", "full", None),
        (["offline-report"], "offline", "unknown", A4Outcome.OFFLINE),
        (["offline-report", "media-empty-error"], "offline", "out", A4Outcome.OFFLINE),
        (["connecting-to-device"], "offline", "unknown", A4Outcome.OFFLINE),
        (["paused"], "userError", "full", A4Outcome.REFUSED),
        (["other-error"], "hardwareError", "full", A4Outcome.OFFLINE),
        (["other-warning"], "online", "full", None),
        (["cups-waiting-for-job-completed"], "online", "full", None),
        (["com.example.glitter-low"], "online", "full", None),
    ],
)
def test_reasons(reasons: list[str], device: str, paper: str, stops: A4Outcome | None) -> None:
    told = report(*reasons)
    assert (told.device, told.paper, told.stops) == (device, paper, stops)
    harmless = reasons in (["none"], ["cups-waiting-for-job-completed"])
    assert bool(told.detail) is not harmless
    assert told.vendor_code == (None if harmless else ",".join(reasons))


def test_one_reason_comes_as_a_single_text() -> None:
    assert interpret({**IDLE, "printer-state-reasons": "media-jam-error"}).paper is Paper.JAMMED


def test_no_reasons_are_not_no_paper() -> None:
    told = interpret(IDLE)
    assert (told.device, told.paper, told.stops) == (DeviceState.ONLINE, Paper.UNKNOWN, None)


def test_a_queue_that_takes_nothing_and_one_that_stands_still() -> None:
    assert report("none", **{"printer-is-accepting-jobs": False}).stops is A4Outcome.REFUSED
    assert report("none", **{"printer-state": 5}).device is DeviceState.USER_ERROR
    broken = report("com.example.belt-torn-error", **{"printer-state": 5})
    assert (broken.device, broken.vendor_code) == (DeviceState.HARDWARE_ERROR, "com.example.belt-torn-error")
    assert report("none", **{"printer-state": None}).device is DeviceState.HARDWARE_ERROR


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first texts take Hypothesis a second or two
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING)))
def test_whatever_comes_over_the_wire_there_is_a_status(attributes: dict[str, Any]) -> None:
    told = interpret(attributes)
    assert isinstance(told, A4Report)
    assert told.paper is not Paper.OUT
    assert told.paper is not Paper.JAMMED
    assert len(supplies(attributes)) <= 16


@given(REASONS, st.integers(0, 9))
def test_hostile_reasons_never_invent_an_empty_tray(reasons: list[str], state: int) -> None:
    told = interpret({"printer-state": state, "printer-state-reasons": reasons})
    if told.paper is Paper.OUT:
        assert {"media-empty", "media-needed"} & {reason.removesuffix("-error") for reason in reasons}
    if told.device is not DeviceState.ONLINE:
        assert told.stops is not None
        assert told.detail
    assert len(told.vendor_code or "") <= 200
    assert (told.detail + (told.vendor_code or "")).isprintable()
    assert len(told.detail) <= 120


def test_supplies_in_percent_and_what_a_printer_cannot_tell() -> None:
    told = {"marker-names": ["黑色墨粉盒", "Drum\x1b[31m", "x" * 500], "marker-levels": [42, -2, 100]}
    assert supplies(told) == {"黑色墨粉盒": "42%", "Drum[31m": "不清楚", "x" * 60: "100%"}
    assert supplies({"marker-names": "Black", "marker-levels": 7}) == {"Black": "7%"}
    assert supplies({}) == {}
    assert plain(7) == ""
