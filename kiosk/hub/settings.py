"""The hub's own settings, ``hub.toml`` in its folder: whom it writes to, what it serves, how long it keeps things. All of it may be absent."""

from __future__ import annotations

from pathlib import Path

import msgspec

MIN_AUDIT_DAYS = 183
"""Six months (网络安全法 第二十一条)."""
MIN_CONSENT_DAYS = 1096
"""Three years (个人信息保护法 第五十六条)."""


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
    """Everything in ``hub.toml``. ``services``: address of each connector's counterpart, by the connector's name."""

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
