"""What every connector is: typed questions and replies, a time-out, and three ways it can end. Nothing of a question is ever logged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.hub.problems import PROBLEM

LOG = logging.getLogger(__name__)
CONNECT_SECONDS = 3.0
PROBE_SECONDS = 2.0
MAX_ANSWER = 16 * 1024 * 1024

IdNumber = Annotated[str, Field(min_length=5, max_length=30, pattern="^[0-9A-Za-z]+$")]
Short = Annotated[str, Field(max_length=200)]
Ticket = Annotated[str, Field(min_length=1, max_length=64, pattern="^[0-9A-Za-z-]+$")]


class Question(BaseModel):
    """What is asked; holds nothing unknown."""

    model_config = ConfigDict(extra="forbid")


class Reply(BaseModel):
    """What is answered; what a counterpart says beyond it is dropped."""


class Down(Exception):
    """No answer, or none that can be used: the service is not available now."""


class Refused(Exception):
    """The service answered that it will not. The message is its sentence for the citizen."""


@dataclass
class World:
    """What a simulated counterpart remembers. ``clock`` gives seconds."""

    facts: MutableMapping[str, Any] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    delay: float = 1.0
    """Seconds a slow thing takes: a document to be issued, a payment to be made."""


@dataclass(frozen=True, slots=True)
class Connector:
    """One outside system. ``simulated`` is its counterpart's answer; it raises Refused."""

    name: str
    question: type[Question]
    reply: type[Reply]
    simulated: Callable[[Any, World], Reply]
    seconds: float = 10.0


def ask(connector: Connector, address: str, question: Question) -> Reply:
    """One question. Raises Refused, Down."""
    if not address:
        raise Down(f"{connector.name} is not connected")
    body = question.model_dump_json().encode()
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.post(
                address,
                data=body,
                headers={"Content-Type": "application/json"},
                timeout=(CONNECT_SECONDS, connector.seconds),
                allow_redirects=False,
                stream=True,
            ) as answer:
                content = _read(answer)
    except requests.RequestException as error:
        LOG.warning("%s: %s", connector.name, type(error).__name__)
        raise Down(f"{connector.name} does not answer") from None
    if answer.status_code in (403, 404, 409, 422) and answer.headers.get("Content-Type", "").split(";")[0] == PROBLEM:
        raise Refused(_sentence(answer, content))
    try:
        if answer.status_code == 200:
            return connector.reply.model_validate_json(content)
    except ValidationError:
        LOG.warning("%s: the answer cannot be read", connector.name)
        raise Down(f"{connector.name} answers something else") from None
    LOG.warning("%s: answer %d", connector.name, answer.status_code)
    raise Down(f"{connector.name} answers {answer.status_code}")


def is_up(address: str) -> bool:
    """Whether the counterpart says that it is there."""
    if not address:
        return False
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(address, timeout=PROBE_SECONDS, allow_redirects=False).status_code == 200
    except requests.RequestException:
        return False


def _read(answer: requests.Response) -> bytes:
    content = bytearray()
    for piece in answer.iter_content(64 * 1024):
        content += piece
        if len(content) > MAX_ANSWER:
            raise requests.exceptions.ContentDecodingError("the answer is too long")
    return bytes(content)


def _sentence(answer: requests.Response, content: bytes) -> str:
    class _Problem(BaseModel):
        title: str = ""

    try:
        return _Problem.model_validate_json(content).title[:200] or f"answer {answer.status_code}"
    except ValidationError:
        return f"answer {answer.status_code}"
