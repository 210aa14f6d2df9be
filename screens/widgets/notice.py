"""A sentence on a tinted ground: what went wrong, what to do now, what is going on."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.words import GoodNews
from screens.look import Look
from screens.widgets.button import Button
from screens.widgets.piece import Column, Panel, Piece, Row
from screens.widgets.tag import COLOURS
from screens.widgets.text import Text


def news(sentence: str) -> str:
    """The kind of notice for what has just happened: what did not come out well is a warning."""
    return "good" if isinstance(sentence, GoodNews) else "warning"


def notice(
    look: Look, sentences: Sequence[str], kind: str, *, centred: bool = False, strong: bool = False, beside: Button | None = None
) -> Panel:
    """``kind`` is good, plain, warning or bad. Several sentences stand below each other; ``beside`` them at the right a button."""
    theme = look.theme
    style = theme.strong if strong else theme.body
    align = "center" if centred else "left"
    lines: list[Piece] = [Text(look, sentence, style, COLOURS[kind], align=align) for sentence in sentences]
    said: Piece = Column(look, lines, gap=theme.tight)
    if beside is not None:
        said = Row(look, [(said, 70), (beside, 30)], gap=theme.gap)
    return Panel(look, said, f"notice.{kind}", (theme.mm(11), theme.mm(8.5)))
