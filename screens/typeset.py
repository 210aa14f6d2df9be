"""Breaking a text into lines the way Chinese is set. Pure: the caller measures.

A line may break between any two Chinese characters, at spaces and after a Tibetan tsheg; words, numbers and amounts stay whole;
closing punctuation never begins a line and opening punctuation never ends one (避头尾);
no paragraph ends with a line of one character (孤字不成行).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

NOT_FIRST = "，。、；：？！）》」』】〉”’…—,.;:?!)]}%›"
NOT_LAST = "（《「『【〈“‘([{"
_LETTERS = r"0-9A-Za-z\u00C0-\u024F\u1E00-\u1EFF@_+\-./%'#&*＊×:"
_JOINED = r"\u0600-\u06FF\u0750-\u077F\uFB50-\uFDFF\uFE70-\uFEFF\u1800-\u18AF"
_SYLLABLE = r"[\u0F00-\u0F0A\u0F0C-\u0FFF]*[\u0F0B\u0F0D]+|[\u0F00-\u0FFF]+"
_PIECES = re.compile(rf"\n| +|[{_LETTERS}]+|[{_JOINED}]+|{_SYLLABLE}|.[\uFE00-\uFE0F\U000E0100-\U000E01EF]*", re.DOTALL)

Measure = Callable[[str], float]


def units(text: str) -> list[str]:
    """``text`` cut into what must stay together; ``"\\n"`` and runs of spaces are units of their own."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        previous = found[-1] if found else "\n"
        solid = previous != "\n" and not previous.isspace() and piece != "\n" and not piece.isspace()
        if solid and (piece[0] in NOT_FIRST or previous[-1] in NOT_LAST):
            found[-1] = previous + piece
        else:
            found.append(piece)
    return found


def wrap(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of ``text``, none wider than ``width`` unless a single character is. There is always at least one line."""
    lines: list[str] = []
    begun, line = 0, ""
    for unit in units(text):
        if unit == "\n":
            lines.append(line)
            lines[begun:] = _in_company(lines[begun:], width, measure)
            begun, line = len(lines), ""
        elif measure((line + unit).rstrip()) <= width:
            line += unit if line or not unit.isspace() else ""
        else:
            unit = "" if unit.isspace() else unit
            if line.strip() and measure(unit) <= width:
                lines.append(line)
                line = ""
            *full, line = _cut(line + unit, width, measure)
            lines.extend(full)
    lines.append(line)
    lines[begun:] = _in_company(lines[begun:], width, measure)
    return [item.rstrip() for item in lines]


def _in_company(lines: list[str], width: float, measure: Measure) -> list[str]:
    """The lines of a paragraph, the last of which takes something over from the one before where it has but one character."""
    if len(lines) < 2 or len(lines[-1].strip(NOT_FIRST + NOT_LAST + " ")) != 1:
        return lines
    *kept, moved = units(lines[-2])
    if not kept or moved.isspace() or measure(moved + lines[-1]) > width:
        return lines
    return [*lines[:-2], "".join(kept), moved + lines[-1]]


MOST_BALANCED = 4
"""Longer texts are paragraphs, which nobody expects to be even."""


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As :func:`wrap`, with as many lines but of lengths as even as they can be, for words in the middle of something."""
    lines = wrap(text, width, measure)
    if not 1 < len(lines) <= MOST_BALANCED:
        return lines
    narrow, wide = 1.0, width
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        tried = wrap(text, middle, measure)
        if len(tried) > len(lines) or max(measure(line) for line in tried) > middle:
            narrow = middle
        else:
            wide, lines = middle, tried
    return lines


def shorten(lines: Sequence[str], most: int, width: float, measure: Measure) -> list[str]:
    """At most ``most`` lines; what is left out is marked by an ellipsis at the end of the last."""
    if len(lines) <= most:
        return list(lines)
    last = lines[most - 1]
    while last and measure(last + "…") > width:
        last = last[:-1]
    return [*lines[: most - 1], last + "…"]


def _cut(unit: str, width: float, measure: Measure) -> list[str]:
    """A unit that is wider than a whole line, cut wherever it must be."""
    parts = [""]
    for character in unit:
        if parts[-1] and measure(parts[-1] + character) > width:
            parts.append("")
        parts[-1] += character
    return parts


def group(text: str, sizes: Sequence[int]) -> str:
    """``group("13800001234", (3, 4))`` -> ``138 0000 1234``; the last size repeats."""
    parts, rest, index = [], text, 0
    while rest:
        size = sizes[min(index, len(sizes) - 1)]
        parts.append(rest[:size])
        rest, index = rest[size:], index + 1
    return " ".join(parts)
