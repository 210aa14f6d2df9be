"""Polls a repository again and again, each time killed at the next thing it does on the disk: ``python -m tests.publishing.killed …``.

Arguments: the state folder as it was before, a folder for what is left of each attempt, the repository's address. An attempt is a forked
process that counts what Python tells its audit hooks about files, and ends itself by SIGKILL at the N-th. Prints how many there were.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from kiosk.catalogue_sync import CatalogueSync
from kiosk.catalogue_trust import root_path

CHANGES = {"os.rename", "os.mkdir", "os.symlink", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.link"}


def attempt(home: Path, url: str, at: int) -> bool:
    """Whether the attempt came to its end before the ``at``-th thing it does on the disk."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status not in (0, -signal.SIGKILL):
            raise SystemExit(f"attempt {at} ended by itself with status {status}")
        return status == 0
    seen = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        # fsync and the write itself are told to nobody, but each opening is: also that of a folder before its fsync, after a rename
        if event in CHANGES or (event == "open" and str(arguments[0]).startswith(str(home))):
            seen += 1
            if seen == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    try:
        CatalogueSync(home, url, root_path(home).read_bytes(), "JB0147", "江北", lambda: datetime.now(UTC)).poll()
    finally:
        os._exit(0 if sys.exc_info()[0] is None else 7)


def main(before: Path, after: Path, url: str) -> None:
    """Each in turn, until an attempt ends by itself."""
    at = 1
    while True:
        home = after / f"{at:04d}"
        shutil.copytree(before, home, symlinks=True)
        if attempt(home, url, at):
            break
        at += 1
    sys.stdout.write(f"{at - 1}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
