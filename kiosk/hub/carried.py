"""Packages that were carried here by hand: the folder that ``kiosk queue export`` wrote. Importing one twice changes nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import select

from kiosk import package
from kiosk.hub import trail, uploads
from kiosk.hub.core import Hub
from kiosk.hub.models import Case, Terminal
from kiosk.hub.problems import Problem
from kiosk.hub.trail import HubEvent
from kiosk.package import Manifest, PackageError
from kiosk.sealing import SealingError, open_sealed

INDEX = "index.json"


class CarriedError(Exception):
    """The folder cannot be read as an export; the message says why."""


class _Entry(msgspec.Struct, frozen=True):
    receipt_no: str
    file: str
    sha256: str


class _Index(msgspec.Struct, frozen=True):
    packages: list[_Entry]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one package: ``case_no`` where it is here now, ``problem`` where it is not; ``known``: it was here before."""

    receipt_no: str
    case_no: str = ""
    known: bool = False
    problem: str = ""


def take_in_folder(hub: Hub, folder: Path) -> list[Carried]:
    """Take in every package that the folder's index names. Raises CarriedError."""
    try:
        index = msgspec.json.decode((folder / INDEX).read_bytes(), type=_Index)
    except FileNotFoundError:
        raise CarriedError(f"{folder} has no {INDEX}: the export was not finished, or this is not one") from None
    except OSError as error:
        raise CarriedError(f"{folder / INDEX}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise CarriedError(f"{folder / INDEX} is damaged: {error}") from None
    done = [_take_in(hub, folder, entry) for entry in index.packages]
    taken = sum(1 for each in done if each.case_no and not each.known)
    trail.record(hub, HubEvent.PACKAGES_IMPORTED, packages=len(done), taken=taken)
    return done


def _take_in(hub: Hub, folder: Path, entry: _Entry) -> Carried:
    if Path(entry.file).name != entry.file:
        return Carried(entry.receipt_no, problem="the index names a file outside the folder")
    try:
        sealed = (folder / entry.file).read_bytes()
    except OSError as error:
        return Carried(entry.receipt_no, problem=f"the file cannot be read: {error.strerror}")
    digest = hashlib.sha256(sealed).hexdigest()
    if digest != entry.sha256:
        return Carried(entry.receipt_no, problem="the file is not the one that was exported")
    try:
        manifest = package.read(open_sealed(sealed, hub.keys.sealing_identities())).manifest
    except (SealingError, PackageError) as error:
        return Carried(entry.receipt_no, problem=str(error))
    with hub.database.reading() as session:
        if session.get(Terminal, manifest.terminal_id) is None:
            return Carried(entry.receipt_no, problem=f"the terminal {manifest.terminal_id} was never enrolled here")
    known = _case_no(hub, manifest.submission_id)
    if known:
        return Carried(manifest.receipt_no, known, known=True)
    try:
        _upload(hub, manifest, sealed, digest)
    except Problem as problem:
        return Carried(manifest.receipt_no, problem=problem.title)
    return Carried(manifest.receipt_no, _case_no(hub, manifest.submission_id))


def _upload(hub: Hub, manifest: Manifest, sealed: bytes, digest: str) -> None:
    """As the terminal itself would have: what it had sent already counts. Raises Problem."""
    announcement = uploads.Announced(manifest.submission_id, manifest.receipt_no, digest, len(sealed))
    offset = uploads.create(hub, manifest.terminal_id, announcement)
    if offset < len(sealed):
        chunk = uploads.open_chunk(hub, manifest.terminal_id, manifest.submission_id, offset)
        chunk.write(sealed[offset:])
        chunk.finish()
    uploads.acknowledgement(hub, manifest.terminal_id, manifest.submission_id)


def _case_no(hub: Hub, submission_id: str) -> str:
    with hub.database.reading() as session:
        return session.scalar(select(Case.case_no).where(Case.submission_id == submission_id)) or ""
