"""Characters written by hand are read, several beside each other too; the model is loaded in a process of its own, once somebody writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screens import fonts, penmanship
from screens.input.engine import Engine
from screens.input.handwriting import MARGIN, SIDE, placed
from screens.input.tools import Tools
from tests.input.asking import ask


def written(text: str) -> list[list[list[float]]]:
    font = fonts.load().regular
    return [[[x + index * 1.1, y] for x, y in line] for index, character in enumerate(text) for line in penmanship.strokes(character, font)]


def read(engine: Engine, text: str) -> list[str]:
    told = ask(engine, {"strokes": written(text), "most": 12})
    assert told is not None, engine.failure
    return list(told["candidates"])


@pytest.mark.parametrize("character", list("张王李龙国示䶮一"))
def test_a_character_is_read(handwriting: Engine, character: str) -> None:
    assert read(handwriting, character)[0] == character


def test_the_order_of_the_strokes_does_not_matter(handwriting: Engine) -> None:
    told = ask(handwriting, {"strokes": written("静")[::-1], "most": 12})
    assert told
    assert told["candidates"][0] == "静"


def test_several_characters_beside_each_other_are_read_together(handwriting: Engine) -> None:
    assert read(handwriting, "张三丰")[0] == "张三丰"


def test_a_rare_character_stands_among_the_candidates(handwriting: Engine) -> None:
    assert "㛃" in read(handwriting, "㛃")[:5]


def test_the_model_is_loaded_only_once_somebody_writes(tmp_path: Path) -> None:
    tools = Tools(lambda then: then())
    assert tools.handwriting.pid is None
    tools.close()


def test_a_dot_and_nothing_are_no_faults(handwriting: Engine) -> None:
    assert ask(handwriting, {"strokes": [[[0.5, 0.5]]], "most": 5}) is not None
    assert ask(handwriting, {"strokes": [], "most": 5}) == {"candidates": []}


@given(st.lists(st.lists(st.tuples(st.floats(0, 4), st.floats(0, 1)), min_size=1, max_size=6), min_size=1, max_size=6))
def test_whatever_is_drawn_lies_within_its_picture(strokes: list[list[tuple[float, float]]]) -> None:
    lines, width = placed([[list(point) for point in stroke] for stroke in strokes])
    assert SIDE <= width <= 40 * SIDE
    for x, y in (point for line in lines for point in line):
        assert MARGIN - 1 <= x <= width - MARGIN + 1
        assert MARGIN - 1 <= y <= SIDE - MARGIN + 1
