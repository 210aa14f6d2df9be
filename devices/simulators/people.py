"""People before the simulated face camera and on simulated cards: two photographs in the public domain, turned as heads turn.

The photographs come with Python packages that tests and the demo install anyway, and are never copied into this project: NASA's portrait of
the astronaut Eileen Collins (``scikit-image``) and the U.S. Navy's of Rear Admiral Grace Hopper (``matplotlib``), both works of the United
States government. The names of the cards they stand on are synthetic; neither has anything to do with either woman. A terminal without these
packages has only the drawn person.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

SIZE = (1280, 720)
CARD_SIZE, CARD_BYTES = (102, 126), 1024
STEP_DEGREES = 3
"""Heads are drawn in steps of this angle."""
FACE_WIDTH = 240.0
_MIDDLE = (640.0, 345.0)
_WALL = (228, 222, 216)


@dataclass(frozen=True, slots=True)
class Portrait:
    """Where a photograph is, and where the face lies in it, in its pixels: middle, width, distance of the eyes, tip of the nose."""

    package: str
    path: str
    middle: tuple[float, float]
    width: float
    eyes_apart: float
    nose: tuple[float, float]


PEOPLE: Mapping[str, Portrait] = MappingProxyType(
    {
        "elderly": Portrait("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", (268, 226), 170, 80, (267, 240)),
        "worker": Portrait("skimage", "data/astronaut.png", (223, 120), 90, 47, (220, 125)),
    }
)
"""By the name of the card they belong to."""


def file(name: str) -> Path | None:
    """The photograph of a person; None where its package is not installed."""
    portrait = PEOPLE.get(name)
    found = find_spec(portrait.package) if portrait else None
    if portrait is None or found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / portrait.path
    return path if path.is_file() else None


def present() -> tuple[str, ...]:
    """Who can stand before the camera."""
    return tuple(name for name in PEOPLE if file(name) is not None)


@lru_cache(maxsize=64)
def head(name: str, degrees: int) -> Picture:
    """The person before a wall with the head turned by ``degrees``, positive towards the right of the picture (their own left). BGR."""
    front = _front(name)
    if degrees == 0:
        return front
    across, down, width, height = _turned(name, degrees)
    seen = front.copy()
    left, top = round(_MIDDLE[0] - width / 2), round(_MIDDLE[1] - height / 2)
    patch = cv2.remap(front, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    inside = ((x - width / 2) / (width / 2)) ** 2 + ((y - height / 2) / (height / 2)) ** 2
    cover = np.clip((1 - inside) / 0.12, 0, 1)[:, :, None]
    ground = seen[top : top + height, left : left + width].astype(np.float32)
    seen[top : top + height, left : left + width] = (patch * cover + ground * (1 - cover)).astype(np.uint8)
    return seen


def _turned(name: str, degrees: int) -> tuple[Floats, Floats, int, int]:
    """For every pixel of the head's patch, the pixel of the picture from the front that is seen there: a head with a nose, turned upright."""
    portrait = PEOPLE[name]
    scale = FACE_WIDTH / portrait.width
    wide, deep, high = 0.74 * FACE_WIDTH, 0.66 * FACE_WIDTH, 0.98 * FACE_WIDTH
    apart = portrait.eyes_apart * scale
    nose = ((portrait.nose[0] - portrait.middle[0]) * scale, (portrait.nose[1] - portrait.middle[1]) * scale)
    width, height = round(2 * wide), round(2 * high)
    x = np.linspace(-wide, wide, width, dtype=np.float32)
    rows = np.arange(height, dtype=np.float32) - height / 2
    angle = np.radians(degrees)
    across = np.empty((height, width), np.float32)
    for number, y in enumerate(rows):
        depth = deep * np.sqrt(np.maximum(0, 1 - (x / wide) ** 2 - min(1.0, (y / high) ** 2) * 0.9))
        bump = 0.3 * apart * np.exp(-(((x - nose[0]) / (0.20 * apart)) ** 2) / 2 - ((y - nose[1]) / (0.30 * apart)) ** 2 / 2)
        there = np.cos(angle) * x + np.sin(angle) * (depth + bump - deep * 0.5)
        there = np.maximum.accumulate(there) if degrees > 0 else np.minimum.accumulate(there[::-1])[::-1]
        across[number] = np.interp(x, there, x)
    down = np.repeat(rows[:, None] + _MIDDLE[1], width, axis=1).astype(np.float32)
    return across + np.float32(_MIDDLE[0]), down, width, height


@cache
def _front(name: str) -> Picture:
    portrait, path = PEOPLE[name], file(name)
    if path is None:
        raise FileNotFoundError(f"the photograph of {name} is not installed")
    photo = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert photo is not None
    scale = FACE_WIDTH / portrait.width
    move = np.array([[scale, 0, _MIDDLE[0] - scale * portrait.middle[0]], [0, scale, _MIDDLE[1] - scale * portrait.middle[1]]], np.float32)
    inner = np.full(photo.shape[:2], 255, np.uint8)
    inner[:, :8] = inner[:, -8:] = inner[:8] = 0
    cover = cv2.GaussianBlur(cv2.warpAffine(inner, move, SIZE), (0, 0), 6).astype(np.float32)[:, :, None] / 255
    person = cv2.warpAffine(photo, move, SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    wall = np.empty_like(person)
    wall[:] = _WALL
    return (person * cover + wall * (1 - cover)).astype(np.uint8)


@cache
def card_photo(name: str) -> bytes:
    """The person's photo as a card carries it: 102 x 126 pixels within 1,024 bytes (WebP). Raises FileNotFoundError, ValueError."""
    width = 1.5 * FACE_WIDTH
    height = width * CARD_SIZE[1] / CARD_SIZE[0]
    left, top = _MIDDLE[0] - width / 2, _MIDDLE[1] - height / 2
    front = Image.fromarray(head(name, 0)[:, :, ::-1])
    small = front.resize(CARD_SIZE, Image.Resampling.LANCZOS, box=(left, top, left + width, top + height))
    return fitted(small.filter(ImageFilter.GaussianBlur(0.6)))


def fitted(picture: Image.Image) -> bytes:
    """The picture as WebP, as good as 1,024 bytes allow. Raises ValueError where they do not."""
    for quality in range(60, -1, -2):
        stream = io.BytesIO()
        picture.save(stream, "WEBP", quality=quality, method=6)
        if len(stream.getvalue()) <= CARD_BYTES:
            return stream.getvalue()
    raise ValueError("the portrait does not fit into 1,024 bytes")


def encode(picture: Picture, number: int) -> bytes:
    """As a camera sends it: JPEG with a little noise that is never the same twice in a row."""
    noise = np.random.default_rng(number % 7).normal(0, 1.2, picture.shape[:2]).round().astype(np.int16)
    done, data = cv2.imencode(
        ".jpg", cv2.add(picture, np.repeat(noise[:, :, None], 3, axis=2), dtype=cv2.CV_8U), [cv2.IMWRITE_JPEG_QUALITY, 88]
    )
    if not done:
        raise RuntimeError("the picture could not be encoded")
    return data.tobytes()
