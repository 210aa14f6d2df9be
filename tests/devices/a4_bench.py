"""The A4 printer behind a real cupsd: what its tests are given, and what they ask the print server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import cups
import pytest

from devices.printer.a4 import A4Outcome, A4Printer
from devices.simulators.a4_printer import A4PrinterSimulator
from devices.status import DeviceState
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]
NAME = "a4_printer"


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench(NAME, options={NAME: "?timeout=2&confirm=20&patience=0.3"})


@pytest.fixture
def simulator(bench: Bench) -> A4PrinterSimulator:
    simulator = bench.console.simulators[NAME]
    assert isinstance(simulator, A4PrinterSimulator)
    return simulator


@pytest.fixture
def printer(bench: Bench, connect: Connect) -> A4Printer:
    printer = connect(bench.address(NAME))
    assert isinstance(printer, A4Printer)
    return printer


@pytest.fixture
def supervisor(bench: Bench) -> Iterator[Supervisor]:
    supervisor = Supervisor(NAME, bench.address(NAME), backoff=lambda attempt: 0.1, probe_every=0.1)
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    yield supervisor
    supervisor.close()


class Printing:
    """A document on its way, on a thread of its own."""

    def __init__(self, printer: A4Printer, document: bytes, job: str, copies: int = 1) -> None:
        self._future: Future[A4Outcome] = Future()
        threading.Thread(target=self._run, args=(printer, document, job, copies), daemon=True).start()

    def _run(self, *arguments: Any) -> None:
        printer, *rest = arguments
        try:
            self._future.set_result(printer.print_pdf(*rest))
        except BaseException as error:  # noqa: BLE001 - the test reads it
            self._future.set_exception(error)

    @property
    def outcome(self) -> A4Outcome:
        return self._future.result(60)


def server_jobs(simulator: A4PrinterSimulator, which: str = "all") -> dict[int, dict[str, Any]]:
    connection = cups.Connection(host=str(simulator.server.socket))
    jobs: dict[int, dict[str, Any]] = connection.getJobs(which_jobs=which, requested_attributes=["job-id", "job-name", "job-state"])
    return jobs


def printing(simulator: A4PrinterSimulator) -> bool:
    return any(job["job-state"] == cups.IPP_JOB_PROCESSING for job in server_jobs(simulator, "not-completed").values())


def names(simulator: A4PrinterSimulator) -> list[str]:
    return [path.name for path in simulator.printed]


def sheets(simulator: A4PrinterSimulator) -> int:
    connection = cups.Connection(host=str(simulator.server.socket))
    jobs = connection.getJobs(which_jobs="not-completed", requested_attributes=["job-id", "job-media-sheets-completed"])
    return max((int(job.get("job-media-sheets-completed", 0)) for job in jobs.values()), default=0)


def reasons(simulator: A4PrinterSimulator) -> list[str]:
    connection = cups.Connection(host=str(simulator.server.socket))
    told: list[str] = connection.getPrinterAttributes("a4", requested_attributes=["printer-state-reasons"])["printer-state-reasons"]
    return told
