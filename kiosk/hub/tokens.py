"""Who is asking: the terminal's EdDSA token, valid 60 s, for one method and one path; for what must not happen twice, valid once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from jwt.utils import base64url_decode
from sqlalchemy import Connection, Select, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.hub.core import Hub
from kiosk.hub.models import Terminal, UsedToken
from kiosk.hub.problems import Problem
from kiosk.hub.statements import Question, Rows, among, ask, rows
from kiosk.identity import ALGORITHM, AUDIENCE, TOKEN_SECONDS, public_key

LEEWAY = 30
"""Seconds a terminal's clock may differ before it is told so."""
_FACTS = select(Terminal.id, Terminal.public_key, Terminal.hall, Terminal.revoked_at)
_KNOWN = _FACTS.where(Terminal.id == bindparam("id"))
_USED = insert(UsedToken)


class _Subject(msgspec.Struct, frozen=True):
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Caller:
    """The terminal that asks; ``jti`` and ``expires_at`` are its token's."""

    terminal_id: str
    hall: str
    jti: str
    expires_at: datetime

    def use_once(self, session: Session) -> None:
        """Note in the caller's transaction that this token was used. Raises Problem 401 when it had been."""
        try:
            use_once(session.connection(), [self])
        except IntegrityError:
            raise used_already() from None


@dataclass(frozen=True, slots=True)
class Claim:
    """A token that is right by its signature. Whether its terminal is (still) one of ours is asked in the transaction: ``confirm``."""

    terminal_id: str
    key: str
    jti: str
    expires_at: datetime

    def confirm(self, connection: Connection) -> Caller:
        """The terminal, as it is now. Raises Problem 401: revoked meanwhile, or enrolled anew with another key."""
        (found,) = ask(connection, [whose(connection.dialect.name, [self])])
        return confirmed([self], found)[0]


def whose(dialect: str, claims: Sequence[Claim]) -> Question:
    """What to ask a database of the terminals of several claims, for ``confirmed``."""
    ids = list({claim.terminal_id for claim in claims})
    return Question(_KNOWN, {"id": ids[0]}) if len(ids) == 1 else Question(_several(dialect), {"ids": ids})


def confirmed(claims: Sequence[Claim], found: Rows) -> list[Caller]:
    """The terminals of several claims, as they are now. Raises Problem 401 for the first that is revoked, or enrolled with another key."""
    known = {terminal_id: facts for terminal_id, *facts in found}
    callers = []
    for claim in claims:
        key, hall, revoked_at = known.get(claim.terminal_id, (None, "", None))
        if key != claim.key:
            raise _unauthorised("the token is not valid")
        if revoked_at is not None:
            raise Problem(401, "revoked", "this terminal was revoked; enrol it again", {"WWW-Authenticate": "Bearer"})
        callers.append(Caller(claim.terminal_id, hall, claim.jti, claim.expires_at))
    return callers


@cache
def _several(dialect: str) -> Select[str, str, str, datetime | None]:
    return _FACTS.where(among(dialect, Terminal.id, "ids"))


def use_once(connection: Connection, used: Sequence[Claim | Caller]) -> None:
    """Note in the caller's transaction that these tokens were used. Raises IntegrityError, now or at its end, when one had been."""
    connection.execute(_USED, rows([{"jti": each.jti, "terminal_id": each.terminal_id, "expires_at": each.expires_at} for each in used]))


def used_already() -> Problem:
    """What a terminal is told whose token comes a second time."""
    return _unauthorised("the token was used already")


def authenticate(hub: Hub, request: Request) -> Caller:
    """Who asks. Raises Problem 401 whatever is wrong with the token; why exactly is said only as far as it helps a clock."""
    token, terminal_id = _presented(request)
    with hub.database.reading() as session:
        claim = _verified(request, token, terminal_id, _key(session.connection(), terminal_id))
        return claim.confirm(session.connection())


async def claimed(hub: Hub, request: Request) -> Claim:
    """The same without looking into the database where the terminal was seen before: whoever uses it confirms the claim. Raises Problem 401."""
    token, terminal_id = _presented(request)
    key = hub.known_keys.get(terminal_id)
    if key is not None:
        with suppress(Problem):
            return _verified(request, token, terminal_id, key)
    key = await run_in_threadpool(_load_key, hub, terminal_id)
    claim = _verified(request, token, terminal_id, key)
    hub.known_keys[terminal_id] = claim.key
    return claim


def _presented(request: Request) -> tuple[str, str]:
    """The token and whose it says it is."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("the request carries no token")
    try:
        return token, msgspec.json.decode(base64url_decode(token.split(".")[1]), type=_Subject).sub
    except (IndexError, ValueError) as error:
        raise _unauthorised("the token is not valid") from error


def _key(connection: Connection, terminal_id: str) -> str | None:
    row = connection.execute(_KNOWN, {"id": terminal_id}).first()
    return row.public_key if row is not None else None


def _load_key(hub: Hub, terminal_id: str) -> str | None:
    with hub.database.reading() as session:
        return _key(session.connection(), terminal_id)


def _verified(request: Request, token: str, terminal_id: str, key: str | None) -> Claim:
    if key is None:
        raise _unauthorised("the token is not valid")
    try:
        claims = jwt.decode(
            token,
            _public_key(key),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            leeway=LEEWAY,
            options={"require": ["sub", "aud", "iat", "exp", "jti", "htm", "htu"]},
        )
        lifetime, jti = int(claims["exp"]) - int(claims["iat"]), str(claims["jti"])
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise _unauthorised("the token is not of this time: check the terminal's clock") from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise _unauthorised("the token is not valid") from error
    if lifetime > TOKEN_SECONDS or claims["htm"] != request.method or claims["htu"] != request.scope["path"] or not 0 < len(jti) <= 64:
        raise _unauthorised("the token is for another request")
    return Claim(terminal_id, key, jti, datetime.fromtimestamp(int(claims["exp"]), UTC) + timedelta(seconds=LEEWAY))


@lru_cache(maxsize=4096)
def _public_key(x: str) -> Ed25519PublicKey:
    return public_key({"kty": "OKP", "crv": "Ed25519", "x": x})


def _unauthorised(title: str) -> Problem:
    return Problem(401, "token", title, {"WWW-Authenticate": "Bearer"})
