"""One thing wrong with what an administrator wrote: where, which rule, what to do, and where the rule comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.findings import Severity, findings

__all__ = ["MatterError", "Problem", "Severity", "found", "in_order"]


@dataclass(frozen=True, slots=True)
class Problem:
    """``line`` and ``column`` count from 1; ``rule`` is a stable name; ``message`` is for officials; ``source`` the law, if any."""

    file: Path
    line: int
    column: int
    rule: str
    message: str
    source: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        source = f"（依据：{self.source}）" if self.source else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity}[{self.rule}] {self.message}{source}"


def found(file: Path, line: int, column: int, rule: str, message: str) -> Problem:
    """A breach of one of the rules in ``findings.toml``, with its source and severity. Raises KeyError for a rule that does not stand there."""
    known = findings()[rule]
    return Problem(file, line, column, rule, message, known.source, known.severity)


class MatterError(Exception):
    """One or more files that cannot be used. ``problems`` lists all of them, in file and line order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sorted as people read files."""
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line, problem.column, problem.rule))
