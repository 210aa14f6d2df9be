"""The line to the simulators of a demo: a Unix socket, one command a line, one JSON answer a line."""

from __future__ import annotations

import json
import socket

TIMEOUT_SECONDS = 10


class SimulatorError(Exception):
    """The simulators refused a command, or are not there."""


def tell(control: str, command: str) -> None:
    """Give one command to the simulators behind the socket at ``control``. Raises SimulatorError."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(TIMEOUT_SECONDS)
            line.connect(control)
            line.sendall(f"{command}\n".encode())
            answer = json.loads(line.makefile("r", encoding="utf-8").readline())
    except (OSError, ValueError) as error:
        raise SimulatorError(f"no answer from the simulators: {error}") from error
    if not answer.get("ok"):
        raise SimulatorError(f"the simulators refused {command!r}: {answer.get('error')}")
