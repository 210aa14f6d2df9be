"""Who is asking: the terminal's EdDSA token, valid 60 s, for one method and one path; for what must not happen twice, valid once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from fastapi import Request
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kiosk.hub.core import Hub
from kiosk.hub.models import Terminal, UsedToken
from kiosk.hub.problems import Problem
from kiosk.identity import ALGORITHM, AUDIENCE, TOKEN_SECONDS, public_key

LEEWAY = 30
"""Seconds a terminal's clock may differ before it is told so."""


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
            session.execute(insert(UsedToken).values(jti=self.jti, terminal_id=self.terminal_id, expires_at=self.expires_at))
        except IntegrityError:
            raise _unauthorised("the token was used already") from None


def authenticate(hub: Hub, request: Request) -> Caller:
    """Who asks. Raises Problem 401 whatever is wrong with the token; why exactly is said only as far as it helps a clock."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("the request carries no token")
    try:
        terminal_id = jwt.decode(token, options={"verify_signature": False}).get("sub")
        with hub.database.reading() as session:
            known = select(Terminal.id, Terminal.public_key, Terminal.hall, Terminal.revoked_at).where(Terminal.id == str(terminal_id))
            terminal = session.execute(known).first()
        if terminal is None:
            raise _unauthorised("the token is not valid")
        claims = jwt.decode(
            token,
            public_key({"kty": "OKP", "crv": "Ed25519", "x": terminal.public_key}),
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
    if lifetime > TOKEN_SECONDS or claims["htm"] != request.method or claims["htu"] != request.url.path or not 0 < len(jti) <= 64:
        raise _unauthorised("the token is for another request")
    if terminal.revoked_at is not None:
        raise Problem(401, "revoked", "this terminal was revoked; enrol it again", {"WWW-Authenticate": "Bearer"})
    expires = datetime.fromtimestamp(int(claims["exp"]), UTC) + timedelta(seconds=LEEWAY)
    return Caller(terminal.id, terminal.hall, jti, expires)


def _unauthorised(title: str) -> Problem:
    return Problem(401, "token", title, {"WWW-Authenticate": "Bearer"})
