"""Lint between matters: codes and names used twice, themes that do not exist, limits that are not short enough."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from config.matter import Matter
from config.periods import surely_longer
from config.problem import Problem, found
from config.yaml_source import Source

_HALF = 0.5

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Listed:
    """What the catalogue has to know of one matter, and where it stands in its file: small enough to pass between processes."""

    file: Path
    code: str
    name: str
    themes: tuple[str, ...]
    slow: str
    """why the promised limit is not short enough, if so"""
    code_at: Spot
    name_at: Spot
    themes_at: tuple[Spot, ...]
    limit_at: Spot


def listed(matter: Matter, source: Source) -> Listed:
    """The part of ``matter`` that is compared with others."""
    return Listed(
        source.file,
        matter.code,
        matter.name,
        tuple(matter.themes),
        _slow(matter),
        source.place(("codes", "implementation")),
        source.place(("name",)),
        tuple(source.place(("themes", index)) for index in range(len(matter.themes))),
        source.place(("promised_limit",)),
    )


def lint_catalogue(matters: Iterable[Listed], themes: Collection[str]) -> Iterator[Problem]:
    """What is wrong between matters."""
    codes: dict[str, Path] = {}
    names: dict[str, Path] = {}
    for matter in matters:
        if first := codes.get(matter.code):
            yield found(matter.file, *matter.code_at, "duplicate-code", f"实施编码 {matter.code} 已经用在 {first.name}")
        if first := names.get(matter.name):
            yield found(matter.file, *matter.name_at, "duplicate-name", f"“{matter.name}”已经用在 {first.name}")
        codes.setdefault(matter.code, matter.file)
        names.setdefault(matter.name, matter.file)
        for theme, spot in zip(matter.themes, matter.themes_at, strict=True):
            if theme not in themes:
                yield found(matter.file, *spot, "unknown-theme", f"没有主题“{theme}”，能用的是 {'、'.join(sorted(themes))}")
        if matter.slow:
            yield found(matter.file, *matter.limit_at, "promised-over-half", matter.slow)


def _slow(matter: Matter) -> str:
    promised, statutory = matter.promised_limit, matter.statutory_limit
    if promised.note.strip() or not surely_longer(promised, statutory, _HALF):
        return ""
    return f"承诺 {promised.value}，法定 {statutory.value}（{statutory.unit.value}）：超过一半，能缩短请缩短，不能的在 note 里写原因"
