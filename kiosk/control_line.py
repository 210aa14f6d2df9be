"""What is said on ``run.sock``: one JSON object a line each way. The server and its clients share this and nothing else."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

T = TypeVar("T")

SOCKET = "run.sock"
LOCK = "run.lock"
LONGEST_REQUEST = 4096
LONGEST_ANSWER = 65536
"""Bytes of a line, its end included."""

SELF_TEST_SECONDS = 30.0
"""How long a self-test may keep its client waiting: the device's own time and that of what runs on it before."""

Name = Annotated[str, Meta(max_length=64)]
Reason = Annotated[str, Meta(max_length=200)]
Act = Literal["ping", "capabilities", "self_test", "pause", "resume", "restart", "reload"]


class Request(Struct, frozen=True, forbid_unknown_fields=True):
    """``device`` belongs to ``self_test`` and ``capabilities``, ``reason`` to ``pause``."""

    do: Act
    device: Name = ""
    reason: Reason = ""


class Answer(Struct, frozen=True, omit_defaults=True):
    """``error`` is a plain Chinese sentence, empty when it was done.

    ``pid``, ``visiting`` and ``paused`` answer a ping (``visiting`` and ``paused`` are None when the screen does not answer within two
    seconds), ``passed`` and ``detail`` a self-test, ``kind`` and ``facts`` a question for capabilities.
    """

    ok: bool
    error: str = ""
    pid: int = 0
    visiting: bool | None = None
    paused: str | None = None
    passed: bool | None = None
    detail: str = ""
    kind: str | None = None
    facts: dict[str, str] = {}


class BadLine(Exception):
    """A line that is no request or no answer."""


def request(line: bytes) -> Request:
    """Raises BadLine."""
    return _decoded(line, Request)


def answer(line: bytes) -> Answer:
    """Raises BadLine."""
    return _decoded(line, Answer)


def line(message: Request | Answer) -> bytes:
    """One line, its end included."""
    return msgspec.json.encode(message) + b"\n"


def at_socket(home: Path, use: Callable[[str], None]) -> None:
    """Call ``use`` with the path of the socket in ``home``, however long that is: the system allows a socket's path 107 bytes. Raises OSError."""
    folder = os.open(home, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        use(f"/proc/self/fd/{folder}/{SOCKET}")
    finally:
        os.close(folder)


def listen(home: Path) -> socket.socket:
    """The listening socket of ``home``, mode 0600; what a killed process left there is cleared away. Raises OSError."""
    (home / SOCKET).unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        at_socket(home, listening.bind)
    except OSError:
        listening.close()
        raise
    finally:
        os.umask(mask)
    return listening


def _decoded(text: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadLine('读不懂这一行：应是一个 JSON 对象，如 {"do": "ping"}') from error
