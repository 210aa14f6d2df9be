"""Asks a running ``kiosk run`` over its ``run.sock``."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from kiosk.control_line import LONGEST_ANSWER, SELF_TEST_SECONDS, Act, Answer, BadLine, Request, answer, at_socket, line

ANSWER_SECONDS = 5.0


class NotRunning(Exception):
    """No ``kiosk run`` has this state folder."""


class NoAnswer(Exception):
    """A ``kiosk run`` has this state folder, and does not answer as it should."""


def ask(home: Path, do: Act, *, device: str = "", reason: str = "", seconds: float = ANSWER_SECONDS) -> Answer:
    """One request and its answer. Raises NotRunning, NoAnswer; a refusal is an answer with ``ok`` false and its reason.

    ``seconds`` is how long to wait, beside the time of a self-test.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(seconds + (SELF_TEST_SECONDS if do == "self_test" else 0))
        try:
            at_socket(home, connection.connect)
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError) as error:
            raise NotRunning(f"{home} 没有正在运行的 kiosk run") from error
        except OSError as error:
            raise NoAnswer(f"连不上 {home} 的 kiosk run：{error.strerror or error}") from error
        try:
            with contextlib.suppress(BrokenPipeError):  # refused before it could ask: the reason can still be read
                connection.sendall(line(Request(do, device, reason)))
            with connection.makefile("rb") as incoming:
                return answer(incoming.readline(LONGEST_ANSWER))
        except (OSError, BadLine) as error:
            raise NoAnswer(f"{home} 的 kiosk run 没有应答，可能卡住了") from error


def ping(home: Path, seconds: float = ANSWER_SECONDS) -> Answer | None:
    """Whether ``kiosk run`` runs on this state folder, and what it is doing, as far as it says; None when it does not run."""
    try:
        return ask(home, "ping", seconds=seconds)
    except NotRunning:
        return None
    except NoAnswer:
        return Answer(True)
