"""Which repository a terminal believes: ``catalogue/root.json``, brought by a way that is trusted; everything later is checked against it."""

from __future__ import annotations

from pathlib import Path

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root

from kiosk import durable

ROOT_FILE = "root.json"
MAX_ROOT = 512_000


class TrustError(Exception):
    """A root that may not be taken; the message says why."""


def root_path(home: Path) -> Path:
    """Where it lies."""
    return home / "catalogue" / ROOT_FILE


def repository_url(home: Path, given: str, hub: str) -> str:
    """Where the catalogue comes from: what the settings say, else the hub that brought its root at enrolment; empty for nowhere."""
    return given or (f"{hub.rstrip('/')}/catalogue/" if hub and root_path(home).exists() else "")


def trust(home: Path, data: bytes) -> Path:
    """Keep ``data`` as this terminal's root; the same again changes nothing. Raises TrustError, OSError."""
    if len(data) > MAX_ROOT:
        raise TrustError("这不是仓库的 1.root.json：太大")
    try:
        root: Metadata[Root] = Metadata.from_bytes(data)
        if not isinstance(root.signed, Root):
            raise TrustError("这不是仓库的 1.root.json")
        root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    except (RepositoryError, ValueError) as error:
        raise TrustError("这不是仓库的 1.root.json，或签名不对") from error
    place = root_path(home)
    if place.exists() and place.read_bytes() != data:
        raise TrustError(f"这台终端已经相信另一个仓库；要换，先删掉 {place}")
    durable.make_folder(place.parent)
    durable.write(place, data)
    return place
