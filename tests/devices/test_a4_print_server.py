"""The print server between the terminal and the A4 printer: stopped, frozen, dead, told to cancel; no job is printed twice or left behind."""

from __future__ import annotations

from pathlib import Path

import cups
import pytest

from devices.address import open_device
from devices.device import DeviceError
from devices.printer.a4 import A4Outcome, A4Printer
from devices.simulators.a4_printer import A4PrinterSimulator
from devices.status import DeviceState
from devices.supervisor import Supervisor
from tests.devices.a4_bench import NAME, Printing, bench, names, printer, printing, server_jobs, simulator, supervisor
from tests.devices.conftest import Bench
from tests.devices.documents import pdf
from tests.waiting import until

__all__ = ["bench", "printer", "simulator", "supervisor"]


def test_the_title_in_the_print_server_carries_nothing_of_the_job(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 1")
    work = Printing(printer, pdf(), "JB0147-张三")
    (job,) = until(lambda: server_jobs(simulator, "not-completed")).values()
    assert job["job-name"].startswith("kiosk-")
    assert "JB0147" not in job["job-name"]
    assert job["job-name"].isascii()
    assert work.outcome is A4Outcome.PRINTED


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
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(60) is A4Outcome.PRINTED


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
    assert future.result(60) is A4Outcome.UNCERTAIN
    bench.say(f"{NAME} frozen off")
    until(lambda: server_jobs(simulator, "not-completed") == {})
    bench.say(f"{NAME} slow 0")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(60) is A4Outcome.UNCERTAIN
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-2"), 20).result(60) is A4Outcome.PRINTED
    assert names(simulator) == ["01.pdf"]


def test_the_server_dies_in_mid_print_and_what_it_kept_is_taken_back(
    bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor
) -> None:
    bench.say(f"{NAME} slow 600")
    future = supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 60)
    until(lambda: printing(simulator))
    bench.say(f"{NAME} daemon stop")
    assert future.result(60) is A4Outcome.UNCERTAIN
    bench.say(f"{NAME} daemon start")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    until(lambda: server_jobs(simulator, "not-completed") == {})
    assert names(simulator) == []


def test_a_command_whose_time_is_up_leaves_no_job_behind(bench: Bench, simulator: A4PrinterSimulator, supervisor: Supervisor) -> None:
    bench.say(f"{NAME} slow 600")
    future = supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 1.5)
    with pytest.raises(DeviceError):
        future.result(60)
    until(lambda: server_jobs(simulator, "not-completed") == {})
    bench.say(f"{NAME} slow 0")
    until(lambda: supervisor.status.device is DeviceState.ONLINE)
    assert supervisor.submit(lambda device: device.print_pdf(pdf(), "job-1"), 20).result(60) is A4Outcome.UNCERTAIN
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


def test_cancelled_at_the_print_server(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    bench.say(f"{NAME} slow 600")
    work = Printing(printer, pdf(), "job-1")
    until(lambda: printing(simulator))
    (number,) = server_jobs(simulator, "not-completed")
    cups.Connection(host=str(simulator.server.socket)).cancelJob(number)
    assert work.outcome is A4Outcome.CANCELLED
    assert names(simulator) == []


def test_nothing_is_left_running_and_nothing_is_left_in_memory(bench: Bench, simulator: A4PrinterSimulator, printer: A4Printer) -> None:
    assert printer.print_pdf(pdf(), "job-1") is A4Outcome.PRINTED
    root: Path = simulator.server.root
    assert root.exists()
    bench.run(simulator.stop())
    assert not root.exists()
    assert not simulator.server.running
