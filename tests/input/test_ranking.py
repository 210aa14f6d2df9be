"""Where a name begins surnames come first; what no font has is never offered; and asking for more moves nothing that is shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.matter import Field, FieldType
from screens import fonts
from screens.input.composition import FEW
from screens.input.editing import is_name
from screens.input.engine import Engine
from screens.input.layouts import Layout
from screens.input.ranking import COMMON, surnames_first
from screens.input.tools import Tools
from screens.input.writer import Writer
from tests.waiting import until


@pytest.fixture
def write(pinyin: Engine) -> Callable[..., tuple[Writer, list[str]]]:
    """A writer over the real engine, its keys typed, and the text that came out of it."""

    def make(keys: str, *, name: bool, drawable: Callable[[str], bool] = lambda _: True) -> tuple[Writer, list[str]]:
        tools, text = Tools(lambda then: then()), list[str]()
        tools.pinyin = pinyin
        writer = Writer(tools, text.append, lambda: None, drawable)
        writer.turn_to(Layout.PINYIN)
        writer.name_before = lambda: "" if name else None
        for key in keys:
            writer.key(key)
            until(lambda: not writer.waiting)
        return writer, text

    return make


@pytest.mark.parametrize("keys", ["li", "lin", "yu", "shi", "fang"])
def test_at_the_beginning_of_a_name_common_surnames_come_first(write: Callable[..., tuple[Writer, list[str]]], keys: str) -> None:
    usual, naming = write(keys, name=False)[0].candidates, write(keys, name=True)[0].candidates
    assert Counter(usual) == Counter(naming)
    first = list(takewhile(lambda text: text[0] in COMMON, naming))
    assert len(first) == sum(text[0] in COMMON for text in usual[:FEW]) > 0


def test_who_turns_elsewhere_gets_the_candidate_that_stood_first(write: Callable[..., tuple[Writer, list[str]]]) -> None:
    writer, text = write("li", name=True)
    first = writer.candidates[0]
    assert first in COMMON
    writer.settle()
    assert text == [first]


def test_what_no_font_has_is_not_offered(write: Callable[..., tuple[Writer, list[str]]]) -> None:
    faces = fonts.load()
    writer, _ = write("zhang", name=False, drawable=lambda text: text != "张" and not faces.missing(text))
    assert "张" in writer.typed.candidates
    assert "张" not in writer.candidates
    assert writer.candidates


@given(st.lists(st.text("李里王往欧阳力丽的", min_size=1, max_size=4), max_size=80), st.integers(FEW, 80))
def test_asking_for_more_moves_nothing_that_is_shown(candidates: list[str], fewer: int) -> None:
    ranked = surnames_first(candidates)
    assert Counter(ranked) == Counter(candidates)
    assert surnames_first(candidates[:fewer]) == ranked[: len(candidates[:fewer])]


def test_a_field_for_a_name_says_so_by_its_label_or_by_the_card() -> None:
    assert is_name(Field(id="spouse", label="配偶的姓名", type=FieldType.TEXT))
    assert is_name(Field(id="who", label="经办人", type=FieldType.TEXT, prefill="card.name"))
    assert not is_name(Field(id="street", label="住址", type=FieldType.TEXT, prefill="card.address"))
