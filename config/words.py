"""What matters of typed text, and what people say for what offices name (白话): ``sayings.yaml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from config.characters import folded
from config.problem import MatterError
from config.shape import misfits
from config.themes import DEFAULTS

SAYINGS_FILE = "sayings.yaml"
_MASK = re.compile(r"[*＊□]+")
_SAME = str.maketrans({"壹": "一"})
"""Converted documents write 壹 for 一."""


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``say``: what people call the matters whose name has ``means`` in it."""

    means: str
    say: list[str]


class Sayings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``fillers``: words of a sentence that tell nothing of the matter (我要, 怎么), longer ones first."""

    sayings: list[Saying] = []
    fillers: list[str] = []

    def of(self, name: str) -> list[str]:
        """What people say for the matter of this name."""
        return [word for saying in self.sayings if saying.means in name for word in saying.say]


def load_sayings(folder: Path | None = None) -> Sayings:
    """The built-in ones, after those of ``folder`` where it has a ``sayings.yaml``. Raises MatterError with all problems."""
    built_in = _read(DEFAULTS / SAYINGS_FILE)
    own = folder / SAYINGS_FILE if folder is not None else None
    if own is None or not own.is_file():
        return built_in
    first = _read(own)
    return Sayings([*first.sayings, *built_in.sayings], list(dict.fromkeys([*first.fillers, *built_in.fillers])))


def _read(path: Path) -> Sayings:
    from config.yaml_source import read_yaml  # a start from compiled files does without

    source = read_yaml(path)
    wrong = misfits(source.data, Sayings)
    if wrong:
        raise MatterError([source.problem(each.path, each.rule, each.message, key=each.key) for each in wrong])
    return msgspec.convert(source.data, Sayings)


def normalise(text: str) -> str:
    """What counts of a text (``folded``) in simplified characters, 壹 as 一; no blanks, no marks."""
    plain = "".join(character for character in folded(text) if character.isalnum())
    return simplified(plain).translate(_SAME)


def masked_parts(text: str) -> list[str]:
    """The readable parts of a text in which characters are masked (``***``), normalised; empty where nothing is masked."""
    parts = [normalise(part) for part in _MASK.split(text)]
    return [part for part in parts if part] if len(parts) > 1 else []


def simplified(text: str) -> str:
    """The text in simplified characters."""
    return text if text.isascii() else str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def without_fillers(text: str, fillers: list[str]) -> str:
    """What is left of a normalised sentence that says more than the matter; the sentence itself where nothing would be left."""
    for filler in fillers:
        text = text.replace(filler, "") or text
    return text
