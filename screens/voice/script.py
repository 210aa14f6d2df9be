"""What a screen says: its own pieces in their order, so no screen is ever forgotten. Reads widgets, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.words import words
from screens.frame import Frame
from screens.i18n import _
from screens.input.editing import Editing
from screens.widgets.choice import Choice, Option
from screens.widgets.field import Entry, FieldBlock
from screens.widgets.piece import Column, Panel, Row
from screens.widgets.text import Rich, Text
from screens.widgets.touchable import Touchable

SIGNS = {
    "key.backspace": words("删除"),
    "key.shift": words("大写或小写"),
    "key. ": words("空格"),
    "key.left": words("往左一格"),
    "key.right": words("往右一格"),
    "words.more": words("更多"),
    "key..": words("小数点"),
    "key.-": words("横线"),
    "attract.start": words("开始办事"),
}
"""Controls whose face says nothing aloud."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the script. ``control`` is the name of the control it is about, empty for what is only read."""

    text: str
    control: str = ""


def script(frame: Frame) -> list[Said]:
    """Everything on ``frame``: its name, the step, title and problems, content, then what can be pressed at the bottom."""
    said = [Said(text) for text in [next(_texts(frame.header), "")] if text]
    here = next((index for index, (_label, state) in enumerate(frame.steps.steps) if state == "now"), None)
    if frame.steps_shown and here is not None:
        steps = frame.steps.steps
        said.append(Said(_("第 {} 步，{}，一共 {} 步").format(here + 1, steps[here][0], len(steps))))
    said += [*_lines(frame.body), *_lines(frame.foot)]
    buttons = [text for control in frame.bar.buttons if (text := describe(control))]
    if buttons:
        said.append(Said(_("可以按：{}").format("，".join(buttons)), "bar"))
    return said


def describe(control: Any) -> str:
    """A control as it is said when one comes to it: its name, what it is, how it stands."""
    name = getattr(control, "control_id", "")
    if spoken := getattr(control, "spoken", ""):
        return str(spoken)
    face = "，".join(_texts(control)) or (_(SIGNS[name]) if name in SIGNS else "")
    match control:
        case Option():
            return "，".join(part for part in (_question(control), face, _("已选") if control.chosen else _("没有选")) if part)
        case Entry():
            return _entry(control)
        case Touchable():
            face = "，".join(part for part in (_about(control), face) if part)
            return face if control.enabled else _("{}，现在不能按").format(face)
    return face


def value(entry: Entry, editing: Editing) -> str:
    """What stands in a field, as it is said."""
    return entry.words.text if editing.text or entry.composing else _("空着")


def _entry(entry: Entry) -> str:
    block = _above(entry, FieldBlock)
    label = block.label.text if block else entry.prompt
    below = block.below.text if block else ""
    kind = _("不能改") if entry.fixed else _("输入框")
    unit, written = entry.unit.text, bool(entry.editing.text or entry.composing)
    stands = entry.words.text + unit if written else value(entry, entry.editing)
    wanted = _("单位{}").format(unit) if unit and not written else ""
    empty = entry.prompt if block and not written else ""
    return "，".join(part for part in (label, kind, stands, wanted, empty, below) if part)


def _question(option: Option) -> str:
    block = _above(option, FieldBlock)
    return block.label.text if block and _above(option, Choice) else ""


def _about(control: Any) -> str:
    """What a button in a card is about, such as the material that can be photographed: the first words of the card that are not on a button."""
    inner, parent = control, control.parent
    while isinstance(parent, Row | Column):
        beside = [child for child in reversed(parent.children) if child is not inner and not any(_controls(child))]
        said = next((text for child in beside for text in _texts(child)), "")
        if said:
            return said if _above(parent, Panel) else ""
        inner, parent = parent, parent.parent
    return ""


def _above(widget: Any, kind: type) -> Any:
    parent = widget.parent
    while parent is not None and parent is not parent.parent:
        if isinstance(parent, kind):
            return parent
        parent = parent.parent
    return None


def _lines(widget: Any) -> list[Said]:
    """The lines of a widget: a control is one, a row without controls is one, everything else as it comes."""
    name = getattr(widget, "control_id", "")
    if name:
        text = describe(widget)
        return [Said(text, name)] if text else []
    if isinstance(widget, FieldBlock) and isinstance(widget.content, Entry):
        return [Said(describe(widget.content), widget.content.control_id)]
    if isinstance(widget, Text | Rich) or (isinstance(widget, Row) and not any(_controls(widget))):
        text = "，".join(_texts(widget))
        return [Said(text)] if text else []
    return [line for child in reversed(widget.children) for line in _lines(child)]


def _controls(widget: Any) -> Iterator[Any]:
    if getattr(widget, "control_id", ""):
        yield widget
    for child in widget.children:
        yield from _controls(child)


def _texts(widget: Any) -> Iterator[str]:
    """Every text in ``widget``, in reading order."""
    match widget:
        case Text():
            if widget.text:
                yield widget.text.replace("\n", "")
        case Rich():
            yield "".join(span.text for span in widget.spans)
        case _:
            for child in reversed(widget.children):
                yield from _texts(child)
