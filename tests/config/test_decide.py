"""Whether a rule can hold is said only where it is certain; brute force over the answers agrees."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.decide import Known, can_hold
from config.matter import Field, FieldType, Option
from config.rules import RuleError, holds

FIELDS = {
    "kind": Field(id="kind", label="类", type=FieldType.CHOICE, options=[Option(value="a", label="甲"), Option(value="b", label="乙")]),
    "n": Field(id="n", label="数", type=FieldType.NUMBER, min=1, max=6),
    "m": Field(id="m", label="钱", type=FieldType.MONEY, min=1, max=2),
    "yes": Field(id="yes", label="是", type=FieldType.YES_NO),
    "word": Field(id="word", label="字", type=FieldType.TEXT),
    "rows": Field(id="rows", label="行", type=FieldType.GROUP, fields=[]),
}
KNOWN = Known(FIELDS)
ANSWERS: dict[str, tuple[object, ...]] = {
    "kind": (None, "a", "b"),
    "n": (None, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0),
    "yes": (None, True, False),
}
ATOMS = st.one_of(
    st.builds("form.kind {} '{}'".format, st.sampled_from(["==", "!="]), st.sampled_from("abc")),
    st.builds("form.kind in ['{}', '{}']".format, st.sampled_from("abc"), st.sampled_from("abc")),
    st.builds(
        "form.n {} {}".format, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), st.sampled_from(["0", "1.0", "2.5", "4", "6", "9.0"])
    ),
    st.builds("{} {} form.n".format, st.sampled_from(["1.5", "6"]), st.sampled_from(["<", ">="])),
    st.builds("form.{} {} null".format, st.sampled_from(["kind", "n", "yes"]), st.sampled_from(["==", "!="])),
    st.builds("form.yes == {}".format, st.sampled_from(["true", "false"])),
    st.sampled_from(["true", "false"]),
)
RULES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner), st.builds("({} || {})".format, inner, inner), st.builds("!({})".format, inner)
    ),
    max_leaves=6,
)


def by_brute_force(rule: str) -> bool:
    for chosen in product(*ANSWERS.values()):
        context = {"card": {}, "form": dict(zip(ANSWERS, chosen, strict=True)), "agent": False, "today": ""}
        try:
            if holds(rule, context):
                return True
        except RuleError:
            continue
    return False


@settings(max_examples=300, deadline=None)
@given(RULES)
def test_the_decision_is_what_trying_every_answer_gives(rule: str) -> None:
    assert can_hold([rule], KNOWN) is by_brute_force(rule)


@pytest.mark.parametrize(
    ("rule", "can"),
    [
        ("form.n > 6.0", False),
        ("form.n > 5.5", True),
        ("form.n > 2.0 && form.n < 3.0", False),
        ("form.m > 1.5 && form.m < 1.52", True),
        ("form.m > 1.51 && form.m < 1.52", False),
        ("form.m > 2", False),
        ("form.kind == 'c'", False),
        ("form.word == 'anything'", True),
        ("form.word != 'a' && form.word != 'b' && form.word != null", True),
        ("card.age < 60 && card.age >= 60", False),
        ("card.age < 18.5 && card.age > 17", True),
        ("card.age > 200", False),
        ("card.sex == '男'", True),
        ("agent", True),
        ("form.rows == null", True),
        ("form.kind == 'a' ? form.n > 9.0 : form.n > 8.0", False),
    ],
)
def test_ranges_steps_and_texts(rule: str, can: bool) -> None:
    assert can_hold([rule], KNOWN) is can


@pytest.mark.parametrize(
    "rule",
    [
        "form.n + form.m > 1000.0",
        "form.n * 2.0 == 5.0",
        "form.word.startsWith('zz')",
        "length(form.word) > 900",
        "form.word > 'a'",
        "form.rows.exists(r, r.x == 'never')",
        "size(form.rows) > 99",
        "form.n == form.m",
        "form.n > form.m && form.m > form.n",
        "today < '1999-01-01'",
        "'a' in form.rows",
        "fen(form.m) > 999999",
        "form.word == 'it\\'s'",
    ],
)
def test_what_cannot_be_decided_is_not_decided(rule: str) -> None:
    assert can_hold([rule], KNOWN) is None


def test_rules_count_together_and_one_that_is_undecided_saves_none() -> None:
    assert can_hold(["form.kind == 'a'", "form.kind == 'b'"], KNOWN) is False
    assert can_hold(["form.kind == 'a'", "length(form.word) > 3"], KNOWN) is None
    assert can_hold(["form.kind == 'c'", "length(form.word) > 3"], KNOWN) is False
    assert can_hold(["true"], KNOWN) is True


def test_nobody_acts_for_another_where_the_matter_does_not_allow_it_and_what_is_never_asked_stays_empty() -> None:
    assert can_hold(["agent"], Known(FIELDS, agent=False)) is False
    assert can_hold(["form.yes == true"], Known(FIELDS, never=frozenset(["yes"]))) is False


def test_more_combinations_than_can_be_tried_are_left_alone() -> None:
    many = {f"n{number}": Field(id=f"n{number}", label="数", type=FieldType.NUMBER, max=9) for number in range(9)}
    assert can_hold([" && ".join(f"form.n{number} > 9.0" for number in range(9))], Known(many)) is None
