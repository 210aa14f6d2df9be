"""The sheets of the generated photographs: what is printed on them, drawn flat. Invented text only."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from devices.simulators.fonts import font

Picture = NDArray[np.uint8]

WIDTH, HEIGHT = 1050, 1485  # A4 at 127 dots an inch
_PAPER = (248, 248, 246)
_INK = (52, 50, 48)
_WORDS = (
    "房屋租赁合同甲乙双方依照法律规定就有关事宜订立本合同面积平方米用途居住期限自年月日起至止租金每月人民币大写按季支付水电燃气物业费由承担"
)


def _line(number: int, length: int) -> str:
    start = number * 7 % len(_WORDS)
    return ((_WORDS + _WORDS + _WORDS)[start:])[:length]


def _letter(draw: ImageDraw.ImageDraw) -> None:
    draw.text((330, 120), "测试样张说明", font=font(60, bold=True), fill=_INK)
    for number in range(17):
        draw.text((110, 260 + 66 * number), _line(number, 26 if number % 5 else 14), font=font(30), fill=_INK)


def _table(draw: ImageDraw.ImageDraw) -> None:
    """A form whose outer frame is as good a rectangle as the sheet's own edge."""
    draw.text((360, 60), "申请表（样张）", font=font(46, bold=True), fill=_INK)
    draw.rectangle((70, 150, 980, 1420), outline=_INK, width=5)
    for row in range(1, 14):
        y = 150 + row * 1270 / 14
        draw.line((70, y, 980, y), fill=_INK, width=3)
        draw.text((90, y - 62), _line(row, 4), font=font(28), fill=_INK)
        if row % 3:
            draw.text((300, y - 62), _line(row * 3, 9), font=font(28), fill=(80, 80, 90))
    for x in (270, 640):
        draw.line((x, 150, x, 1420), fill=_INK, width=3)


def _photographs(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((90, 120, 960, 640), fill=(70, 96, 120))
    draw.ellipse((200, 260, 480, 540), fill=(190, 160, 120))
    draw.rectangle((560, 300, 900, 640), fill=(60, 84, 60))
    for number in range(6):
        draw.text((100, 690 + 60 * number), _line(number + 4, 27), font=font(28), fill=_INK)
    draw.rectangle((90, 1080, 500, 1400), fill=(120, 60, 58))
    draw.rectangle((540, 1080, 960, 1400), fill=(40, 44, 52))


def _certificate(draw: ImageDraw.ImageDraw) -> None:
    """A coloured border within the margin, a red seal."""
    draw.rectangle((45, 45, 1005, 1440), outline=(176, 60, 52), width=14)
    draw.rectangle((75, 75, 975, 1410), outline=(200, 150, 90), width=4)
    draw.text((350, 190), "证明（样张）", font=font(58, bold=True), fill=_INK)
    for number in range(8):
        draw.text((150, 400 + 80 * number), _line(number + 9, 22), font=font(32), fill=_INK)
    draw.ellipse((640, 1050, 900, 1310), outline=(200, 40, 40), width=10)


def _banner(draw: ImageDraw.ImageDraw) -> None:
    """A dark band across nearly the whole width."""
    draw.rectangle((40, 40, 1010, 260), fill=(30, 70, 130))
    draw.text((120, 100), "办事指南（样张）", font=font(64, bold=True), fill=(250, 250, 250))
    for number in range(15):
        draw.text((90, 330 + 70 * number), _line(number + 2, 28), font=font(29), fill=_INK)


def _nearly_empty(draw: ImageDraw.ImageDraw) -> None:
    draw.text((120, 140), _line(3, 12), font=font(32), fill=(110, 110, 110))
    draw.text((640, 1300), "（签名处）", font=font(30), fill=(120, 120, 120))


def _handwriting(draw: ImageDraw.ImageDraw) -> None:
    random = np.random.default_rng(77)
    for row in range(12):
        x, y = 120.0, 180.0 + 98 * row
        while x < 900:
            strokes = [(x + float(dx), y + float(dy)) for dx, dy in random.uniform(0, 46, (5, 2))]
            draw.line(strokes, fill=(40, 46, 92), width=4)
            x += 62
        draw.line((100, y + 62, 950, y + 62), fill=(200, 206, 214), width=2)


_DRAWN: tuple[tuple[Callable[[ImageDraw.ImageDraw], None], tuple[int, int, int]], ...] = (
    (_letter, _PAPER),
    (_table, _PAPER),
    (_photographs, (250, 250, 250)),
    (_certificate, (246, 240, 226)),
    (_banner, _PAPER),
    (_nearly_empty, (250, 250, 248)),
    (_handwriting, (246, 244, 234)),
    (_table, (250, 226, 228)),  # a pink carbon copy
)
SHEETS = len(_DRAWN)


@cache
def sheet(number: int) -> Picture:
    """Sheet ``number`` (0 to ``SHEETS`` - 1), flat, BGR, ``HEIGHT`` x ``WIDTH``."""
    draw_on, paper = _DRAWN[number]
    image = Image.new("RGB", (WIDTH, HEIGHT), paper)
    draw_on(ImageDraw.Draw(image))
    return cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR).astype(np.uint8)
