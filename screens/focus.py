"""Everything on the screen without touching it: one control at a time is in focus, keys go on, back and press it.

The order is that of the widgets: what the screen asks first, then the bar, then help and the way out; the keys of an open keyboard stand right
behind the field they type into. With two switches (on and press) every control is reached, for the order goes round.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk.screen import Screen
from kiosk.words import words
from screens.i18n import _
from screens.input.layouts import Act
from screens.theme import PRIMARY, WHITE
from screens.voice.narrator import Narrator
from screens.widgets import controls
from screens.widgets.field import Entry

if TYPE_CHECKING:
    from kiosk.session import Session
    from screens.frame import Frame
    from screens.stage import Stage

KEY_WORDS = {
    "up": words("上键"),
    "down": words("下键"),
    "left": words("左键"),
    "right": words("右键"),
    "enter": words("确认键"),
    "escape": words("返回键"),
    "tab": words("制表键"),
    "space": words("空格键"),
    "f1": words("第一功能键"),
    "f2": words("第二功能键"),
    "f3": words("第三功能键"),
    "f4": words("第四功能键"),
    "f5": words("第五功能键"),
    "plus": words("加号键"),
    "minus": words("减号键"),
    "star": words("星号键"),
}
"""The last key of each list in the settings is the one that is told."""


class Focus:
    """Belongs to one stage. ``current`` is the name of the control in focus, empty for none."""

    def __init__(self, stage: Stage, session: Session, narrator: Narrator) -> None:
        self._stage, self._session, self._narrator = stage, session, narrator
        self.current = ""
        self._where: object = None
        self._ring = InstructionGroup()
        stage.canvas.after.add(self._ring)

    # Keys -----------------------------------------------------------------------------------------------------------

    def key(self, name: str) -> bool:
        """A key that was pressed, by its name in the settings; whether it does anything here."""
        keys = self._session.settings.keys
        acts = {"next": self.next, "previous": self.previous, "activate": self.activate, "back": self.back, "repeat": self.repeat}
        act = next((acts[what] for what in acts if name in getattr(keys, what)), None)
        if act is None or self._session.staff.screen is not None:
            return False
        self._session.touched()
        if self._begin():
            return True
        if name in ("up", "down") and self._in_keyboard():
            self._across(1 if name == "up" else -1)
        else:
            act()
        return True

    def next(self) -> None:
        """On to the next control; from the last to the first."""
        self._step(1)

    def previous(self) -> None:
        """To the control before."""
        self._step(-1)

    def activate(self) -> None:
        """Press the control in focus. On the field that is typed into: done with it."""
        control = self.control
        if control is None:
            self._narrator.tell(_("还没有选中。按下一项的键，一个一个听"))
            return
        if getattr(control, "disabled", False):
            self._narrator.control(control)
            return
        if isinstance(control, Entry) and control.active and self._open_keyboard():
            self._done(control)
            return
        self._press(control)

    def back(self) -> None:
        """Close the keyboard, or an overlay, or one screen back."""
        frame, session = self.frame, self._session
        if frame is not None and self._open_keyboard():
            frame.acted(Act.HIDE)
            self._narrator.tell(_("键盘收起来了"))
        elif session.overlay is not None:
            session.close_overlay()
        else:
            session.back()

    def repeat(self) -> None:
        """Hear the screen again from its beginning."""
        if self._narrator.on:
            self._narrator.read()

    def open_field(self) -> None:
        """A character was typed: where a field is in focus, it goes into that."""
        control = self.control
        if isinstance(control, Entry) and not control.active and not control.fixed:
            control.tapped()

    def drop(self) -> None:
        """A finger is used: no ring."""
        if self.current:
            self.current = ""
            self.follow()

    # What is in focus ---------------------------------------------------------------------------------------------------

    @property
    def frame(self) -> Frame | None:
        """The screen that is shown."""
        current = self._stage.current
        return self._stage.frames.get(current) if current else None

    @property
    def control(self) -> Any:
        """The control in focus, if it is still there."""
        return next((control for control in self.order() if control.control_id == self.current), None)

    def order(self) -> list[Any]:
        """Every control of the screen in the order of the keys, those that cannot be pressed now included."""
        frame = self.frame
        if frame is None:
            return []
        keys = list(controls.walk(frame.keyboard)) if frame.keyboard else []
        found: list[Any] = []
        for control in controls.walk(frame.scroll):
            found.append(control)
            if isinstance(control, Entry) and control.active:
                found += keys
                keys = []
        rest = [part for part in (frame.bar, frame.header) for part in controls.walk(part)]
        inside = {id(control) for control in (*found, *keys, *rest)}
        others = [control for control in controls.walk(frame) if id(control) not in inside]
        return [*found, *keys, *rest, *others]

    def follow(self) -> None:
        """The screen has changed or moved: draw the ring where the control is now, or none where it is gone."""
        where = (self._stage.current, self._session.visit and self._session.visit.place)
        if where != self._where:
            self._where, self.current = where, ""
        self._ring.clear()
        control = self.control
        if control is None:
            self.current = ""
            return
        theme = self._stage.look.theme
        left, bottom = control.to_window(*control.pos)
        ring, radius = theme.focus_ring, theme.radius
        for colour, width, gap in ((WHITE, ring * 1.6, ring), (PRIMARY, ring * 0.9, ring)):
            box = (left - gap, bottom - gap, control.width + 2 * gap, control.height + 2 * gap, radius + gap)
            self._ring.add(Color(*self._stage.look.shade(colour)))
            self._ring.add(Line(rounded_rectangle=box, width=width / 2))

    # Inside ---------------------------------------------------------------------------------------------------------------

    def _begin(self) -> bool:
        """The first key of somebody who uses keys wakes the terminal in voice mode; whether that is what this key did."""
        session = self._session
        if session.screen is not Screen.ATTRACT or session.overlay is not None:
            return False
        self._narrator.first = self._manual()
        session.set_display(voice=True)
        session.wake()
        return True

    def _manual(self) -> tuple[str, ...]:
        """Which key does what, for whoever cannot see it."""
        keys = self._session.settings.keys
        told = [
            (keys.next, _("按{}到下一项")),
            (keys.previous, _("按{}回到上一项")),
            (keys.activate, _("按{}选中")),
            (keys.back, _("按{}退回一步")),
            (keys.repeat, _("按{}再听一遍")),
        ]
        return (_("不看屏幕也能办。"), *(said.format(_(KEY_WORDS[names[-1]])) for names, said in told if names))

    def _step(self, by: int) -> None:
        order = self.order()
        if not order:
            return
        names = [control.control_id for control in order]
        at = names.index(self.current) + by if self.current in names else (0 if by > 0 else -1)
        self._come(order[at % len(order)], _("从头开始") if at >= len(order) else "")

    def _come(self, control: Any, *before: str) -> None:
        self.current = control.control_id
        controls.scroll_into_view(control)
        self.follow()
        self._narrator.control(control, *before)

    def _press(self, control: Any) -> None:
        place, name = self._where, control.control_id
        press = getattr(control, "tapped", None) or getattr(control, "confirm", None)
        if press is None:
            return
        times, typing = self._narrator.times, self._typing()
        self._session.pressed = "keys"
        press()
        self.follow()
        if (self._stage.current, self._session.visit and self._session.visit.place) != place:
            return
        self._narrator.refresh()
        if self._session.problems:
            self._wrong()
            return
        control = self.control
        if control is None and typing is not None and (now := self._typing() or self._again(typing)) is not None:
            self._come(now, *([] if now.active else [_("键盘收起来了")]))
        elif isinstance(control, Entry) and control.active:
            self._narrator.control(control, _("用数字键打，打完按确认键。没有数字键，按下一项的键，一个字一个字选"))
        elif control is not None and self._narrator.times == times and not self._in_keyboard() and control.control_id == name:
            self._narrator.control(control)

    def _wrong(self) -> None:
        """Say everything that has to be put right, and go to the first of it."""
        problems = self._session.problems
        names = {f"field.{problem.field}" for problem in problems} | {f"choice.{problem.field}." for problem in problems}
        first = next(
            (c for c in self.order() if any(c.control_id == n or (n[-1] == "." and c.control_id.startswith(n)) for n in names)), None
        )
        told = [_("有 {} 处要改").format(len(problems)), *(_(problem.say) for problem in problems)]
        self._narrator.tell(*told)
        if first is not None:
            self.current = first.control_id
            controls.scroll_into_view(first)
            self.follow()

    def _done(self, entry: Entry) -> None:
        frame = self.frame
        assert frame is not None
        frame.acted(Act.NEXT)
        following = self._typing()
        if following is not None and following is not entry:
            self._come(following)
        else:
            self.follow()
            self._narrator.control(entry)

    def _typing(self) -> Entry | None:
        """The field that is typed into."""
        return next((control for control in self.order() if isinstance(control, Entry) and control.active), None)

    def _again(self, entry: Entry) -> Entry | None:
        """The field as it stands now, for a screen may have been laid out anew; None where it is gone."""
        return next((control for control in self.order() if isinstance(control, Entry) and control.control_id == entry.control_id), None)

    def _open_keyboard(self) -> bool:
        frame = self.frame
        return bool(frame and frame.keyboard and frame.keyboard.layout)

    def _in_keyboard(self) -> bool:
        frame = self.frame
        keyboard = frame.keyboard if frame else None
        return keyboard is not None and any(control.control_id == self.current for control in controls.walk(keyboard))

    def _across(self, up: int) -> None:
        """To the nearest key of the row above (1) or below (-1)."""
        control, frame = self.control, self.frame
        assert frame is not None
        assert frame.keyboard is not None
        rows = [key for key in controls.walk(frame.keyboard) if (key.center_y - control.center_y) * up > control.height / 2]
        if rows:
            near = min(rows, key=lambda key: (abs(key.center_y - control.center_y), abs(key.center_x - control.center_x)))
            self._come(near)
