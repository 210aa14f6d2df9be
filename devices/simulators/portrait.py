"""A drawn person, plainly not a photograph of anybody."""

from __future__ import annotations

from PIL import Image, ImageDraw

_SKIN = (236, 196, 164)
_SKIN_SHADE = (214, 168, 136)
_LIPS = (186, 92, 86)
_INK = (44, 40, 44)
_SHIRT = (58, 92, 140)
_COLLAR = (236, 240, 246)
_WALL = (214, 224, 234)


def draw_portrait(width: int, height: int, *, grey_hair: bool = False, long_hair: bool = True) -> Image.Image:
    """Head and shoulders on a light wall, the face at the middle of the upper half; drawn at twice the size and scaled down."""
    image = Image.new("RGB", (width * 2, height * 2), _WALL)
    draw_person(ImageDraw.Draw(image), width, round(height * 0.88), height * 0.62, grey_hair=grey_hair, long_hair=long_hair)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def draw_person(draw: ImageDraw.ImageDraw, x: float, y: float, unit: float, *, grey_hair: bool = False, long_hair: bool = True) -> None:
    """A person whose face has its middle at (x, y); ``unit`` is the height of the face's half, in pixels."""
    hair = (150, 150, 154) if grey_hair else (46, 38, 36)

    def oval(cx: float, cy: float, rx: float, ry: float, fill: tuple[int, int, int]) -> None:
        draw.ellipse(
            (x + (cx - rx) * unit, y + (cy - ry) * unit, x + (cx + rx) * unit, y + (cy + ry) * unit),
            fill=fill,
        )

    def line(points: list[tuple[float, float]], thickness: float, fill: tuple[int, int, int]) -> None:
        draw.line([(x + px * unit, y + py * unit) for px, py in points], fill=fill, width=max(1, round(thickness * unit)), joint="curve")

    if long_hair:
        oval(0, 0.1, 0.98, 1.22, hair)
        draw.rectangle((x - 0.98 * unit, y + 0.1 * unit, x + 0.98 * unit, y + 1.05 * unit), fill=hair)
    oval(0, 2.75, 1.9, 1.55, _SHIRT)
    draw.polygon(
        [(x + px * unit, y + py * unit) for px, py in ((-0.42, 0.75), (0.42, 0.75), (0.5, 1.42), (0, 1.72), (-0.5, 1.42))], fill=_SKIN_SHADE
    )
    draw.polygon([(x + px * unit, y + py * unit) for px, py in ((-0.62, 1.2), (0, 1.8), (-0.34, 2.1))], fill=_COLLAR)
    draw.polygon([(x + px * unit, y + py * unit) for px, py in ((0.62, 1.2), (0, 1.8), (0.34, 2.1))], fill=_COLLAR)
    oval(-0.8, 0.1, 0.13, 0.22, _SKIN_SHADE)
    oval(0.8, 0.1, 0.13, 0.22, _SKIN_SHADE)
    oval(0, -0.22, 0.86, 0.98, hair)
    oval(0, 0.05, 0.78, 1.0, _SKIN)
    draw.chord((x - 0.8 * unit, y - 1.12 * unit, x + 0.8 * unit, y + 0.35 * unit), 196, 344, fill=hair)
    for side in (-1, 1):
        line([(side * 0.5, -0.24), (side * 0.33, -0.31), (side * 0.15, -0.27)], 0.06, hair)
        oval(side * 0.32, -0.06, 0.15, 0.085, (250, 250, 250))
        oval(side * 0.32, -0.06, 0.075, 0.08, _INK)
        oval(side * 0.32 + 0.02, -0.09, 0.02, 0.02, (255, 255, 255))
        line([(side * 0.48, -0.07), (side * 0.32, -0.15), (side * 0.17, -0.07)], 0.035, _INK)
    line([(0.02, -0.02), (-0.08, 0.3), (0.06, 0.33)], 0.035, _SKIN_SHADE)
    draw.chord((x - 0.27 * unit, y + 0.38 * unit, x + 0.27 * unit, y + 0.7 * unit), 15, 165, fill=_LIPS)
    line([(-0.27, 0.56), (0, 0.59), (0.27, 0.56)], 0.03, (150, 66, 62))
