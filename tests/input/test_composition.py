"""What has been typed but is not yet text: never lost, never doubled, whatever order keys and answers come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens.input.composition import FEW, MOST_KEYS, Composition, Pick


def told(commit: str = "", used: int = 0, **more: object) -> dict[str, object]:
    return {"preedit": "", "preview": "", "candidates": [], "commit": commit, "used": used, **more}


def typed(keys: str) -> Composition:
    made = Composition()
    for key in keys:
        made = made.type(key)
    return made


def test_keys_that_the_engine_has_not_seen_yet_stand_behind_what_it_wrote() -> None:
    asked = typed("zha")
    later = asked.type("n").type("g")
    shown, text = later.answer(asked.steps, told(preedit="zha", candidates=["炸"]))
    assert (shown.shown, text) == ("zhang", "")
    assert shown.waiting


def test_what_was_typed_after_a_finished_word_begins_the_next() -> None:
    asked = typed("zhang").pick("张")
    later, text = asked.type("s").answer(asked.steps, told("张", 6))
    assert text == "张"
    assert later.steps == ("s",)


def test_an_answer_to_what_was_taken_back_changes_nothing() -> None:
    asked = typed("zhang").pick("张")
    back = asked.backspace().type("a")
    assert back.answer(asked.steps, told("张", 6)) == (back, "")


def test_settling_takes_the_preview_and_without_one_the_letters() -> None:
    asked = typed("danyuan")
    answered, _ = asked.answer(asked.steps, told(preedit="dan yuan", preview="单元"))
    assert answered.settled == "单元"
    assert asked.settled == "danyuan"
    assert answered.type("h").settled == "danyuanh"


def test_more_is_asked_for_only_where_there_may_be_more() -> None:
    full, _ = typed("a").answer(("a",), told(candidates=["啊"] * FEW))
    assert full.more().most > full.most
    assert full.more().waiting
    few, _ = typed("a").answer(("a",), told(candidates=["啊"]))
    assert few.more() is few


def test_a_stuck_key_stops() -> None:
    assert len(typed("a" * 500).steps) == MOST_KEYS


@given(st.lists(st.one_of(st.sampled_from("abcz"), st.just("<"), st.sampled_from("张三").map(Pick)), max_size=30))
def test_backspace_undoes_exactly_one_step(moves: list[str | Pick]) -> None:
    made = Composition()
    expected: list[str | Pick] = []
    for move in moves:
        if move == "<":
            made = made.backspace()
            del expected[-1:]
        elif isinstance(move, Pick):
            made = made.pick(move.text)
            expected.append(move)
        else:
            made = made.type(move)
            expected.append(move)
    assert made.steps == tuple(expected[: len(made.steps)])
    assert len(made.steps) == len(expected)
