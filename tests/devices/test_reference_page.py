"""``docs/devices.md`` is what the code says, and every adapter says what a technician must know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devices.address import BUILT_IN, AddressError, open_device, parse
from devices.reference import Reference
from devices.reference_page import anchor, page, references, section, table
from devices.status import DeviceState

DOCUMENT = Path(__file__).parents[2] / "docs" / "devices.md"
OURS = references(built_in_only=True)
SAMPLE = Reference(
    "sample+serial",
    "样品",
    "sample+serial:///dev/ttyUSB0?speed=9",
    "接串口",
    "没有在实机上试过",
    {"speed": "每秒几次 | 默认 9"},
    {"noDevice": "没有接上"},
)


def test_the_committed_page_is_what_the_code_says() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == page(OURS), "make reference writes it anew"


@pytest.mark.parametrize("reference", OURS, ids=lambda reference: reference.scheme)
def test_an_adapters_reference_is_whole_and_true(reference: Reference) -> None:
    assert reference.scheme in BUILT_IN
    assert all((reference.title, reference.wiring, reference.models, reference.states))
    said = {found.group() for state in reference.states if (found := re.match("[A-Za-z]+", state))}
    assert said <= set(DeviceState), "the vocabulary's own words"
    assert parse(reference.example).scheme == reference.scheme
    open_device(reference.example)
    with pytest.raises(AddressError, match="there_is_no_such_option"):
        open_device(f"{reference.example}{'&' if '?' in reference.example else '?'}there_is_no_such_option=1")


def test_a_section_has_everything_a_technician_needs() -> None:
    text = section(SAMPLE)
    assert text.splitlines()[0] == "## 样品 sample+serial"
    for words in ("`sample+serial:///dev/ttyUSB0?speed=9`", "接串口", "没有在实机上试过", "`speed`", "每秒几次 \\| 默认 9", "`noDevice`"):
        assert words in text


def test_links_lead_to_their_sections() -> None:
    assert anchor(SAMPLE) == "样品-sampleserial"
    assert f"](#{anchor(SAMPLE)})" in page([SAMPLE])


def test_a_table_has_as_many_columns_in_its_rule_as_in_its_head() -> None:
    assert table([["a", "b"], ["c", "d|e"]]) == ["| a | b |", "|---|---|", "| c | d\\|e |"]
