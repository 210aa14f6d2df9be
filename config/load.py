"""From files to matters: strict YAML, the typed model, lint. What cannot be shown to citizens is refused, with every reason."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from config.lint_catalogue import Listed, lint_catalogue, listed
from config.lint_matter import lint_matter
from config.matter import Matter
from config.problem import MatterError, Problem, Severity, in_order
from config.shape import Misfit, misfits
from config.themes import LIFE_EVENTS_FILE, THEMES_FILE, Theme, load_themes
from config.words import SAYINGS_FILE
from config.yaml_source import Source, read_yaml

_NO_MATTERS = (THEMES_FILE, LIFE_EVENTS_FILE, SAYINGS_FILE)
"""The YAML files in a folder of matters that are none."""


def load_matter(path: Path) -> Matter:
    """The matter in ``path``. Raises MatterError listing every problem with file, line and column; OSError where it cannot be read."""
    matter, _source, problems = examine(path)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if matter is None or errors:
        raise MatterError(errors)
    return matter


def load_folder(folder: Path) -> tuple[Matter, ...]:
    """Every matter of ``folder`` (``*.yaml``, ``*.yml``, below it too), in order of path.

    One bad matter refuses the whole folder: MatterError. Raises OSError where the folder or a file cannot be read.
    """
    matters, problems = examine_files(matter_files(folder), load_themes(folder))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise MatterError(errors)
    return matters


def matter_files(folder: Path) -> list[Path]:
    """The files of ``folder`` that should hold matters."""
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    found = (path for path in folder.rglob("*") if path.suffix in (".yaml", ".yml") and path.name not in _NO_MATTERS and path.is_file())
    return sorted(found)


def matter_with_code(folder: Path, code: str) -> Matter:
    """The matter of ``folder`` with this 实施编码. Raises MatterError, OSError, FileNotFoundError where there is none."""
    for path in matter_files(folder):
        if code in path.read_text("utf-8", errors="replace") and (matter := load_matter(path)).code == code:
            return matter
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))


def examine(path: Path, today: date | None = None) -> tuple[Matter | None, Source | None, list[Problem]]:
    """The matter where the file has its shape, the parsed source where it is YAML, and all problems of this file, warnings included."""
    try:
        source = read_yaml(path)
    except MatterError as error:
        return None, None, list(error.problems)
    try:
        matter = msgspec.convert(source.data, Matter)
    except msgspec.ValidationError:
        return None, source, in_order([_misfit(each, source) for each in misfits(source.data, Matter)])
    return matter, source, in_order(lint_matter(matter, source, today))


def _misfit(each: Misfit, source: Source) -> Problem:
    """A value that does not fit, under its own name where the matter has no code at all."""
    missing = each.rule == "missing-key" and (each.path == ("codes",) or (each.path == () and each.message == "缺少“codes”"))
    return source.problem(each.path, "no-code" if missing else each.rule, each.message, key=each.key)


def examine_files(paths: Sequence[Path], themes: Sequence[Theme]) -> tuple[tuple[Matter, ...], list[Problem]]:
    """Those of ``paths`` that have a matter's shape, and all problems, of each file and of all together."""
    matters: list[Matter] = []
    heads: list[Listed] = []
    problems: list[Problem] = []
    for path in paths:
        matter, source, found = examine(path)
        problems += found
        if matter is not None and source is not None:
            matters.append(matter)
            heads.append(listed(matter, source))
    problems += lint_catalogue(heads, {theme.id for theme in themes})
    return tuple(matters), in_order(problems)
