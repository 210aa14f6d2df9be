"""Buttons: the white one with an outline, the blue one for what comes next, the one in the header."""

from __future__ import annotations

from collections.abc import Callable

from screens.look import Look
from screens.theme import INK, MUTED, ON_FILL, WHITE, Rgba, Style
from screens.widgets.piece import Skin, Tinted
from screens.widgets.text import Text
from screens.widgets.touchable import Touchable

GROUNDS = {"primary": ON_FILL, "header": WHITE, "staff": WHITE}
"""The colour of the words on kinds of button with a dark ground."""


class Button(Touchable):
    """``kind`` names the patch: button, primary, header, key, key.action. ``icon`` stands right of the words, or alone."""

    def __init__(
        self,
        look: Look,
        control_id: str,
        words: str,
        on_tap: Callable[[], None],
        *,
        kind: str = "button",
        style: Style | None = None,
        height: int = 0,
        icon: str = "",
        colour: Rgba | None = None,
    ) -> None:
        self.style = style or look.theme.action
        self.kind, self.room = kind, height or look.theme.button
        self.colour = colour or GROUNDS.get(kind, INK)
        self.words = Text(look, words, self.style, self.colour, align="center")
        super().__init__(look, control_id, on_tap, [self.words])
        self.skin = Skin(self, kind)
        size = round(self.style.size * (1.0 if not words else 0.72))
        self.icon = Tinted(self, look.icon(icon, size), self.colour) if icon else None

    def say(self, words: str) -> None:
        """Other words."""
        self.words.show(words)

    def become(self, kind: str) -> None:
        """Another kind: only one button of a screen is the blue one."""
        if kind != self.kind:
            self.kind, self.colour = kind, GROUNDS.get(kind, INK)
            self.skin.show(kind)
            self.words.paint(self.colour)
            if self.icon:
                self.icon.paint(self.colour)

    def enable(self, enabled: bool) -> None:
        """Can be touched, or stands there greyed."""
        if enabled != self.enabled:
            self.enabled = enabled
            self.skin.show(self.kind if enabled else f"{self.kind}.disabled")
            self.words.paint(self.colour if enabled else MUTED)
            if self.icon:
                self.icon.paint(self.colour if enabled else MUTED)

    def show_pressed(self, pressed: bool, /) -> None:
        self.skin.show(f"{self.kind}.pressed" if pressed else self.kind)

    @property
    def padding(self) -> int:
        """Room left and right of the words."""
        return round(self.style.size * 0.75)

    def natural_width(self) -> int:
        sign = self.icon.texture.width + round(self.style.size * 0.25) if self.icon else 0
        return self.words.natural_width() + sign + 2 * self.padding

    def height_for(self, width: int, /) -> int:
        return max(self.room, self.words.height_for(width - round(self.style.size * 0.5)) + self.style.size // 2)

    def arrange(self) -> None:
        self.skin.fit()
        x, y, width, height = int(self.x), int(self.y), int(self.width), int(self.height)
        if self.icon and self.words.text:
            gap, sign = round(self.style.size * 0.25), self.icon.texture.width
            text = self.words.natural_width()
            left = x + (width - text - gap - sign) // 2
            self.words.place(left, y, text, height)
            self.icon.put(left + text + gap, y + (height - sign) / 2)
            return
        inset = round(self.style.size * 0.25)
        self.words.place(x + inset, y, width - 2 * inset, height)
        if self.icon:
            self.icon.put(x + (width - self.icon.texture.width) / 2, y + (height - self.icon.texture.height) / 2)
