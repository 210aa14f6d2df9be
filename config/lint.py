"""Lint of files and folders: everything wrong with matters, their themes and the holiday arrangement, at once; in several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from config.holidays import holiday_problems
from config.lint_catalogue import Listed, lint_catalogue, listed
from config.lint_matter import lint_matter
from config.load import examine, matter_files
from config.problem import MatterError, Problem, Severity, in_order
from config.themes import load_themes

__all__ = ["Linted", "lint_catalogue", "lint_matter", "lint_paths"]

_WORTH_A_PROCESS = 200
"""Files below which starting processes takes longer than it saves."""
_AT_ONCE = 50
HOLIDAYS = "holidays"
MATTERS = "matters"


@dataclass(frozen=True, slots=True)
class Linted:
    """The files looked at and every problem, warnings included, in order of file and line."""

    files: tuple[Path, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> int:
        """How many of the problems keep the matters out."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def lint_paths(paths: Iterable[Path], workers: int = 2, today: date | None = None) -> Linted:
    """Everything wrong with matters: files, folders of matters, or folders that hold ``matters/`` and ``holidays/``.

    Large catalogues are read by ``workers`` processes. Without ``today`` nothing is said about days that have passed and about the years
    the holiday arrangement covers. Raises OSError where a file or folder cannot be read.
    """
    files: list[Path] = []
    themes: set[str] = set()
    problems: list[Problem] = []
    for path in paths:
        folder = path / MATTERS if (path / MATTERS).is_dir() else path
        files += matter_files(folder) if folder.is_dir() else [folder]
        try:
            themes.update(theme.id for theme in load_themes(folder if folder.is_dir() else folder.parent))
        except MatterError as error:
            problems += error.problems
        if path.is_dir():
            problems += _calendar(path, folder, today)
    files = list(dict.fromkeys(files))
    matters: list[Listed] = []
    for head, found in _examined(files, workers, today):
        problems += found
        if head is not None:
            matters.append(head)
    problems += lint_catalogue(matters, themes)
    return Linted(tuple(files), tuple(in_order(dict.fromkeys(problems))))


def _calendar(path: Path, folder: Path, today: date | None) -> list[Problem]:
    """What is wrong with the holiday arrangement that belongs to a folder: its own, or the built-in one."""
    own = next((each for each in (path / HOLIDAYS, folder.parent / HOLIDAYS) if each.is_dir()), None)
    return holiday_problems(own, today)


def _examined(files: Sequence[Path], workers: int, today: date | None) -> list[tuple[Listed | None, list[Problem]]]:
    look = partial(_look, today=today)
    if workers < 2 or len(files) < _WORTH_A_PROCESS:
        return [look(file) for file in files]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(look, files, chunksize=_AT_ONCE))


def _look(file: Path, today: date | None) -> tuple[Listed | None, list[Problem]]:
    matter, source, problems = examine(file, today)
    return (listed(matter, source) if matter is not None and source is not None else None), problems
