"""How ``kiosk matters`` prints problems and documents."""

from __future__ import annotations

import json
from typing import Any

from config.problem import Problem


def problem_row(problem: Problem) -> dict[str, Any]:
    """A problem as the command line prints it with ``--json``."""
    return {
        "file": str(problem.file),
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "rule": problem.rule,
        "message": problem.message,
        "source": problem.source,
    }


def print_json(document: object) -> None:
    """One document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))
