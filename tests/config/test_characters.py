"""Characters that mean the same, as old cards and people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import characters
from config.catalogue import Catalogue
from config.characters import PRIVATE, folded, same, settle, unclear

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def test_private_characters_of_old_cards_become_the_public_ones() -> None:
    assert settle("测\ue863\ue864试\ue816") == "测䶮龻试𠂇"


def test_public_code_points_are_assigned_and_each_stands_for_one_private_one() -> None:
    assert len(PRIVATE) == len(set(PRIVATE.values())) == 92
    assert all(unicodedata.category(chr(code)) == "Co" for code in PRIVATE)
    assert not [hex(code) for code in PRIVATE.values() if unicodedata.category(chr(code)) in ("Co", "Cn")]


def test_the_table_is_that_of_the_standard_as_another_implementation_has_it() -> None:
    """In GBK these ideographs stand at FE50 to FEA0 in the order of the private code points; Python has some of them public already."""
    for index, code in enumerate(range(0xE815, 0xE865)):
        second = 0x50 + index + (0x50 + index >= 0x7F)
        assert ord(bytes((0xFE, second)).decode("gb18030")) in (code, PRIVATE[code])


def test_a_private_character_that_nobody_knows_is_kept_and_named() -> None:
    name = "测\ue000试\ue000\ue863"
    assert settle(name) == "测\ue000试\ue000䶮"
    assert unclear(name) == ("\ue000",)
    assert unclear("合成测试䶮") == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("阿卜杜·买买提", "阿卜杜•买买提"),
        ("阿卜杜·买买提", "阿卜杜・买买提"),
        ("\ue863某", "䶮某"),
        ("ＺＨＡＮＧ", "zhang"),
        ("葛\U000e0100某", "葛某"),
        ("⽼年", "老年"),
        (" 合成 ", "合成"),
    ],
)
def test_names_written_differently_are_the_same(first: str, second: str) -> None:
    assert same(first, second)


def test_different_names_stay_different() -> None:
    assert not same("合成甲", "合成乙")
    assert not same("吉某", "𠮷某")


@given(TEXTS)
def test_settling_and_folding_twice_changes_nothing_more(text: str) -> None:
    assert settle(settle(text)) == settle(text)
    assert folded(folded(text)) == folded(text) or any(unicodedata.normalize("NFKC", each) != each for each in folded(text))


@given(TEXTS)
def test_settling_changes_private_characters_only(text: str) -> None:
    for before, after in zip(text, settle(text), strict=True):
        assert before == after or ord(before) in characters.PRIVATE


def test_search_finds_a_matter_typed_with_radical_forms() -> None:
    catalogue = Catalogue.load()
    assert [matter.code for matter in catalogue.search("⽼年人")] == [matter.code for matter in catalogue.search("老年人")] != []
