"""Files that survive a power cut: written under a temporary name, fsynced, renamed, and their folder fsynced."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

TEMPORARY_PREFIX = ".tmp-"
"""How unfinished files begin. Whoever lists a folder skips them."""
_SOON = 1024 * 1024
"""After so many bytes the system is asked to begin writing, so that fsync need not wait for all of them at the end."""


def write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Replace ``path`` with ``data`` so that, at any instant, it holds either the old content or the new, never a part.

    Returns only when content and name are on the disk. Raises OSError, and then leaves no temporary file behind.
    """
    with writing(path, mode=mode) as add:
        add(data)


@contextmanager
def writing(path: Path, *, mode: int = 0o600) -> Iterator[Callable[[bytes], None]]:
    """The same for content that comes piece by piece, each given to the function this yields; durable when the block has ended well."""
    folder = path.parent
    temporary = folder / f"{TEMPORARY_PREFIX}{os.getpid()}-{os.urandom(6).hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        try:
            yield _Appending(descriptor).add
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(folder)


def remove(path: Path) -> None:
    """Remove a file for good; one that is gone already is fine. Raises OSError."""
    try:
        path.unlink()
    except FileNotFoundError:
        return
    sync_folder(path.parent)


def make_folder(folder: Path, *, mode: int = 0o700) -> None:
    """Create ``folder`` and its parents, each one durable in its own parent. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode=mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in ``folder`` durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; ``os.write`` alone may write fewer. Raises OSError."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


class _Appending:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._asked = self._written = 0

    def add(self, data: bytes) -> None:
        write_all(self._descriptor, data)
        self._written += len(data)
        if self._written - self._asked >= _SOON:
            os.posix_fadvise(self._descriptor, self._asked, self._written - self._asked, os.POSIX_FADV_DONTNEED)
            self._asked = self._written
