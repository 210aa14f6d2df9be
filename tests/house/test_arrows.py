"""The contracts on imports hold a wrong arrow up: each is planted in a copy of the packages and must be found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "devices", "screens", "config")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("arrows")
    for package in PACKAGES:
        for source in (ROOT / package).rglob("*.py"):
            target = folder / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", code, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("kiosk/planted.py", "import screens"),
        ("devices/planted.py", "import kiosk"),
        ("config/planted.py", "import devices"),
        ("screens/planted.py", "import devices.device"),
        ("kiosk/planted.py", "import kiosk.hub"),
        ("screens/planted.py", "import kiosk.hub"),
        ("kiosk/hub/planted.py", "import devices.status"),
        ("screens/planted.py", "import kiosk.commands.cli"),
    ],
)
def test_a_wrong_import_is_found(copy: Path, where: str, line: str) -> None:
    planted = copy / where
    planted.write_text(f'"""Planted."""\n{line}\n', encoding="utf-8")
    try:
        answer = _lint(copy)
    finally:
        planted.unlink()
    assert answer.returncode == 1, answer.stdout + answer.stderr


def test_commands_may_import_everything_and_the_tree_as_it_is_holds(copy: Path) -> None:
    planted = copy / "kiosk/commands/planted.py"
    planted.write_text('"""Planted."""\nimport screens\nimport devices.device\nimport kiosk.hub\nimport config\n', encoding="utf-8")
    try:
        answer = _lint(copy)
    finally:
        planted.unlink()
    assert answer.returncode == 0, answer.stdout + answer.stderr
