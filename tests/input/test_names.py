"""A name is offered whole, from how often characters stand in names; and the same keys give the same names to everybody."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens.input import names
from screens.input.composition import FEW
from screens.input.engine import Engine
from screens.input.layouts import Layout
from screens.input.names import Naming
from screens.input.ranking import is_surname
from screens.input.tools import Tools
from screens.input.writer import Writer
from tests.waiting import until

Write = Callable[..., tuple[Writer, list[str]]]


@pytest.fixture
def write(pinyin: Engine) -> Write:
    """A writer in the field of a name over the real engine, and the text that came out of it."""

    def make(keys: str, before: str = "") -> tuple[Writer, list[str]]:
        tools, text = Tools(lambda then: then()), list[str]()
        tools.pinyin = pinyin
        writer = Writer(tools, text.append, lambda: None)
        writer.turn_to(Layout.PINYIN)
        writer.name_before = lambda: before + "".join(text)
        for key in keys:
            writer.key(key)
        until(lambda: not writer.waiting)
        return writer, text

    return make


@pytest.mark.parametrize(
    ("keys", "name"),
    [("wangjianguo", "王建国"), ("lixiuying", "李秀英"), ("ouyangzhiqiang", "欧阳志强"), ("zhangwei", "张伟"), ("lvjianhua", "吕建华")],
)
def test_a_name_is_among_the_first(write: Write, keys: str, name: str) -> None:
    writer, text = write(keys)
    assert name in writer.candidates[: names.FIRST]
    writer.choose(name)
    until(lambda: bool(text))
    assert (text, writer.busy) == ([name], False)


def test_behind_the_names_the_surname_can_be_chosen_alone_and_then_the_given_name(write: Write) -> None:
    writer, text = write("wangxiuying")
    assert "王" in writer.candidates[:5]
    writer.choose("王")
    until(lambda: not writer.waiting)
    assert writer.candidates[0] == "秀英"
    assert "秀" in writer.candidates[:8]
    writer.choose("秀")
    until(lambda: not writer.waiting)
    assert writer.candidates[0] == "英"
    writer.choose("英")
    until(lambda: bool(text))
    assert text == ["王秀英"]


def test_a_given_name_follows_a_surname_that_stands_in_the_field(write: Write) -> None:
    writer, _ = write("xiuying", before="王")
    assert writer.candidates[0] == "秀英"
    writer, _ = write("xiuying", before="地址在")
    assert writer.candidates == writer.typed.candidates


def test_keys_that_came_after_the_names_were_shown_begin_the_next_word(write: Write) -> None:
    writer, text = write("wangjianguo")
    composed = next(name for name in writer.candidates if name not in writer.typed.candidates)
    writer.typed = writer.typed.type("x")
    writer.choose(composed)
    assert text == [composed]
    assert writer.typed.steps == ("x",)


def test_who_turns_elsewhere_gets_the_name_that_stood_first(write: Write) -> None:
    writer, text = write("zhaoxiuzhen")
    first = writer.candidates[0]
    writer.settle()
    assert text == [first]


def test_pinyin_that_is_no_name_is_left_to_the_engine(write: Write) -> None:
    writer, _ = write("zhejiangshengningboshi")
    assert writer.candidates[0] == "浙江省宁波市"


SYLLABLES = st.lists(st.sampled_from(["wang", "li", "ou", "yang", "xiu", "ying", "jian", "guo", "lv", "x", "zzz"]), min_size=1, max_size=6)


@given(SYLLABLES, st.sampled_from(["", "王", "欧阳", "王秀", "地址"]))
def test_a_name_has_a_character_for_every_syllable_and_begins_with_a_surname(syllables: list[str], before: str) -> None:
    found = Naming(before, tuple(syllables)).names()
    assert all(len(name) == len(syllables) for name in found)
    assert len(set(found)) == len(found)
    if not before:
        assert all(is_surname(name[:1]) or is_surname(name[:2]) for name in found)


@given(st.lists(st.sampled_from("王秀英建国李丽的一往望"), unique=True, max_size=11), st.integers(FEW, 60))
def test_asking_for_more_moves_nothing_that_is_shown(candidates: list[str], fewer: int) -> None:
    many = [*candidates, *(chr(0x4E00 + index) for index in range(60))]
    naming = Naming("", ("wang", "xiu", "ying"))
    few, all_of_them = naming.offered(many[:fewer]), naming.offered(many)
    assert all_of_them[: len(few)] == few
    assert set(many) <= set(all_of_them)


def test_the_table_names_its_sources() -> None:
    with gzip.open(names.TABLE, "rt", encoding="utf-8") as file:
        assert "MIT" in next(file)
