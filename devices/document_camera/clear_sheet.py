"""The quick way to a sheet that lies plainly visible: light on dark, all four sides. Pure.

A threshold finds it in a few milliseconds. It is believed only where nearly the whole length of every side is a clear step from a darker desk to
lighter paper; everything else is left to the slower search.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.quadrangles import right_angled

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

_SMALLEST = 0.06  # of the picture's area
_FILLED = 0.9  # how much of the quadrangle the sheet fills: a bent one fills a little less
_MARGIN = 3.0  # small pixels that a corner keeps from the picture's border
_SAMPLES = 40  # along each side
_ACROSS = 3.0  # small pixels from the side to where brightness is read
_STEP = 0.16  # least rise from desk to paper, as a share of the paper's brightness
_LEAST_STEP = 14.0
_CLEAR = 0.95  # share of a side's length that must be such a step


def clear_sheet(small: Picture) -> Floats | None:
    """The corners (4 x 2, in any order) of the one plain sheet on a small BGR picture, or None where it is not that plain."""
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    area = float(cv2.contourArea(hull))
    quad = _four_corners(hull)
    if quad is None or area < _SMALLEST * grey.size or area < _FILLED * float(cv2.contourArea(quad)) or not right_angled(quad):
        return None
    height, width = grey.shape[:2]
    if quad.min() < _MARGIN or quad[:, 0].max() > width - 1 - _MARGIN or quad[:, 1].max() > height - 1 - _MARGIN:
        return None
    return quad if _all_clear(grey.astype(np.float32), quad) else None


def _four_corners(hull: cv2.typing.MatLike) -> Floats | None:
    length = cv2.arcLength(hull, True)
    for share in (0.01, 0.015, 0.02, 0.03):
        polygon = cv2.approxPolyDP(hull, share * length, True)
        if len(polygon) == 4:
            return polygon.reshape(4, 2).astype(np.float32)
        if len(polygon) < 4:
            return None
    return None


def _all_clear(grey: Floats | cv2.typing.MatLike, quad: Floats) -> bool:
    """Whether every side is a step to lighter paper along nearly its whole length."""
    middle = quad.mean(axis=0)
    along = np.roll(quad, -1, axis=0) - quad
    normal = np.stack((-along[:, 1], along[:, 0]), axis=1) / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    inward = np.where(((middle - quad) * normal).sum(axis=1, keepdims=True) > 0, normal, -normal)
    places = quad[:, None] + np.linspace(0.04, 0.96, _SAMPLES, dtype=np.float32)[None, :, None] * along[:, None]
    inside, outside = (_read(grey, places + sign * _ACROSS * inward[:, None]) for sign in (1, -1))
    clear = inside - outside > np.maximum(_LEAST_STEP, _STEP * inside)
    return bool((clear.mean(axis=1) >= _CLEAR).all())


def _read(grey: Floats | cv2.typing.MatLike, places: Floats) -> Floats:
    xs, ys = places[..., 0].astype(np.float32), places[..., 1].astype(np.float32)
    return np.asarray(cv2.remap(grey, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)
