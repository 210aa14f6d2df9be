"""Whatever an administrator makes of a good file, lint answers with problems that have a place, and never fails itself."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.findings import findings
from config.load import examine
from tests.config.broken import write
from tests.config.test_corpus import GOOD

FILES = {file.stem: file.read_text("utf-8").split("\n") for file in sorted(GOOD.glob("*.yaml"))}
ODD = [
    '""',
    '" "',
    "[]",
    "{}",
    "null",
    "true",
    "-1",
    "0",
    "1e999",
    "999999999999999999",
    "0.5",
    '"form.x"',
    '"form.owners.all("',
    "\"card.age >= 'x'\"",
    '"size()"',
    '"form.owners.all(m, m)"',
    "'\"'",
    "group",
    "several",
    "choice",
    "../../x.png",
    "2026-02-30",
    "instant",
    '"(((((((((((((((((((((("',
    '"\\u202e"',
    "[a, a]",
    "[{}]",
]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_a_few_lines_is_answered(tmp_path: Path, data: st.DataObject) -> None:
    lines = list(FILES[data.draw(st.sampled_from(sorted(FILES)))])
    for _change in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(1, len(lines) - 1))
        key, colon, _value = lines[at].partition(": ")
        match data.draw(st.sampled_from(["value", "drop", "repeat", "inner"])):
            case "value" if colon:
                lines[at] = f"{key}: {data.draw(st.sampled_from(ODD))}"
            case "drop":
                del lines[at]
            case "repeat":
                lines.insert(at, lines[at])
            case _:
                before, middle, after = lines[at].rpartition(", ")
                lines[at] = f"{before}{middle}{data.draw(st.sampled_from(['x: 1', 'min: 9', 'when: agent', 'type: group']))}, {after}"
    text = "\n".join(lines)
    _matter, _source, problems = examine(write(tmp_path, text))
    assert all(problem.rule in findings() for problem in problems)
    assert all(1 <= problem.line <= text.count("\n") + 2 and problem.column >= 1 for problem in problems)
