"""360 generated photographs of a sheet on a desk, with its true corners: the set the page outline is measured on.

1920 x 1080, the same for the same number on every machine. Six kinds, 60 of each. The first five (``SINGLE``), one difficulty each, are the
300 the requirement is about: perspective, shadow, clutter, white on white, curl. The sixth, all difficulties at once, is a harder figure told
apart:

- ``perspective``: camera tilted up to 25 degrees in any direction, sheet turned up to 30 degrees or lying across, wood, stone or plain
  desks from near black to pale.
- ``shadow``: as above, with soft and hard shadows (a lamp's, a head's, an arm's) across sheet and desk that take up to half of the light.
- ``clutter``: as above, with other sheets, a printed poster, folders, a telephone, pens, cables and cards beside the sheet, touching it,
  lying under it or lying across one of its sides (never over a corner).
- ``white_on_white``: a white or pale desk, 1.5 to 10 % darker than the paper, so that a side shows mostly by the sheet's own
  faint shadow, a few pixels wide and 2 to 6 % dark at the edge.
- ``curl``: the paper arches up to 14 mm over the desk, along or across, so that two or all sides are bent; the corners lie where the
  bent sides meet.
- ``everything``: shadow, clutter and curl at once, one time in three on a pale desk.

All have lens blur, a little vignette, uneven light and sensor noise, and went through JPEG. The sheets (``page_sheets``) carry text, forms
whose frame is itself a perfect rectangle, photographs, borders and bands. The whole sheet is always in the picture. A 600 dpi flatbed this
is not: what a drawn set lacks against a real hall is real paper's texture, real lenses and dirt.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.bench.page_desks import clutter_over, clutter_under, desk
from kiosk.bench.page_sheets import HEIGHT, SHEETS, WIDTH, sheet

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]
Random = np.random.Generator

SIZE = (1920, 1080)
SINGLE = ("perspective", "shadow", "clutter", "white_on_white", "curl")
KINDS = (*SINGLE, "everything")
EACH = 60
COUNT = EACH * len(KINDS)
_PAPER_MM = ((210.0, 297.0), (210.0, 297.0), (210.0, 297.0), (148.0, 210.0))
_CELL = 8


@dataclass(frozen=True, slots=True)
class Photograph:
    """``image`` BGR; ``corners`` 4 x 2 in its pixels (pixel centres whole numbers), clockwise from the corner nearest its upper left."""

    kind: str
    image: Picture = field(repr=False)
    corners: Floats


@dataclass(frozen=True, slots=True)
class _Pose:
    """Where camera and sheet are. ``curl``: height of the arch in mm, where its top lies (0 to 1), along (0) or across (1) the sheet."""

    rotation: Floats
    position: Floats
    focal: float
    paper: tuple[float, float]
    curl: float
    top: float
    axis: int

    def project(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Pixels of the points of the sheet (0 to 1 across and down)."""
        width, height = self.paper
        way = v if self.axis == 0 else u
        # A smooth arch, flat on the desk at both ends; the paper's length is shortened by what it rises.
        bent = np.clip(way, -0.3, 1.3)
        power = np.log(0.5) / np.log(self.top)
        z = self.curl * np.sin(np.pi * np.abs(bent) ** power * np.sign(bent))
        x, y = (u - 0.5) * width, (v - 0.5) * height
        points = np.stack((x, y, -z), axis=-1) @ self.rotation.T + self.position
        return (
            (self.focal * points[..., 0] / points[..., 2] + (SIZE[0] - 1) / 2).astype(np.float32),
            (self.focal * points[..., 1] / points[..., 2] + (SIZE[1] - 1) / 2).astype(np.float32),
        )

    def corners(self) -> Floats:
        """The four corners in pixels, clockwise from the sheet's own upper left."""
        u, v = np.array((0, 1, 1, 0), np.float32), np.array((0, 0, 1, 1), np.float32)
        return np.stack(self.project(u, v), axis=-1).astype(np.float32)


def photograph(number: int) -> Photograph:
    """Photograph ``number`` (0 to ``COUNT`` - 1). Takes about a third of a second."""
    kind = KINDS[number % len(KINDS)]
    random = np.random.default_rng([20261, number])
    everything = kind == "everything"
    pale = kind == "white_on_white" or (everything and random.random() < 1 / 3)
    pose = _pose(random, curled=kind == "curl" or everything)
    corners = pose.corners()
    paper, cover = _paper(pose, sheet(int(random.integers(SHEETS))))
    ground = desk(random, SIZE, pale=pale)
    if kind == "clutter" or everything:
        clutter_under(random, ground, corners)
    picture = _laid(random, ground, paper, cover, pose.curl, pale=pale)
    if kind == "clutter" or everything:
        clutter_over(random, picture, corners)
    picture *= _light(random, shadows=kind == "shadow" or everything)[:, :, None]
    return Photograph(kind, _developed(random, picture), _clockwise(corners))


def _pose(random: Random, *, curled: bool) -> _Pose:
    """A pose with the whole sheet in the picture, filling between a sixth and most of it."""
    while True:
        paper = _PAPER_MM[int(random.integers(len(_PAPER_MM)))]
        tilt, towards = np.radians(random.uniform(0, 25)), random.uniform(0, 2 * np.pi)
        turn = np.radians(random.uniform(-30, 30) + 90 * float(random.integers(4)))
        lean, _ = cv2.Rodrigues(np.array((np.cos(towards), np.sin(towards), 0)) * tilt)
        spin, _ = cv2.Rodrigues(np.array((0.0, 0.0, turn)))
        focal = random.uniform(1500, 2600)
        distance = focal * paper[1] / (1080 * random.uniform(0.55, 0.98))
        position = np.array((random.uniform(-0.28, 0.28) * distance * 1920 / focal, random.uniform(-0.1, 0.1) * distance, distance))
        curl = random.uniform(3, 14) * paper[1] / 297 if curled else 0.0
        pose = _Pose(
            (lean @ spin).astype(np.float32),
            position.astype(np.float32),
            float(focal),
            paper,
            curl,
            float(random.uniform(0.35, 0.65)),
            int(random.integers(2)),
        )
        corners = pose.corners()
        inside = corners.min() > 14 and corners[:, 0].max() < SIZE[0] - 15 and corners[:, 1].max() < SIZE[1] - 15
        if inside and cv2.contourArea(corners) > 0.16 * SIZE[0] * SIZE[1]:
            return pose


def _paper(pose: _Pose, print_: Picture) -> tuple[Floats, Floats]:
    """The sheet as the camera sees it, and how much of each pixel it covers (0 to 1)."""
    xs, ys = np.meshgrid(
        (np.arange(SIZE[0] // _CELL, dtype=np.float32) + 0.5) * _CELL - 0.5,
        (np.arange(SIZE[1] // _CELL, dtype=np.float32) + 0.5) * _CELL - 0.5,
    )
    flat = _Pose(pose.rotation, pose.position, pose.focal, pose.paper, 0.0, 0.5, 0)
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    back = cv2.getPerspectiveTransform(flat.corners(), unit)

    def undone(x: Floats, y: Floats) -> tuple[Floats, Floats]:
        found = np.asarray(cv2.perspectiveTransform(np.stack((x, y), axis=-1).reshape(-1, 1, 2), back), np.float32).reshape(*x.shape, 2)
        return found[..., 0], found[..., 1]

    u, v = undone(xs, ys)
    for _ in range(12 if pose.curl else 0):
        px, py = pose.project(u, v)
        fu, fv = flat.project(u, v)
        u, v = undone(fu + (xs - px), fv + (ys - py))
    # One pixel of margin around the print holds the paper's edge.
    across = cv2.resize((u * WIDTH).astype(np.float32), SIZE, interpolation=cv2.INTER_LINEAR)
    down = cv2.resize((v * HEIGHT).astype(np.float32), SIZE, interpolation=cv2.INTER_LINEAR)
    dx, dy = cv2.Sobel(across, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(across, cv2.CV_32F, 0, 1, scale=0.125)
    ex, ey = cv2.Sobel(down, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(down, cv2.CV_32F, 0, 1, scale=0.125)
    rate_u, rate_v = np.maximum(np.hypot(dx, dy), 1e-3), np.maximum(np.hypot(ex, ey), 1e-3)
    inside_u = np.minimum(across, WIDTH - across) / rate_u
    inside_v = np.minimum(down, HEIGHT - down) / rate_v
    cover = np.clip(np.minimum(inside_u, inside_v) + 0.5, 0, 1).astype(np.float32)
    scale = float(np.median(rate_u[cover > 0]))
    soft = cv2.GaussianBlur(print_, (0, 0), 0.5 * scale) if scale > 0.7 else print_
    paper = cv2.remap(soft, across - 0.5, down - 0.5, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    if pose.curl:  # the arch turns away from the lamp on one side
        way = down / HEIGHT if pose.axis == 0 else across / WIDTH
        paper *= (1 - 0.012 * pose.curl * (np.clip(way, 0, 1) - 0.5))[:, :, None]
    return paper, cover


def _laid(random: Random, ground: Floats, paper: Floats, cover: Floats, curl: float, *, pale: bool) -> Floats:
    """The sheet on the desk with the shadow it throws: a thin one all round, a wider one away from the lamp."""
    if pale:  # the desk's brightness against the paper's, at the sheet
        bright = float(np.percentile(paper[cover > 0.5], 80))
        level = float(ground[cover > 0.5].mean())
        ground *= bright * random.uniform(0.90, 0.985) / level
    angle = random.uniform(0, 2 * np.pi)
    reach = random.uniform(1.5, 5.0) + 0.6 * curl
    away = np.array([(1, 0, reach * np.cos(angle)), (0, 1, reach * np.sin(angle))], np.float32)
    moved = cv2.warpAffine(cover, away, SIZE)
    depth = random.uniform(0.05, 0.22) if pale else random.uniform(0.1, 0.5)
    contact = random.uniform(0.04, 0.12) if pale else random.uniform(0.05, 0.25)
    shadow = 1 - depth * cv2.GaussianBlur(moved, (0, 0), random.uniform(1.2, 6.0) + 0.4 * curl)
    shadow *= 1 - contact * cv2.GaussianBlur(cover, (0, 0), 1.5)
    alpha = cover[:, :, None]
    laid: Floats = (ground * shadow[:, :, None] * (1 - alpha) + paper * alpha).astype(np.float32)
    return laid


def _light(random: Random, *, shadows: bool) -> Floats:
    """The light on everything, 1 where it is full."""
    small = (SIZE[0] // _CELL, SIZE[1] // _CELL)
    xs, ys = np.meshgrid(np.linspace(-1, 1, small[0], dtype=np.float32), np.linspace(-0.5625, 0.5625, small[1], dtype=np.float32))
    angle = random.uniform(0, 2 * np.pi)
    light = 1 + random.uniform(0, 0.14) * (xs * np.cos(angle) + ys * np.sin(angle))
    light *= 1 - random.uniform(0.0, 0.18) * (xs**2 + ys**2)
    for _ in range(int(random.integers(1, 4)) if shadows else 0):
        mask = np.zeros(light.shape, np.float32)
        middle = (float(random.uniform(0.2, 0.8) * small[0]), float(random.uniform(0.2, 0.8) * small[1]))
        match int(random.integers(3)):
            case 0:  # the edge of a lamp or a screen: half of the picture
                bearing = random.uniform(0, 2 * np.pi)
                mask[:] = (xs - middle[0] / small[0] * 2 + 1) * np.cos(bearing) + (ys - middle[1] / small[1] + 0.5) * np.sin(bearing) > 0
            case 1:  # a head
                size = (float(random.uniform(20, 70)), float(random.uniform(20, 60)))
                cv2.ellipse(mask, (middle, (size[0] * 2, size[1] * 2), float(random.uniform(0, 180))), 1.0, -1)
            case _:  # an arm
                way = random.uniform(0, 2 * np.pi)
                far = (round(middle[0] + 400 * np.cos(way)), round(middle[1] + 400 * np.sin(way)))
                cv2.line(mask, (round(middle[0]), round(middle[1])), far, 1.0, round(random.uniform(10, 36)))
        softness = float(random.choice([1.2, 3.0, 6.0, 12.0]))
        light *= 1 - random.uniform(0.12, 0.5) * cv2.GaussianBlur(mask, (0, 0), softness)
    return np.asarray(cv2.resize(light.astype(np.float32), SIZE, interpolation=cv2.INTER_LINEAR), np.float32)


def _developed(random: Random, picture: Floats) -> Picture:
    """Through lens, sensor and JPEG."""
    exposure = random.uniform(0.78, 1.0)
    tint = np.array((random.uniform(0.92, 1.0), random.uniform(0.96, 1.0), random.uniform(0.92, 1.0)), np.float32)
    soft = cv2.GaussianBlur(picture * (tint * exposure), (0, 0), random.uniform(0.5, 1.1))
    noise = random.standard_normal((SIZE[1], SIZE[0]), dtype=np.float32) * random.uniform(1.0, 3.0)
    bytes_ = np.clip(soft + noise[:, :, None], 0, 255).astype(np.uint8)
    done, data = cv2.imencode(".jpg", bytes_, [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(80, 95))])
    if not done:
        raise RuntimeError("the picture could not be encoded")
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)


def _clockwise(corners: Floats) -> Floats:
    first = int(np.argmin(corners.sum(axis=1)))
    return np.roll(corners, -first, axis=0).astype(np.float32)
