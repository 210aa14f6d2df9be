"""docs/accessibility.md keeps its word: every test it names exists, every clause it must name is there, and what is not met says why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/accessibility.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]
ROWS = [row for row in ROWS if row[0] not in ("clause", "criterion", "article", "number", "what")]
CLAUSES = [*(f"5.1.3.{number}" for number in range(1, 17)), "5.1.2.2", "5.1.4", "5.1.5", "5.1.6.1", "5.1.6.2", "5.1.7", "5.2", "5.3", "5.4"]
CLAUSES += ["5.5.1", "5.5.2", "5.6.1", "5.6.2", "5.7", "5.8", "5.9", "8.3.2", "8.3.3", "8.3.4", "8.4.1", "8.4.2", "8.4.3", "8.5"]
OTHERS = ("a matter of", "not met", "not proved", "the site")


def names(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[a-z0-9_/]+\.py)::(test_\w+)`", TEXT)
    assert len(named) > 40
    assert [f"{file}::{test}" for file, test in named if not (ROOT / file).exists() or test not in names(ROOT / file)] == []


def test_every_row_has_its_test_or_says_why_not() -> None:
    assert [row for row in ROWS if "::test_" not in row[-1] and not any(reason in " ".join(row) for reason in OTHERS)] == []


def test_every_clause_stands_there_once() -> None:
    first = [row[0] for row in ROWS]
    assert [clause for clause in CLAUSES if first.count(clause) != 1] == []
