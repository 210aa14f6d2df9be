"""The simplified Chinese faces, taken out of the system's collections once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from screens import fonts

CHINESE = 2
"""Where the simplified Chinese face stands in Debian's collections."""
TEXTS = (
    "请核对，有错就改（2026 年 11 月 22 日）",
    "《老年人优待证》——“合成测试”·￥1,234.50 元 AVATAR fi ffi Wr.",
    "骨直化令刃写 䶮㛃𠮷𬭊㙓䲟 珍劊爎觩绎",
    "ㄅㄆㄇ あいう 가나다 ①②③ ℃ ‰ № ± × ÷ … › ½",
)


def test_the_face_is_the_simplified_chinese_one_and_is_taken_out_once(tmp_path: Path) -> None:
    first = fonts.face(fonts.COLLECTIONS / fonts.BOLD, tmp_path)
    with TTFont(first, lazy=True) as font:
        assert font["name"].getBestFamilyName() == "Noto Sans CJK SC"
        covered = font.getBestCmap()
        assert all(ord(character) in covered for character in "䶮㛃𠮷𬭊㙓䲟老年人优待证")
    made = first.stat().st_mtime_ns
    assert fonts.face(fonts.COLLECTIONS / fonts.BOLD, tmp_path) == first
    assert first.stat().st_mtime_ns == made
    assert {entry.suffix for entry in tmp_path.iterdir()} == {".otf", ".json"}


def drawn(path: Path, index: int, text: str, size: int) -> Image.Image:
    font = ImageFont.truetype(path, size, index)
    picture = Image.new("L", (round(font.getlength(text)) + size, 2 * size))
    ImageDraw.Draw(picture).text((size // 2, size // 4), text, fill=255, font=font)
    return picture


@pytest.mark.parametrize("weight", [fonts.REGULAR, fonts.BOLD])
def test_the_face_draws_what_the_collection_draws_pixel_for_pixel(weight: str, tmp_path: Path) -> None:
    made = fonts.face(fonts.COLLECTIONS / weight, tmp_path)
    with TTFont(made, lazy=True) as font, TTFont(fonts.COLLECTIONS / weight, fontNumber=CHINESE, lazy=True) as whole:
        assert set(font.getBestCmap()) == set(whole.getBestCmap())
    for text in TEXTS:
        for size in (31, 38, 58):
            ours = drawn(made, 0, text, size)
            assert ours.getbbox() is not None
            assert ours == drawn(fonts.COLLECTIONS / weight, CHINESE, text, size), (text, size)


def test_the_face_carries_nothing_that_each_size_of_letters_would_read_anew(tmp_path: Path) -> None:
    with TTFont(fonts.face(fonts.COLLECTIONS / fonts.REGULAR, tmp_path), lazy=True) as font:
        outlines = font["CFF "].cff.topDictIndex[0]
        assert not len(outlines.GlobalSubrs)
        assert not any(hasattr(part.Private, "Subrs") for part in outlines.FDArray)
        assert font["maxp"].numGlyphs < 50_000
        assert "vmtx" not in font
        assert outlines.charset[1:] == [f"cid{number:05d}" for number in range(1, len(outlines.charset))]


def test_a_face_that_was_taken_out_another_way_is_taken_out_again(tmp_path: Path) -> None:
    made = fonts.face(fonts.COLLECTIONS / fonts.REGULAR, tmp_path)
    record = made.with_suffix(".json")
    known = json.loads(record.read_text())
    record.write_text(json.dumps({name: value for name, value in known.items() if name != "way"}))
    whole = made.read_bytes()
    made.write_bytes(b"of an earlier way")
    assert fonts.face(fonts.COLLECTIONS / fonts.REGULAR, tmp_path).read_bytes() == whole
    assert json.loads(record.read_text()) == known


def test_a_touched_but_equal_collection_is_not_taken_apart_again(tmp_path: Path) -> None:
    source = tmp_path / fonts.REGULAR
    source.symlink_to(fonts.COLLECTIONS / fonts.REGULAR)
    cache = tmp_path / "cache"
    made = fonts.face(source, cache)
    record = made.with_suffix(".json")
    known = json.loads(record.read_text())
    record.write_text(json.dumps({**known, "mtime_ns": 0}))
    before = made.stat().st_mtime_ns
    fonts.face(source, cache)
    assert made.stat().st_mtime_ns == before
    assert json.loads(record.read_text()) == known


def test_another_collection_replaces_the_face(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    source = tmp_path / fonts.REGULAR
    source.symlink_to(fonts.COLLECTIONS / fonts.REGULAR)
    made = fonts.face(source, cache)
    size = made.stat().st_size
    source.unlink()
    source.symlink_to(fonts.COLLECTIONS / fonts.BOLD)
    os.utime(cache)
    assert fonts.face(source, cache).stat().st_size != size


def test_without_the_fonts_the_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(fonts.FontsMissing, match="fonts-noto-cjk"):
        fonts.load(tmp_path, tmp_path / "cache")
