"""Questions to a printer and what it answers, over any line."""

from __future__ import annotations

import time

from devices.line import Line
from devices.printer.status_bytes import (
    QUERY_ERROR,
    QUERY_OFFLINE,
    QUERY_PAPER,
    QUERY_PRINTER,
    PrinterReport,
    interpret,
    is_confirmation,
    is_realtime_answer,
)


def ask(line: Line, query: bytes, timeout: float) -> tuple[int | None, bool]:
    """The answer to one real-time query, None when none came; and whether the confirmation of a print came meanwhile. Raises DeviceError."""
    line.write(query, timeout)
    deadline = time.monotonic() + timeout
    confirmed = False
    while True:
        for byte in line.read(deadline - time.monotonic()):
            if is_realtime_answer(byte):
                return byte, confirmed
            confirmed = confirmed or is_confirmation(byte)
        if time.monotonic() >= deadline:
            return None, confirmed


def report(line: Line, timeout: float) -> PrinterReport:
    """Everything the printer says of itself; a silent one is asked twice, not four times. Raises DeviceError."""
    line.drop_input()
    first, _ = ask(line, QUERY_PRINTER, timeout)
    offline, _ = ask(line, QUERY_OFFLINE, timeout)
    if first is None and offline is None:  # two questions left open: the other two would only take as long again
        return interpret(None, None, None, None)
    error, _ = ask(line, QUERY_ERROR, timeout)
    paper, _ = ask(line, QUERY_PAPER, timeout)
    return interpret(first, offline, error, paper)


def progress(line: Line, timeout: float) -> PrinterReport | None:
    """How a print goes on: the report without its first byte, or None as soon as the confirmation came. Raises DeviceError."""
    answers: list[int | None] = []
    for query in (QUERY_OFFLINE, QUERY_ERROR, QUERY_PAPER):
        answer, confirmed = ask(line, query, timeout)
        if confirmed:
            return None
        answers.append(answer)
        if answers == [None]:  # it may have fallen silent: the caller comes back
            break
    offline, error, paper = (*answers, None, None)[:3]
    return interpret(None, offline, error, paper)
