"""One poll of a repository in a process of its own, as the agent's: ``python -m kiosk.bench.poll_once HOME URL``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.catalogue_sync import CatalogueSync
from kiosk.catalogue_trust import root_path


def main(home: Path, url: str) -> None:
    """Apply what there is."""
    CatalogueSync(home, url, root_path(home).read_bytes(), "JB0147", "江北", lambda: datetime.now(UTC)).poll()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
