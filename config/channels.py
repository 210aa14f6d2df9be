"""Which release a terminal takes: the stable one, or one on trial. Signed with the catalogue's offline keys. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

import msgspec

CHANNELS = "channels.json"
"""The target's name in the repository."""
TAKEDOWN = "takedown/list.json"
"""The only target the takedown role signs."""
_CODE = re.compile(r"[0-9A-Z]{12,31}")


class Trial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A release on trial (灰度): on named terminals, on all of named halls, and on a share of the others, from a moment on.

    ``percentage`` 0 to 100; ``starts_at`` ISO 8601 with time zone, empty for at once.
    """

    version: str
    percentage: int = 0
    terminals: list[str] = []
    halls: list[str] = []
    starts_at: str = ""

    def covers(self, terminal: str, hall: str, now: datetime) -> bool:
        """Whether this terminal takes part. The same terminal always falls into the same share of a release."""
        if self.starts_at and now < datetime.fromisoformat(self.starts_at):
            return False
        if terminal in self.terminals or hall in self.halls:
            return True
        digest = hashlib.sha256(f"{self.version}\0{terminal}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % 100 < self.percentage


class Channels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in ``channels.json``. ``previous``: what a rollback returns to; ``restored``: takedowns that no longer hold, by id."""

    stable: str = ""
    previous: str = ""
    trial: Trial | None = None
    restored: list[str] = []

    def version_for(self, terminal: str, hall: str, now: datetime) -> str:
        """The release this terminal should run; empty while nothing is published."""
        if self.trial is not None and self.trial.covers(terminal, hall, now):
            return self.trial.version
        return self.stable


class Takedown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A matter switched off at once. ``id`` is unique; ``reason`` is what staff read."""

    id: str
    code: str
    reason: str
    at: str


class Takedowns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in ``takedown/list.json``: it can only switch off. A terminal remembers each until ``Channels.restored`` names it."""

    takedowns: list[Takedown] = []


def decode_channels(data: bytes) -> Channels:
    """Raises ValueError (msgspec.DecodeError among them) for what is no such file."""
    channels = msgspec.json.decode(data, type=Channels)
    if channels.trial is not None:
        if not 0 <= channels.trial.percentage <= 100:
            raise ValueError("a share is 0 to 100 percent")
        if channels.trial.starts_at and datetime.fromisoformat(channels.trial.starts_at).tzinfo is None:
            raise ValueError("a start without a time zone")
    return channels


def decode_takedowns(data: bytes) -> Takedowns:
    """Raises ValueError (msgspec.DecodeError among them) for what is no such file."""
    found = msgspec.json.decode(data, type=Takedowns)
    if any(not _CODE.fullmatch(entry.code) for entry in found.takedowns):
        raise ValueError("a takedown without a matter's code")
    return found
