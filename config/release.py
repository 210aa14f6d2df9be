"""Whether an administrator's folder may become a release: the same checks a terminal makes, and lint, with every problem at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.bundle import Bundle, BundleError, collect
from config.lint import lint_paths
from config.policy import load_policy
from config.problem import MatterError, Problem, Severity
from config.templates import template_problems


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found. ``bundle`` is None as soon as there is one error; ``problems`` holds the warnings too, ``stray`` what has no place."""

    bundle: Bundle | None
    problems: tuple[Problem, ...]
    stray: tuple[str, ...]

    @property
    def errors(self) -> int:
        """How many of all of them stand in the way."""
        return len(self.stray) + sum(problem.severity is Severity.ERROR for problem in self.problems)


def examine_release(folder: Path, version: str, today: date | None = None) -> Examined:
    """Everything about ``folder`` (``matters/``, ``holidays/`` …) as release ``version``; with ``today``, also whether its year has holidays.

    Raises OSError where it cannot be read.
    """
    stray: tuple[str, ...] = ()
    bundle: Bundle | None = None
    try:
        bundle = collect(folder, version)
    except BundleError as error:
        stray = tuple(str(error).split("\n"))
    problems = list(lint_paths([folder], today=today).problems) if (folder / "matters").is_dir() else []
    try:
        load_policy(folder)
    except MatterError as error:
        problems += error.problems
    problems += template_problems(folder / "papers")
    found = Examined(bundle, tuple(problems), stray)
    return Examined(None, found.problems, stray) if found.errors else found


def next_version(today: date, releases: tuple[str, ...]) -> str:
    """The next version of a day: ``2026.11.20-1`` for its first release."""
    day = f"{today:%Y.%m.%d}"
    numbers = [int(version.partition("-")[2]) for version in releases if version.startswith(f"{day}-")]
    return f"{day}-{max(numbers, default=0) + 1}"
