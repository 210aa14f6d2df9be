"""The page under the document camera is found where it lies, judged as people would, and straightened."""

from __future__ import annotations

import io
from functools import cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from devices.document_camera.outline import Picture
from devices.document_camera.page import Verdict, find_page, judge, measure, rectify, straighten, to_jpeg
from devices.simulators.scenes import Scene, contract_page, place_of, render


@cache
def seen(name: str, page: int = 1) -> Picture:
    picture = cv2.imdecode(np.frombuffer(render(Scene(name, page))[0], np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture.astype(np.uint8)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_the_outline_lies_on_the_pages_corners(page: int) -> None:
    corners = find_page(seen("contract", page))
    assert corners is not None
    assert corners.dtype == np.float32
    # 1 % of the page's diagonal is 11 pixels; these clear pictures allow less.
    assert float(np.linalg.norm(corners - place_of(page), axis=1).max()) < 3


@pytest.mark.parametrize(
    ("scene", "verdict"),
    [
        ("contract", Verdict.OK),
        ("empty", Verdict.NOTHING_THERE),
        ("dark", Verdict.TOO_DARK),
        ("blurred", Verdict.BLURRED),
        ("cut", Verdict.CUT_OFF),
        ("glare", Verdict.GLARE),
        ("finger", Verdict.FINGER),
    ],
)
def test_each_bad_picture_is_called_what_it_is(scene: str, verdict: Verdict) -> None:
    image = seen(scene)
    judgement = judge(image, find_page(image))
    assert judgement.verdict is verdict
    assert (judgement.measures is None) == (scene == "empty")


def test_a_camera_in_the_dark_is_too_dark_not_empty() -> None:
    assert judge(np.full((1080, 1920, 3), 6, np.uint8), None).verdict is Verdict.TOO_DARK


@given(turn=st.floats(-12, 12), size=st.floats(0.62, 0.9), x=st.floats(0.42, 0.58), y=st.floats(0.48, 0.52), lean=st.floats(-0.04, 0.04))
@settings(max_examples=25, deadline=None)
def test_a_page_put_down_anyhow_is_found(turn: float, size: float, x: float, y: float, lean: float) -> None:
    height = 1080 * size * 0.9
    width = height / 1.4142
    flat = np.array([(-width, -height), (width, -height), (width, height), (-width, height)], np.float32) / 2
    flat[:2] *= np.float32(1 + lean)
    angle = np.radians(turn)
    rotation = np.array([(np.cos(angle), -np.sin(angle)), (np.sin(angle), np.cos(angle))], np.float32)
    corners = (flat @ rotation.T + np.array((1920 * x, 1080 * y), np.float32)).astype(np.float32)
    page = contract_page(2)
    source = np.array([(0, 0), (page.shape[1], 0), page.shape[1::-1], (0, page.shape[0])], np.float32)
    image = np.full((1080, 1920, 3), (66, 53, 42), np.uint8)
    cv2.warpPerspective(page, cv2.getPerspectiveTransform(source, corners), (1920, 1080), dst=image, borderMode=cv2.BORDER_TRANSPARENT)
    found = find_page(image)
    assert found is not None
    assert float(np.linalg.norm(found - corners, axis=1).max()) < 0.01 * np.hypot(width, height)


def laid(print_: Picture, corners: NDArray[np.float32], desk: int, noise: float) -> Picture:
    """A print on a desk of one grey, as a camera sees it: lens blur and grain."""
    source = np.array([(0, 0), (print_.shape[1], 0), print_.shape[1::-1], (0, print_.shape[0])], np.float32)
    image = np.full((1080, 1920, 3), desk, np.uint8)
    cv2.warpPerspective(print_, cv2.getPerspectiveTransform(source, corners), (1920, 1080), dst=image, borderMode=cv2.BORDER_TRANSPARENT)
    grain = np.random.default_rng(5).normal(0, noise, (1080, 1920, 1))
    return np.clip(cv2.GaussianBlur(image, (0, 0), 0.8) + grain, 0, 255).astype(np.uint8)


LYING = np.array([(700, 120), (1290, 180), (1235, 985), (640, 930)], np.float32)


@pytest.mark.parametrize("desk", [200, 236, 240])
def test_a_certificates_frame_is_not_taken_for_its_sheet_on_a_pale_desk(desk: int) -> None:
    """The frame is the better rectangle; only paper between it and the faint edge tells that the sheet is larger."""
    certificate = np.full((1485, 1050, 3), 247, np.uint8)
    cv2.rectangle(certificate, (45, 45), (1005, 1440), (60, 60, 170), 14)
    cv2.rectangle(certificate, (75, 75), (975, 1410), (90, 150, 200), 4)
    found = find_page(laid(certificate, LYING, desk, 3.0))
    assert found is not None
    assert float(np.linalg.norm(found - LYING, axis=1).max()) < 10


@pytest.mark.parametrize("side", range(4))
def test_a_joint_of_the_desk_close_beside_the_sheet_is_not_its_edge(side: int) -> None:
    """The joint runs along a whole side, but the desk lies between."""
    image = laid(contract_page(2), LYING, 90, 1.5)
    middle = LYING.mean(axis=0)
    outer = middle + 1.07 * (LYING - middle)
    start, end = outer[side], outer[(side + 1) % 4]
    ends = np.round((start - 0.5 * (end - start), end + 0.5 * (end - start))).astype(np.int32)
    cv2.line(image, ends[0].tolist(), ends[1].tolist(), (150, 150, 150), 5, cv2.LINE_AA)
    found = find_page(image)
    assert found is not None
    assert float(np.linalg.norm(found - LYING, axis=1).max()) < 10


@pytest.mark.parametrize("side", range(4))
def test_a_pen_and_a_card_across_a_side_do_not_hide_the_sheet(side: int) -> None:
    image = laid(contract_page(2), LYING, 70, 1.5)
    start, end = LYING[side], LYING[(side + 1) % 4]
    for share, size, turn in ((0.35, (170.0, 14.0), 20.0), (0.65, (100.0, 63.0), 70.0)):
        box = cv2.boxPoints(((start * (1 - share) + end * share).tolist(), size, turn))
        cv2.fillConvexPoly(image, np.round(box).astype(np.int32), (120, 60, 40), cv2.LINE_AA)
    found = find_page(image)
    assert found is not None
    assert float(np.linalg.norm(found - LYING, axis=1).max()) < 10


def test_a_sheet_is_seen_that_is_as_bright_as_its_desk_but_of_another_colour() -> None:
    """Cream paper on a desk of the same grey value: the edge shows in single channels only."""
    cream = np.full((1485, 1050, 3), (196, 222, 230), np.uint8)
    grey = int(cv2.cvtColor(cream[:1, :1], cv2.COLOR_BGR2GRAY)[0, 0])
    found = find_page(laid(cream, LYING, grey, 2.0))
    assert found is not None
    assert float(np.linalg.norm(found - LYING, axis=1).max()) < 10


@pytest.mark.parametrize("corner", range(4))
def test_a_corner_whose_side_seems_to_go_on_does_not_hide_the_sheet(corner: int) -> None:
    """Another sheet lies under a corner, its edge in line with one side."""
    image = laid(contract_page(2), LYING, 70, 1.5)
    here, before = LYING[corner], LYING[corner - 1]
    beyond = here + 0.5 * (here - before)
    outward = (here - LYING[(corner + 1) % 4]) * 0.3
    under = np.round((here, beyond, beyond + outward, here + outward)).astype(np.int32)
    cv2.fillConvexPoly(image, under, (205, 205, 205), cv2.LINE_AA)
    found = find_page(image)
    assert found is not None
    assert float(np.linalg.norm(found - LYING, axis=1).max()) < 10


@given(arrays(np.uint8, st.tuples(st.integers(8, 90), st.integers(8, 90), st.just(3))))
@settings(max_examples=60, deadline=None)
def test_any_picture_at_all_gets_a_verdict(image: Picture) -> None:
    assert judge(image, find_page(image)).verdict in Verdict


def test_the_page_comes_out_as_a4_with_its_print_in_place() -> None:
    image = seen("contract")
    page = rectify(image, place_of(1), dpi=200)
    assert page.shape == (2339, 1654, 3)
    flat = cv2.resize(contract_page(1), (1654, 2339), interpolation=cv2.INTER_AREA)
    blur = [cv2.GaussianBlur(cv2.cvtColor(each, cv2.COLOR_BGR2GRAY), (0, 0), 6).astype(np.float32).ravel() for each in (page, flat)]
    assert float(np.corrcoef(blur[0], blur[1])[0, 1]) > 0.9


def test_a_page_lying_across_is_a4_lying_across_and_a_card_keeps_its_shape() -> None:
    image = seen("contract")
    across = np.array([(200, 200), (1048, 200), (1048, 800), (200, 800)], np.float32)
    assert rectify(image, across, 200).shape == (1654, 2339, 3)
    card = np.array([(300, 300), (1156, 300), (1156, 840), (300, 840)], np.float32)
    height, width = rectify(image, card, 200).shape[:2]
    assert width / height == pytest.approx(856 / 540, rel=0.01)


def test_the_jpeg_knows_its_resolution() -> None:
    picture = Image.open(io.BytesIO(to_jpeg(rectify(seen("contract"), place_of(1), 200), dpi=200)))
    assert (picture.format, picture.info["dpi"], picture.size) == ("JPEG", (200, 200), (1654, 2339))


def test_each_measure_tells_its_own_fault() -> None:
    good = measure(seen("contract"), place_of(1))
    assert measure(seen("dark"), place_of(1)).brightness < 80 < good.brightness
    assert measure(seen("blurred"), place_of(1)).sharpness < 0.5 * good.sharpness
    assert measure(seen("glare"), place_of(1)).glare > 0.008 > good.glare
    assert measure(seen("finger"), place_of(1)).finger > 0.004 > good.finger


def test_the_page_has_the_resolution_the_camera_gives_and_no_more() -> None:
    image = seen("contract")
    straight = straighten(image, place_of(1))
    assert 70 < straight.dpi < 90
    assert [round(side / straight.dpi * 25.4) for side in straight.image.shape[:2]] == pytest.approx([297, 210], abs=1)
    large = cv2.resize(image, None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST).astype(np.uint8)
    assert straighten(large, place_of(1) * 5).dpi == 300
    assert straighten(large, place_of(1) * 5).image.shape == (3508, 2480, 3)
