"""Loads a release as the terminal would, prints every problem, and compiles it: ``python -m kiosk.catalogue_check FOLDER``.

Exit status 1 with any problem, 2 where the compiled files cannot be written. A process of its own bounds what a release may take.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from config.compiled import BODIES_FILE, INDEX_FILE, compile_matters, encode
from config.holidays import Holidays, load_holidays
from config.load import load_folder, matter_files
from config.matter import Matter
from config.policy import load_policy
from config.problem import MatterError
from config.samples import Samples, located
from config.themes import Theme, load_life_events, load_themes
from config.words import Sayings, load_sayings
from kiosk import durable
from kiosk.catalogue_store import COMPILED, PAPERS

MOST_BYTES = 2 << 30
MOST_SECONDS = 240


def problems(folder: Path) -> list[str]:
    """What is wrong with the release in ``folder``, a line each."""
    found, _made = _loaded(folder)
    return found


def check_and_compile(folder: Path) -> list[str]:
    """The same; where nothing is wrong the release is compiled. Raises OSError where that cannot be written."""
    found, made = _loaded(folder)
    if made is not None:
        index, bodies = compile_matters(*made)
        durable.make_folder(folder / COMPILED)
        durable.write(folder / COMPILED / BODIES_FILE, bodies)
        durable.write(folder / COMPILED / INDEX_FILE, encode(index))
    return found


_Loaded = tuple[Sequence[Matter], Sequence[Theme], Sequence[Theme], Sayings, Samples, Holidays | None]


def _loaded(folder: Path) -> tuple[list[str], _Loaded | None]:
    matters = folder / "matters"
    try:
        loaded = load_folder(matters)
        pictures = located(matters, matter_files(matters), loaded)
        own = folder / "holidays"
        holidays = load_holidays(own) if own.is_dir() else None
        made = loaded, load_themes(matters), load_life_events(matters), load_sayings(matters), pictures, holidays
        load_policy(folder)
    except MatterError as error:
        return [str(problem) for problem in error.problems], None
    except OSError as error:
        return [f"{error.filename}：{error.strerror}"], None
    found = paper_problems(folder / PAPERS)
    return found, None if found else made


def paper_problems(folder: Path) -> list[str]:
    """What is wrong with a release's paper templates: what may not be in one, and papers that cannot be set with an example."""
    if not folder.is_dir():
        return []
    from kiosk.paper_data import FormData, FormSection, ReceiptData, ReceivedMaterial, Row
    from kiosk.papers import PaperError, Papers

    at = datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8)))
    row = Row("样例", "样例")
    receipt = ReceiptData(
        "JB0001-260101-0001-X",
        "ABCDEFGH",
        at,
        "JB0001",
        "样例大厅",
        "样例事项",
        "样例局",
        "12345",
        "12345",
        "样＊",
        (ReceivedMaterial("样例", "1 页"),),
    )
    form = FormData("样例事项", "1", "1.0.0", "样例局", "样例大厅", "JB0001", at, (row,), (FormSection("样例", (row,)),), (row,), ("样例",))
    try:
        papers = Papers(folder)
        papers.png("receipt", receipt.values())
        papers.pdf("form", form.values())
    except PaperError as error:
        return [str(error)]
    except OSError as error:
        return [f"{error.filename}：{error.strerror}"]
    return []


def main(folder: Path) -> int:
    """Check within bounds of memory and time, behind everything else that runs here."""
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        found = check_and_compile(folder)
    except OSError as error:
        sys.stdout.write(f"{error.filename or folder}：{error.strerror}\n")
        return 2
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
