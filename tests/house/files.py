"""The files that make up the product, as the tests of its packages need them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "devices", "screens", "config")


def product_files() -> list[str]:
    """Every file of the four packages, code and data, relative to the root; without what Python compiled."""
    found = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    return sorted(str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts)
