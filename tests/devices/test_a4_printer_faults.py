"""The A4 printer behind a real cupsd: paper, jam, cover, toner; a job is followed to its end and never printed twice."""

from __future__ import annotations

import time

import cups
import pypdfium2
import pytest

from devices.address import AddressError, open_device
from devices.printer.a4 import A4Outcome, A4Printer, NotAPdf
from devices.simulators.a4_printer import A4PrinterSimulator
from devices.status import DeviceState, Paper
from tests.devices.a4_bench import (
    NAME,
    Connect,
    MakeBench,
    Printing,
    bench,
    names,
    printer,
    printing,
    reasons,
    server_jobs,
    sheets,
    simulator,
)
from tests.devices.conftest import Bench
from tests.devices.documents import pdf
from tests.waiting import until

__all__ = ["bench", "printer", "simulator"]


def test_what_comes_out_is_what_was_given_and_the_server_forgets_it(simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    document = pdf(2)
    started = time.monotonic()
    assert printer.print_pdf(document, "job-1") is A4Outcome.PRINTED
    assert time.monotonic() - started < 9
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
