"""What lists, home and search need of a matter: kept in memory for every matter, while its body is decoded when somebody opens it."""

from __future__ import annotations

from msgspec import Struct

from config.matter import Acceptance, Authority, CaseType, Codes, Effective, Limit, Matter

HEAD = ("name", "short_name", "authority.name", "authority.short_name", "acceptance.note")
"""Paths of the texts that lists show."""


class Entry(Struct, frozen=True, omit_defaults=True):
    """A matter's head; each attribute is the one of :class:`config.matter.Matter` with the same name, but ``is_package``.

    ``translations`` has those of ``HEAD``.
    """

    codes: Codes
    name: str
    short_name: str
    authority: Authority
    promised_limit: Limit
    case_type: CaseType
    themes: list[str] = []
    life_events: list[str] = []
    aliases: list[str] = []
    sayings: list[str] = []
    devices: list[str] = []
    services: list[str] = []
    max_visits: int = 0
    popular: bool = False
    kiosk_enabled: bool = True
    effective: Effective | None = None
    acceptance: Acceptance | None = None
    is_package: bool = False
    translations: dict[str, dict[str, str]] = {}

    @property
    def code(self) -> str:
        """实施编码."""
        return self.codes.implementation


Listed = Entry | Matter
"""A matter as lists have it, or opened."""


def entry_of(matter: Matter) -> Entry:
    """The head of ``matter``."""
    same = {name: getattr(matter, name) for name in Entry.__struct_fields__ if name not in ("is_package", "translations")}
    told = {language: {path: text for path, text in texts.items() if path in HEAD} for language, texts in matter.translations.items()}
    return Entry(**same, is_package=matter.package is not None, translations={language: texts for language, texts in told.items() if texts})
