"""The simplified Chinese faces, taken out of the system's collections once."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from screens import fonts


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
