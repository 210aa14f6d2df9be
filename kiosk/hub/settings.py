"""The hub's own settings, ``hub.toml`` in its folder: whom it writes to, what it serves, how long it keeps things. All of it may be absent."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import msgspec

MIN_AUDIT_DAYS = 183
"""Six months (网络安全法 第二十一条)."""
MIN_CONSENT_DAYS = 1096
"""Three years (个人信息保护法 第五十六条)."""
CASE_NUMBER = "{matter_code}{day}{serial:04d}"
"""办件编号: 实施编码, day of receipt, serial of that matter and day. Length and pattern are a city's own choice."""
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]{0,55}")
"""What a case number may be: the database keeps 64 characters, of which a matter of a package and a supplement add some."""


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The SMTP server; the password comes from KIOSK_HUB_SMTP_PASSWORD. ``security``: tls, starttls, or none (only on this machine)."""

    host: str
    port: int = 587
    sender: str
    user: str = ""
    security: str = "starttls"


class Hall(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom the alerts of one hall reach; the hall named ``*`` gets those of halls that are not listed."""

    name: str
    mail: tuple[str, ...] = ()
    webhook: str = ""


class Forward(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The city's own system, told of each case's steps by signed webhooks."""

    url: str


class CatalogueFolder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The publishing repository that is handed out at /catalogue, and the online keys that keep it fresh (none: somebody else does)."""

    folder: str
    online_keys: str = ""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days to keep: the audit chain, records of consents, messages of citizens."""

    audit_days: int = 190
    consent_days: int = MIN_CONSENT_DAYS
    message_days: int = 1096


class Alerts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When staff are alerted. Hours of offices make half a working day; ``silent_minutes`` without a heartbeat are too many."""

    silent_minutes: int = 10
    opens: str = "09:00"
    closes: str = "17:00"


class HubSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in ``hub.toml``. ``services``: address of each connector's counterpart, by the connector's name.

    ``case_number``: how a case number is put together, as Python's ``str.format`` has it, from all of matter_code, day and serial.
    """

    case_number: str = CASE_NUMBER
    public_url: str = ""
    mail: Mail | None = None
    halls: tuple[Hall, ...] = ()
    forward: Forward | None = None
    catalogue: CatalogueFolder | None = None
    retention: Retention = Retention()
    alerts: Alerts = Alerts()
    services: dict[str, str] = {}
    holidays: str = ""
    matters: str = ""


def load(home: Path) -> HubSettings:
    """Raises ValueError with one sentence for a file that is not as above, OSError."""
    path = home / "hub.toml"
    if not path.exists():
        return HubSettings()
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=HubSettings)
    except msgspec.DecodeError as error:
        raise ValueError(f"{path}: {error}") from None
    wrong = []
    if not _numbers_well(settings.case_number):
        wrong.append("case_number holds {matter_code}, {day} and {serial}, and makes at most 56 capital letters, digits and dashes")
    if settings.retention.audit_days < MIN_AUDIT_DAYS:
        wrong.append(f"retention.audit_days is at least {MIN_AUDIT_DAYS} by law")
    if settings.retention.consent_days < MIN_CONSENT_DAYS:
        wrong.append(f"retention.consent_days is at least {MIN_CONSENT_DAYS} by law")
    if settings.mail and settings.mail.security not in ("tls", "starttls", "none"):
        wrong.append("mail.security is tls, starttls or none")
    if settings.mail and settings.mail.security == "none" and settings.mail.host not in ("127.0.0.1", "::1", "localhost"):
        wrong.append("mail without encryption is only for a server on this machine")
    if wrong:
        raise ValueError(f"{path}: {'; '.join(wrong)}")
    return settings


def _numbers_well(pattern: str) -> bool:
    """Whether it makes numbers as they may be, and another one for another matter, day or serial."""
    try:
        if {name for _, name, _, _ in Formatter().parse(pattern) if name is not None} != {"matter_code", "day", "serial"}:
            return False
        known = ("1" * 31, "20261231", 1)
        others = ("1" * 30 + "2", "20261231", 1), ("1" * 31, "20261230", 1), ("1" * 31, "20261231", 10000)
        made = [pattern.format(matter_code=code, day=day, serial=serial) for code, day, serial in (known, *others)]
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
    return len(set(made)) == len(made) and all(_NUMBER.fullmatch(number) for number in made)
