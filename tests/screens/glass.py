"""The screens in a real window, and a finger before them that goes through Kivy's own input pipeline."""

from __future__ import annotations

from typing import Any, cast

from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.input.motionevent import MotionEvent
from PIL import Image

from screens.look import Look
from screens.stage import Stage
from screens.widgets import controls
from tests.screens.session_snapshot import Snapshot


class Finger(MotionEvent):
    """One touch; positions are fractions of the window."""

    def __init__(self, number: int, x: float, y: float) -> None:
        super().__init__("finger", number, (x, y), is_touch=True, type_id="touch")

    def depack(self, args: tuple[float, float]) -> None:
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class Glass:
    """A stage in the window over ``session``."""

    def __init__(self, look: Look, session: Snapshot) -> None:
        self.session, self.look, self._fingers = session, look, 0
        self.stage = Stage(look, cast(Any, session))
        self.stage.refresh()
        Window.add_widget(self.stage)
        EventLoop.idle()

    def close(self) -> None:
        Window.remove_widget(self.stage)
        EventLoop.idle()

    def show(self, moment: Snapshot) -> Any:
        """Show a moment; its frame."""
        self.session.become(moment)
        assert self.stage.current is not None
        return self.stage.frames[self.stage.current]

    def find(self, control_id: str) -> Any:
        control = controls.find(self.stage, control_id)
        assert control is not None, f"{control_id} is not among {controls.all_ids(self.stage)}"
        return control

    def down(self, x: float, y: float) -> Finger:
        self._fingers += 1
        finger = Finger(self._fingers, x / Window.width, y / Window.height)
        EventLoop.post_dispatch_input("begin", finger)
        return finger

    def move(self, finger: Finger, x: float, y: float) -> None:
        finger.move((x / Window.width, y / Window.height))
        EventLoop.post_dispatch_input("update", finger)

    def up(self, finger: Finger, x: float, y: float) -> None:
        finger.move((x / Window.width, y / Window.height))
        EventLoop.post_dispatch_input("end", finger)

    def tap(self, control_id: str) -> None:
        """Bring a control into view and tap its middle."""
        control = self.find(control_id)
        controls.scroll_into_view(control)
        place = controls.middle(control)
        self.up(self.down(*place), *place)

    def picture(self) -> Image.Image:
        """What the window shows."""
        taken: list[Image.Image] = []

        def keep(*_: Any) -> None:
            width, height = (int(length) for length in Window.system_size)
            pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
            taken.append(Image.frombytes("RGB", (width, height), pixels).transpose(Image.Transpose.FLIP_TOP_BOTTOM))

        Window.bind(on_flip=keep)
        self.stage.canvas.ask_update()
        EventLoop.idle()
        Window.unbind(on_flip=keep)
        return taken[-1]
