"""Finding what can be touched by its stable name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def walk(root: Any) -> Iterator[Any]:
    """Every widget below ``root`` that has a ``control_id``, in reading order; root included."""
    if getattr(root, "control_id", ""):
        yield root
    for child in reversed(root.children):
        yield from walk(child)


def find(root: Any, control_id: str) -> Any | None:
    """The control of this name, or ``None`` where it is not shown."""
    return next((control for control in walk(root) if control.control_id == control_id), None)


def all_ids(root: Any) -> list[str]:
    """The names of everything that can be touched now, in reading order."""
    return [control.control_id for control in walk(root)]


def texts(root: Any) -> list[str]:
    """Everything that stands on the screen in words, in reading order, also what a list has scrolled away."""
    own = str(getattr(root, "text", "")) if hasattr(root, "lines_at") else ""
    return [*([own] if own else []), *(text for child in reversed(root.children) for text in texts(child))]


def scroll_into_view(control: Any) -> bool:
    """Scroll every list around ``control`` so that it can be seen and touched; whether anything had to move."""
    moved, parent = False, control.parent
    while parent is not None and parent is not parent.parent:
        if hasattr(parent, "show_child"):
            moved = parent.show_child(control) or moved
        parent = parent.parent
    return moved


def middle(control: Any) -> tuple[float, float]:
    """The middle of ``control`` in the window's coordinates."""
    x, y = control.to_window(*control.center)
    return float(x), float(y)
