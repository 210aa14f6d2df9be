"""A live face in a circle as in a mirror: how far it has come runs around it, an arrow says which way to turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.graphics import Color, Ellipse, Line

from kiosk.face.challenge import Phase, Turn
from screens.look import Look
from screens.theme import AHEAD, GOOD, GOOD_LIGHT, NOTHING, PICTURE, PRIMARY, WARNING, WARNING_LIGHT
from screens.widgets.piece import Piece, Tinted

if TYPE_CHECKING:
    from kiosk.face.check import View

ENDS = {Phase.PASSED: (GOOD_LIGHT, GOOD), Phase.FAILED: (WARNING_LIGHT, WARNING)}
"""Ground and sign of an attempt that has ended."""


class FaceCircle(Piece):
    """``room`` is its height in pixels."""

    def __init__(self, look: Look, room: int) -> None:
        super().__init__(look)
        self.room, self.number = room, -1
        self._texture: Any = None
        self._turn: Turn | None = None
        self._part = 0.0
        ring = look.theme.mm(2)
        with self.canvas:
            self._ground_colour = Color(*look.shade(PICTURE))
            self._ground = Ellipse()
            self._light = Color(*NOTHING)
            self._face = Ellipse()
            Color(*look.shade(AHEAD))
            self._whole = Line(width=ring)
            self._done_colour = Color(*look.shade(PRIMARY))
            self._done = Line(width=ring, cap="none")
        size = look.theme.mm(30)
        self._arrows = {
            Turn.LEFT: Tinted(self, look.icon("left", size), look.shade(NOTHING)),
            Turn.RIGHT: Tinted(self, look.icon("chevron", size), look.shade(NOTHING)),
        }
        self._signs = {
            Phase.PASSED: Tinted(self, look.icon("check", look.theme.mm(70)), look.shade(NOTHING)),
            Phase.FAILED: Tinted(self, look.icon("cross", look.theme.mm(60)), look.shade(NOTHING)),
        }

    def show(self, view: View) -> None:
        """This moment."""
        if view.frame is None:
            self._light.a, self.number = 0, -1
        elif view.number != self.number:
            self.number = view.number
            self._upload(view.frame)
        ground, ring = ENDS.get(view.phase, (PICTURE, PRIMARY))
        self._ground_colour.rgba, self._done_colour.rgba = self.look.shade(ground), self.look.shade(ring)
        for phase, sign in self._signs.items():
            sign.paint(self.look.shade(ENDS[phase][1]) if phase is view.phase else NOTHING)
        self._part, self._turn = (1.0 if view.phase in ENDS else view.part), view.turn
        self.arrange()

    def drop(self) -> None:
        """Forget the picture: it shows a person."""
        self._texture, self.number, self._turn, self._part = None, -1, None, 0.0
        self._face.texture = None
        self._light.a = 0
        for sign in self._signs.values():
            sign.paint(NOTHING)
        self.arrange()

    def _upload(self, frame: Any) -> None:
        from kivy.graphics.texture import Texture

        height, width = frame.shape[:2]
        if self._texture is None or self._texture.size != (width, height):
            self._texture = Texture.create(size=(width, height), colorfmt="bgr")
            self._texture.flip_vertical()
            self._face.texture = self._texture
        self._texture.blit_buffer(frame.reshape(-1), colorfmt="bgr", bufferfmt="ubyte")
        self._light.rgba = (1, 1, 1, 1)

    def height_for(self, _width: int, /) -> int:
        return self.room

    def arrange(self) -> None:
        ring = self.look.theme.mm(2)
        across = min(self.height, self.width) - 4 * ring
        radius = across / 2
        middle = (self.center_x, self.center_y)
        for disc in (self._ground, self._face):
            disc.pos, disc.size = (middle[0] - radius, middle[1] - radius), (across, across)
        self._whole.circle = (*middle, radius + ring)
        self._done.circle = (*middle, radius + ring, 0, 360 * self._part)
        for sign in self._signs.values():
            sign.put(middle[0] - sign.texture.width / 2, middle[1] - sign.texture.height / 2)
        for turn, arrow in self._arrows.items():
            side = -1 if turn is Turn.LEFT else 1
            size = arrow.texture.width
            arrow.paint(self.look.shade(PRIMARY) if turn is self._turn else NOTHING)
            arrow.put(middle[0] + side * (radius + 4 * ring + size / 2) - size / 2, middle[1] - size / 2)
