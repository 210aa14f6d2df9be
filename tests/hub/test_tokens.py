"""Only the terminal itself, now, for this request."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.queue.support import HubProcess, Terminal

PATH = "/v1/packages/541dcba3-3b06-4643-9133-da2462bc52df"


def _claims(terminal: Terminal, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    claims = {"sub": terminal.id, "aud": "kiosk-hub", "iat": now, "exp": now + 60, "jti": "1", "htm": "HEAD", "htu": PATH}
    return {name: value for name, value in {**claims, **changes}.items() if value is not None}


def _status(hub: HubProcess, token: str, scheme: str = "Bearer") -> int:
    headers = {"Authorization": f"{scheme} {token}".strip(), "Tus-Resumable": "1.0.0"}
    return requests.head(hub.url + PATH, headers=headers, timeout=120).status_code


def test_good_token_is_let_through(hub: HubProcess, terminal: Terminal) -> None:
    assert _status(hub, jwt.encode(_claims(terminal), terminal.identity.key, algorithm="EdDSA")) == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 7140},
        {"iat": int(time.time()) + 7200, "exp": int(time.time()) + 7260},
        {"exp": int(time.time()) + 7200},
        {"aud": "another"},
        {"htm": "PATCH"},
        {"htu": "/v1/heartbeats"},
        {"sub": "T9997"},
        {"sub": 7},
        {"sub": None},
        {"exp": None},
        {"jti": None},
        {"exp": "never"},
    ],
)
def test_expired_early_long_or_misdirected_token_is_refused(hub: HubProcess, terminal: Terminal, changes: dict[str, Any]) -> None:
    assert _status(hub, jwt.encode(_claims(terminal, **changes), terminal.identity.key, algorithm="EdDSA")) == 401


def test_forged_token_is_refused(hub: HubProcess, terminal: Terminal, tmp_path: Path) -> None:
    claims = _claims(terminal)
    other = hub.enrol(tmp_path / "other")
    good = jwt.encode(claims, terminal.identity.key, algorithm="EdDSA")
    for token in (
        jwt.encode(claims, other.identity.key, algorithm="EdDSA"),
        jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA"),
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, b"k" * 32, algorithm="HS256"),
        good[:-4] + "AAAA",
        "a.b.c",
        "",
    ):
        assert _status(hub, token) == 401
    assert _status(hub, good, "Basic") == 401


def test_nothing_but_enrolment_and_the_public_state_answers_without_a_token(hub: HubProcess) -> None:
    for method, path in (
        ("POST", "/v1/packages"),
        ("HEAD", PATH),
        ("PATCH", PATH),
        ("GET", f"{PATH}/acknowledgement"),
        ("POST", "/v1/heartbeats"),
    ):
        answer = requests.request(method, hub.url + path, headers={"Tus-Resumable": "1.0.0"}, timeout=120)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
