"""A finished case as one file: a plain POSIX tar with ``manifest.json`` first, then ``case.json``, then the parts.

The manifest carries the SHA-256 and size of every other member. A package has one canonical form (ustar, no times, no owners); one that
differs from what its own content would give is refused, so nothing can hide between or behind the members.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

import msgspec

from kiosk import memory, receipt_number
from kiosk.case import FinishedCase, Part

MANIFEST = "manifest.json"
RECORD = "case.json"
MAX_BYTES = 256 * 1024 * 1024
"""The largest package, in bytes."""
MAX_PARTS = 500
MAX_MANIFEST = 1024 * 1024
SUBMISSION_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A UUID in lower case: it becomes a file name on both sides."""
PART_NAME = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*/){0,4}[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")


_NAME, _SIZE, _SUM = slice(0, 100), slice(124, 135), slice(148, 156)
"""Where a ustar header holds a member's name, its size and its checksum (POSIX.1-1988): octal digits, the sum of all bytes with spaces for itself."""


class PackageError(Exception):
    """The package is not what it should be. The message names the member, never its content."""


class PartEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One member in the manifest. ``sha256`` is lower-case hex, ``size`` in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in the package. ``query_code_hash``: see ``hash_query_code``."""

    format: Literal[1]
    submission_id: str
    receipt_no: str
    query_code_hash: str
    terminal_id: str
    matter_code: str
    matter_version: str
    received_at: datetime
    clock_synchronised: bool
    parts: tuple[PartEntry, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A package as pieces to be written one after another; the parts' own bytes stand among them uncopied. ``own``: what only packing made."""

    pieces: tuple[bytes, ...]
    own: tuple[bytes, ...]

    def wipe(self) -> None:
        """Overwrite what packing made. The parts belong to whoever made them."""
        for piece in self.own:
            memory.wipe(piece)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package, every hash verified."""

    manifest: Manifest
    record: dict[str, Any]
    parts: tuple[Part, ...]


def hash_query_code(receipt_no: str, query_code: str) -> str:
    """What the hub keeps instead of the code on the slip: SHA-256 of ``receipt_no/query_code``, the content of the receipt's QR."""
    return hashlib.sha256(f"{receipt_no}/{query_code}".encode()).hexdigest()


def pack(case: FinishedCase) -> bytes:
    """The package of ``case`` as one. Raises PackageError when a name, a size or a number breaks the format."""
    packed = pack_pieces(case)
    whole = b"".join(packed.pieces)
    packed.wipe()
    return whole


def pack_pieces(case: FinishedCase) -> Packed:
    """The package of ``case``, not copied together. Raises PackageError when a name, a size or a number breaks the format."""
    members = [Part(RECORD, "application/json", memory.encode(case.record)), *case.parts]
    manifest = Manifest(
        format=1,
        submission_id=case.submission_id,
        receipt_no=case.receipt_no,
        query_code_hash=hash_query_code(case.receipt_no, case.query_code),
        terminal_id=case.terminal_id,
        matter_code=case.matter_code,
        matter_version=case.matter_version,
        received_at=case.received_at,
        clock_synchronised=case.clock_synchronised,
        parts=tuple(PartEntry(part.name, part.media_type, len(part.data), part.sha256) for part in members),
    )
    _check(manifest)
    listed = msgspec.json.encode(manifest)
    pieces = _tar([(MANIFEST, listed), *((part.name, part.data) for part in members)])
    if sum(map(len, pieces)) > MAX_BYTES:
        raise PackageError(f"larger than {MAX_BYTES} bytes")
    return Packed(tuple(pieces), (listed, members[0].data))


def read(packed: bytes) -> Package:
    """Open a package from outside. Raises PackageError unless every member is listed, present, in order and of the listed hash."""
    if len(packed) > MAX_BYTES:
        raise PackageError(f"larger than {MAX_BYTES} bytes")
    members = _members(packed)
    if not members or members[0][0] != MANIFEST or len(members[0][1]) > MAX_MANIFEST:
        raise PackageError("does not begin with a manifest")
    try:
        manifest = msgspec.json.decode(members[0][1], type=Manifest)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise PackageError("the manifest cannot be read") from error
    _check(manifest)
    if [name for name, _ in members[1:]] != [entry.name for entry in manifest.parts]:
        raise PackageError("the members are not those of the manifest")
    parts = []
    for entry, (name, data) in zip(manifest.parts, members[1:], strict=True):
        part = Part(name, entry.media_type, data)
        if entry.size != len(data) or entry.sha256 != part.sha256:
            raise PackageError(f"{name} is not what the manifest says")
        parts.append(part)
    try:
        record = msgspec.json.decode(parts[0].data, type=dict[str, Any])
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise PackageError(f"{RECORD} cannot be read") from error
    return Package(manifest, record, tuple(parts[1:]))


def _check(manifest: Manifest) -> None:
    if SUBMISSION_ID.fullmatch(manifest.submission_id) is None:
        raise PackageError("the submission id is not a UUID in lower case")
    if not receipt_number.verify(manifest.receipt_no):
        raise PackageError("the receipt number is wrong")
    if manifest.receipt_no.split("-")[0] != manifest.terminal_id:
        raise PackageError("the receipt number is another terminal's")
    if manifest.received_at.tzinfo is None:
        raise PackageError("the time of receipt has no time zone")
    names = [entry.name for entry in manifest.parts]
    if not names or names[0] != RECORD:
        raise PackageError(f"{RECORD} is missing")
    if len(names) > MAX_PARTS:
        raise PackageError(f"more than {MAX_PARTS} parts")
    if len({name.casefold() for name in [MANIFEST, *names]}) != len(names) + 1:
        raise PackageError("two parts have the same name")
    for name in names:
        if len(name) > 100 or PART_NAME.fullmatch(name) is None:
            raise PackageError("a part's name is not a plain relative path")


def _tar(members: list[tuple[str, bytes]]) -> list[bytes]:
    pieces = []
    for name, data in members:
        pieces += [_header(name, len(data)), data, bytes(-len(data) % tarfile.BLOCKSIZE)]
    length = sum(map(len, pieces))
    return [*pieces, bytes(_end(length))]


def _header(name: str, size: int) -> bytes:
    """A member's header, as ``tarfile`` writes it. Raises ValueError for a size that no package has, or a name that no header holds."""
    if not 0 <= size <= MAX_BYTES:
        raise ValueError("no size of a member")
    before, between, behind, others = _empty(name)
    digits = b"%011o" % size
    return b"".join((before, digits, between, b"%06o\0 " % (others + sum(digits)), behind))


@lru_cache(maxsize=256)
def _empty(name: str) -> tuple[bytes, bytes, bytes, int]:
    """What stands before, between and behind size and checksum, and what it adds to the checksum: few names are in most packages."""
    header = tarfile.TarInfo(name)
    header.mode = 0o600
    block = header.tobuf(tarfile.USTAR_FORMAT)
    around = block[: _SIZE.start], block[_SIZE.stop : _SUM.start], block[_SUM.stop :]
    return *around, sum(map(sum, around)) + sum(b" " * 8)


def _end(length: int) -> int:
    """How many zeros end an archive of so many bytes."""
    return 2 * tarfile.BLOCKSIZE + -(length + 2 * tarfile.BLOCKSIZE) % tarfile.RECORDSIZE


def _members(packed: bytes) -> list[tuple[str, bytes]]:
    """Name and content of each member. Raises PackageError unless every byte is what ``_tar`` would give for them.

    Of a header only name and size are read: all the rest of it follows from them.
    """
    members: list[tuple[str, bytes]] = []
    offset, zeros = 0, bytes(tarfile.BLOCKSIZE)
    while (block := packed[offset : offset + tarfile.BLOCKSIZE]) != zeros:
        if len(members) > MAX_PARTS + 1:
            raise PackageError("holds too many members")
        try:
            name, size = block[_NAME].rstrip(b"\0").decode("ascii"), int(block[_SIZE], 8)
            canonical = _header(name, size)
        except (tarfile.TarError, ValueError, OverflowError) as error:
            raise PackageError("not a package") from error
        start = offset + tarfile.BLOCKSIZE
        padding = -size % tarfile.BLOCKSIZE
        offset = start + size + padding
        if block != canonical or offset > len(packed) or packed[offset - padding : offset] != zeros[:padding]:
            raise PackageError("holds something other than plain files in their one form")
        members.append((name, packed[start : start + size]))
    if packed[offset:] != bytes(_end(offset)):
        raise PackageError("holds more than its members")
    return members
