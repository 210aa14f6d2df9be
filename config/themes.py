"""How home groups matters: themes and life events (出生, 上学 … 一生要办的事), built in or put by an administrator beside the matters."""

from __future__ import annotations

from pathlib import Path

import msgspec

from config.problem import MatterError
from config.shape import misfits

DEFAULTS = Path(__file__).with_name("defaults")
THEMES_FILE = "themes.yaml"
LIFE_EVENTS_FILE = "life_events.yaml"


class Theme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A theme or a life event. ``icon`` is one character."""

    id: str
    title: str
    icon: str


class _Themes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    themes: list[Theme]


def load_themes(folder: Path | None = None) -> tuple[Theme, ...]:
    """The themes in ``folder`` where it has a ``themes.yaml``, else the built-in ones. Raises MatterError with all problems."""
    return _load(folder, THEMES_FILE)


def load_life_events(folder: Path | None = None) -> tuple[Theme, ...]:
    """The same of ``life_events.yaml``."""
    return _load(folder, LIFE_EVENTS_FILE)


def _load(folder: Path | None, name: str) -> tuple[Theme, ...]:
    from config.yaml_source import read_yaml  # a start from compiled files does without

    own = folder / name if folder is not None else None
    source = read_yaml(own if own is not None and own.is_file() else DEFAULTS / name)
    data = {"themes": source.data}
    wrong = misfits(data, _Themes)
    if wrong:
        raise MatterError([source.problem(each.path[1:], each.rule, each.message, key=each.key) for each in wrong])
    themes = tuple(msgspec.convert(data, _Themes).themes)
    problems = [
        source.problem((index, "icon"), "theme-icon", f"图标只能是一个字，现在是“{theme.icon}”")
        for index, theme in enumerate(themes)
        if len(theme.icon) != 1
    ]
    ids = [theme.id for theme in themes]
    problems += [
        source.problem((index, "id"), "duplicate-id", f"“{theme.id}”用了两次")
        for index, theme in enumerate(themes)
        if theme.id in ids[:index]
    ]
    if problems:
        raise MatterError(problems)
    return themes
