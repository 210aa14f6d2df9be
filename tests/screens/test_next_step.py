"""What the blue button is when something is over, and that nobody is told to do what cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screens.widgets import controls
from tests.screens.snapshots import known

if TYPE_CHECKING:
    from tests.screens.glass import Glass


def blue(glass: Glass) -> list[str]:
    """The blue buttons of the bar that can be touched."""
    assert glass.stage.current is not None
    frame = glass.stage.frames[glass.stage.current]
    return [button.words.text for button in controls.walk(frame.bar) if button.kind == "primary" and button.enabled]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("complaint-chosen", "交给 12345"),
        ("complaint-sent", "返回"),
        ("appointment-booked", "返回"),
        ("cases-typing", "查一查"),
        ("cases-plain", "知道了，离开"),
        ("cases-code", "查一查"),
        ("cases-held", "知道了，离开"),
        ("case-ready", "打印结果"),
        ("case-no-paper", "再打一次"),
        ("instant-printed", "完成，离开"),
        ("instant-refused", "改到窗口办"),
        ("done-supplement", "完成，离开"),
    ],
)
def test_the_blue_button_is_the_next_thing_to_do(glass: Glass, moment: str, words: str) -> None:
    glass.show(known()[moment])
    assert blue(glass) == [words]


def test_a_complaint_that_was_sent_leaves_nothing_grey_and_the_next_one_begins_anew(glass: Glass) -> None:
    glass.show(known()["complaint-sent"])
    assert controls.find(glass.stage, "complaint.send") is None
    glass.show(known()["complaint-chosen"])
    glass.tap("complaint.send")
    assert glass.find("overlay.close").kind == "button"


def test_nothing_was_scanned_yet_so_handing_it_in_is_not_the_blue_button(glass: Glass) -> None:
    glass.show(known()["materials-supplement"])
    assert blue(glass) == []


def titles(glass: Glass, moment: str) -> str:
    """Every word of the screen."""
    frame = glass.show(known()[moment])
    return "\n".join(piece.text for piece in frame.body.walk(restrict=True) if isinstance(getattr(piece, "text", None), str))


@pytest.mark.parametrize("moment", ["pay-pending", "pay-paid", "pay-unknown", "pay-offline"])
def test_who_cannot_or_should_not_pay_now_is_not_told_to_scan(glass: Glass, moment: str) -> None:
    assert "扫码" not in titles(glass, moment)


def test_who_brings_what_was_owed_is_not_told_that_the_case_is_not_accepted_yet(glass: Glass) -> None:
    assert "还没有受理" not in titles(glass, "done-supplement")
    assert "还没有受理" in titles(glass, "done-promised")


@pytest.mark.parametrize("moment", ["out-of-service", "hand-off", "instant-refused", "help"])
def test_who_is_sent_to_a_window_reads_when_it_opens(glass: Glass, moment: str) -> None:
    assert "周一到周五" in titles(glass, moment)
