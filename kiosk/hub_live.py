"""What a citizen waits for, asked of the hub now: my cases, one case by its slip, results, live services, phone photos, messages.

Every function answers with what was asked for, or with ``Unavailable`` and a sentence for the citizen; nothing is raised, kept or logged.
Call them from a worker thread: they take up to the time-out. Personal data goes in bodies only, answers stay in memory.
"""

from __future__ import annotations

import hashlib
import time
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from kiosk.identity import ALGORITHM, AUDIENCE, Identity, check_url, public_key
from kiosk.words import words

if TYPE_CHECKING:
    import requests

CONNECT_SECONDS, ANSWER_SECONDS = 3.0, 15.0
SLOW_SECONDS = 30.0
"""A department may take its time."""
MAX_ANSWER = 40 * 1024 * 1024
PROBLEM = "application/problem+json"
T = TypeVar("T")

OFFLINE = words("现在联系不上办事系统，请稍后再试，或到窗口办理")
BUSY = words("办事系统正忙，请稍后再试")
SENTENCES: Mapping[str, str] = {
    "wrong-code": words("查询码不对，请照着凭条最下面再看一遍"),
    "not-proven": words("身份证或查询码与这个办件不符"),
    "unknown": words("没有查到这个编号，请核对；刚提交的要等一会儿"),
    "too-many-tries": words("试错次数太多，请一小时后再试，或到窗口查询"),
    "too-late": words("这个办件已经不能撤回"),
    "no-result": words("结果还没有出来"),
    "service-down": words("这项服务现在不能用，请稍后再试，或到窗口办理"),
    "too-many": words("现在不能再发，请稍后再试"),
}
"""What a citizen reads for each kind of problem; a department's own refusal is shown as it came."""


@dataclass(frozen=True, slots=True)
class Unavailable:
    """It did not come. ``sentence`` is for the citizen; ``offline``: nobody answered; ``refused``: somebody answered no."""

    sentence: str
    offline: bool = False
    refused: bool = False


class OwedMaterial(msgspec.Struct, frozen=True):
    """A material to bring until ``last_day``, that day included."""

    material: str
    name: str
    last_day: date
    consequence: str


class ChildView(msgspec.Struct, frozen=True):
    """A matter of a package (一件事): it succeeds or fails on its own. Its result is asked for by its own number."""

    case_no: str
    matter_code: str
    name: str
    state: str
    text: str
    reasons: tuple[str, ...]
    due_on: date | None
    result_available: bool


class CaseView(msgspec.Struct, frozen=True):
    """A case as its citizen sees it; ``text`` is the state in a sentence. ``children``: the matters of a package, in its order."""

    case_no: str
    receipt_no: str
    matter_code: str
    matter_name: str
    state: str
    text: str
    received_at: datetime
    due_on: date | None
    owed: tuple[OwedMaterial, ...]
    reasons: tuple[str, ...]
    may_withdraw: bool
    may_supplement: bool
    result_available: bool
    result_stamped: bool
    children: tuple[ChildView, ...] = ()


class PlainState(msgspec.Struct, frozen=True):
    """What a number alone shows."""

    state: str
    text: str


class Found(msgspec.Struct, frozen=True):
    """``case`` only where the code was right."""

    state: PlainState
    case: CaseView | None = None


class ServiceState(msgspec.Struct, frozen=True):
    """A live service; ``up``: offer what needs it."""

    name: str
    connected: bool
    up: bool


class PhoneSession(msgspec.Struct, frozen=True):
    """``url`` is what the QR on the screen says."""

    id: str
    url: str
    expires_at: datetime


class PhoneState(msgspec.Struct, frozen=True):
    """``opened``: a phone is there; ``finished``: the citizen pressed 传好了."""

    opened: bool
    finished: bool
    photos: int


class Numbered(msgspec.Struct, frozen=True):
    """A complaint's, a rating's or a help ticket's number, and the last day for an answer."""

    number: str
    answer_by: date


class _Cases(msgspec.Struct, frozen=True):
    cases: tuple[CaseView, ...]


class _Services(msgspec.Struct, frozen=True):
    services: tuple[ServiceState, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """A PDF whose signature by the hub was verified. ``stamped``: it carries the authority's electronic seal."""

    pdf: bytes
    stamped: bool


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """Whose case it is: the card's number or the slip's code."""

    id_number: str = ""
    code: str = ""

    def body(self) -> dict[str, str]:
        """As the hub wants it."""
        return {"id_number": self.id_number} if self.id_number else {"code": self.code}


class HubLive:
    """One hub, one terminal; one instance a thread. ``clock`` tells wall-clock seconds, ``skew`` is added to it (measured by the agent)."""

    def __init__(self, identity: Identity, *, clock: Callable[[], float] = time.time, skew: float = 0.0) -> None:
        self._identity = identity
        self._url = check_url(identity.facts.hub_url)
        self._clock, self._skew = clock, skew
        from kiosk.hub_client import session  # the screen comes up without requests

        self._session = session()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def my_cases(self, id_number: str) -> tuple[CaseView, ...] | Unavailable:
        """The cases of the person whose card was read."""
        answer = self._json("/v1/people/cases", {"id_number": id_number}, _Cases)
        return answer if isinstance(answer, Unavailable) else answer.cases

    def look_up(self, receipt_no: str, code: str = "") -> Found | Unavailable:
        """A case by its slip: the number alone shows one plain state."""
        return self._json("/v1/cases/look-up", {"receipt_no": receipt_no, **({"code": code} if code else {})}, Found)

    def withdraw(self, case_no: str, proof: Proof) -> CaseView | Unavailable:
        """撤回."""
        return self._json(f"/v1/cases/{quote(case_no, safe='')}/withdraw", proof.body(), CaseView)

    def result(self, case_no: str, proof: Proof) -> Document | Unavailable:
        """The result, marked collected at the hub."""
        answer = self._ask("POST", f"/v1/cases/{quote(case_no, safe='')}/result", proof.body())
        if isinstance(answer, Unavailable):
            return answer
        return self._verified(answer.content, answer.headers.get("Kiosk-Result", ""), {"case_no": case_no})

    def services(self) -> tuple[ServiceState, ...] | Unavailable:
        """Which live services are up."""
        answer = self._json("/v1/services", None, _Services)
        return answer if isinstance(answer, Unavailable) else answer.services

    def service(self, name: str, question: Mapping[str, Any]) -> dict[str, Any] | Unavailable:
        """One question to a live service; the reply as in the hub's OpenAPI document."""
        return self._json(f"/v1/services/{quote(name, safe='')}", dict(question), dict[str, Any], seconds=SLOW_SECONDS)

    def document(self, reply: Mapping[str, Any]) -> Document | Unavailable:
        """The document in a department's reply, once its signature was verified."""
        try:
            pdf = b64decode(str(reply.get("document", "")), validate=True)
        except ValueError:
            return Unavailable(BUSY)
        return self._verified(pdf, str(reply.get("signature", "")), {})

    def open_phone(self) -> PhoneSession | Unavailable:
        """Open an upload for a phone."""
        return self._json("/v1/phone-uploads", {}, PhoneSession)

    def phone_state(self, upload_id: str) -> PhoneState | Unavailable:
        """How far the phone is; ask every second."""
        return self._json(f"/v1/phone-uploads/{quote(upload_id, safe='')}", None, PhoneState)

    def phone_photos(self, upload_id: str, count: int) -> tuple[bytes, ...] | Unavailable:
        """All photographs; only when every one is here are they removed from the hub."""
        photos = []
        for number in range(1, count + 1):
            answer = self._ask("GET", f"/v1/phone-uploads/{quote(upload_id, safe='')}/photos/{number}", None)
            if isinstance(answer, Unavailable):
                return answer
            photos.append(answer.content)
        self.drop_phone(upload_id)
        return tuple(photos)

    def drop_phone(self, upload_id: str) -> None:
        """Remove an upload now; what cannot be removed expires by itself."""
        self._ask("DELETE", f"/v1/phone-uploads/{quote(upload_id, safe='')}", None)

    def tell(self, kind: Literal["complaints", "ratings", "help-tickets"], content: Mapping[str, Any]) -> Numbered | Unavailable:
        """A complaint, a rating or a call for help; ``content`` with its own ``submission_id``, so that sending again is harmless."""
        return self._json(f"/v1/{kind}", dict(content), Numbered)

    def _json(self, path: str, body: dict[str, Any] | None, kind: type[T], *, seconds: float = ANSWER_SECONDS) -> T | Unavailable:
        answer = self._ask("GET" if body is None else "POST", path, body, seconds)
        if isinstance(answer, Unavailable):
            return answer
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.DecodeError, ValueError):
            return Unavailable(OFFLINE, offline=True)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, seconds: float = ANSWER_SECONDS) -> _Answer | Unavailable:
        import requests

        token = self._identity.token(method, urlsplit(self._url).path + path, self._clock() + self._skew)
        headers = {"Authorization": f"Bearer {token}", **({} if body is None else {"Content-Type": "application/json"})}
        try:
            with self._session.request(
                method,
                self._url + path,
                data=None if body is None else msgspec.json.encode(body),
                headers=headers,
                timeout=(CONNECT_SECONDS, seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                answer = _Answer(response.status_code, response.headers, _read(response, time.monotonic() + 2 * seconds))
        except requests.RequestException:
            return Unavailable(OFFLINE, offline=True)
        return answer if 200 <= answer.status < 300 else _unavailable(answer)

    def _verified(self, pdf: bytes, signature: str, wanted: Mapping[str, str]) -> Document | Unavailable:
        """Only what the hub signed for this terminal is shown as an authority's document."""
        import jwt

        try:
            kid = jwt.get_unverified_header(signature).get("kid")
            key = next(key for key in self._identity.facts.keys if key.get("kid") == kid)
            claims = jwt.decode(
                signature,
                public_key(key),
                algorithms=[ALGORITHM],
                audience=self._identity.terminal_id,
                issuer=AUDIENCE,
                options={"require": ["aud", "iss", "sha256", "stamped"]},
            )
        except (jwt.PyJWTError, StopIteration, ValueError, TypeError):
            return Unavailable(words("结果的签名不对，不能打印，请到窗口领取"))
        if claims["sha256"] != hashlib.sha256(pdf).hexdigest() or any(claims.get(name) != value for name, value in wanted.items()):
            return Unavailable(words("结果的签名不对，不能打印，请到窗口领取"))
        return Document(pdf, claims["stamped"] is True)


@dataclass(frozen=True, slots=True, repr=False)
class _Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes


def _unavailable(answer: _Answer) -> Unavailable:
    if answer.headers.get("Content-Type", "").split(";")[0].strip() != PROBLEM:
        return Unavailable(OFFLINE, offline=True)
    try:
        problem = msgspec.json.decode(answer.content, type=dict[str, Any])
    except (msgspec.DecodeError, ValueError):
        return Unavailable(OFFLINE, offline=True)
    kind = str(problem.get("type", "")).rpartition("/")[2]
    if kind == "refused":
        return Unavailable(str(problem.get("title", ""))[:200] or BUSY, refused=True)
    return Unavailable(SENTENCES.get(kind, BUSY), refused=answer.status < 500 and kind in SENTENCES)


def _read(response: requests.Response, deadline: float) -> bytes:
    from requests.exceptions import ContentDecodingError

    content = bytearray()
    for piece in response.iter_content(64 * 1024):
        content += piece
        if len(content) > MAX_ANSWER or time.monotonic() > deadline:
            raise ContentDecodingError("the answer is too long")
    return bytes(content)
