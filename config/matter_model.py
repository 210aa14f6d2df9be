"""What every part of the typed model of a matter is."""

from __future__ import annotations

from msgspec import Struct


class Model(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Base of all parts: immutable, unknown keys refused."""
