"""A barcode reader that plays a keyboard, told from a person, whatever the pace of the frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.barcode.code import LONGEST
from kiosk.wedge import BACKSPACE, ENTER, FEWEST, TAB, WedgeGate

PRINTABLE = st.characters(min_codepoint=32, max_codepoint=126)


class Window:
    """Keystrokes happen at their own times and are seen once a frame, after the frame's look at the gate."""

    def __init__(self, frame: float) -> None:
        self.gate = WedgeGate()
        self.frame = frame
        self.keys = ""
        self.codes: list[str] = []

    def run(self, strokes: list[tuple[float, str]], seconds: float) -> None:
        now, left = 0.0, list(strokes)
        while now < seconds:
            self.hear(self.gate.rest(now + 0.001))
            now += self.frame
            while left and left[0][0] <= now:
                self.hear(self.gate.key(left.pop(0)[1], now))

    def hear(self, heard: object) -> None:
        self.keys += heard.keys  # type: ignore[attr-defined]
        if heard.code:  # type: ignore[attr-defined]
            self.codes.append(heard.code)  # type: ignore[attr-defined]


def paced(text: str, gap: float, start: float = 0.0) -> list[tuple[float, str]]:
    return [(start + gap * number, key) for number, key in enumerate(text)]


FRAMES = st.floats(0.005, 0.05)


@given(text=st.text(PRINTABLE, min_size=FEWEST, max_size=60), gap=st.floats(0.0005, 0.02), frame=FRAMES, start=st.floats(0, 0.1))
def test_no_keystroke_of_a_code_comes_through(text: str, gap: float, frame: float, start: float) -> None:
    window = Window(frame)
    window.run(paced(text + ENTER, gap, start), 3.0)
    assert (window.keys, window.codes) == ("", [text])


@given(text=st.text(PRINTABLE, max_size=30), gaps=st.floats(0.06, 0.5), frame=FRAMES)
def test_everything_a_person_types_comes_through_in_order(text: str, gaps: float, frame: float) -> None:
    window = Window(frame)
    window.run(paced(text + ENTER, gaps), gaps * (len(text) + 2) + 1)
    assert (window.keys, window.codes) == (text + ENTER, [])


@given(
    strokes=st.lists(st.tuples(st.floats(0, 2), st.one_of(PRINTABLE, st.sampled_from([ENTER, TAB, BACKSPACE]))), max_size=80), frame=FRAMES
)
def test_nothing_is_made_up_whatever_is_typed(strokes: list[tuple[float, str]], frame: float) -> None:
    strokes.sort(key=lambda stroke: stroke[0])
    window = Window(frame)
    window.run(strokes, 4.0)
    typed = "".join(key for _, key in strokes)
    rest = iter(typed)
    assert all(key in rest for key in window.keys)  # a subsequence
    assert all(code in typed and len(code) >= FEWEST for code in window.codes)
    assert not window.gate.holding


def test_a_code_in_the_midst_of_a_persons_typing() -> None:
    window = Window(0.016)
    window.run(paced("ab", 0.12) + paced("JB0147" + ENTER, 0.004, 0.5) + paced("cd", 0.12, 1.0), 2.0)
    assert (window.keys, window.codes) == ("abcd", ["JB0147"])


@pytest.mark.parametrize("end", [ENTER, TAB, ENTER + ENTER, ENTER + TAB])
def test_however_a_reader_ends_its_codes(end: str) -> None:
    window = Window(0.016)
    window.run(paced("JB0147" + end, 0.004), 1.0)
    assert (window.keys, window.codes) == ("", ["JB0147"])


def test_half_a_code_reaches_neither_the_form_nor_anybody() -> None:
    window = Window(0.016)
    window.run(paced("JB0147", 0.004), 1.0)
    assert (window.keys, window.codes, window.gate.holding) == ("", [], False)


def test_the_length_is_limited() -> None:
    window = Window(0.016)
    window.run(paced("A" * (LONGEST + 500) + ENTER, 0.0001) + paced("JB0147" + ENTER, 0.004, 2.0), 3.0)
    assert (window.keys, window.codes) == ("", ["JB0147"])


def test_backspace_comes_after_what_was_typed_before_it() -> None:
    window = Window(0.016)
    window.run([(0.0, "a"), (0.01, BACKSPACE)], 1.0)
    assert window.keys == "a" + BACKSPACE
