"""Characters nobody can pronounce: by their parts, by code point; and nothing that is no Chinese character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.input import rare


@pytest.mark.parametrize(("keys", "character"), [("longtian", "䶮"), ("tukou", "𠮷"), ("jiji", "喆"), ("long'tian", "䶮")])
def test_parts_find_the_character(keys: str, character: str) -> None:
    assert character in rare.candidates(keys, 8)


def test_a_beginning_finds_it_too() -> None:
    assert "䶮" in rare.candidates("longti", 40)


@pytest.mark.parametrize(("keys", "character"), [("u4dae", "䶮"), ("u20bb7", "𠮷"), ("u2cb4a", "𬭊"), ("u30edd", "\U00030edd")])
def test_a_code_point_gives_its_character(keys: str, character: str) -> None:
    assert rare.candidates(keys, 8) == [character]


@pytest.mark.parametrize("keys", ["u", "u41", "ue000", "ud800", "uffffff", "u110000", "u4e", "uzz", "", "qqqqqq"])
def test_what_is_no_chinese_character_gives_nothing(keys: str) -> None:
    assert rare.candidates(keys, 8) == []


@given(st.text("abcdefghijklmnopqrstuvwxyz'0123456789", max_size=12))
def test_any_keys_give_single_characters_each_once(keys: str) -> None:
    found = rare.candidates(keys, 20)
    assert len(found) == len(set(found)) <= 20
    assert all(len(character) == 1 for character in found)


def test_the_table_names_its_source() -> None:
    import gzip

    with gzip.open(rare.TABLE, "rt", encoding="utf-8") as file:
        assert "Apache License 2.0" in next(file)
