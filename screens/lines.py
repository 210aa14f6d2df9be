"""Lines that one face alone cannot draw: rare characters, joined Uyghur, stacked Tibetan, both directions in one line.

Drawn with Pillow and raqm, which shape letters; everything else is drawn by Kivy's own provider, which is faster and cannot.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

from screens.fonts import BASE, Fonts, Run
from screens.theme import Style

THICKENED = 0.022
"""Stroke added to a bold letter of a face without a bold file, as part of the size."""

SPARE = 0.3
"""Room above and below for letters that stack, as part of the size."""

_BACKWARDS = {"R", "AL"}
_WITH_JOINERS = re.compile(".[\u200b-\u200d\u2060\ufeff]*", re.DOTALL)


class Lines:
    """Measures and draws mixed lines. ``mirrored``: the line as a whole runs from right to left."""

    def __init__(self, fonts: Fonts, *, mirrored: bool = False) -> None:
        self._fonts, self._mirrored = fonts, mirrored
        self._faces: dict[tuple[int, bool, int], ImageFont.FreeTypeFont] = {}

    def width(self, text: str, style: Style) -> int:
        """The width of one line in pixels."""
        return round(sum(self._length(run, backwards, style) for run, backwards in self._parts(text)))

    def draw(self, text: str, style: Style) -> Image.Image:
        """One line in white on nothing. Its base line lies where that of a plain line of the same style lies around the middle."""
        parts = self._parts(text)
        lengths = [self._length(run, backwards, style) for run, backwards in parts]
        ascent, descent = self._face(BASE, style).getmetrics()
        spare = round(SPARE * style.size) if any(run.face != BASE for run, _ in parts) else 0
        mask = Image.new("L", (max(1, round(sum(lengths))), ascent + descent + 2 * spare), 0)
        pen, left = ImageDraw.Draw(mask), 0.0
        for (run, backwards), length in zip(parts, lengths, strict=True):
            thick = self._thickening(run.face, style)
            pen.text(
                (left, spare + ascent),
                run.text,
                fill=255,
                font=self._face(run.face, style),
                anchor="ls",
                direction="rtl" if backwards else "ltr",
                stroke_width=thick,
            )
            left += length
        white = Image.new("RGBA", mask.size, (255, 255, 255, 0))
        white.putalpha(mask)
        return white

    def _parts(self, text: str) -> list[tuple[Run, bool]]:
        """The runs from left to right as they are seen, each with whether it runs backwards."""
        return [
            (run, backwards)
            for part, backwards in directed(text, mirrored=self._mirrored)
            for run in (reversed(self._fonts.runs(part)) if backwards else self._fonts.runs(part))
        ]

    def _length(self, run: Run, backwards: bool, style: Style) -> float:
        return self._face(run.face, style).getlength(run.text, direction="rtl" if backwards else "ltr")

    def _thickening(self, face: int, style: Style) -> float:
        thin = style.bold and face != BASE and self._fonts.others[face - 1].bold is None
        return THICKENED * style.size if thin else 0

    def _face(self, face: int, style: Style) -> ImageFont.FreeTypeFont:
        key = (face, style.bold, style.size)
        if key not in self._faces:
            path = self._fonts.path(style.bold, face)
            self._faces[key] = ImageFont.truetype(str(path), style.size, layout_engine=ImageFont.Layout.RAQM)
        return self._faces[key]


def directed(text: str, *, mirrored: bool = False) -> list[tuple[str, bool]]:
    """The parts of one line in the order they are seen from the left (Unicode's bidirectional algorithm), each with whether it runs backwards."""
    if not any(unicodedata.bidirectional(character) in _BACKWARDS for character in text):
        return [(text, False)]
    parts = [("".join(each for each, _ in same), level) for level, same in groupby(_levelled(text, mirrored), lambda each: each[1])]
    highest, lowest = max(level for _, level in parts), min((level for _, level in parts if level % 2), default=1)
    for level in range(highest, lowest - 1, -1):
        parts = _turned(parts, level)
    return [(part, bool(level % 2)) for part, level in parts]


def _turned(parts: list[tuple[str, int]], level: int) -> list[tuple[str, int]]:
    """Neighbours of ``level`` or more, the other way round."""
    found: list[tuple[str, int]] = []
    for high, same in groupby(parts, lambda each: each[1] >= level):
        run = list(same)
        found += run[::-1] if high else run
    return found


def _levelled(text: str, mirrored: bool) -> list[tuple[str, int]]:
    """Each character, with the joiners that follow it, and its embedding level."""
    from bidi import algorithm

    solid = [match.group() for match in _WITH_JOINERS.finditer(text)]
    text = "".join(each[0] for each in solid)
    line = algorithm.get_empty_storage()
    line["base_level"], line["base_dir"] = (1, "R") if mirrored else (0, "L")
    algorithm.get_embedding_levels(text, line, False, False)
    for step in (
        algorithm.explicit_embed_and_overrides,
        algorithm.resolve_weak_types,
        algorithm.resolve_neutral_types,
        algorithm.resolve_implicit_levels,
    ):
        step(line, False)
    kept = iter(each for each in solid if unicodedata.bidirectional(each[0]) not in algorithm.X9_REMOVED)
    return [(each, int(char["level"])) for each, char in zip(kept, line["chars"], strict=True)]
