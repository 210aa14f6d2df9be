"""Every character that shows also prints."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from config.themes import DEFAULTS
from kiosk.papers import Papers

RAREST = "䶮㛃𠮷𬭊㙓䲟𪛖𫝀𫠝𬺡𮯠⽼"
TEMPLATE = """#import "fonts.typ": faces
#let data = json(bytes(sys.inputs.data))
#set page(width: 30mm, height: 30mm, margin: 2mm, fill: white)
#set text(font: faces, size: 20mm)
#data.text
"""


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "fonts.typ").write_bytes((DEFAULTS / "papers" / "fonts.typ").read_bytes())
    (folder / "one.typ").write_text(TEMPLATE, "utf-8")
    return Papers(folder)


def printed(papers: Papers, text: str) -> np.ndarray:
    (page,) = papers.png("one", {"text": text})
    shape = np.asarray(Image.open(io.BytesIO(page)).convert("L")) < 128
    rows, columns = np.nonzero(shape)
    cut = Image.fromarray(shape[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1])
    return np.asarray(cut.resize((64, 64)))


@pytest.mark.parametrize("character", RAREST)
def test_the_glyph_on_paper_is_the_one_of_the_screens_face(papers: Papers, character: str) -> None:
    from screens import fonts
    from screens.lines import Lines
    from screens.theme import Style

    mask = np.asarray(Lines(fonts.load()).draw(character, Style(160, 200)).getchannel("A")) > 128
    rows, columns = np.nonzero(mask)
    shown = np.asarray(Image.fromarray(mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]).resize((64, 64)))
    assert (printed(papers, character) == shown).mean() > 0.9


def test_the_families_of_the_papers_are_installed() -> None:
    source = (DEFAULTS / "papers" / "fonts.typ").read_text("utf-8").split("#let", 1)[1]
    listed = subprocess.run(["fc-list", ":", "family"], check=True, capture_output=True, text=True).stdout
    wanted = [line.strip(' ",') for line in source.splitlines() if line.startswith('  "')]
    assert len(wanted) > 10
    assert not [family for family in wanted if family not in listed]


def test_no_template_names_a_family_by_itself_but_for_its_sample_of_scripts() -> None:
    for path in sorted(Path(DEFAULTS / "papers").glob("*.typ")):
        source = path.read_text("utf-8")
        if path.name != "fonts.typ":
            assert "font: faces" in source or "#show: slip" in source
            assert "Noto Sans CJK" not in source
