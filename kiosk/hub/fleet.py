"""The terminals of a hub: who they are, how they are, and the end of one that was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, select
from sqlalchemy.exc import IntegrityError

from kiosk.hub import tokens, trail
from kiosk.hub.core import Hub
from kiosk.hub.models import Heartbeat, Terminal
from kiosk.hub.statements import ask, inserting, rows
from kiosk.hub.tokens import Claim
from kiosk.hub.trail import HubEvent


@dataclass(frozen=True, slots=True)
class TerminalState:
    """``undelivered``: cases that wait there, parked ones included; ``devices``: their statuses by name; times in UTC."""

    id: str
    hall: str
    enrolled_at: datetime
    revoked_at: datetime | None
    last_heartbeat: datetime | None
    undelivered: int
    parked: int
    oldest: str | None
    devices: dict[str, Any]
    catalogue_version: str | None
    audit_sequence: int | None
    clock_skew: float | None

    def plain(self) -> dict[str, Any]:
        """As plain data, times in ISO 8601."""
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()}


def listing(hub: Hub) -> list[TerminalState]:
    """All terminals, by id."""
    query = select(Terminal, Heartbeat).join(Heartbeat, Heartbeat.terminal_id == Terminal.id, isouter=True).order_by(Terminal.id)
    with hub.database.reading() as session:
        return [_state(terminal, beat) for terminal, beat in session.execute(query)]


async def note_heartbeat(hub: Hub, claim: Claim, body: dict[str, Any]) -> None:
    """The latest replaces the one before. It need not last: what a power cut takes of it comes again within a minute.

    Raises Problem 401: a terminal that was revoked, a token that was used.
    """
    try:
        await hub.database.together(_note, (claim, hub.now(), body), lasting=False)
    except IntegrityError:
        raise tokens.used_already() from None


def _note(connection: Connection, beats: Sequence[tuple[Claim, datetime, dict[str, Any]]]) -> Sequence[None]:
    claims = [claim for claim, _, _ in beats]
    (found,) = ask(connection, [tokens.whose(connection.dialect.name, claims)])
    tokens.confirmed(claims, found)
    tokens.use_once(connection, claims)
    beaten = [{"terminal_id": claim.terminal_id, "at": at, "body": body} for claim, at, body in beats]
    connection.execute(_beat(connection.dialect.name), rows(beaten))
    return [None] * len(beats)


@cache
def _beat(dialect: str) -> Insert:
    new = inserting(dialect)(Heartbeat)
    return new.on_conflict_do_update(index_elements=["terminal_id"], set_={"at": new.excluded.at, "body": new.excluded.body})


def revoke(hub: Hub, terminal_id: str) -> bool:
    """Refuse a terminal from this moment on; False when there is none of that id. A new enrolment makes it good again."""
    with hub.database.writing() as session, session.begin():
        row = session.get(Terminal, terminal_id, with_for_update=True)
        if row is None:
            return False
        if row.revoked_at is None:
            row.revoked_at = hub.now()
            trail.append(session, HubEvent.TERMINAL_REVOKED, row.revoked_at, terminal=terminal_id)
    return True


def _state(terminal: Terminal, beat: Heartbeat | None) -> TerminalState:
    body = beat.body if beat else {}
    queue = body.get("queue", {})
    return TerminalState(
        id=terminal.id,
        hall=terminal.hall,
        enrolled_at=terminal.enrolled_at,
        revoked_at=terminal.revoked_at,
        last_heartbeat=beat.at if beat else None,
        undelivered=queue.get("sealed", 0) + queue.get("uploading", 0) + queue.get("parked", 0),
        parked=queue.get("parked", 0),
        oldest=queue.get("oldest"),
        devices={name: report.get("status", {}) for name, report in body.get("devices", {}).items()},
        catalogue_version=(body.get("catalogue") or {}).get("version"),
        audit_sequence=body.get("audit", {}).get("sequence"),
        clock_skew=body.get("clock_skew"),
    )
