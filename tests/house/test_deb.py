"""The Debian package: what a hall's machine gets when it installs it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.house.files import product_files

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    subprocess.run([ROOT / "debian/build", folder], check=True, timeout=120)
    (built,) = folder.glob("kiosk_*.deb")
    return built


def _dpkg(*words: str | Path) -> str:
    return subprocess.run(["dpkg-deb", *words], check=True, capture_output=True, text=True, timeout=120).stdout


def test_it_asks_for_every_system_package_of_the_one_list(package: Path) -> None:
    wanted = re.findall(r"^([a-z0-9.+-]+)", (ROOT / "system-packages.txt").read_text(encoding="utf-8"), re.MULTILINE)
    asked = _dpkg("--field", package, "Depends").strip().split(", ")
    assert set(wanted) <= set(asked)


def test_it_carries_every_file_of_the_product_the_settings_and_the_units(package: Path) -> None:
    inside = {line.split()[5] for line in _dpkg("--contents", package).splitlines()}
    wanted = {f"./opt/kiosk/{path}" for path in product_files()}
    wanted |= {
        "./etc/kiosk/terminal.toml",
        "./lib/systemd/system/kiosk-run.service",
        "./lib/systemd/system/kiosk-agent.service",
        "./usr/bin/kiosk",
    }
    assert wanted - inside == set()


def test_an_update_keeps_the_settings_of_the_hall(package: Path, tmp_path: Path) -> None:
    _dpkg("--control", package, tmp_path)
    assert (tmp_path / "conffiles").read_text(encoding="utf-8").splitlines() == ["/etc/kiosk/terminal.toml"]
