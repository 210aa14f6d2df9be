"""Setting up a machine: what is missing is said in one sentence, and a second run costs nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOBODY = 65534


@pytest.fixture
def clone() -> Iterator[Path]:
    """A folder with what set-up needs, readable by every user (pytest's own folders are not)."""
    folder = Path(tempfile.mkdtemp(prefix="kiosk-setup-"))
    try:
        folder.chmod(0o755)
        for name in ("setup.sh", "Makefile", "system-packages.txt", "requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        yield folder
    finally:
        shutil.rmtree(folder)


def _setup(folder: Path, environment: Mapping[str, str] | None = None, *, as_root: bool = True) -> subprocess.CompletedProcess[str]:
    """Run set-up with nobody at the keyboard. ``as_root=False`` gives up root where the tests have it."""
    user = NOBODY if os.geteuid() == 0 and not as_root else None
    return subprocess.run(
        ["./setup.sh"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **(environment or {})},
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


def _sentence(answer: subprocess.CompletedProcess[str]) -> str:
    """The one line of complaint; lines that tell what is being done end in no status and are left out."""
    lines = [line for line in answer.stderr.splitlines() if not line.startswith(("setup: installing", "setup: creating"))]
    assert answer.returncode == 3, answer.stderr
    assert len(lines) == 1, answer.stderr
    return lines[0]


def test_without_permission_it_says_which_packages_root_must_install(clone: Path) -> None:
    (clone / "system-packages.txt").write_text("no-such-package  # a test\n", encoding="utf-8")
    assert "apt-get install no-such-package" in _sentence(_setup(clone, as_root=False))


def test_in_a_folder_that_is_not_ours_it_says_so(clone: Path) -> None:
    (clone / "system-packages.txt").write_text("", encoding="utf-8")
    clone.chmod(0o555)
    assert "cannot write to" in _sentence(_setup(clone, as_root=False))


def test_without_a_package_manager_it_names_what_is_missing(clone: Path) -> None:
    (clone / "system-packages.txt").write_text("no-such-package  # a test\n", encoding="utf-8")
    tools = clone / "tools"
    tools.mkdir()
    for name in ("env", "bash", "dirname", "dpkg-query", "paste"):
        (tools / name).symlink_to(shutil.which(name) or name)
    assert _sentence(_setup(clone, {"PATH": str(tools)})).endswith("no apt-get to install them: no-such-package")


def test_without_network_it_says_that_the_index_cannot_be_reached(clone: Path) -> None:
    (clone / "system-packages.txt").write_text("", encoding="utf-8")
    nowhere = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "PIP_NO_CACHE_DIR": "1",
    }
    assert "cannot be reached" in _sentence(_setup(clone, nowhere))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_clean_clone_sets_itself_up_and_the_second_time_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    subprocess.run(["make", "setup"], cwd=folder, check=True)
    started = time.monotonic()
    subprocess.run(["make", "setup"], cwd=folder, check=True)
    assert time.monotonic() - started < 5
    answer = subprocess.run([folder / ".venv/bin/kiosk", "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("kiosk ")
