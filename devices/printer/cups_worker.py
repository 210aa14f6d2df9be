"""The process in which libcups talks to the print server: it has no time-out that can be set from here, so it must be possible to end it.

Runs as ``python -m devices.printer.cups_worker DESCRIPTOR SERVER`` and answers questions on the socket behind the descriptor until that is
closed. Each answer is ``("ok", value)``, ``("ipp", status)``, ``("http", status)``, ``("down", "")`` or ``("error", name)``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any

import cups

_CONTINUE = 100
_OK = 200
_CHUNK = 65536
_TICK = 0.03
_PRINTER = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-make-and-model",
    "color-supported",
    "sides-supported",
    "marker-names",
    "marker-levels",
]
_JOB = ["job-state", "job-state-reasons", "job-media-sheets-completed"]


class Refusal(Exception):
    """The server took no more of a document: the HTTP status."""


def printer(server: Any, queue: str) -> dict[str, object]:
    """What the server says of the queue."""
    told = server.getPrinterAttributes(queue, requested_attributes=_PRINTER)
    return {name: told[name] for name in _PRINTER if name in told}


def create(server: Any, queue: str, title: str, options: Mapping[str, str]) -> int:
    """Make a job without a document; its number."""
    return int(server.createJob(queue, title, dict(options)))


def send(server: Any, queue: str, number: int, document: bytes) -> None:
    """Give the job its one document, a PDF, from memory. Raises Refusal."""
    status = server.startDocument(queue, number, "document", "application/pdf", 1)
    for start in range(0, len(document), _CHUNK):
        if status != _CONTINUE:
            raise Refusal(status)
        piece = document[start : start + _CHUNK]
        status = server.writeRequestData(piece, len(piece))
    if status not in (_CONTINUE, _OK):
        raise Refusal(status)
    server.finishDocument(queue)


def job(server: Any, number: int) -> dict[str, object] | None:
    """What the server says of a job; None when it knows of none."""
    try:
        told = server.getJobAttributes(number, requested_attributes=_JOB)
    except cups.IPPError as error:
        if error.args[0] == cups.IPP_NOT_FOUND:
            return None
        raise
    return {name: told[name] for name in _JOB if name in told}


def withdraw(server: Any, number: int, seconds: float) -> None:
    """Stop a job and, once its driver has ended (at most ``seconds``), have the server forget it.

    First cancelled, then purged: a driver that is cancelled tells the printer so; a purge kills it, and the printer may print on.
    """
    before = job(server, number)
    try:
        server.cancelJob(number)
    except cups.IPPError as error:
        if error.args[0] not in (cups.IPP_NOT_FOUND, cups.IPP_NOT_POSSIBLE):
            raise
    deadline = time.monotonic() + seconds
    began = before is not None and before.get("job-state") == cups.IPP_JOB_PROCESSING
    while began and stopping(job(server, number)) and time.monotonic() < deadline:
        time.sleep(_TICK)
    purge(server, number)


def stopping(told: Mapping[str, object] | None) -> bool:
    """Whether a cancelled job's driver is still at work. (Of one that completed, or never began, CUPS 2.4 says so for ever.)"""
    if told is None or told.get("job-state") != cups.IPP_JOB_CANCELED:
        return False
    reasons = told.get("job-state-reasons")
    return "processing-to-stop-point" in (reasons if isinstance(reasons, list) else [reasons])


def unfinished(server: Any) -> dict[int, str]:
    """The jobs that are not at their end, number -> title."""
    told = server.getJobs(which_jobs="not-completed", requested_attributes=["job-id", "job-name"])
    return {int(number): str(attributes.get("job-name", "")) for number, attributes in told.items()}


def purge(server: Any, number: int) -> None:
    """Stop a job, and have the server forget it and its document. One it does not know is fine."""
    try:
        server.cancelJob(number, purge_job=True)
    except cups.IPPError as error:
        if error.args[0] != cups.IPP_NOT_FOUND:
            raise


_QUESTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {"printer": printer, "create": create, "send": send, "job": job, "unfinished": unfinished, "purge": purge, "withdraw": withdraw}
)


def answer(server: str, question: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """Ask the server (``/socket`` or ``host:port``) over a connection of its own. Never raises."""
    host, _, port = (server, "", "") if server.startswith("/") else server.rpartition(":")
    try:
        connection = cups.Connection(host=host, port=int(port or 631))
        return "ok", _QUESTIONS[question](connection, *arguments)
    except cups.IPPError as error:
        return "ipp", error.args[0]
    except (cups.HTTPError, Refusal) as error:
        return "http", error.args[0]
    except RuntimeError:
        return "down", ""
    except Exception as error:  # noqa: BLE001 - whatever a strange server made libcups say: the name is all that may go on
        return "error", type(error).__name__


def main(descriptor: int, server: str) -> None:
    """Answer until the other side is gone."""
    cups.setPasswordCB(lambda _prompt: "")
    cups.setEncryption(cups.HTTP_ENCRYPT_IF_REQUESTED)
    with Connection(descriptor) as line:
        while True:
            try:
                question, arguments = line.recv()
                line.send(answer(server, question, arguments))
            except (EOFError, OSError):
                return


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
