"""A screen with one field to type into: opening its keyboard, its caret, its keys."""

from __future__ import annotations

from screens.frame import Frame
from screens.input.editing import Editing
from screens.input.keyboard import Keyboard
from screens.input.layouts import Act, Layout


class OneField(Frame):
    """What is typed lies with the session; ``entered`` brings it there."""

    layout: Layout
    longest: int
    editing = Editing.at_end("")
    typing = False

    def entered(self, _editing: Editing, /) -> None:
        """A key changed the field."""

    def offer_keys(self) -> None:
        """Show the keyboard while somebody types, else none."""
        if self.keyboard is None:
            self.keyboard = Keyboard(self.look, self.typed, self.acted)
            self.keyboard.on_change = self.refresh
            self.add_widget(self.keyboard)
        self.keyboard.offer(self.layout if self.typing else None)
        self.refresh()

    def open_keys(self) -> None:
        """The field was touched."""
        self.typing = True
        self.offer_keys()

    def place_caret(self, caret: int) -> None:
        """The field was touched between two of its characters."""
        self.editing = self.editing.touched(caret)
        self.refresh()

    def typed(self, characters: str) -> None:
        """A key of the keyboard, or of a real one."""
        if self.typing:
            self.entered(self.editing.insert(characters, self.longest))

    def acted(self, act: Act) -> None:
        """A key that types nothing."""
        if (edited := self.editing.act(act)) is not None:
            self.entered(edited)
        else:
            self.typing = False
            self.offer_keys()

    def clear(self) -> None:
        super().clear()
        self.typing, self.editing = False, Editing.at_end("")
