"""`make screens` gets through: every moment has its picture, each one as a visit of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.screens import snapshots

KIND = "form-"
"""What was typed in one of these must not stand in the next."""


def test_every_moment_of_a_kind_has_its_picture(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "screens.gallery", str(tmp_path), "--way", "portrait", "--only", KIND]
    assert subprocess.run(words, check=False).returncode == 0
    wanted = {name for name, _ in snapshots.moments() if KIND in name}
    assert {path.stem for path in (tmp_path / "portrait").glob("*.png")} == wanted
    assert (tmp_path / "index.html").exists()
