"""The faces of all texts, and the one place that splits a text into runs by the face that has its characters.

Noto Sans SC draws nearly everything; behind it stand the faces of other scripts and, for the rare characters of names, HanaMin:
together they have every character of GB 18030-2022. Papers name the same families in the same order.

Kivy opens the first face of a TrueType collection, which for Noto CJK has Japanese shapes. So the simplified Chinese faces are
taken out of the collections of Debian's ``fonts-noto-cjk`` into the user's cache folder, and again whenever the package changes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

from screens import coverage
from screens.coverage import NOBODY, SELECTORS, SIZE, STAYS, write_whole

log = logging.getLogger(__name__)

COLLECTIONS = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Noto Sans CJK SC"
REGULAR, BOLD = "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"
WAY = 2
"""How a face is taken out: one of another way is taken out again."""
FEATURES = ("ccmp", "liga", "clig", "calt", "rclt", "rlig", "ljmo", "vjmo", "tjmo", "kern", "mark", "mkmk", "curs", "dist")
"""What is applied to horizontal text without being asked for (OpenType's registry of features), but for ``locl``: the shapes are Chinese."""
UPRIGHT_TABLES = ("vhea", "vmtx", "VORG")


class FontsMissing(OSError):
    """The system has no Noto Sans CJK; the message names the package to install."""


@dataclass(frozen=True, slots=True)
class Face:
    """One family. Without a ``bold`` file its letters are thickened. ``package`` is Debian's."""

    family: str
    regular: Path
    bold: Path | None
    package: str

    def path(self, bold: bool) -> Path:
        """The file for a weight."""
        return self.bold if bold and self.bold else self.regular


NOTO = Path("/usr/share/fonts/truetype/noto")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


def _noto(family: str, *, bold: bool = True) -> Face:
    name = family.replace(" ", "")
    return Face(family, NOTO / f"{name}-Regular.ttf", NOTO / f"{name}-Bold.ttf" if bold else None, "fonts-noto-core")


CHAIN: tuple[Face, ...] = (
    _noto("Noto Sans"),
    _noto("Noto Sans Arabic"),
    _noto("Noto Serif Tibetan"),
    _noto("Noto Sans Mongolian", bold=False),
    _noto("Noto Sans Yi", bold=False),
    _noto("Noto Sans Tai Le", bold=False),
    _noto("Noto Sans New Tai Lue", bold=False),
    _noto("Noto Sans Tai Tham"),
    _noto("Noto Sans Lisu"),
    _noto("Noto Sans Miao", bold=False),
    _noto("Noto Sans Symbols"),
    _noto("Noto Sans Symbols2", bold=False),
    Face("HanaMinA", HANAZONO / "HanaMinA.ttf", None, "fonts-hanazono"),
    Face("HanaMinB", HANAZONO / "HanaMinB.ttf", None, "fonts-hanazono"),
)
"""The families behind Noto Sans SC, first come first served."""

COMMON = re.compile("[\x20-\x7e\u4e00-\u9fef，。、；：？！（）《》“”‘’…—·　]*")
"""What nearly every text consists of: Noto Sans SC draws all of it, and nobody looks further."""

BASE = 0
"""The index of Noto Sans SC among the faces."""


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text that one face draws; ``face`` is its index, 0 for Noto Sans SC."""

    text: str
    face: int


@dataclass(frozen=True, slots=True)
class Fonts:
    """Single-face OpenType files: Noto Sans SC and what stands behind it. ``absent`` names the packages that are not installed."""

    regular: Path
    bold: Path
    others: tuple[Face, ...] = ()
    table: bytes = b""
    absent: tuple[str, ...] = ()

    def path(self, bold: bool, face: int = BASE) -> Path:
        """The file of a face for a weight."""
        if face != BASE:
            return self.others[face - 1].path(bold)
        return self.bold if bold else self.regular

    def plain(self, text: str) -> bool:
        """Whether Noto Sans SC draws all of it."""
        table = self.table
        return bool(COMMON.fullmatch(text)) or not table or all((code := ord(each)) < SIZE and table[code] == BASE for each in text)

    def runs(self, text: str) -> tuple[Run, ...]:
        """``text`` split by the face that draws each character; joined again it is the same text."""
        if not text or self.plain(text):
            return (Run(text, BASE),) if text else ()
        found: list[Run] = []
        start, now, table = 0, -1, self.table
        for index, character in enumerate(text):
            code = ord(character)
            face = table[code] if code < SIZE else STAYS if code in SELECTORS else NOBODY
            if face in (STAYS, now):
                continue
            face = BASE if face == NOBODY else face
            if now >= 0 and face != now:
                found.append(Run(text[start:index], now))
                start = index
            now = face
        return (*found, Run(text[start:], max(now, BASE)))

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters that no face has: they show as a box, so whoever prints or shows them says so."""
        table = self.table
        return tuple(
            each
            for each in dict.fromkeys(text)
            if (table[code] == NOBODY if (code := ord(each)) < SIZE else code not in SELECTORS) and not each.isspace()
        )


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/kiosk/fonts``, else the platform's cache folder."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        return Path(base) / "kiosk" / "fonts"
    from platformdirs import user_cache_path

    return user_cache_path("kiosk") / "fonts"


def load(collections: Path = COLLECTIONS, cache: Path | None = None) -> Fonts:
    """All faces, Noto Sans SC extracted if need be. Raises FontsMissing without Noto CJK, and OSError where the cache cannot be written.

    What is missing behind it is logged and named in ``absent``: its characters show as boxes, everything else goes on.
    """
    cache = cache or cache_folder()
    regular, bold = face(collections / REGULAR, cache), face(collections / BOLD, cache)
    others = tuple(item for item in CHAIN if item.regular.exists())
    absent = tuple(dict.fromkeys(item.package for item in CHAIN if item not in others))
    if absent:
        log.warning("fonts are missing, rare characters will show as boxes: install the system packages %s", " ".join(absent))
    return Fonts(regular, bold, others, coverage.table([regular, *(item.regular for item in others)], cache), absent)


def face(collection: Path, cache: Path) -> Path:
    """The simplified Chinese face of ``collection`` as a file of its own in ``cache``."""
    try:
        status = collection.stat()
    except FileNotFoundError:
        raise FontsMissing(f"font {collection} is missing: install the system package fonts-noto-cjk") from None
    target = cache / collection.name.replace("CJK", "SC").replace(".ttc", ".otf")
    record = target.with_suffix(".json")
    seen = {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "way": WAY}
    known = _read(record) if target.exists() else {}
    if all(known.get(key) == value for key, value in seen.items()):
        return target
    digest = hashlib.sha256(collection.read_bytes()).hexdigest()
    cache.mkdir(parents=True, exist_ok=True)
    if (known.get("sha256"), known.get("way")) != (digest, WAY):
        _extract(collection, target)
    write_whole(record, json.dumps({"source": collection.name, "sha256": digest, **seen}).encode())
    return target


def _extract(collection: Path, target: Path) -> None:
    """Write the face: every character it has, without the glyphs of other countries and of upright lines, no outline in shared parts, and
    glyphs numbered as they stand. The rest would be read anew for each size of letters: 2.6 MB and 3 ms a time instead of 0.3 and 0.6
    (numbered otherwise 11 ms). What is drawn stays the same, pixel for pixel."""
    import uharfbuzz

    blob = uharfbuzz.Blob.from_file_path(str(collection))
    family = uharfbuzz.OTNameIdPredefined.FONT_FAMILY
    faces = (uharfbuzz.Face(blob, number) for number in range(uharfbuzz.Face(blob).count))
    chosen = next((face for face in faces if face.get_name(family) == FAMILY), None)
    if chosen is None:
        raise FontsMissing(f"{collection} has no face {FAMILY}: install the system package fonts-noto-cjk")
    wanted = uharfbuzz.SubsetInput()
    flags = uharfbuzz.SubsetFlags
    wanted.flags = flags.NOTDEF_OUTLINE | flags.DESUBROUTINIZE | flags.CFF_IDENTITY_CHARSET
    sets = uharfbuzz.SubsetInputSets
    wanted.sets(sets.UNICODE).update(set(chosen.unicodes) | set(chosen.variation_selectors))
    wanted.sets(sets.DROP_TABLE_TAG).update(_tags(UPRIGHT_TABLES))
    features = wanted.sets(sets.LAYOUT_FEATURE_TAG)
    features.clear()
    features.update(_tags(FEATURES))
    write_whole(target, wanted.subset(chosen).blob.data)


def _tags(names: tuple[str, ...]) -> set[int]:
    """OpenType's four letters as one number each."""
    return {int.from_bytes(name.encode("ascii"), "big") for name in names}


def _read(record: Path) -> dict[str, object]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
