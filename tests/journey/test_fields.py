"""What citizens type: accepted as they write it, refused with what to do."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.matter import Field, FieldType, Option
from kiosk.fields import WrongEntry, check, parse, show
from kiosk.money import capitals, yuan


def field(kind: FieldType, **more: object) -> Field:
    return Field(id="it", label="金额" if kind is FieldType.MONEY else "这一项", type=kind, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "entry", "value"),
    [
        (FieldType.MONEY, "1500", 150000),
        (FieldType.MONEY, "0.1", 10),
        (FieldType.MONEY, "19.99", 1999),
        (FieldType.PHONE, "138 0000 0000", "13800000000"),
        (FieldType.ID_NUMBER, "11010519491231002x", "11010519491231002X"),
        (FieldType.ID_NUMBER, "810000198506150039", "810000198506150039"),
        (FieldType.BANK_CARD, "6222 0200 0000 0000 000", "6222020000000000000"),
        (FieldType.DATE, "2024-02-29", "2024-02-29"),
        (FieldType.MONTH, "202612", "2026-12"),
        (FieldType.NUMBER, "12", 12.0),
        (FieldType.YES_NO, "no", False),
        (FieldType.TEXT, "  𠮷·䶮  ", "𠮷·䶮"),
    ],
)
def test_an_entry_is_taken_as_people_write_it(kind: FieldType, entry: str, value: object) -> None:
    assert parse(field(kind), entry) == value


@pytest.mark.parametrize(
    ("kind", "entry", "says"),
    [
        (FieldType.MONEY, "12.345", "最多 2 位"),
        (FieldType.MONEY, "1e9", "只填数字"),
        (FieldType.MONEY, "-5", "只填数字"),
        (FieldType.MONEY, "NaN", "只填数字"),
        (FieldType.PHONE, "12800000000", "11 位"),
        (FieldType.PHONE, "1380000000", "11 位"),
        (FieldType.ID_NUMBER, "110105194912310021", "对不上"),
        (FieldType.ID_NUMBER, "1101051949123100", "16 位"),
        (FieldType.ID_NUMBER, "11010519490230002X", "对不上"),
        (FieldType.BANK_CARD, "6222020000000000001", "对不上"),
        (FieldType.BANK_CARD, "6222", "4 位"),
        (FieldType.DATE, "20230229", "8 位"),
        (FieldType.MONTH, "202613", "6 位"),
        (FieldType.NUMBER, "1.5", "整数"),
        (FieldType.TEXT, "a\x00b", "看不见"),
        (FieldType.CHOICE, "other", "重新选择"),
    ],
)
def test_a_wrong_entry_says_what_to_do(kind: FieldType, entry: str, says: str) -> None:
    problem = check(field(kind, options=[Option(value="one", label="一")]), entry)
    assert problem is not None
    assert says in problem.say


def test_bounds_are_told_with_their_unit() -> None:
    problem = check(field(FieldType.MONEY, max=1000), "1000.01")
    assert problem is not None
    assert problem.say == "金额不能超过 1000 元"
    assert check(field(FieldType.MONEY, max=1000), "1000") is None


def test_a_declaration_must_be_ticked() -> None:
    assert check(field(FieldType.DECLARATION), "") is not None
    assert check(field(FieldType.DECLARATION), "no") is not None
    assert check(field(FieldType.DECLARATION), "yes") is None


def test_an_optional_field_may_stay_empty() -> None:
    assert check(field(FieldType.PHONE, required=False), " ") is None


@given(st.text(max_size=300))
def test_no_text_breaks_any_field(text: str) -> None:
    for kind in FieldType:
        one = field(kind, options=[Option(value="a", label="甲")])
        with suppress(WrongEntry):
            parse(one, text)
        assert show(one, text)


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (100, "壹元整"),
        (150050, "壹仟伍佰元伍角整"),
        (1_000_005, "壹万元零伍分"),
        (10_0000_0000, "壹仟万元整"),
        (10_0500_0300, "壹仟零伍万零叁元整"),
        (5, "伍分"),
        (30, "叁角整"),
        (1_0001_0000_00, "壹亿零壹万元整"),
        (3_0600, "叁佰零陆元整"),
    ],
)
def test_amounts_are_read_back_in_capitals(fen: int, text: str) -> None:
    assert capitals(fen) == text


@given(st.integers(0, 10**15))
def test_digits_shown_are_the_amount(fen: int) -> None:
    assert Decimal(yuan(fen).replace(",", "")) * 100 == fen


def _read(text: str) -> int:
    """An independent reader of capitals, for whole yuan."""
    digits = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    total = section = digit = 0
    for character in text:
        if character in digits:
            digit = digits[character]
        elif character in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(character) + 1)
            digit = 0
        elif character == "亿":
            total = (total + section + digit) * 10**8
            section = digit = 0
        elif character == "万":
            total += (section + digit) * 10**4
            section = digit = 0
    return total + section + digit


@given(st.integers(0, 10**11))
def test_capitals_read_back_to_the_same_amount(whole: int) -> None:
    assert _read(capitals(whole * 100).removesuffix("元整")) == whole
