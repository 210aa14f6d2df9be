"""What the simulated cameras see: a desk with a page on it in perspective, or a drawn person. Rendered once, then varied by noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from devices.simulators.fonts import font
from devices.simulators.portrait import draw_person

Picture = NDArray[np.uint8]

DOCUMENT_SIZE = (1920, 1080)
FACE_SIZE = (1280, 720)
PAGE_SIZE = (1050, 1485)  # A4 at 127 dots an inch
VARIANTS = 6
_DESK = (66, 53, 42)  # blue, green, red

# Where the page's corners lie in the picture (TL TR BR BL), as fractions of its width and height; each page lies a little differently.
_PLACES = (
    ((0.320, 0.085), (0.662, 0.048), (0.706, 0.925), (0.354, 0.958)),
    ((0.340, 0.052), (0.686, 0.072), (0.678, 0.944), (0.322, 0.930)),
    ((0.310, 0.070), (0.652, 0.060), (0.680, 0.940), (0.330, 0.952)),
)
_CUT = ((0.320, 0.285), (0.662, 0.248), (0.706, 1.125), (0.354, 1.158))

_CONTRACT = (
    (
        "房屋租赁合同",
        (
            "出租方（甲方）：合成测试房东",
            "承租方（乙方）：合成测试乙",
            "依照法律规定，双方就房屋租赁事宜订立本合同。",
            "一、房屋坐落于合成市江北区样例街 88 号 5 幢 1201 室，",
            "    建筑面积 76.50 平方米，用途为居住。",
            "二、租赁期限自 2026 年 3 月 1 日起，",
            "    至 2027 年 2 月 28 日止。",
            "三、租金每月人民币 2,600 元（大写：贰仟陆佰元整），",
            "    按季支付，每季度首月五日前付清。",
            "四、押金人民币 2,600 元，租赁期满结清费用后退还。",
            "五、水、电、燃气、物业费由乙方承担。",
        ),
    ),
    (
        "",
        (
            "六、甲方保证房屋权属清楚，无产权纠纷。",
            "七、乙方不得擅自转租，不得改变房屋结构和用途。",
            "八、房屋及附属设施的自然损坏由甲方负责维修。",
            "九、租赁期内任何一方解除合同，应提前三十日",
            "    书面通知对方。",
            "十、乙方逾期支付租金超过十五日的，甲方有权",
            "    解除合同并收回房屋。",
            "十一、合同未尽事宜由双方协商解决，协商不成的，",
            "    向房屋所在地人民法院起诉。",
        ),
    ),
    (
        "",
        (
            "十二、本合同一式两份，双方各执一份，签字后生效。",
            "附件：房屋交付清单",
            "    床两张  衣柜一个  空调两台  热水器一台",
            "    电表读数 1024  水表读数 86",
            "",
            "甲方（签字）：合成测试房东",
            "乙方（签字）：合成测试乙",
            "签订日期：2026 年 2 月 20 日",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """One arrangement before a camera: its name, and which page for a contract (1 to 3)."""

    name: str
    page: int = 1


def contract_page(number: int) -> Picture:
    """Page ``number`` (1 to 3) of an invented lease, flat, BGR."""
    title, lines = _CONTRACT[number - 1]
    image = Image.new("RGB", PAGE_SIZE, (246, 245, 240))
    draw = ImageDraw.Draw(image)
    y = 130
    if title:
        draw.text((130, y), title, font=font(66, bold=True), fill=(38, 36, 34))
        y += 150
    for line in lines:
        draw.text((130, y), line, font=font(32), fill=(70, 68, 66))
        y += 78
    draw.text(
        (PAGE_SIZE[0] / 2, PAGE_SIZE[1] - 90), f"第 {number} 页 共 {len(_CONTRACT)} 页", font=font(26), fill=(120, 118, 116), anchor="mm"
    )
    draw.text((PAGE_SIZE[0] - 130, 70), "测试样张 · 内容均为虚构", font=font(24), fill=(150, 148, 146), anchor="rm")
    return cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR).astype(np.uint8)


def place_of(page: int) -> NDArray[np.float32]:
    """The page's true corners in the document camera's picture, in pixels: the measure for whoever looks for them."""
    return _corners(_PLACES[page - 1])


def _corners(place: tuple[tuple[float, float], ...]) -> NDArray[np.float32]:
    return np.array(place, np.float32) * np.array(DOCUMENT_SIZE, np.float32)


def _bytes(values: NDArray[Any]) -> Picture:
    """Brightness as it may be, to bytes."""
    picture: Picture = np.clip(values, 0, 255).astype(np.uint8)
    return picture


@cache
def _desk() -> Picture:
    """A dark desk with a faint grain, lighter towards the lamp at the upper left."""
    width, height = DOCUMENT_SIZE
    noise = np.random.default_rng(5).normal(0, 1, (height // 8, width // 2)).astype(np.float32)
    grain = cv2.resize(noise, DOCUMENT_SIZE, interpolation=cv2.INTER_LINEAR)
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 1.12 - 0.28 * (xs / width + ys / height) / 2
    desk = np.array(_DESK, np.float32)[None, None, :] * light[:, :, None] + grain[:, :, None] * 1.2
    return _bytes(desk)


def _with_page(page: int, corners: NDArray[np.float32]) -> Picture:
    width, height = PAGE_SIZE
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    warp = cv2.getPerspectiveTransform(flat, corners)
    desk = _desk().astype(np.float32)
    shadow = cv2.warpPerspective(
        np.full((height, width), 255, np.uint8), cv2.getPerspectiveTransform(flat, corners + np.float32(10)), DOCUMENT_SIZE
    )
    desk *= 1 - 0.55 * cv2.GaussianBlur(shadow, (0, 0), 12).astype(np.float32)[:, :, None] / 255
    # Reduced first: a steep reduction inside the warp alone would alias the small print.
    half = cv2.GaussianBlur(contract_page(page), (0, 0), 0.7)
    paper = cv2.warpPerspective(half, warp, DOCUMENT_SIZE, flags=cv2.INTER_LINEAR).astype(np.float32)
    cover = (
        cv2.warpPerspective(np.full((height, width), 255, np.uint8), warp, DOCUMENT_SIZE, flags=cv2.INTER_LINEAR).astype(np.float32)[
            :, :, None
        ]
        / 255
    )
    xs = np.linspace(1.0, 0.9, DOCUMENT_SIZE[0], dtype=np.float32)[None, :, None]
    return np.clip(desk * (1 - cover) + paper * xs * cover, 0, 255).astype(np.uint8)


def _glare(picture: Picture) -> Picture:
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(spot, (950, 470), (190, 120), 20, 0, 360, 1.0, -1)
    soft = cv2.GaussianBlur(spot, (0, 0), 25)[:, :, None]
    return _bytes(picture + soft * 200)


def _finger(picture: Picture) -> Picture:
    """A thumb laid on the page from its right-hand side."""
    seen = picture.astype(np.float32)
    thumb = np.zeros(picture.shape[:2], np.float32)
    cv2.line(thumb, (1225, 640), (1700, 780), 1.0, 96)
    shadow = cv2.GaussianBlur(np.roll(thumb, (10, 6), (0, 1)), (0, 0), 9)
    soft = cv2.GaussianBlur(thumb, (0, 0), 2)[:, :, None]
    rounded = cv2.GaussianBlur(thumb, (0, 0), 24)[:, :, None]
    seen *= (1 - 0.35 * shadow)[:, :, None]
    skin = np.array((128, 158, 212), np.float32) * (0.6 + 0.4 * rounded)
    return _bytes(seen * (1 - soft) + skin * soft)


@cache
def _person(*, present: bool) -> Picture:
    width, height = FACE_SIZE
    image = Image.new("RGB", FACE_SIZE)
    draw = ImageDraw.Draw(image)
    for y in range(height):
        shade = round(18 * y / height)
        draw.line((0, y, width, y), fill=(216 - shade, 224 - shade, 230 - shade))
    draw.rectangle((0, 0, 150, height), fill=(198, 206, 212))
    draw.line((150, 0, 150, height), fill=(176, 186, 194), width=4)
    if present:
        big = image.resize((width * 2, height * 2))
        draw_person(ImageDraw.Draw(big), width, height * 0.80, 300, grey_hair=True)
        image = big.resize(FACE_SIZE, Image.Resampling.LANCZOS)
    return cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR).astype(np.uint8)


def _with_code(picture: Picture) -> Picture:
    """A telephone with a QR code on it, held up a little askew."""
    code = np.asarray(zxingcpp.create_barcode(SHOWN_CODE, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8))
    side = code.shape[0]
    flat = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    held = np.array([(690, 300), (930, 316), (918, 560), (682, 538)], np.float32)
    return cv2.warpPerspective(
        cv2.cvtColor(code, cv2.COLOR_GRAY2BGR),
        cv2.getPerspectiveTransform(flat, held),
        FACE_SIZE,
        picture.copy(),
        flags=cv2.INTER_AREA,
        borderMode=cv2.BORDER_TRANSPARENT,
    ).astype(np.uint8)


_DOCUMENT_SCENES: Mapping[str, Callable[[int], Picture]] = MappingProxyType(
    {
        "contract": lambda page: _with_page(page, place_of(page)),
        "empty": lambda _: _desk(),
        "dark": lambda page: (_with_page(page, place_of(page)) * 0.2).astype(np.uint8),
        "blurred": lambda page: cv2.GaussianBlur(_with_page(page, place_of(page)), (0, 0), 7).astype(np.uint8),
        "cut": lambda page: _with_page(page, _corners(_CUT)),
        "finger": lambda page: _finger(_with_page(page, place_of(page))),
        "glare": lambda page: _glare(_with_page(page, place_of(page))),
    }
)
DOCUMENT_SCENES = tuple(_DOCUMENT_SCENES)
FACE_SCENES = ("person", "nobody", "code")
SHOWN_CODE = "JB0147-20260301-00042-7"
"""What stands in the invented QR code that somebody holds before the face camera (``code``)."""
CONTRACT_PAGES = len(_CONTRACT)


def render(scene: Scene) -> tuple[bytes, ...]:
    """The scene as ``VARIANTS`` JPEG pictures to show in turn. No two are alike, as from a real sensor. Takes about a third of a second."""
    document = _DOCUMENT_SCENES.get(scene.name)
    picture = document(scene.page) if document is not None else _person(present=scene.name != "nobody")
    if scene.name == "code":
        picture = _with_code(picture)
    return tuple(_encode(picture, number) for number in range(VARIANTS))


@cache
def _noise(height: int, width: int) -> NDArray[np.int16]:
    """A sensor's noise, the same in all three colours."""
    noise = np.random.default_rng(9).normal(0, 1.4, (height, width)).round().astype(np.int16)
    return np.repeat(noise[:, :, None], 3, axis=2)


def _encode(picture: Picture, number: int) -> bytes:
    """The picture with the noise shifted a little further each time."""
    noise = np.roll(_noise(*picture.shape[:2]), 37 * number, axis=0)
    done, data = cv2.imencode(".jpg", cv2.add(picture, noise, dtype=cv2.CV_8U), [cv2.IMWRITE_JPEG_QUALITY, 85])
    if not done:
        raise RuntimeError("the picture could not be encoded")
    return data.tobytes()
