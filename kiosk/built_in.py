"""The catalogue that comes with the program, linted and compiled once on this machine, not at every start.

What was compiled is told by a digest over everything it follows from: the matters, their neighbours, and the program that reads them.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from config.catalogue import Catalogue
from config.compiled import BODIES_FILE, INDEX_FILE, DamagedError
from config.entry import Entry
from config.matter import Matter
from config.themes import DEFAULTS
from kiosk import durable

MATTERS = DEFAULTS / "matters"
_FOLDER = "built-in-"
_FOLLOWED = frozenset([".py", ".yaml", ".toml", ".png", ".jpg"])


def load(home: Path) -> tuple[Catalogue, bool]:
    """The built-in catalogue, and whether it came compiled. Raises OSError, MatterError where the program's own files are damaged."""
    try:
        return Catalogue.compiled(_place(home), MATTERS, _again), True
    except (DamagedError, OSError):
        return Catalogue.load(), False


def keep(home: Path) -> None:
    """Compile it for the next start; what older programs compiled goes. Takes a while: for a thread. Raises OSError, MatterError."""
    from config.compiled import compile_matters, encode
    from config.holidays import load_holidays
    from config.load import load_folder, matter_files
    from config.samples import located
    from config.themes import load_life_events, load_themes
    from config.words import load_sayings

    found = load_folder(MATTERS)
    pictures = located(MATTERS, matter_files(MATTERS), found)
    index, bodies = compile_matters(found, load_themes(), load_life_events(), load_sayings(), pictures, load_holidays())
    place = _place(home)
    durable.make_folder(place.parent)
    durable.make_folder(place)
    durable.write(place / BODIES_FILE, bodies)
    durable.write(place / INDEX_FILE, encode(index))
    for old in place.parent.glob(f"{_FOLDER}*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)


def _place(home: Path) -> Path:
    digest = hashlib.sha256()
    for path in sorted(DEFAULTS.parent.rglob("*")):
        if path.suffix in _FOLLOWED:
            content = path.read_bytes()
            digest.update(f"{path.relative_to(DEFAULTS.parent)}\0{len(content)}\0".encode())
            digest.update(content)
    return home / "catalogue" / f"{_FOLDER}{digest.hexdigest()[:32]}"


def _again(entry: Entry) -> Matter:
    from config.load import matter_with_code

    return matter_with_code(MATTERS, entry.code)
