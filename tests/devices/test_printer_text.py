"""A slip as text: the right bytes, nothing wider than the paper, no text that is a command, and the paper that comes out can be read."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.printer.cutter import Cutter
from devices.printer.status_bytes import CONFIRM
from devices.printer.text import COLUMNS, Align, Code, CodeError, Labelled, Line, Pair, Part, Rule, encode, unprintable, width, wrap
from devices.simulators.escpos import EscPosInterpreter, Strip

words = st.text(max_size=80)
parts = st.lists(
    st.one_of(
        st.builds(Line, words, st.sampled_from(Align), st.booleans(), st.booleans()),
        st.builds(Labelled, words, words),
        st.builds(Pair, words, words),
        st.just(Rule()),
        st.builds(Code, st.text(alphabet="ABCDEFG0123456789-/", min_size=1, max_size=60)),
    ),
    max_size=8,
)


class Paper:
    """What a printer makes of a slip."""

    def __init__(self, data: bytes) -> None:
        self.strips: list[Strip] = []
        self.torn: list[bool] = []
        self.answers = bytearray()
        self.printer = EscPosInterpreter(self.answers.extend, self._cut)
        self.printer.feed(data)

    def _cut(self, strip: Strip, torn: bool) -> None:
        self.strips.append(strip)
        self.torn.append(torn)


def test_the_bytes_are_gb_18030_in_chinese_mode() -> None:
    data = encode((Line("收件凭条①㐂"),)).data
    assert data.startswith(b"\x1b@\x1c&")
    assert "收件凭条①㐂".encode("gb18030") in data
    assert data.endswith(b"\x1dV\x01" + CONFIRM)


@pytest.mark.parametrize(("cutter", "cut"), [(Cutter.FULL, b"\x1dV\x00"), (Cutter.PARTIAL, b"\x1dV\x01"), (Cutter.NONE, b"\x04")])
def test_the_paper_is_cut_as_the_printer_can(cutter: Cutter, cut: bytes) -> None:
    assert encode((Line("x"),), cutter).data.endswith(cut + CONFIRM)


@pytest.mark.parametrize("text", ["𠮷", "ཀྱི", "ئۇ", "\ue000", "\U0010fffd", "😀"])
def test_what_the_printer_has_no_shape_for_is_counted_and_marked(text: str) -> None:
    slip = encode((Line(f"合成{text}"),))
    assert slip.unprintable == unprintable((Line(text),)) == len(text)
    assert ("合成" + "〓" * len(text)).encode("gb18030") in slip.data


@given(st.text())
def test_no_text_is_ever_a_command(text: str) -> None:
    plain = encode((Line(""),)).data
    slip = encode((Line(text),)).data
    assert slip.count(b"\x1b") == plain.count(b"\x1b") + 2 * (len(wrap(text[:2000], COLUMNS)) - 1) or len(text) > 20
    assert slip.count(b"\x10") == plain.count(b"\x10")
    assert slip.count(b"\x1d") == slip.count(b"\x1d!") + 2


@given(parts)
@settings(max_examples=60, deadline=None)
def test_any_slip_comes_out_once_whole_and_confirmed(slip: list[Part]) -> None:
    encoded = encode(slip)
    paper = Paper(encoded.data)
    assert paper.torn == [False]
    assert paper.answers == b"\x00"
    (strip,) = paper.strips
    codes = sum(isinstance(part, Code) for part in slip)
    assert abs(len(strip) - encoded.dots) <= 30 + codes * 60


@given(words, st.integers(2, 48))
def test_wrapping_loses_nothing_and_fits(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines) == text
    assert all(width(line) <= columns for line in lines)


def test_a_long_value_stands_below_its_first_line() -> None:
    data = encode((Labelled("办理事项", "名" * 30),)).data
    assert ("办理事项  " + "名" * 19).encode("gb18030") in data
    assert (" " * 10 + "名" * 11).encode("gb18030") in data


@pytest.mark.parametrize("payload", ["", "x" * 301, "编号"])
def test_a_payload_no_slip_carries_is_refused(payload: str) -> None:
    with pytest.raises(CodeError):
        encode((Code(payload),))


@pytest.mark.parametrize("payload", ["JB0147-261121-0047-6/K7PMXQ2R", "x" * 300, "A"])
def test_the_code_the_printer_draws_can_be_read(payload: str) -> None:
    (strip,) = Paper(encode((Line("收件凭条", Align.MIDDLE), Code(payload), Line("查询码"))).data).strips
    (code,) = zxingcpp.read_barcodes(Image.fromarray(strip))
    assert code.text == payload


def test_columns_stand_under_each_other() -> None:
    (strip,) = Paper(encode((Pair("部门", "12329"), Pair("其他问题", "12345"))).data).strips
    rights = [np.nonzero((strip[top : top + 30] == 0).any(axis=0))[0].max() for top in (0, 30)]
    assert abs(int(rights[0]) - int(rights[1])) <= 6
    assert all(right > 560 for right in rights)


def test_without_the_chinese_mode_the_same_bytes_are_other_letters() -> None:
    text = "收件凭条".encode("gb18030")
    (right,) = Paper(b"\x1b@\x1c&" + text + b"\n\x1dV\x00").strips
    (wrong,) = Paper(b"\x1b@" + text + b"\n\x1dV\x00").strips
    assert not np.array_equal(right, wrong)
