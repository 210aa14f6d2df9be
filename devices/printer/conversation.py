"""Questions to a printer and what it answers, over any line."""

from __future__ import annotations

import time
from dataclasses import dataclass

from devices.device import DeviceError
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
from devices.status import DeviceState


@dataclass(frozen=True, slots=True)
class Reply:
    """``answer`` to a real-time query, None when none came; ``confirmed``: the end of a print came meanwhile; ``garbled``: what is neither."""

    answer: int | None
    confirmed: bool
    garbled: bool


def ask(line: Line, query: bytes, timeout: float) -> Reply:
    """Put one real-time query. Raises DeviceError."""
    line.write(query, timeout)
    deadline = time.monotonic() + timeout
    confirmed = garbled = False
    while True:
        for byte in line.read(deadline - time.monotonic()):
            if is_realtime_answer(byte):
                return Reply(byte, confirmed, garbled)
            confirmed = confirmed or is_confirmation(byte)
            garbled = garbled or not is_confirmation(byte)
        if time.monotonic() >= deadline:
            return Reply(None, confirmed, garbled)


def report(line: Line, timeout: float) -> PrinterReport:
    """Everything the printer says of itself; a silent one is asked twice, not four times.

    Raises DeviceError: what comes back cannot be read at all, or the line is gone.
    """
    line.drop_input()
    first, offline = ask(line, QUERY_PRINTER, timeout), ask(line, QUERY_OFFLINE, timeout)
    if first.answer is None and offline.answer is None:  # two questions left open: the other two would only take as long again
        if first.garbled or offline.garbled:
            raise DeviceError(DeviceState.HARDWARE_ERROR, "打印机发来乱码，请检查波特率、接线和型号", "garbage")
        return interpret(None, None, None, None)
    error, paper = ask(line, QUERY_ERROR, timeout), ask(line, QUERY_PAPER, timeout)
    return interpret(first.answer, offline.answer, error.answer, paper.answer)


def progress(line: Line, timeout: float) -> PrinterReport | None:
    """How a print goes on: the report without its first byte, or None as soon as the confirmation came. Raises DeviceError."""
    answers: list[int | None] = []
    for query in (QUERY_OFFLINE, QUERY_ERROR, QUERY_PAPER):
        reply = ask(line, query, timeout)
        if reply.confirmed:
            return None
        answers.append(reply.answer)
        if answers == [None]:  # it may have fallen silent: the caller comes back
            break
    offline, error, paper = (*answers, None, None)[:3]
    return interpret(None, offline, error, paper)
