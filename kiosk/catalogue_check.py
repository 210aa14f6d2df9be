"""Loads a catalogue as the terminal would and prints every problem: ``python -m kiosk.catalogue_check FOLDER``. Exit status 1 with any."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from config.catalogue import Catalogue
from config.holidays import load_holidays
from config.policy import load_policy
from config.problem import MatterError

MOST_BYTES = 2 << 30
MOST_SECONDS = 120


def problems(folder: Path) -> list[str]:
    """What is wrong with the catalogue in ``folder``, a line each."""
    try:
        Catalogue.load(folder / "matters").warm()
        if (folder / "holidays").is_dir():
            load_holidays(folder / "holidays")
        load_policy(folder)
    except MatterError as error:
        return [str(problem) for problem in error.problems]
    except OSError as error:
        return [f"{error.filename}：{error.strerror}"]
    return []


def main(folder: Path) -> int:
    """Check within bounds of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    found = problems(folder)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
