"""Signed requests to the hub, and one translation of everything that can go wrong on the way into ``HubError``."""

from __future__ import annotations

import logging
import os
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
import requests

from kiosk import identity as identities
from kiosk.identity import HubFacts, Identity
from kiosk.queue import retry
from kiosk.queue.retry import Action

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 30.0
MAX_ANSWER = 1024 * 1024
"""Longest answer read, in bytes; a captive portal's page is not worth more."""
PROBLEM = "application/problem+json"
LOG = logging.getLogger(__name__)
TELLABLE = 2.0
"""Seconds: HTTP dates are whole ones, and the answer was under way."""


class HubError(Exception):
    """The hub did not do what was asked.

    ``action`` says what follows, ``status`` the HTTP status (None when there was no answer), ``kind`` the last part of the problem's
    type, ``wait`` the seconds the hub asks to wait. The message is for staff and holds nothing personal.
    """

    def __init__(self, reason: str, action: Action, *, status: int | None = None, kind: str = "", wait: float = 0.0) -> None:
        super().__init__(reason)
        self.action = action
        self.status = status
        self.kind = kind
        self.wait = wait

    @property
    def unreachable(self) -> bool:
        """No answer at all: the network or the hub is down, so other packages need not try either."""
        return self.status is None


class Answer(msgspec.Struct, frozen=True):
    """A good answer: status, headers in lower case, body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises HubError (later): something between us and the hub answered in its place."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, ValueError) as error:
            raise HubError("the answer is not the hub's", Action.LATER, status=self.status) from error


def session() -> requests.Session:
    """Kept connections to the hub. Of the environment only ``REQUESTS_CA_BUNDLE`` counts: a file with the authorities to trust (PEM)."""
    made = requests.Session()
    made.trust_env = False
    made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
    return made


class HubClient:
    """One hub, one terminal. Not for several threads at once. ``clock`` tells wall-clock seconds."""

    def __init__(
        self,
        url: str,
        identity: Identity | None,
        *,
        clock: Callable[[], float] = time.time,
        timeout: tuple[float, float] = (CONNECT_SECONDS, ANSWER_SECONDS),
    ) -> None:
        self.url = identities.check_url(url)
        self.skew = 0.0
        """Seconds the hub's clock is ahead of ours, as its last answer told; 0 while it is less than anybody can tell."""
        self._identity = identity
        self._clock = clock
        self._timeout = timeout
        self._session = session()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def address(self, location: str, base: str = "") -> str:
        """An absolute address of this hub from any other form. Raises HubError when it leads elsewhere: tokens go nowhere else."""
        absolute = urljoin(base or self.url + "/", location)
        if urlsplit(absolute)[:2] != urlsplit(self.url)[:2]:
            raise HubError("the hub points to another address", Action.LATER, status=0)
        return absolute

    def request(
        self, method: str, address: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None, json: Any = None
    ) -> Answer:
        """Ask the hub; any 2xx is returned. ``address`` is a path such as ``/v1/heartbeats`` or what ``address`` gave. Raises HubError."""
        absolute = self.address(address if "://" in address else self.url + address)
        sent = dict(headers or {})
        if json is not None:
            body, sent["Content-Type"] = msgspec.json.encode(json), "application/json"
        if self._identity is not None:
            token = self._identity.token(method, urlsplit(absolute).path, self._clock() + self.skew)
            sent["Authorization"] = f"Bearer {token}"
        try:
            with self._session.request(
                method, absolute, data=body, headers=sent, timeout=self._timeout, allow_redirects=False, stream=True
            ) as response:
                content = _read(response)
        except requests.RequestException as error:
            raise HubError(_plain(error), Action.LATER) from error
        if 200 <= response.status_code < 300:
            self._measure_clock(response.headers.get("Date"))
            return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, content)
        raise self._refusal(response, content)

    def _refusal(self, response: requests.Response, content: bytes) -> HubError:
        from_hub = response.headers.get("Content-Type", "").split(";")[0].strip() == PROBLEM
        title, kind = f"answer {response.status_code}", ""
        if from_hub and response.request.method != "HEAD":
            try:
                problem = msgspec.json.decode(content, type=dict[str, Any])
                title, kind = str(problem.get("title", title)), str(problem.get("type", "")).rpartition("/")[2]
            except (msgspec.DecodeError, ValueError):
                title, from_hub = f"answer {response.status_code}, cut off", False
        action = retry.action(response.status_code, from_hub)
        if from_hub or action is Action.REFRESH:
            self._measure_clock(response.headers.get("Date"))
        wait = retry.retry_after(response.headers.get("Retry-After"), datetime.fromtimestamp(self._clock(), UTC))
        return HubError(title, action, status=response.status_code, kind=kind, wait=wait)

    def _measure_clock(self, date: str | None) -> None:
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if moment.tzinfo is not None:
            ahead = moment.timestamp() - self._clock()
            self.skew = ahead if abs(ahead) > TELLABLE else 0.0


def enrol(client: HubClient, home: Path, code: str) -> HubFacts:
    """Enrol the terminal with a one-time code: key made and durable first, then shown. With it comes the root of the catalogue the hub
    hands out, if it does. Raises HubError, IdentityError, OSError, TrustError where this terminal believes another repository.

    Asking again with the same code and key gives the same answer, so a cut connection wastes no code.
    """
    key = identities.prepare_key(home)
    answer = client.request("POST", "/v1/enrolments", json={"code": code, "public_key": identities.public_jwk(key.public_key())})
    told = answer.json()
    root = told.pop("catalogue_root", None)
    try:
        facts = msgspec.convert({**told, "hub_url": client.url}, HubFacts)
        catalogue = b64decode(msgspec.convert(root, str), validate=True) if root is not None else None
    except (msgspec.ValidationError, ValueError) as error:
        raise HubError("the hub's answer to the enrolment is incomplete", Action.LATER, status=answer.status) from error
    identities.store(home, facts)
    if catalogue is not None:
        from kiosk.catalogue_trust import trust

        trust(home, catalogue)
    return facts


def _trust(home: Path, root: str) -> None:
    """Believe the catalogue that the hub hands out, unless this terminal believes another already. Raises OSError."""
    from kiosk.catalogue_trust import TrustError, trust

    try:
        trust(home, b64decode(root, validate=True))
    except (TrustError, ValueError) as error:
        LOG.warning("the hub's catalogue is not trusted: %s", error)


def _read(response: requests.Response) -> bytes:
    content = b""
    for piece in response.iter_content(64 * 1024):
        content += piece
        if len(content) > MAX_ANSWER:
            raise requests.exceptions.ContentDecodingError("the answer is too long")
    return content


def _plain(error: requests.RequestException) -> str:
    """What went wrong in a few words; the library's own message would repeat the whole address."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the hub's certificate cannot be trusted"
    if isinstance(error, requests.Timeout):
        return "the hub does not answer in time"
    if isinstance(error, requests.ConnectionError):
        return "the hub cannot be reached"
    return f"the connection broke ({type(error).__name__})"
