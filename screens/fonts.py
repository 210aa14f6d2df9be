"""Noto Sans SC, taken once out of the system's collections.

Kivy opens the first face of a TrueType collection, which for Noto CJK has Japanese shapes. So the simplified Chinese faces are
taken out of the collections of Debian's ``fonts-noto-cjk`` into the user's cache folder, and again whenever the package changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Noto Sans CJK SC"
REGULAR, BOLD = "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"


class FontsMissing(OSError):
    """The system has no Noto Sans CJK; the message names the package to install."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Paths of single-face OpenType files."""

    regular: Path
    bold: Path

    def path(self, bold: bool) -> Path:
        """The face of a style."""
        return self.bold if bold else self.regular


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/kiosk/fonts``, else the platform's cache folder."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "kiosk" / "fonts"
    from platformdirs import user_cache_path

    return user_cache_path("kiosk") / "fonts"


def load(collections: Path = COLLECTIONS, cache: Path | None = None) -> Fonts:
    """Both faces, extracted if need be. Raises FontsMissing, and OSError where the cache cannot be written."""
    cache = cache or cache_folder()
    return Fonts(face(collections / REGULAR, cache), face(collections / BOLD, cache))


def face(collection: Path, cache: Path) -> Path:
    """The simplified Chinese face of ``collection`` as a file of its own in ``cache``."""
    try:
        status = collection.stat()
    except FileNotFoundError:
        raise FontsMissing(f"font {collection} is missing: install the system package fonts-noto-cjk") from None
    target = cache / collection.name.replace("CJK", "SC").replace(".ttc", ".otf")
    record = target.with_suffix(".json")
    seen = {"size": status.st_size, "mtime_ns": status.st_mtime_ns}
    known = _read(record) if target.exists() else {}
    if all(known.get(key) == value for key, value in seen.items()):
        return target
    digest = hashlib.sha256(collection.read_bytes()).hexdigest()
    cache.mkdir(parents=True, exist_ok=True)
    if known.get("sha256") != digest:
        _extract(collection, target)
    _replace(record, json.dumps({"source": collection.name, "sha256": digest, **seen}).encode())
    return target


def _extract(collection: Path, target: Path) -> None:
    from fontTools.ttLib import TTCollection

    with TTCollection(collection, lazy=True) as fonts:
        chosen = next((font for font in fonts if font["name"].getBestFamilyName() == FAMILY), None)
        if chosen is None:
            raise FontsMissing(f"{collection} has no face {FAMILY}: install the system package fonts-noto-cjk")
        descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
        os.close(descriptor)
        try:
            chosen.save(name, reorderTables=None)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    os.replace(name, path)


def _read(record: Path) -> dict[str, object]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
