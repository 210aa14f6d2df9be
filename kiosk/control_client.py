"""Asks a running ``kiosk run`` over its ``run.sock``."""

from __future__ import annotations

import socket
from pathlib import Path

from kiosk.control_line import LONGEST_ANSWER, SELF_TEST_SECONDS, Act, Answer, BadLine, Request, answer, at_socket, line

ANSWER_SECONDS = 5.0


class NotRunning(Exception):
    """No ``kiosk run`` answers for this state folder."""


def ask(home: Path, do: Act, *, device: str = "", reason: str = "") -> Answer:
    """One request and its answer. Raises NotRunning; a refusal is an answer with ``ok`` false and its reason."""
    seconds = SELF_TEST_SECONDS + ANSWER_SECONDS if do == "self_test" else ANSWER_SECONDS
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(seconds)
            at_socket(home, connection.connect)
            connection.sendall(line(Request(do, device, reason)))
            with connection.makefile("rb") as incoming:
                return answer(incoming.readline(LONGEST_ANSWER))
    except (OSError, BadLine) as error:
        raise NotRunning(f"{home} 没有正在运行的 kiosk run") from error


def ping(home: Path) -> Answer | None:
    """Whether ``kiosk run`` runs on this state folder, and what it is doing; None when it does not."""
    try:
        found = ask(home, "ping")
    except NotRunning:
        return None
    return found if found.ok else None
