"""From keys and strokes to text: what a text keyboard is in the middle of, whichever way it is written. Knows no widget.

One writer a keyboard. Engines answer through ``post`` of the tools, so everything here happens on one thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from screens.input import rare
from screens.input.composition import Composition
from screens.input.layouts import Layout
from screens.input.names import Naming
from screens.input.tools import Tools

Stroke = tuple[tuple[float, float], ...]

MOST_READINGS = 16
STROKE_PREFIX = "`"
"""What tells the engine that strokes follow, not pinyin."""
ENGINES = {Layout.PINYIN: "拼音", Layout.STROKES: "笔画", Layout.HANDWRITING: "手写"}


class Writer:
    """``on_text`` gets finished text; ``on_change`` is called when ``composing`` or ``candidates`` differ. Only what is ``drawable`` is
    offered, for nobody should choose a box; ``name_before`` tells what stands before the caret in the field of a person's name, None in any
    other field, and ``in_address`` whether an address is typed."""

    def __init__(
        self,
        tools: Tools,
        on_text: Callable[[str], None],
        on_change: Callable[[], None],
        drawable: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self.tools, self.on_text, self.on_change, self._drawable = tools, on_text, on_change, drawable
        self.name_before: Callable[[], str | None] = lambda: None
        self.in_address: Callable[[], bool] = lambda: False
        self.way: Layout | None = None
        self.typed = Composition()
        self.strokes: tuple[Stroke, ...] = ()
        self.readings: tuple[str, ...] = ()
        self._offered: tuple[Naming | None, tuple[str, ...], tuple[str, ...]] = None, (), ()

    # What there is --------------------------------------------------------------------------------------------------

    @property
    def composing(self) -> str:
        """What stands in the field, underlined, until it is text."""
        if self.way is Layout.HANDWRITING:
            return self.readings[0] if self.readings else ""
        return self.typed.shown.removeprefix(STROKE_PREFIX).partition("〔")[0]

    @property
    def busy(self) -> bool:
        """Whether something has been begun."""
        return bool(self.typed or self.strokes)

    @property
    def waiting(self) -> bool:
        """Whether an engine has yet to answer."""
        unread = self.way is Layout.HANDWRITING and self.strokes and not self.readings
        return bool(unread or self.typed.waiting)

    @property
    def candidates(self) -> tuple[str, ...]:
        """What may be chosen, best first."""
        if self.way is Layout.HANDWRITING:
            return tuple(filter(self._drawable, self.readings))
        naming = self._naming
        if self._offered[:2] != (naming, self.typed.candidates):
            found = naming.offered(self.typed.candidates) if naming else self.typed.candidates
            self._offered = naming, self.typed.candidates, tuple(filter(self._drawable, found))
        return self._offered[2]

    @property
    def _naming(self) -> Naming | None:
        """What of a person's name is being composed; None where it is none, or a choice waits for its answer."""
        before = self.name_before() if self.way is Layout.PINYIN and self.typed.chosen_is_answered else None
        return None if before is None else Naming.of(before, self.typed.preedit)

    def unusable(self, way: Layout) -> bool:
        """Whether this way of writing does not work now."""
        if way is Layout.HANDWRITING:
            return bool(self.tools.handwriting.failure)
        return way in (Layout.PINYIN, Layout.STROKES) and bool(self.tools.pinyin.failure)

    # What is done ---------------------------------------------------------------------------------------------------

    def turn_to(self, way: Layout | None) -> None:
        """Write this way from now on. What was being composed is dropped."""
        self.way = way
        self.drop()
        if way in (Layout.PINYIN, Layout.STROKES):
            self.tools.pinyin.warm()
        elif way is Layout.HANDWRITING:
            self.tools.handwriting.warm()

    def key(self, character: str) -> bool:
        """A key of a way that composes; whether it was taken."""
        if self.way is Layout.STROKES and not character.isdigit():
            start = Composition().type(STROKE_PREFIX) if not self.typed else self.typed
            self._compose(start.type(character))
            return True
        code = self.way is Layout.RARE and rare.is_code("".join(map(str, self.typed.steps)))
        if self.way in (Layout.PINYIN, Layout.RARE) and (character.isalpha() or (code and character.isdigit())):
            self._compose(self.typed.type(character))
            return True
        if character == "'" and self.typed:
            self._compose(self.typed.type(character))
            return True
        return character == "'"

    def backspace(self) -> bool:
        """Take back the last key, choice or everything drawn; whether there was anything."""
        if self.strokes or self.readings:
            self.drop()
            return True
        if not self.typed:
            return False
        shorter = self.typed.backspace()
        self._compose(Composition() if shorter.steps == (STROKE_PREFIX,) else shorter)
        return True

    def choose(self, text: str) -> None:
        """Take this candidate."""
        naming = self._naming
        if self.way in (Layout.HANDWRITING, Layout.RARE):
            self._finish(text)
        elif naming and text not in self.typed.candidates and text in naming.names():
            later = self.typed.after_answer
            self._finish(self.typed.chosen + text)
            if later:
                self._compose(later)
        else:
            self._compose(self.typed.pick(text))

    def more(self) -> None:
        """Ask for more candidates than there are."""
        wider = self.typed.more()
        if wider is not self.typed and self.way is not Layout.HANDWRITING:
            self._compose(wider)

    def settle(self) -> None:
        """The citizen turns elsewhere: what is composed becomes text as well as it can."""
        if self.way in (Layout.HANDWRITING, Layout.RARE):
            text = self.candidates[0] if self.candidates else ""
        else:
            text = self.typed.settled.removeprefix(STROKE_PREFIX).partition("〔")[0] if self.typed else ""
            best = self.typed.chosen + self.candidates[0] if self._naming and self.candidates and not self.typed.waiting else ""
            if len(best) == len(text):
                text = best
        if self.busy:
            self._finish(text)

    def drop(self) -> None:
        """Forget what was being composed."""
        if self.busy or self.readings:
            self.typed, self.strokes, self.readings = Composition(), (), ()
            self.on_change()

    # Handwriting ----------------------------------------------------------------------------------------------------

    def began(self) -> None:
        """The pen is down: what has been read so far is taken, and the next character begins."""
        if self.readings:
            self._finish(self.readings[0])

    def drew(self, stroke: Stroke) -> None:
        """One more stroke; y grows downwards, in parts of the pad's height."""
        self.strokes = (*self.strokes, stroke)

    def read(self) -> None:
        """The pen rests: have it read."""
        if self.strokes and self.way is Layout.HANDWRITING:
            strokes = self.strokes
            self.tools.handwriting.ask({"strokes": strokes, "most": MOST_READINGS}, partial(self._was_read, strokes))

    def _was_read(self, strokes: tuple[Stroke, ...], told: dict[str, Any] | None) -> None:
        if strokes is not self.strokes:
            return
        if told is None:
            self.drop()
        else:
            self.readings = tuple(told["candidates"])
        self.on_change()

    # Inside ---------------------------------------------------------------------------------------------------------

    def _compose(self, typed: Composition) -> None:
        self.typed = typed
        if not typed:
            self.on_change()
        elif self.way is Layout.RARE:
            keys = "".join(step for step in typed.steps if isinstance(step, str))
            told = {"preedit": keys, "preview": "", "commit": "", "candidates": rare.candidates(keys, typed.most)}
            self.typed, _ = typed.answer(typed.steps, told)
            self.on_change()
        else:
            self.tools.pinyin.ask(typed.request(address=self.in_address()), partial(self._was_told, self.way, typed.steps))
            self.on_change()

    def _was_told(self, way: Layout | None, asked: tuple[Any, ...], told: dict[str, Any] | None) -> None:
        if way is not self.way or not self.typed:
            return
        if told is None:
            self.drop()
            self.on_change()
            return
        self.typed, text = self.typed.answer(asked, told)
        if text:
            self.on_text(text)
            if self.typed:
                self._compose(self.typed)
        self.on_change()

    def _finish(self, text: str) -> None:
        self.typed, self.strokes, self.readings = Composition(), (), ()
        if text:
            self.on_text(text)
        self.on_change()
