"""Pictures: the live one of a camera, a captured page, a QR code, and where the card goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kivy.graphics import Color, Line, Rectangle

from screens.look import Look
from screens.patches import to_texture
from screens.theme import INK, MUTED, NOTHING, OUTLINE, PAGE_DOUBTFUL, PAGE_FOUND, PRIMARY, WHITE
from screens.widgets.piece import Group, Piece, Skin, Tinted
from screens.widgets.tag import Chip

if TYPE_CHECKING:
    from kiosk.desk import Preview

PORTRAIT = 295 / 413
"""Width to height of a one-inch photo."""


class Live(Group):
    """A camera's live picture on a dark ground, the page's outline over it, the verdict at the lower left."""

    def __init__(self, look: Look, height: int, *, portrait: bool = False) -> None:
        self.chip = Chip(look)
        super().__init__(look)
        self.room, self.portrait, self.number = height, portrait, -1
        self.skin = Skin(self, "picture")
        self._texture: Any = None
        self._preview: Preview | None = None
        with self.canvas:
            self._light = Color(*NOTHING)
            self._image = Rectangle()
            self._outline_colour = Color(*look.shade(PAGE_FOUND)[:3], 0)
            self._outline = Line(width=max(1.5, look.theme.mm(1.9) / 2), joint="miter", close=True)
        self.fill([self.chip])

    def show(self, preview: Preview | None, waiting: str) -> None:
        """This picture; without one the words of ``waiting``."""
        if preview is not None and preview is self._preview:
            return
        self._preview = preview
        if preview is None:
            self._light.a = self._outline_colour.a = 0
            self.number = -1
            self._say(waiting, False)
            return
        if preview.number != self.number:
            self.number = preview.number
            self._upload(preview)
        self._say(preview.say, preview.ok)
        self._place_picture()

    def drop(self) -> None:
        """Forget the picture: it may show a person."""
        self._preview, self._texture, self.number = None, None, -1
        self._image.texture = None
        self._light.a = self._outline_colour.a = 0

    def _say(self, words: str, good: bool) -> None:
        if words != self.chip.words.text or good != (self.chip.skin.name == "chip.good"):
            self.chip.say(words, good)
            self._place_chip()

    def _upload(self, preview: Preview) -> None:
        from kivy.graphics.texture import Texture

        height, width = preview.frame.shape[:2]
        if self._texture is None or self._texture.size != (width, height):
            self._texture = Texture.create(size=(width, height), colorfmt="bgr")
            self._texture.flip_vertical()
        self._texture.blit_buffer(preview.frame.reshape(-1), colorfmt="bgr", bufferfmt="ubyte")
        self._image.texture = self._cut(self._texture)
        self._light.a = 1

    def _cut(self, texture: Any) -> Any:
        """A portrait shows only what becomes of the photo: the middle at its proportions."""
        if not self.portrait:
            return texture
        part = min(texture.width, round(texture.height * PORTRAIT))
        return texture.get_region((texture.width - part) // 2, 0, part, texture.height)

    def height_for(self, _width: int, /) -> int:
        return self.room

    def arrange(self) -> None:
        self.skin.fit()
        self._place_picture()
        self._place_chip()

    def _place_chip(self) -> None:
        inset = self.look.theme.mm(8)
        most = int(self.width) - 2 * inset
        self.chip.place(int(self.x) + inset, int(self.y) + inset, min(most, self.chip.natural_width()), self.chip.height_for(0))

    def _place_picture(self) -> None:
        if self._preview is None or self._image.texture is None:
            return
        texture, inset = self._image.texture, self.look.theme.mm(4)
        scale = min((self.width - 2 * inset) / texture.width, (self.height - 2 * inset) / texture.height)
        width, height = texture.width * scale, texture.height * scale
        left, bottom = self.x + (self.width - width) / 2, self.y + (self.height - height) / 2
        self._image.pos, self._image.size = (left, bottom), (width, height)
        corners = self._preview.corners
        self._outline_colour.rgba = PAGE_FOUND if self._preview.ok else PAGE_DOUBTFUL
        if self.portrait:
            self._outline.points = (left, bottom, left + width, bottom, left + width, bottom + height, left, bottom + height)
        elif corners:
            self._outline.points = [value for x, y in corners for value in (left + x * scale, bottom + height - y * scale)]
        else:
            self._outline_colour.a = 0


class Still(Piece):
    """A picture from an encoded image, as large as it fits; enlarged ``most`` times at the utmost."""

    def __init__(self, look: Look, encoded: bytes, height: int, most: float = 1) -> None:
        super().__init__(look)
        self.room, self._most = height, most
        from io import BytesIO

        from PIL import Image

        with Image.open(BytesIO(encoded)) as picture:
            picture.draft("RGB", (look.theme.width, height))
            picture.thumbnail((look.theme.width, height))
            self.texture = to_texture(picture.convert("RGBA"))
        with self.canvas:
            Color(*look.shade(OUTLINE))
            self._edge = Rectangle()
            Color(*WHITE)
            self._image = Rectangle(texture=self.texture)

    def height_for(self, _width: int, /) -> int:
        return self.room

    def arrange(self) -> None:
        scale = min(self.width / self.texture.width, self.height / self.texture.height, self._most)
        width, height = round(self.texture.width * scale), round(self.texture.height * scale)
        left, bottom = int(self.x + (self.width - width) / 2), int(self.y + (self.height - height) / 2)
        line = self.look.theme.line
        self._edge.pos, self._edge.size = (left - line, bottom - line), (width + 2 * line, height + 2 * line)
        self._image.pos, self._image.size = (left, bottom), (width, height)


class QrCode(Piece):
    """A QR code in whole pixels a module, on white with its quiet zone."""

    def __init__(self, look: Look, payload: str, side: int) -> None:
        super().__init__(look)
        import zxingcpp
        from PIL import Image

        code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        modules = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=True))
        self._scale = max(1, side // modules.width)
        self.side = modules.width * self._scale
        large = modules.resize((self.side, self.side), Image.Resampling.NEAREST)
        self.texture = to_texture(large.convert("RGBA"))
        with self.canvas:
            Color(*WHITE)
            self._image = Rectangle(texture=self.texture, size=(self.side, self.side))

    def natural_width(self) -> int:
        return self.side

    def height_for(self, _width: int, /) -> int:
        return self.side

    def arrange(self) -> None:
        self._image.pos = (int(self.x + (self.width - self.side) / 2), int(self.y))


class CardPicture(Piece):
    """Where the card goes: a card above the reader, an arrow down to it; ``taken`` off again, the arrow points to the card."""

    def __init__(self, look: Look, *, taken: bool = False) -> None:
        super().__init__(look)
        theme = look.theme
        self._unit = 1.0 if theme.portrait else 0.62
        self.skin = Skin(self, "card")
        self._card = Tinted(self, look.icon("card", self._mm(84)), PRIMARY)
        self._arrow = Tinted(self, look.icon("arrow_up" if taken else "arrow_down", self._mm(34)), MUTED)
        with self.canvas:
            self._plate_colour = Color(*look.shade(INK))
            self._plate = Line(width=theme.outline)
            Color(*look.shade(PRIMARY))
            self._zone = Line(width=max(1.5, theme.outline * 0.8), dash_length=theme.mm(4), dash_offset=theme.mm(3))

    def _mm(self, length: float) -> int:
        """A length in the picture: all of it is smaller where the display lies on its side."""
        return self.look.theme.mm(length * self._unit)

    def height_for(self, _width: int, /) -> int:
        return self._mm(210)

    def arrange(self) -> None:
        self.skin.fit()
        middle = self.center_x
        top = self.top - self._mm(10)
        self._card.put(middle - self._card.texture.width / 2, top - self._mm(74))
        self._arrow.put(middle - self._arrow.texture.width / 2, top - self._mm(112))
        wide, high = self._mm(150), self._mm(64)
        left, bottom = middle - wide / 2, self.y + self._mm(14)
        self._plate.rounded_rectangle = (left, bottom, wide, high, self._mm(7))
        zone_wide, zone_high = self._mm(96), self._mm(46)
        self._zone.rounded_rectangle = (middle - zone_wide / 2, bottom + (high - zone_high) / 2, zone_wide, zone_high, self._mm(4))


class SlotPicture(Piece):
    """Where a card with a chip goes: chip first, down into the slot."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        theme = look.theme
        self.skin = Skin(self, "card")
        self._card = Tinted(self, look.icon("chip_card", theme.mm(104)), PRIMARY)
        self._arrow = Tinted(self, look.icon("arrow_down", theme.mm(30)), MUTED)
        with self.canvas:
            Color(*look.shade(INK))
            self._plate = Line(width=theme.outline)
            self._slot = Line(width=theme.mm(2), cap="round")

    def height_for(self, _width: int, /) -> int:
        return self.look.theme.mm(214)

    def arrange(self) -> None:
        theme = self.look.theme
        self.skin.fit()
        middle, top = self.center_x, self.top - theme.mm(12)
        self._card.put(middle - self._card.texture.width / 2, top - theme.mm(104))
        self._arrow.put(middle - self._arrow.texture.width / 2, top - theme.mm(142))
        wide, high, bottom = theme.mm(120), theme.mm(36), self.y + theme.mm(14)
        self._plate.rounded_rectangle = (middle - wide / 2, bottom, wide, high, theme.mm(7))
        slot = theme.mm(74)
        self._slot.points = (middle - slot / 2, bottom + high / 2, middle + slot / 2, bottom + high / 2)
