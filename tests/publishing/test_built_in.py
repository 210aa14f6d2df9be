"""The matters that come with the program are linted once on a machine; whatever happens to what that left, they are shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config.compiled import BODIES_FILE, INDEX_FILE
from kiosk.catalogue_in_force import CatalogueInForce
from tests.journey.people import RENT, SENIOR

PROGRAM = (
    "import sys; from pathlib import Path; from kiosk.catalogue_in_force import CatalogueInForce; "
    "f = CatalogueInForce(Path(sys.argv[1])); f.warm(); c = f.catalogue; "
    "print(len(c), c.search('lnz')[0].code, c.by_code(c.entries[0].code).name, 'config.lint_matter' in sys.modules)"
)


def start(home: Path) -> list[str]:
    """A start of the program: how many matters, what a search finds, one that was opened, whether lint was needed."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(home)], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.split()


def places(home: Path) -> list[Path]:
    return sorted((home / "catalogue").glob("built-in-*"))


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one start left."""
    folder = tmp_path_factory.mktemp("linted")
    in_force = CatalogueInForce(folder)
    in_force.warm()
    in_force.close()
    return folder


@pytest.fixture
def home(linted: Path, tmp_path: Path) -> Path:
    """The same, to be damaged."""
    return shutil.copytree(linted, tmp_path / "home", symlinks=True)


def test_the_second_start_needs_no_lint(tmp_path: Path) -> None:
    first, second = start(tmp_path), start(tmp_path)
    assert first[:-1] == second[:-1]
    assert (first[1], first[-1], second[-1]) == (SENIOR, "True", "False")


def test_what_another_program_left_is_not_used_and_goes(home: Path) -> None:
    (place,) = places(home)
    other = place.with_name("built-in-" + "0" * 32)
    place.rename(other)
    shutil.copytree(other, other.with_name("built-in-" + "1" * 32))
    assert start(home)[-1] == "True"
    assert places(home) == [place]


@pytest.mark.parametrize("name", [INDEX_FILE, BODIES_FILE])
@pytest.mark.parametrize("damage", ["cut", "spoilt", "gone"])
def test_damage_costs_a_lint_and_no_matter(home: Path, name: str, damage: str) -> None:
    file = places(home)[0] / name
    whole = file.read_bytes()
    spoilt = whole[:100] + bytes([whole[100] ^ 1]) + whole[101:]
    file.unlink() if damage == "gone" else file.write_bytes(whole[:-5] if damage == "cut" else spoilt)
    in_force = CatalogueInForce(home)
    assert {matter.code for matter in in_force.catalogue.matters} >= {RENT, SENIOR}
    in_force.warm()
    in_force.close()
    if (name, damage) != (BODIES_FILE, "spoilt"):
        assert file.read_bytes() == whole
