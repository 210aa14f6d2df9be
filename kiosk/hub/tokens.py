"""Who is asking: the terminal's EdDSA token, valid 60 s, for one method and one path."""

from __future__ import annotations

import jwt
from fastapi import Request

from kiosk.hub.core import Hub
from kiosk.hub.models import Terminal
from kiosk.hub.problems import Problem
from kiosk.identity import ALGORITHM, AUDIENCE, TOKEN_SECONDS, public_key

LEEWAY = 30
"""Seconds a terminal's clock may differ before it is told so."""


def authenticate(hub: Hub, request: Request) -> str:
    """The terminal's id. Raises Problem 401 whatever is wrong with the token; why exactly is said only as far as it helps a clock."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("the request carries no token")
    try:
        terminal_id = jwt.decode(token, options={"verify_signature": False}).get("sub")
        with hub.database.reading() as session:
            terminal = session.get(Terminal, terminal_id) if isinstance(terminal_id, str) else None
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
        lifetime = int(claims["exp"]) - int(claims["iat"])
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
        raise _unauthorised("the token is not of this time: check the terminal's clock") from error
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise _unauthorised("the token is not valid") from error
    if lifetime > TOKEN_SECONDS or claims["htm"] != request.method or claims["htu"] != request.url.path:
        raise _unauthorised("the token is for another request")
    return terminal.id


def _unauthorised(title: str) -> Problem:
    return Problem(401, "token", title, {"WWW-Authenticate": "Bearer"})
