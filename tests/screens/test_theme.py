"""Colours that can be read, sizes that are what the ruler says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from screens import theme
from screens.theme import Mode, Rgba, Theme, contrast


@pytest.mark.parametrize("pair", theme.TEXT_PAIRS)
def test_text_stands_out_seven_to_one(pair: tuple[Rgba, Rgba]) -> None:
    assert contrast(*pair) >= 7


def test_no_other_file_of_the_screens_names_a_colour() -> None:
    named = re.compile(r"""\brgba\(|Color\(\s*[\d.]|["'](?:#[0-9A-Fa-f]{3,8}|(?=[0-9A-F]*[A-F])[0-9A-F]{6})["']""")
    found = []
    for path in Path(theme.__file__).parent.rglob("*.py"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if path.name not in ("theme.py", "gallery.py") and named.search(line):
                found.append(f"{path.name}:{number}: {line.strip()}")
    assert not found


@pytest.mark.parametrize("pair", theme.OUTLINE_PAIRS)
def test_outlines_stand_out_three_to_one(pair: tuple[Rgba, Rgba]) -> None:
    assert contrast(*pair) >= 3


def test_contrast_is_that_of_the_guideline() -> None:
    assert contrast(theme.rgba("000000"), theme.rgba("FFFFFF")) == pytest.approx(21)
    assert contrast(theme.rgba("777777"), theme.rgba("FFFFFF")) == pytest.approx(4.48, abs=0.01)


def test_millimetres_are_those_of_the_reference_display() -> None:
    standard = Theme(1080, 1920, 23.8)
    assert standard.pixels_per_mm == pytest.approx(3.65, abs=0.01)
    assert standard.mm(20) == 73
    assert standard.title.size == standard.mm(16)
    assert standard.caption.size == standard.mm(8.5)


def test_a_smaller_display_of_the_same_pixels_has_larger_letters() -> None:
    assert Theme(1080, 1920, 15.6).caption.size > Theme(1080, 1920, 23.8).caption.size


def test_large_mode_is_larger() -> None:
    standard, large = Theme(1080, 1920, 23.8), Theme(1080, 1920, 23.8, Mode.LARGE)
    assert large.body.size == pytest.approx(standard.body.size * 1.35, abs=1)
    assert large.title.size == pytest.approx(standard.title.size * 1.25, abs=1)
    assert large.target >= large.mm(24)
