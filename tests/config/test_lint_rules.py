"""Rules are checked against the form they read: rows of a group, chosen options, addresses, what comes later, and what they cost."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from config.limits import limits
from config.load import examine
from config.rules import compile_rule, evaluate, make_context
from tests.config.broken import swap, write
from tests.config.test_corpus import GOOD

OWNERS = (GOOD / "several_applicants.yaml").read_text("utf-8")
CHANGES = (GOOD / "enterprise_change.yaml").read_text("utf-8")
UNIQUE = "form.owners.all(m, form.owners.exists_one(n, n.number == m.number))"
WITH_ITEMS = "form.items != null && 'name' in form.items"


def told(folder: Path, text: str, old: str, new: str) -> list[tuple[str, str]]:
    _matter, _source, problems = examine(write(folder, swap(text, old, new)[0]))
    return [(problem.rule, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("rule", "finding", "word"),
    [
        ("form.owners.all(m, m.age > 5.0)", "unknown-field", "没有 age"),
        ("form.owners.all(m, m.name == 'x' || m.nmae == 'y')", "unknown-field", "没有 nmae"),
        ("form.owners.all(m, m.name > 5.0)", "rule", "类型"),
        ("form.owners.all(m, m.share)", "rule", "类型"),
        ("form.owners[0].name == 'x'", "rule", "数值超出范围"),
        ("form.owners == 5.0 || form.owners.size() + 'x' == ''", "rule", "类型"),
        ("form.place.street == 'x'", "unknown-field", "form.place 里没有 street"),
        ("form.rent.region == 'x'", "unknown-field", "form.rent 里没有 region"),
        ("size(form.rent) > 1", "rule", "size 只数"),
        ("form.rent.all(m, m == 'x')", "rule", "类型"),
        ("size(form.owners)", "rule", "“是”或“否”"),
        ("form.owners.all(m, m.name.size() > 2)", "rule", "size 只数"),
        ("size('abc') == 3", "rule", "size 只数"),
    ],
)
def test_a_rule_over_rows_is_checked_against_the_rows(tmp_path: Path, rule: str, finding: str, word: str) -> None:
    found = told(tmp_path, OWNERS, f"rule: {UNIQUE}", f'rule: "{rule}"')
    assert [name for name, _message in found] == [finding], found
    assert word in found[0][1]


@pytest.mark.parametrize(
    "rule",
    [
        "form.owners.all(m, m.share >= 1.0)",
        "form.owners.exists(m, m.name == card.name) && size(form.owners) <= 10",
        "form.owners.filter(m, m.share > 50.0).size() <= 1",
        "form.place == null || form.place.region.startsWith('33')",
        "form.place != null && form.place.detail != ''",
        "agent || form.owners.map(m, m.number).size() == form.owners.size()",
        "fen(form.rent) == null || fen(form.rent) < 10000000",
    ],
)
def test_what_rows_and_addresses_have_can_be_asked(tmp_path: Path, rule: str) -> None:
    assert told(tmp_path, OWNERS, f"rule: {UNIQUE}", f'rule: "{rule}"') == []


def test_rows_that_may_be_half_filled_are_tried_so_where_the_rule_shows_something(tmp_path: Path) -> None:
    found = told(
        tmp_path, OWNERS, "    when: size(form.owners) > 1\ncommitments", "    when: form.owners.exists(m, m.share > 50.0)\ncommitments"
    )
    assert [name for name, _message in found] == ["rule"]
    fine = "    when: form.owners.exists(m, m.share != null && m.share > 50.0)\ncommitments"
    assert told(tmp_path, OWNERS, "    when: size(form.owners) > 1\ncommitments", fine) == []


def test_chosen_options_may_be_none_yet(tmp_path: Path) -> None:
    found = told(tmp_path, CHANGES, f"    when: {WITH_ITEMS}", "    when: \"'name' in form.items\"")
    assert found[0][0] == "rule"
    assert "没填的：items" in found[0][1]


def test_a_group_that_may_not_apply_is_tried_as_null(tmp_path: Path) -> None:
    hidden, _line = swap(OWNERS, "    heading: 共有人\n", "    heading: 共有人\n    when: form.rent != null\n")
    found = told(tmp_path, hidden, "    title: 出租的房屋在哪里？", "    title: 出租的房屋在哪里呢？")
    assert {name for name, _message in found} == {"rule"}
    assert all("没填的：owners" in message for _name, message in found)


def test_a_page_whose_condition_nobody_meets_and_what_depends_on_it_are_told_once(tmp_path: Path) -> None:
    found = told(tmp_path, CHANGES, f"    when: {WITH_ITEMS}", "    when: form.delivery == 'courier'")
    assert [name for name, _message in found] == ["reads-later"]
    early, _line = swap(
        CHANGES,
        "options:\n          - {value: name",
        "options:\n          - {value: nothing, label: 没有, when: card.age < 5 && card.age > 6}\n          - {value: name",
    )
    found = told(tmp_path, early, f"    when: {WITH_ITEMS}", "    when: card.age < 0")
    assert sorted(name for name, _message in found) == ["rule-never-true", "unreachable-page"]


def test_the_dearest_rule_anybody_can_write_takes_less_than_a_frame() -> None:
    rows = [{"number": f"{number:018}", "share": 1.0} for number in range(limits().sizes.group_rows)]
    part = "form.m.all(a, form.m.exists_one(b, b.number == a.number))"
    dearest = f"{part} && {part}"
    compile_rule(dearest)
    known = make_context(None, {"m": rows}, date(2026, 3, 2))
    took = []
    for _run in range(15):
        start = time.perf_counter()
        assert evaluate(dearest, known) is True
        took.append(time.perf_counter() - start)
    assert min(took) < 1 / 60
