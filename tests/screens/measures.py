"""What is measured on every screen, from the widgets' own layout: each gives the faults it finds, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

from screens.patches import shapes
from screens.theme import GROUND, contrast
from screens.widgets import controls

Box = tuple[float, float, float, float]


def below(widget: Any) -> Iterator[Any]:
    """Every widget in ``widget``."""
    for child in widget.children:
        yield child
        yield from below(child)


def box(widget: Any) -> Box:
    """Left, bottom, right and top on the display."""
    left, bottom = widget.to_window(*widget.pos)
    return left, bottom, left + widget.width, bottom + widget.height


def overlap(first: Box, second: Box) -> bool:
    """Whether two boxes share more than a pixel."""
    return min(first[2], second[2]) - max(first[0], second[0]) > 1 and min(first[3], second[3]) - max(first[1], second[1]) > 1


def name(widget: Any) -> str:
    """What a fault calls a widget."""
    return str(getattr(widget, "control_id", "") or getattr(widget, "text", "") or type(widget).__name__)


def targets(frame: Any) -> list[Any]:
    """What can be touched."""
    return [widget for widget in below(frame) if getattr(widget, "control_id", "") and not widget.disabled]


def small_targets(frame: Any) -> list[str]:
    """At least 20 mm high, 24 in large text; keys 20 x 17 mm."""
    mm = frame.look.theme.mm
    return [
        f"{name(widget)}: {widget.width} x {widget.height}" for widget in targets(frame) if widget.height < mm(20) or widget.width < mm(17)
    ]


def close_targets(frame: Any) -> list[str]:
    """At least 3 mm apart."""
    apart = frame.look.theme.mm(3)
    found = []
    places = [(widget, box(widget)) for widget in targets(frame) if type(widget).__name__ != "Whole"]
    for (first, (left, bottom, right, top)), (second, other) in combinations(places, 2):
        wide = (left - apart + 1, bottom - apart + 1, right + apart - 1, top + apart - 1)
        if overlap(wide, other) and _list_of(first) is _list_of(second):
            found.append(f"{name(first)} is close to {name(second)}")
    return found


def _list_of(widget: Any) -> Any:
    """What is scrolled out of a list cannot be touched, so it is close to nothing beside the list."""
    while widget is not None and widget is not widget.parent:
        if hasattr(widget, "show_child"):
            return widget
        widget = widget.parent
    return None


def cut_texts(frame: Any) -> list[str]:
    """Every text has the room it needs, and none ends in an ellipsis that its writer did not put there."""
    found = []
    for widget in below(frame):
        if hasattr(widget, "content_size") and widget.width:
            width, height = widget.content_size
            if width > widget.width + 1 or height > widget.height + 1:
                found.append(f"{name(widget)}: needs {width} x {height}, has {tuple(widget.size)}")
            text = getattr(widget, "text", "")
            if text and getattr(widget, "most", 0) and widget.lines_at(int(widget.width))[-1:] != [] and _shortened(widget):
                found.append(f"{text} is shortened")
    return found


def _shortened(widget: Any) -> bool:
    shown = "".join("".join(widget.lines_at(int(widget.width))).split())
    return shown != "".join(widget.text.split())


def overlaps(frame: Any) -> list[str]:
    """Nothing lies on its neighbour, nor reaches out of what it is in."""
    found = []
    for parent in (frame, *below(frame)):
        shown = [(child, box(child)) for child in parent.children if child.width and child.height and type(child).__name__ != "Whole"]
        found += [f"{name(first)} lies on {name(second)}" for (first, one), (second, two) in combinations(shown, 2) if overlap(one, two)]
        if not shown or hasattr(parent, "show_child") or parent is frame:
            continue
        left, bottom, right, top = box(parent)
        for child, own in shown:
            if own[0] < left - 1 or own[1] < bottom - 1 or own[2] > right + 1 or own[3] > top + 1:
                found.append(f"{name(child)} reaches out of {name(parent)}")
    return found


def outside(frame: Any) -> list[str]:
    """Everything is within the width of the display."""
    places = [(widget, box(widget)) for widget in below(frame) if widget.width]
    return [name(widget) for widget, (left, _, right, _) in places if not -1 <= left <= right <= frame.width + 1]


def pale_texts(frame: Any) -> list[str]:
    """Every text stands out 7:1 from what is really behind it."""
    theme, found = frame.look.theme, []
    fills = {key: shape.fill for key, shape in shapes(theme).items()}
    for widget in below(frame):
        colours = [widget.colour] if getattr(widget, "text", "") and hasattr(widget, "colour") and hasattr(widget, "style") else []
        colours += [span.colour for span in getattr(widget, "spans", ())]
        if not colours or not hasattr(widget, "content_size"):
            continue
        behind: Any = GROUND
        parent = widget.parent
        while parent is not None and parent is not parent.parent:
            skin = getattr(parent, "skin", None)
            if skin is not None or getattr(parent, "ground", None) is not None:
                behind = fills[skin.name] if skin is not None else parent.ground
                break
            parent = parent.parent
        found += [
            f"{name(widget)}: {contrast(theme.shade(colour), theme.shade(behind)):.1f}:1"
            for colour in colours
            if theme.shade(colour)[3] and contrast(theme.shade(colour), theme.shade(behind)) < 7
        ]
    return found


def hidden_fields(frame: Any) -> list[str]:
    """The field in use is seen whole above the keyboard."""
    keyboard, blocks = getattr(frame, "keyboard", None), getattr(frame, "blocks", {})
    if keyboard is None or keyboard.layout is None:
        return []
    found = [] if box(frame.scroll)[1] >= box(keyboard)[3] - 1 else ["the list reaches below the keyboard"]
    if active := blocks.get(getattr(frame, "active", "")):
        own, window = box(active), box(frame.scroll)
        if own[3] - own[1] > window[3] - window[1] and (street := getattr(active.content, "entry", None)):
            own = box(street)  # an address is typed into below the choice of its region
        if own[1] < window[1] - 1 or own[3] > window[3] + 1:
            found.append(f"the field {frame.active} is covered: {own} in {window}")
    return found


def high_targets(frame: Any) -> list[str]:
    """In low mode everything that is touched lies in the lower half before anything is scrolled; with the keyboard open, the keys and the bar."""
    theme = frame.look.theme
    if not theme.low:
        return []
    typing = frame.keyboard is not None and frame.keyboard.layout is not None
    return [
        f"{name(widget)}: {box(widget)[3]} of {theme.height}"
        for widget in targets(frame)
        if type(widget).__name__ != "Whole" and box(widget)[3] > theme.height / 2 + 1 and not (typing and _list_of(widget))
    ]


def without_help(frame: Any) -> list[str]:
    """帮助 is one tap away everywhere but on the first screen, which is one target, and on help itself."""
    from screens.staff.frame import StaffFrame

    exempt = isinstance(frame, StaffFrame) or type(frame).__name__ in ("Attract", "Help")
    return [] if exempt or controls.find(frame, "frame.help") else ["no help"]


def untitled(frame: Any) -> list[str]:
    """Every screen says what to do."""
    from screens.staff.frame import StaffFrame

    if isinstance(frame, StaffFrame):
        return [] if frame.header.title.text else ["no title"]
    titles = [widget for widget in below(frame) if getattr(widget, "style", None) == frame.look.theme.title and widget.text]
    return [] if titles else ["no title"]


def repeated_ids(frame: Any) -> list[str]:
    """A control is found by its id."""
    ids = controls.all_ids(frame)
    return sorted({each for each in ids if ids.count(each) > 1})


MEASURES: tuple[Callable[[Any], list[str]], ...] = (
    small_targets,
    close_targets,
    cut_texts,
    overlaps,
    outside,
    pale_texts,
    hidden_fields,
    high_targets,
    without_help,
    untitled,
    repeated_ids,
)


def faults(frame: Any) -> list[str]:
    """Everything that is wrong with a screen."""
    return [f"{measure.__name__}: {fault}" for measure in MEASURES for fault in measure(frame)]
