"""The environment is the one the lock describes: nothing missing, nothing else instead, and no index address written down."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINS = {canonicalize_name(name): version for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+) \\$", LOCK, re.MULTILINE)}


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {"": project["dependencies"], **project["optional-dependencies"]}


def test_every_requirement_of_the_project_is_installed_in_a_version_it_allows() -> None:
    wrong = []
    for line in (line for lines in _project().values() for line in lines):
        requirement = Requirement(line)
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            wrong.append(f"{line}: not installed")
            continue
        if version not in requirement.specifier:
            wrong.append(f"{line}: {version} is installed")
    assert not wrong


def test_every_requirement_of_every_locked_package_is_locked_too() -> None:
    """pip installs the lock with ``--no-deps``: a package that the lock forgot would be missed only when a citizen stands there."""
    missing = []
    for name in PINS:
        for line in importlib.metadata.requires(name) or []:
            requirement = Requirement(line)
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            if wanted and canonicalize_name(requirement.name) not in PINS and requirement.name != "opencv-python-headless":
                missing.append(f"{name} needs {line}")
    assert not missing


def test_what_is_installed_is_what_the_lock_names() -> None:
    installed = {name: importlib.metadata.version(name) for name in PINS}
    assert {n: v for n, v in installed.items() if v != PINS[n]} == {}, "installed in another version than locked"


def test_headless_opencv_is_absent() -> None:
    """It writes the same module as opencv-python and would win or lose by the order of installation."""
    assert "opencv-python-headless" not in PINS
    with pytest.raises(importlib.metadata.PackageNotFoundError):
        importlib.metadata.version("opencv-python-headless")


def test_opencv_is_older_than_five() -> None:
    """Version 5 has no FaceRecognizerSF.feature that works."""
    assert int(importlib.metadata.version("opencv-python").split(".")[0]) < 5


def test_the_lock_names_no_index_and_pins_every_package_with_hashes() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^\s*--(?!hash=sha256:)|@ file", LOCK, re.MULTILINE)
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)
    assert [block.splitlines()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []


def test_what_builds_the_rest_is_locked() -> None:
    assert {"pip", "setuptools"} <= set(PINS)
