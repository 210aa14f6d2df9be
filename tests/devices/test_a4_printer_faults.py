"""The A4 printer behind a real cupsd: paper, jam, cover, toner, queue and server; a job is followed to its end and never printed twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import cups
import pypdfium2
import pytest

from devices.address import AddressError, open_device
from devices.device import DeviceError
from devices.printer.a4 import A4Outcome, A4Printer, NotAPdf
from devices.simulators.a4_printer import A4PrinterSimulator
from devices.status import DeviceState, Paper
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.devices.documents import pdf
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
        return self._future.result(30)


def server_jobs(simulator: A4PrinterSimulator, which: str = "all") -> dict[int, dict[str, Any]]:
    connection = cups.Connection(host=str(simulator.server.socket))
    jobs: dict[int, dict[str, Any]] = connection.getJobs(which_jobs=which, requested_attributes=["job-id", "job-name", "job-state"])
    return jobs


def printing(simulator: A4PrinterSimulator) -> bool:
    return any(job["job-state"] == cups.IPP_JOB_PROCESSING for job in server_jobs(simulator, "not-completed").values())


def names(simulator: A4PrinterSimulator) -> list[str]:
    return [path.name for path in simulator.printed]


def test_what_comes_out_is_what_was_given_and_the_server_forgets_it(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    document = pdf(2)
    started = time.monotonic()
    assert printer.print_pdf(document, "job-1") is A4Outcome.PRINTED
    assert time.monotonic() - started < 5
    (path,) = simulator.printed
    assert path.read_bytes() == document
    assert len(pypdfium2.PdfDocument(path)) == 2
    assert server_jobs(simulator) == {}


def test_a_document_larger_than_every_buffer(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    document = pdf(1, b"x" * 3_000_000)
    assert printer.print_pdf(document, "job-1") is A4Outcome.PRINTED
    assert simulator.printed[0].read_bytes() == document


def test_the_same_job_is_never_printed_twice(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    for _ in range(2):
        assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    printer.open()
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    assert printer.print_pdf(pdf(), "job-2") is A4Outcome.PRINTED
    assert names(simulator) == ["01.pdf", "02.pdf"]


def test_the_title_in_the_print_server_carries_nothing_of_the_job(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 1")
    work = Printing(printer, pdf(), "JB0147-张三")
    (job,) = until(lambda: server_jobs(simulator, "not-completed")).values()
    assert job["job-name"].startswith("kiosk-")
    assert "JB0147" not in job["job-name"]
    assert job["job-name"].isascii()
    assert work.outcome is A4Outcome.PRINTED


@pytest.mark.parametrize(
    ("hurt", "heal", "outcome", "state", "paper"),
    [
        ("paper out", "paper full", A4Outcome.PAPER_OUT, DeviceState.ONLINE, Paper.OUT),
        ("jam on", "jam off", A4Outcome.JAMMED, DeviceState.ONLINE, Paper.JAMMED),
        ("cover open", "cover closed", A4Outcome.COVER_OPEN, DeviceState.USER_ERROR, Paper.FULL),
        ("toner 0", "toner 100", A4Outcome.TONER_EMPTY, DeviceState.USER_ERROR, Paper.FULL),
        ("offline on", "offline off", A4Outcome.OFFLINE, DeviceState.OFFLINE, Paper.UNKNOWN),
        ("unplug", "plug", A4Outcome.OFFLINE, DeviceState.OFFLINE, Paper.UNKNOWN),
        ("reject on", "reject off", A4Outcome.REFUSED, DeviceState.USER_ERROR, Paper.FULL),
        ("pause on", "pause off", A4Outcome.REFUSED, DeviceState.USER_ERROR, Paper.FULL),
    ],
)
def test_nothing_is_sent_to_a_printer_that_cannot_print_and_the_same_job_prints_later(
    bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer, hurt: str, heal: str, outcome: A4Outcome, state: str, paper: Paper
) -> None:
    bench.say(f"{NAME} {hurt}")
    status = printer.status()
    assert (status.device, status.paper, status.usable) == (state, paper, False)
    assert status.detail
    assert printer.print_pdf(pdf(), "job-1") is outcome
    assert server_jobs(simulator) == {}
    bench.say(f"{NAME} {heal}")
    assert printer.status().usable
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    assert names(simulator) == ["01.pdf"]


@pytest.mark.parametrize(
    ("hurt", "heal", "outcome"),
    [
        ("paper out", "paper full", A4Outcome.PAPER_OUT),
        ("jam on", "jam off", A4Outcome.JAMMED),
        ("cover open", "cover closed", A4Outcome.COVER_OPEN),
        ("toner 0", "toner 100", A4Outcome.TONER_EMPTY),
        ("offline on", "offline off", A4Outcome.OFFLINE),
    ],
)
def test_a_fault_in_mid_print_and_the_rest_does_not_come_out_for_the_next_citizen(
    bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer, hurt: str, heal: str, outcome: A4Outcome
) -> None:
    bench.say(f"{NAME} slow 1")
    work = Printing(printer, pdf(30), "job-1")
    until(lambda: sheets(simulator) >= 1)
    bench.say(f"{NAME} {hurt}")
    assert work.outcome is outcome
    until(lambda: names(simulator) == ["01-torn.pdf"])
    assert server_jobs(simulator, "not-completed") == {}
    bench.say(f"{NAME} slow 0")
    bench.say(f"{NAME} {heal}")
    assert printer.print_pdf(pdf(), "job-1") is outcome
    assert printer.print_pdf(pdf(), "job-2") is A4Outcome.PRINTED
    assert names(simulator) == ["01-torn.pdf", "02.pdf"]


def sheets(simulator: A4PrinterSimulator) -> int:
    connection = cups.Connection(host=str(simulator.server.socket))
    jobs = connection.getJobs(which_jobs="not-completed", requested_attributes=["job-id", "job-media-sheets-completed"])
    return max((int(job.get("job-media-sheets-completed", 0)) for job in jobs.values()), default=0)


def test_paper_put_in_soon_enough_and_the_job_goes_on(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench(NAME, options={NAME: "?timeout=2&confirm=20&patience=15"})
    simulator = bench.console.simulators[NAME]
    assert isinstance(simulator, A4PrinterSimulator)
    bench.say(f"{NAME} slow 1")
    work = Printing(connect(bench.address(NAME)), pdf(2), "job-1")
    until(lambda: printing(simulator))
    bench.say(f"{NAME} paper out")
    bench.say(f"{NAME} slow 0")
    until(lambda: "media-empty-error" in reasons(simulator))
    bench.say(f"{NAME} paper full")
    assert work.outcome is A4Outcome.PRINTED
    assert names(simulator) == ["01.pdf"]


def reasons(simulator: A4PrinterSimulator) -> list[str]:
    connection = cups.Connection(host=str(simulator.server.socket))
    told: list[str] = connection.getPrinterAttributes("a4", requested_attributes=["printer-state-reasons"])["printer-state-reasons"]
    return told


def test_unplugged_while_the_job_waits_for_it_is_offline(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 1")
    work = Printing(printer, pdf(30), "job-1")
    until(lambda: printing(simulator))
    bench.say(f"{NAME} unplug")
    assert work.outcome is A4Outcome.OFFLINE
    assert server_jobs(simulator, "not-completed") == {}


def test_a_job_that_does_not_end_is_taken_back_and_not_repeated(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench(NAME, options={NAME: "?timeout=2&confirm=1"})
    simulator = bench.console.simulators[NAME]
    assert isinstance(simulator, A4PrinterSimulator)
    printer = connect(bench.address(NAME))
    bench.say(f"{NAME} slow 600")
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.UNCERTAIN
    assert server_jobs(simulator, "not-completed") == {}
    bench.say(f"{NAME} slow 0")
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.UNCERTAIN
    assert names(simulator) == []


def test_paused_under_the_job_it_is_taken_back_before_it_began(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 1")
    first = Printing(printer, pdf(2), "job-1")
    until(lambda: printing(simulator))
    bench.say(f"{NAME} pause on")
    assert first.outcome is A4Outcome.REFUSED
    bench.say(f"{NAME} slow 0")
    bench.say(f"{NAME} pause off")
    assert printer.print_pdf(pdf(), "job-2") is A4Outcome.PRINTED
    assert server_jobs(simulator) == {} or all(job["job-state"] != cups.IPP_JOB_PENDING for job in server_jobs(simulator).values())


def test_cancelled_at_the_print_server(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 600")
    work = Printing(printer, pdf(), "job-1")
    until(lambda: printing(simulator))
    (number,) = server_jobs(simulator, "not-completed")
    cups.Connection(host=str(simulator.server.socket)).cancelJob(number)
    assert work.outcome is A4Outcome.CANCELLED
    assert names(simulator) == []


@pytest.mark.parametrize(
    ("command", "sentence", "paper"),
    [
        ("paper low", "打印机的纸快用完了，请准备加纸", Paper.LOW),
        ("toner 7", "碳粉快用完了，请准备换碳粉盒", Paper.FULL),
        ("reason com.example.moon-phase-warning", "打印机有提示：com.example.moon-phase-warning", Paper.FULL),
    ],
)
def test_a_warning_is_told_and_it_prints(bench: Bench, printer: A4Printer, command: str, sentence: str, paper: Paper) -> None:
    bench.say(f"{NAME} {command}")
    status = printer.status()
    assert (status.device, status.paper, status.usable, status.detail) == (DeviceState.ONLINE, paper, True, sentence)
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED


def test_how_much_toner_is_left_is_a_fact_once_it_printed(bench: Bench, printer: A4Printer) -> None:
    bench.say(f"{NAME} toner 42")
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    printer.status()
    assert printer.capabilities().facts["Black Cartridge"] == "42%"


def test_no_such_queue(bench: Bench) -> None:
    device = open_device(bench.address(NAME).replace("/a4?", "/a5?"))
    device.open()
    with pytest.raises(DeviceError) as caught:
        device.status()
    assert caught.value.state is DeviceState.NO_DEVICE
    device.close()


def test_no_print_server_and_back(bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor) -> None:
    bench.say(f"{NAME} daemon stop")
    until(lambda: supervisor.status.device is DeviceState.OFFLINE)
    assert supervisor.status.vendor_code == "no-server"
    assert supervisor.status.paper is None
    bench.say(f"{NAME} daemon start")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(20) is A4Outcome.PRINTED


def test_a_frozen_print_server_holds_nobody_up(bench: Bench, supervisor: Supervisor) -> None:
    bench.say(f"{NAME} frozen on")
    until(lambda: supervisor.status.vendor_code == "timeout")
    assert supervisor.status.device is DeviceState.HARDWARE_ERROR
    assert "纸" not in supervisor.status.detail
    bench.say(f"{NAME} frozen off")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)


def test_the_server_freezes_in_mid_print_and_the_job_is_taken_back_when_it_thaws(
    bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor
) -> None:
    bench.say(f"{NAME} slow 600")
    future = supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 60)
    until(lambda: printing(simulator))
    bench.say(f"{NAME} frozen on")
    assert future.result(30) is A4Outcome.UNCERTAIN
    bench.say(f"{NAME} frozen off")
    until(lambda: server_jobs(simulator, "not-completed") == {})
    bench.say(f"{NAME} slow 0")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(20) is A4Outcome.UNCERTAIN
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-2"), 20).result(20) is A4Outcome.PRINTED
    assert names(simulator) == ["01.pdf"]


def test_the_server_dies_in_mid_print_and_what_it_kept_is_taken_back(
    bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor
) -> None:
    bench.say(f"{NAME} slow 600")
    future = supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 60)
    until(lambda: printing(simulator))
    bench.say(f"{NAME} daemon stop")
    assert future.result(30) is A4Outcome.UNCERTAIN
    bench.say(f"{NAME} daemon start")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    until(lambda: server_jobs(simulator, "not-completed") == {})
    assert names(simulator) == []


def test_a_command_whose_time_is_up_leaves_no_job_behind(bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor) -> None:
    bench.say(f"{NAME} slow 600")
    future = supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 1.5)
    with pytest.raises(DeviceError):
        future.result(10)
    until(lambda: server_jobs(simulator, "not-completed") == {})
    bench.say(f"{NAME} slow 0")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(20) is A4Outcome.UNCERTAIN
    assert names(simulator) == []


def test_what_a_process_that_is_gone_left_in_the_queue_is_not_printed(
    bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer
) -> None:
    bench.say(f"{NAME} pause on")
    connection = cups.Connection(host=str(simulator.server.socket))
    work = Printing(printer, pdf(), "job-1")  # refused; it only lends its title's form below
    assert work.outcome is A4Outcome.REFUSED
    from devices.printer import a4

    title = a4._title("job-0").split("-")
    gone = "-".join((*title[:2], "99999999", title[3]))
    others = "somebody's letter"
    for name in (gone, others):
        number = connection.createJob("a4", name, {})
        connection.startDocument("a4", number, "document", "application/pdf", 1)
        connection.writeRequestData(pdf(), len(pdf()))
        connection.finishDocument("a4")
    printer.open()
    assert [job["job-name"] for job in server_jobs(simulator, "not-completed").values()] == [others]


def test_self_test_uses_no_paper(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    assert printer.self_test().passed
    bench.say(f"{NAME} jam on")
    result = printer.self_test()
    assert (result.passed, "卡纸" in result.detail) == (False, True)
    assert simulator.printed == ()


def test_the_sample_page(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    assert printer.print_sample() is A4Outcome.PRINTED
    assert printer.print_sample() is A4Outcome.PRINTED
    first, second = (pypdfium2.PdfDocument(path) for path in simulator.printed)
    assert len(first) == len(second) == 1
    width, height = first[0].get_size()
    assert (round(width), round(height)) == (595, 842)


def test_what_is_no_pdf_is_refused_before_anything_is_sent(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    with pytest.raises(NotAPdf):
        printer.print_pdf(b"#!/bin/sh\n", "job-1")
    with pytest.raises(ValueError, match="copies"):
        printer.print_pdf(pdf(), "job-1", copies=0)
    assert server_jobs(simulator) == {}
    assert printer.print_pdf(pdf(), "job-1", copies=2) is A4Outcome.PRINTED


@pytest.mark.parametrize(
    "address",
    [
        "cups://host/a4",
        "cups:///",
        "cups:///a4/../b",
        "cups:///a%204",
        "cups:///a4?server=nowhere",
        "cups:///a4?server=:631",
        "cups:///a4?server=host:99999",
        "cups:///a4?confirm=0",
        "cups:///a4?colour=no",
    ],
)
def test_a_wrong_address_is_refused(address: str) -> None:
    with pytest.raises(AddressError):
        open_device(address)


def test_nothing_is_left_running_and_nothing_is_left_in_memory(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    root: Path = simulator.server.root
    assert root.exists()
    bench.run(simulator.stop())
    assert not root.exists()
    assert not simulator.server.running
