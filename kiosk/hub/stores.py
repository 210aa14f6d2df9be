"""Where packages and other sealed files lie: a folder, or a bucket of an S3-compatible store that several replicas share.

Bytes of an upload are durable before their offset is recorded. A folder keeps them in one file, cut back to the recorded offset before
each chunk; a bucket, whose objects cannot grow, keeps each chunk as pieces of their own, whose keys are recorded with the offset.
"""

from __future__ import annotations

import errno
import fcntl
import os
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from kiosk import durable

PIECE_BYTES = 8 * 1024 * 1024
"""The most that one chunk holds in memory on its way into a bucket."""


class Busy(Exception):
    """Another request is writing this upload."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of an upload as an object of its own: its key and its length in bytes."""

    key: str
    length: int


class Writer(Protocol):
    """Appends to one upload. Nothing counts before ``sync``; ``close`` lets go of it."""

    def start(self, offset: int) -> None: ...
    def write(self, data: bytes) -> None: ...
    def sync(self) -> tuple[Piece, ...]: ...
    def close(self) -> None: ...


class Store(Protocol):
    """Uploads, packages and small sealed files (``put``, ``get``, ``delete`` by a plain relative key). All methods raise OSError."""

    def writer(self, submission_id: str) -> Writer: ...
    def arrived(self, submission_id: str, pieces: Sequence[Piece]) -> bytes: ...
    def keep(self, submission_id: str, sealed: bytes) -> None: ...
    def package(self, submission_id: str) -> bytes: ...
    def forget(self, pieces: Iterable[Piece]) -> None: ...
    def put(self, key: str, data: bytes) -> None: ...
    def get(self, key: str) -> bytes: ...
    def delete(self, key: str) -> None: ...


def open_store(address: str) -> Store:
    """``/folder``, ``file:///folder`` or ``s3://bucket/prefix?endpoint=http://host:port&region=…`` (keys from AWS_ACCESS_KEY_ID and
    AWS_SECRET_ACCESS_KEY). Raises ValueError for another address, OSError."""
    parts = urlsplit(address)
    if parts.scheme == "s3" and parts.netloc:
        return BucketStore(parts.netloc, parts.path.strip("/"), {name: values[-1] for name, values in parse_qs(parts.query).items()})
    if parts.scheme in ("", "file"):
        return FolderStore(Path(parts.path if parts.scheme else address).expanduser().absolute())
    raise ValueError("storage is a folder, a file:// address or s3://bucket?endpoint=URL")


class FolderStore:
    """Files below one folder; safe for several processes that share it."""

    def __init__(self, folder: Path) -> None:
        durable.make_folder(folder)
        self._folder = folder

    def path(self, submission_id: str) -> Path:
        """Where the sealed package of a submission is kept, from its first byte on."""
        return self._folder / f"{submission_id}.age"

    def writer(self, submission_id: str) -> Writer:
        """Hold the upload's file, locked. Raises Busy."""
        return _FileWriter(self.path(submission_id))

    def arrived(self, submission_id: str, pieces: Sequence[Piece]) -> bytes:
        """What came of an upload."""
        return self.path(submission_id).read_bytes()

    def keep(self, submission_id: str, sealed: bytes) -> None:
        """The upload's file is the package already."""

    def package(self, submission_id: str) -> bytes:
        """A sealed package."""
        return self.path(submission_id).read_bytes()

    def forget(self, pieces: Iterable[Piece]) -> None:
        """There are no pieces."""

    def put(self, key: str, data: bytes) -> None:
        """Write a small file, durably."""
        path = self._folder / key
        durable.make_folder(path.parent)
        durable.write(path, data)

    def get(self, key: str) -> bytes:
        """Read a small file."""
        return (self._folder / key).read_bytes()

    def delete(self, key: str) -> None:
        """Remove a small file; one that is gone is fine."""
        (self._folder / key).unlink(missing_ok=True)


class _FileWriter:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise Busy from None

    def start(self, offset: int) -> None:
        os.ftruncate(self._descriptor, offset)
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        if offset == 0:
            durable.sync_folder(self._path.parent)

    def write(self, data: bytes) -> None:
        durable.write_all(self._descriptor, data)

    def sync(self) -> tuple[Piece, ...]:
        os.fsync(self._descriptor)
        return ()

    def close(self) -> None:
        os.close(self._descriptor)


class BucketStore:
    """Objects of one bucket, below ``prefix``."""

    def __init__(self, bucket: str, prefix: str, options: dict[str, str]) -> None:
        if unknown := options.keys() - {"endpoint", "region"}:
            raise ValueError(f"an s3:// address takes endpoint and region, not {', '.join(sorted(unknown))}")
        plain = options.get("endpoint", "").startswith("http://")
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=options.get("endpoint"),
            region=options.get("region", "us-east-1"),
            virtual_hosted_style_request=False,
            client_options={"allow_http": plain, "timeout": "30s"},
        )

    def writer(self, submission_id: str) -> Writer:
        """Pieces under a name no other writer has: whose are recorded wins, the others' are thrown away."""
        return _PieceWriter(self, submission_id)

    def arrived(self, submission_id: str, pieces: Sequence[Piece]) -> bytes:
        """What came of an upload."""
        return b"".join(self.get(piece.key) for piece in pieces)

    def keep(self, submission_id: str, sealed: bytes) -> None:
        """Make the whole package one object."""
        self.put(f"packages/{submission_id}.age", sealed)

    def package(self, submission_id: str) -> bytes:
        """A sealed package."""
        return self.get(f"packages/{submission_id}.age")

    def forget(self, pieces: Iterable[Piece]) -> None:
        """Remove pieces nobody needs any more."""
        for piece in pieces:
            self.delete(piece.key)

    def put(self, key: str, data: bytes) -> None:
        """Write an object."""
        with _plainly():
            obstore.put(self._store, key, data)

    def get(self, key: str) -> bytes:
        """Read an object. Raises FileNotFoundError where there is none."""
        with _plainly():
            return obstore.get(self._store, key).bytes().to_bytes()

    def delete(self, key: str) -> None:
        """Remove an object; one that is gone is fine."""
        with suppress(FileNotFoundError), _plainly():
            obstore.delete(self._store, key)


@contextmanager
def _plainly() -> Iterator[None]:
    """The library's errors as OSError, without the address and the keys their texts hold."""
    try:
        yield
    except NotFoundError:
        raise FileNotFoundError(errno.ENOENT, "no such object") from None
    except BaseError as error:
        raise OSError(errno.EIO, f"the object store failed: {type(error).__name__}") from None


class _PieceWriter:
    def __init__(self, store: BucketStore, submission_id: str) -> None:
        self._store = store
        self._name = f"incoming/{submission_id}/{uuid.uuid4().hex}"
        self._buffer = bytearray()
        self._pieces: list[Piece] = []

    def start(self, offset: int) -> None:
        """Nothing to cut back: unrecorded pieces are never read."""

    def write(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) >= PIECE_BYTES:
            self._flush()

    def sync(self) -> tuple[Piece, ...]:
        if self._buffer:
            self._flush()
        return tuple(self._pieces)

    def close(self) -> None:
        self._buffer.clear()

    def _flush(self) -> None:
        piece = Piece(f"{self._name}-{len(self._pieces):04d}", len(self._buffer))
        self._store.put(piece.key, bytes(self._buffer))
        self._pieces.append(piece)
        self._buffer.clear()
