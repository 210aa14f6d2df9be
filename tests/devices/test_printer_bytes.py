"""Status bytes are read as Epson's reference has them, and the simulated printer takes any bytes in any pieces."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.printer.status_bytes import CLEAR_BUFFER, CONFIRM, interpret, is_confirmation, is_realtime_answer
from devices.simulators.escpos import EscPosInterpreter, Strip
from devices.status import Paper

commands = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"\x1b@",
            b"\x1dv0\x00\x48\x00\x02\x00" + b"\xf0" * 144,
            b"\x1dV\x42\x10",
            b"\x1dV\x00",
            b"\x1bd\x03",
            "收件凭条\n".encode("gb18030"),
            b"\x10\x04\x01",
            b"\x10\x04\x04",
            CONFIRM,
            b"\x1d(k\x03\x001A2",
            b"\x1dk\x04ABC\x00",
            b"\x1b*\x21\x02\x00" + bytes(6),
        ]
    ),
)


class Printed:
    """An interpreter and what came out of it."""

    def __init__(self) -> None:
        self.answers = bytearray()
        self.strips: list[Strip] = []
        self.interpreter = EscPosInterpreter(self.answers.extend, lambda strip, torn: self.strips.append(strip))


@given(st.lists(commands, max_size=12).map(b"".join), st.lists(st.integers(0, 600), max_size=8))
@example(CLEAR_BUFFER + b"\x10\x04\x01", [10])
@settings(max_examples=150, deadline=None)
def test_the_same_bytes_in_any_pieces_print_the_same(data: bytes, cuts: list[int]) -> None:
    whole, pieces = Printed(), Printed()
    whole.interpreter.feed(data)
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    for start, end in pairwise(edges):
        pieces.interpreter.feed(data[start:end])
    assert whole.answers == pieces.answers
    assert len(whole.strips) == len(pieces.strips)
    assert all(np.array_equal(a, b) for a, b in zip(whole.strips, pieces.strips, strict=True))


@given(st.lists(st.tuples(st.sampled_from(["out", "full", "open", "closed", "feed"]), st.binary(max_size=300)), max_size=12))
@settings(deadline=None)
def test_any_bytes_in_any_state_leave_a_printer_that_answers(steps: list[tuple[str, bytes]]) -> None:
    printed = Printed()
    for step, data in steps:
        match step:
            case "out" | "full":
                printed.interpreter.set_paper(Paper(step))
            case "open" | "closed":
                printed.interpreter.set_cover(is_open=step == "open")
        printed.interpreter.feed(data)
    printed.interpreter.set_cover(is_open=True)
    printed.interpreter.feed(CLEAR_BUFFER)
    printed.answers.clear()
    printed.interpreter.feed(b"\x10\x04\x02")
    assert printed.answers == bytes((0x16 | (0x20 if printed.interpreter.health.paper is Paper.OUT else 0),))


def test_endless_bytes_do_not_pile_up() -> None:
    printed = Printed()
    printed.interpreter.set_paper(Paper.OUT)
    for _ in range(40):
        printed.interpreter.feed(b"x" * 65536)
    assert len(printed.interpreter._pending) <= 1 << 20


def test_text_comes_out_as_ink() -> None:
    printed = Printed()
    printed.interpreter.feed(b"\x1b@\x1ba\x01" + "收件凭条".encode("gb18030") + b"\n\x1dV\x00")
    (strip,) = printed.strips
    inked = np.nonzero((strip == 0).any(axis=0))[0]
    assert abs((inked.min() + inked.max()) / 2 - 288) < 6


def test_the_confirmation_waits_for_the_printing() -> None:
    printed = Printed()
    printed.interpreter.set_paper(Paper.OUT)
    printed.interpreter.feed(b"\x1bd\x01" + CONFIRM)
    assert printed.answers == b""
    printed.interpreter.set_paper(Paper.FULL)
    assert printed.answers == b"\x00"


@given(st.integers(0, 255))
def test_no_byte_is_both_an_answer_and_a_confirmation(byte: int) -> None:
    assert not (is_realtime_answer(byte) and is_confirmation(byte))


@given(*[st.none() | st.integers(0, 255)] * 4)
def test_what_did_not_come_or_cannot_be_read_stays_unknown(
    printer: int | None, offline: int | None, error: int | None, paper: int | None
) -> None:
    report = interpret(printer, offline, error, paper)
    assert (report.offline is None) == (printer is None or not is_realtime_answer(printer))
    assert (report.cover_open is None) == (offline is None or not is_realtime_answer(offline))
    if not any(byte is not None and is_realtime_answer(byte) for byte in (offline, paper)):
        assert report.paper is Paper.UNKNOWN
    assert report.silent == (report.code is None)


@pytest.mark.parametrize(
    ("answers", "paper", "fault"),
    [
        ((0x12, 0x12, 0x12, 0x12), Paper.FULL, ""),
        ((0x12, 0x12, 0x12, 0x1E), Paper.LOW, ""),
        ((0x1A, 0x32, 0x12, 0x7E), Paper.OUT, ""),
        ((0x1A, 0x52, 0x1A, 0x12), Paper.FULL, "切刀"),
        ((0x1A, 0x52, 0x32, 0x12), Paper.FULL, "不可恢复"),
        ((0x1A, 0x52, 0x52, 0x12), Paper.FULL, "过热"),
        ((0x1A, 0x52, None, 0x12), Paper.FULL, "指示灯"),
    ],
)
def test_each_cause_is_named(answers: tuple[int | None, int | None, int | None, int | None], paper: Paper, fault: str) -> None:
    report = interpret(*answers)
    assert report.paper is paper
    assert fault in (report.fault or "")
    assert bool(fault) == bool(report.fault)
