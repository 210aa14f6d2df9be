"""The desks of the generated photographs, and what lies about on them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.page_sheets import SHEETS, sheet

Floats = NDArray[np.float32]
Random = np.random.Generator

_WOOD = ((42, 66, 98), (66, 102, 150), (110, 150, 190), (36, 44, 60), (150, 180, 205))
_PLAIN = ((60, 56, 50), (110, 104, 98), (150, 150, 148), (90, 120, 70), (130, 80, 50), (40, 40, 130), (176, 176, 170), (30, 30, 32))


def desk(random: Random, size: tuple[int, int], *, pale: bool) -> Floats:
    """An empty desk of ``size`` (width, height), BGR as floats; ``pale``: white or nearly so."""
    width, height = size
    kind = int(random.integers(3))
    if pale:
        colour = np.full(3, 240.0) + random.uniform(-6, 4, 3)
    elif kind == 0:
        colour = np.array(_WOOD[int(random.integers(len(_WOOD)))], float)
    else:
        colour = np.array(_PLAIN[int(random.integers(len(_PLAIN)))], float)
    picture = np.empty((height, width, 3), np.float32)
    picture[:] = colour * (1.0 if pale else random.uniform(0.85, 1.1))
    strength = random.uniform(0.004, 0.012) if pale else random.uniform(0.015, 0.07)
    if kind == 0:  # grain along the wood
        along = random.standard_normal((height // 4, width // 96)).astype(np.float32)
        grain = cv2.resize(along, size, interpolation=cv2.INTER_CUBIC)
    elif kind == 1:  # speckled stone
        grain = cv2.resize(random.standard_normal((height // 3, width // 3)).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    else:
        grain = cv2.resize(random.standard_normal((height // 90, width // 90)).astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    picture *= (1 + strength * grain)[:, :, None]
    if random.random() < 0.25:  # a joint or the desk's own edge
        y = int(random.integers(20, height - 20))
        cv2.line(picture, (0, y), (width, y + int(random.integers(-60, 60))), (colour * random.uniform(0.6, 0.9)).tolist(), 3, cv2.LINE_AA)
    return picture


def clutter_under(random: Random, picture: Floats, corners: Floats) -> None:
    """Things beside the sheet, touching it and under it, drawn into ``picture`` before the sheet is laid on it."""
    middle = corners.mean(axis=0)
    for _ in range(int(random.integers(3, 8))):
        side = int(random.integers(4))
        share = random.uniform(0.0, 1.0)
        edge = corners[side] * (1 - share) + corners[(side + 1) % 4] * share
        away = (edge - middle) / np.linalg.norm(edge - middle)
        place = edge + away * random.uniform(-10, 160)
        angle = float(random.uniform(0, 180)) if random.random() < 0.6 else _angle_of(corners, side) + float(random.normal(0, 2))
        _thing(random, picture, place.astype(np.float32), angle)
    if random.random() < 0.4:
        _wire(random, picture)


def clutter_over(random: Random, picture: Floats, corners: Floats) -> None:
    """A pen, a card or a paper clip across one side of the sheet, away from its corners."""
    for _ in range(int(random.integers(0, 3))):
        side = int(random.integers(4))
        share = random.uniform(0.3, 0.7)
        place = corners[side] * (1 - share) + corners[(side + 1) % 4] * share
        length = float(np.linalg.norm(corners[(side + 1) % 4] - corners[side]))
        half = min(110.0, 0.18 * length)
        angle = float(random.uniform(0, 180))
        match int(random.integers(3)):
            case 0:
                _rectangle(picture, place, (2 * half, 14), angle, _colour(random, 20, 90))
            case 1:
                _rectangle(picture, place, (half, 0.63 * half), angle, _colour(random, 90, 230))
            case _:
                cv2.ellipse(picture, (place.tolist(), (40.0, 14.0), angle), _colour(random, 120, 180), 3, cv2.LINE_AA)


def _thing(random: Random, picture: Floats, place: Floats, angle: float) -> None:
    match int(random.integers(6)):
        case 0:  # another sheet
            _printed(random, picture, place, (float(random.uniform(200, 420)), float(random.uniform(280, 560))), angle, 1.0)
        case 1:  # a poster or newspaper, darker
            _printed(random, picture, place, (float(random.uniform(300, 520)), float(random.uniform(300, 520))), angle, 0.8)
        case 2:  # a folder
            _rectangle(picture, place, (float(random.uniform(250, 480)), float(random.uniform(300, 600))), angle, _colour(random, 20, 220))
        case 3:  # a telephone
            _rectangle(picture, place, (150, 310), angle, _colour(random, 10, 40))
            _rectangle(picture, place, (138, 290), angle, _colour(random, 30, 70))
        case 4:  # a pen
            _rectangle(picture, place, (14, float(random.uniform(240, 330))), angle, _colour(random, 15, 200))
        case _:  # a card
            _rectangle(picture, place, (180, 114), angle, _colour(random, 120, 240))


def _printed(random: Random, picture: Floats, place: Floats, size: tuple[float, float], angle: float, light: float) -> None:
    page = sheet(int(random.integers(SHEETS)))
    box = cv2.boxPoints((place.tolist(), size, angle))
    source = np.array([(0, 0), (page.shape[1], 0), page.shape[1::-1], (0, page.shape[0])], np.float32)
    warp = cv2.getPerspectiveTransform(source, box)
    shape = (picture.shape[1], picture.shape[0])
    mask = cv2.warpPerspective(np.full(page.shape[:2], 1, np.float32), warp, shape, flags=cv2.INTER_LINEAR)
    picture *= (1 - 0.25 * cv2.GaussianBlur(np.roll(mask, (3, 3), (0, 1)), (0, 0), 3))[:, :, None]
    printed = cv2.warpPerspective(page, warp, shape, flags=cv2.INTER_AREA).astype(np.float32) * light
    picture *= (1 - mask)[:, :, None]
    picture += printed * mask[:, :, None]


def _rectangle(picture: Floats, place: Floats, size: tuple[float, float], angle: float, colour: tuple[float, float, float]) -> None:
    box = cv2.boxPoints((np.asarray(place).tolist(), size, angle))
    shadow = np.zeros(picture.shape[:2], np.float32)
    cv2.fillConvexPoly(shadow, (box + 4).astype(np.int32), 1.0)
    picture *= (1 - 0.3 * cv2.GaussianBlur(shadow, (0, 0), 4))[:, :, None]
    cv2.fillConvexPoly(picture, (box * 16).astype(np.int32), colour, cv2.LINE_AA, 4)


def _wire(random: Random, picture: Floats) -> None:
    height, width = picture.shape[:2]
    ts = np.linspace(0, 1, 40)
    bend = random.uniform(-1, 1, 4)
    xs = ts * width
    ys = height * (random.uniform(0.05, 0.95) + 0.1 * (bend[0] * np.sin(3 * ts) + bend[1] * np.sin(7 * ts + bend[2])))
    cv2.polylines(picture, [np.stack((xs, ys), axis=-1).astype(np.int32)], False, _colour(random, 15, 60), 9, cv2.LINE_AA)


def _colour(random: Random, low: float, high: float) -> tuple[float, float, float]:
    grey = float(random.uniform(low, high))
    blue, green, red = (float(np.clip(grey + random.uniform(-50, 50), 8, 246)) for _ in range(3))
    return blue, green, red


def _angle_of(corners: Floats, side: int) -> float:
    along = corners[(side + 1) % 4] - corners[side]
    return float(np.degrees(np.arctan2(along[1], along[0])))
