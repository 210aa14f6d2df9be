"""What a terminal's process takes to have its catalogue ready: ``python -m kiosk.bench.matters_start HOME`` prints seconds and bytes as JSON."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import msgspec  # noqa: F401  what every process of ours has loaded before

from kiosk.memory import resident_bytes


def main(home: Path) -> None:
    """From the first import to a search that finds something and the themes of the first screen."""
    before, began = resident_bytes(os.getpid()), time.perf_counter()
    from kiosk.catalogue_in_force import CatalogueInForce

    in_force = CatalogueInForce(home)
    catalogue = in_force.catalogue
    shown = time.perf_counter()
    counts = [len(catalogue.by_theme(theme.id)) for theme in catalogue.themes]
    catalogue.warm()
    ready = time.perf_counter()
    grown = resident_bytes(os.getpid()) - before
    if not in_force.version or not sum(counts):
        raise SystemExit("no release is in force")
    json.dump({"loaded": shown - began, "ready": ready - began, "grown": grown, "matters": len(catalogue)}, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
