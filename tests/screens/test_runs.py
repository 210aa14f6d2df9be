"""Every character of GB 18030-2022 has a face, and texts are split where the face changes."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from config.themes import DEFAULTS
from screens import coverage, fonts
from screens.fonts import BASE, CHAIN, Fonts, Run
from screens.lines import Lines, directed
from screens.theme import Style

LEVEL_3 = (
    range(0x4E00, 0x9FF0),
    range(0x3400, 0x4DB6),
    range(0x20000, 0x2A6D7),
    range(0x2A700, 0x2B735),
    range(0x2B740, 0x2B81E),
    range(0x2B820, 0x2CEA2),
    range(0x2CEB0, 0x2EBE1),
    range(0x2F00, 0x2FD6),
)
"""Level 3 of GB 18030-2022: the unified ideographs up to extension F, and the Kangxi radicals."""

SCRIPTS = {
    "Uyghur": "ئابدۇكېرىم خىزمەت قىلىش ئورنى",
    "Tibetan": "ཞབས་ཞུ་བྱེད་ས།",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Yi": "ꆈꌠꁱꂷ",
    "Tai Le": "ᥖᥭᥰᥖᥬᥲ",
    "New Tai Lue": "ᦅᦱᦺᦑᦟᦹᧉ",
    "Korean": "한국어",
    "Lisu": "ꓡꓲꓢꓴ",
}
STYLE = Style(40, 60)


@pytest.fixture(scope="module")
def faces() -> Fonts:
    return fonts.load()


def test_every_ideograph_of_level_3_has_a_face(faces: Fonts) -> None:
    assert faces.absent == ()
    assert sum(map(len, LEVEL_3)) > 88_000
    for block in LEVEL_3:
        assert not [hex(code) for code in block if faces.table[code] == coverage.NOBODY]


@pytest.mark.parametrize("text", SCRIPTS.values(), ids=SCRIPTS)
def test_the_scripts_of_the_standard_have_a_face(faces: Fonts, text: str) -> None:
    assert faces.missing(text) == ()


def test_a_character_without_a_face_is_named(faces: Fonts) -> None:
    assert faces.missing("合成\ue000𠮷 \U0010fffe") == ("\ue000", "\U0010fffe")


def test_what_nobody_looks_further_at_is_drawn_by_the_first_face(faces: Fonts) -> None:
    assert not [hex(code) for code in range(0x30000) if fonts.COMMON.fullmatch(chr(code)) and faces.table[code] != BASE]


def test_a_name_is_split_where_the_face_changes(faces: Fonts) -> None:
    han = faces.table[ord("𪛖")]
    assert faces.runs("合𪛖𪛕成") == (Run("合", BASE), Run("𪛖𪛕", han), Run("成", BASE))
    assert CHAIN[han - 1].family == "HanaMinB"
    assert faces.runs("𠮷某䶮") == (Run("𠮷某䶮", BASE),)


def test_a_variation_selector_stays_with_its_character(faces: Fonts) -> None:
    han = faces.table[ord("𪛖")]
    assert faces.runs("𪛖\U000e0100成") == (Run("𪛖\U000e0100", han), Run("成", BASE))


@given(st.text(max_size=60))
def test_runs_joined_again_are_the_text(text: str) -> None:
    found = fonts.load().runs(text)
    assert "".join(run.text for run in found) == text
    assert all(first.face != second.face for first, second in pairwise(found))


@given(st.text(st.sampled_from("合成123 خىزمەت(。)ཞབས𪛖"), max_size=30), st.booleans())
def test_no_letter_is_lost_when_directions_are_mixed(text: str, mirrored: bool) -> None:
    assert sorted("".join(part for part, _ in directed(text, mirrored=mirrored))) == sorted(text)


def test_backward_words_stand_right_to_left_and_numbers_do_not() -> None:
    seen = [("合成 ", False), ("12345", False), ("خىزمەت ", True), (" 号", False)]
    assert directed("合成 خىزمەت 12345 号") == seen
    assert [part for part, _ in directed("خىزمەت 合成", mirrored=True)] == ["合成", "خىزمەت "]


def ink(picture: Image.Image) -> np.ndarray:
    shape = np.asarray(picture.getchannel("A")) > 100
    rows, columns = np.nonzero(shape)
    return shape[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def test_uyghur_letters_join_and_tibetan_ones_stack(faces: Fonts) -> None:
    """Joined letters have no gap between them, kept apart they do; stacked ones are no wider than the letter they stand under."""
    lines = Lines(faces)
    word = "قىلىش"

    def gaps(text: str) -> int:
        columns = np.flatnonzero(ink(lines.draw(text, STYLE)).sum(axis=0))
        return int((np.diff(columns) > 1).sum())

    assert gaps(word) == 0
    assert gaps("\u200c".join(word)) >= 2
    assert lines.width("བྱེ", STYLE) <= 1.1 * lines.width("བ", STYLE)


def test_uyghur_is_drawn_from_right_to_left(faces: Fonts) -> None:
    lines = Lines(faces)
    first, whole = lines.draw("خ", STYLE), lines.draw("خ ۋ", STYLE)
    right = np.asarray(whole.getchannel("A"))[:, -first.width :]
    left = np.asarray(whole.getchannel("A"))[:, : first.width]
    alone = np.asarray(first.getchannel("A"))
    assert np.abs(right.astype(int) - alone).mean() < np.abs(left.astype(int) - alone).mean() / 3


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("character", "㛃䶮𠮷𬭊𪛖𫝀𫠝𬺡𮯠⽼")
def test_a_rare_character_is_drawn_and_is_no_box(faces: Fonts, character: str, bold: bool) -> None:
    style = Style(40, 60, bold)
    drawn, box = ink(Lines(faces).draw(character, style)), ink(Lines(faces).draw("\ue000", style))
    assert drawn.shape != box.shape or (drawn != box).mean() > 0.1


def test_a_bold_letter_without_a_bold_face_is_thicker(faces: Fonts) -> None:
    lines = Lines(faces)
    assert ink(lines.draw("𪛖", Style(60, 80, True))).mean() > 1.05 * ink(lines.draw("𪛖", Style(60, 80))).mean()


def test_a_mixed_line_stands_on_the_base_line_of_a_plain_one(look: object) -> None:
    from screens.look import Look
    from screens.widgets.text import Text

    assert isinstance(look, Look)
    style = look.theme.title
    plain, mixed = look.line("合", style), Lines(look.fonts).draw("合𪛖", style)

    def foot(opacity: np.ndarray) -> float:
        """How far below the middle the ink of the first character ends."""
        return float(np.nonzero(opacity[:, : style.size] > 100)[0].max() - len(opacity) / 2)

    pixels = np.frombuffer(plain.pixels, np.uint8).reshape(plain.height, plain.width, 4)[:, :, 3]
    assert abs(foot(pixels) - foot(np.asarray(mixed.getchannel("A")))) <= 1
    text = Text(look, "合𪛖", style)
    text.place(0, 0, 1000, style.leading)
    assert text.content_size[0] == pytest.approx(mixed.width, abs=2)


def test_the_table_is_kept_and_made_again_when_a_font_changes(tmp_path: Path) -> None:
    small = [CHAIN[2].regular]
    made = coverage.table(small, tmp_path)
    written = (tmp_path / "coverage.bin").stat().st_mtime_ns
    assert coverage.table(small, tmp_path) == made
    assert (tmp_path / "coverage.bin").stat().st_mtime_ns == written
    other = coverage.table([CHAIN[3].regular], tmp_path)
    assert other != made
    (tmp_path / "coverage.bin").write_bytes(b"half")
    assert coverage.table([CHAIN[3].regular], tmp_path) == other


def test_a_missing_font_is_named_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = fonts.Face("HanaMinB", tmp_path / "gone.ttf", None, "fonts-hanazono")
    monkeypatch.setattr(fonts, "CHAIN", (*CHAIN[:3], gone))
    found = fonts.load(cache=tmp_path)
    assert found.absent == ("fonts-hanazono",)
    assert found.missing("合成𪛖") == ("𪛖",)
    assert found.runs("合成𪛖") == (Run("合成𪛖", BASE),)


def test_papers_name_the_same_families_in_the_same_order() -> None:
    source = (DEFAULTS / "papers" / "fonts.typ").read_text("utf-8").split("#let", 1)[1]
    assert re.findall(r'"([^"]+)"', source) == ["Noto Sans CJK SC", *(face.family for face in CHAIN)]
