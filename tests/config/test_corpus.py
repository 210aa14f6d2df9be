"""Each rule of lint fires on its file of the broken corpus, alone; nothing is found in the good corpus; every rule has a file and a use."""

from __future__ import annotations

import ast
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import config
from config.findings import Scope, Severity, findings
from config.holidays import holiday_problems
from config.lint import Linted, lint_paths
from config.problem import MatterError, Problem
from config.themes import load_themes

CORPUS = Path(__file__).parent / "corpus"
GOOD, BROKEN = CORPUS / "good", CORPUS / "broken"
TODAY = date(2026, 3, 2)
LATE = date(2026, 12, 1)
"""A day on which next year's holidays are needed soon."""


def found_in(rule: str, folder: Path) -> tuple[Problem, ...]:
    """What lint says of the broken file of ``rule``; where it is no matter, its fellows are the built-in ones."""
    file = BROKEN / f"{rule}.yaml"
    match findings()[rule].scope:
        case Scope.MATTER:
            return lint_paths([file], today=TODAY).problems
        case Scope.CATALOGUE:
            return lint_paths([GOOD / "base.yaml", file] if "duplicate" in rule else [file], today=TODAY).problems
        case Scope.THEMES:
            shutil.copy(file, folder / "themes.yaml")
            with pytest.raises(MatterError) as caught:
                load_themes(folder)
            return caught.value.problems
        case Scope.HOLIDAYS:
            shutil.copy(file, folder / "2026.yaml")
            return tuple(holiday_problems(folder, LATE))


def test_there_is_one_broken_file_for_every_rule_and_none_besides() -> None:
    assert {file.stem for file in BROKEN.glob("*.yaml")} == set(findings())


@pytest.mark.parametrize("rule", findings())
def test_exactly_this_rule_fires_with_its_place_its_severity_and_its_source(rule: str, tmp_path: Path) -> None:
    problems = found_in(rule, tmp_path)
    assert {problem.rule for problem in problems} == {rule}, [str(problem) for problem in problems]
    for problem in problems:
        assert (problem.severity, problem.source) == (findings()[rule].severity, findings()[rule].source)
        assert problem.message
        assert problem.line >= 1
        assert problem.column >= 1
        if problem.file.exists():
            assert problem.line <= problem.file.read_bytes().count(b"\n") + 1


def test_nothing_is_found_in_the_good_corpus() -> None:
    linted = lint_paths([GOOD], today=TODAY)
    assert linted.problems == ()
    assert len(linted.files) == 5


def test_every_rule_that_is_spoken_of_in_the_code_is_known() -> None:
    known, spoken = set(findings()), set[str]()
    for file in Path(config.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in ("problem", "found", "Misfit"):
                words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                spoken.update(word for word in words if re.fullmatch("[a-z0-9-]+", word))
    assert spoken <= known
    assert len(spoken) > 80


def test_a_large_catalogue_is_read_by_two_processes_with_the_same_findings(tmp_path: Path) -> None:
    text = (BROKEN / "catch-all-material.yaml").read_text("utf-8")
    for number in range(220):
        copy = text.replace("332060001000", f"33206{number:04d}000").replace("图书馆读者证办理", f"图书馆读者证办理{number}")
        (tmp_path / f"m{number:03d}.yaml").write_text(copy, "utf-8")
    one, two = lint_paths([tmp_path], workers=1), lint_paths([tmp_path], workers=2)
    assert one == two
    assert [problem.rule for problem in two.problems] == ["catch-all-material"] * 220


def test_errors_keep_a_matter_out_and_warnings_do_not() -> None:
    def linted(rule: str) -> Linted:
        return lint_paths([BROKEN / f"{rule}.yaml"], today=TODAY)

    assert linted("secret-enabled").errors == 1
    assert findings()["promised-over-half"].severity is Severity.WARNING
    assert linted("promised-over-half").errors == 0
