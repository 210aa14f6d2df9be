"""Nothing personal is left by the print server: every file it wrote is searched while a document is in it and after it is out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.printer.a4 import A4Outcome, A4Printer
from devices.printer.a4_spool import Spool, inspect, judge
from devices.simulators.a4_printer import A4PrinterSimulator
from tests.devices.conftest import Bench
from tests.devices.documents import pdf
from tests.waiting import until

NAME = "a4_printer"
NAMES = ("合成·欧阳䶮", "JB0147-261122-0001-3")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
MARKS = tuple(name.encode(encoding) for name in NAMES for encoding in ENCODINGS)
TMPFS = "36 35 0:31 / / rw - ext4 /dev/vda rw\n40 36 0:33 / /dev/shm rw - tmpfs tmpfs rw\n41 36 0:34 / /run rw - tmpfs tmpfs rw\n"
TIDY = "PreserveJobFiles No\nPreserveJobHistory 300\n"


def document() -> bytes:
    return pdf(1, b" ".join(MARKS))


def traces(folder: Path) -> set[Path]:
    """The files that hold a mark, in their bytes or in their name."""
    found = set()
    for path in folder.rglob("*"):
        if any(name in path.name for name in NAMES):
            found.add(path)
        if not path.is_file() or path.is_symlink():
            continue
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        if any(mark in data for mark in MARKS):
            found.add(path)
    return found


def disk_files(process: int) -> set[Path]:
    """The files a process has open that are not in memory."""
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    found = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        path = Path(descriptor.readlink())
        if path.is_absolute() and path.is_file() and judge(f"RequestRoot {path}\nTempDir {path}\n", TIDY, mounts).on_disk:
            found.add(path)
    return found


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench(NAME, options={NAME: "?confirm=30&patience=0.2"})


@pytest.fixture
def simulator(bench: Bench) -> A4PrinterSimulator:
    simulator = bench.console.simulators[NAME]
    assert isinstance(simulator, A4PrinterSimulator)
    return simulator


@pytest.fixture
def work(bench: Bench, simulator: A4PrinterSimulator, connect: Callable[[str], Any]) -> Iterator[Callable[[], list[A4Outcome]]]:
    """A document with a citizen's name on its way, held half-way by a slow printer; what became of it once it is let go."""
    bench.say(f"{NAME} slow 600")
    printer: A4Printer = connect(bench.address(NAME))
    outcomes: list[A4Outcome] = []
    thread = threading.Thread(target=lambda: outcomes.append(printer.print_pdf(document(), NAMES[1])))
    thread.start()
    until(lambda: traces(simulator.server.root))

    def finish() -> list[A4Outcome]:
        thread.join(60)
        return outcomes

    yield finish
    bench.say(f"{NAME} jam on")
    finish()


def test_during_the_job_it_is_in_memory_alone(bench: Bench, simulator: A4PrinterSimulator, work: object, tmp_path: Path) -> None:
    found = traces(simulator.server.root)
    assert {path.parent for path in found} == {simulator.server.root / "spool"}
    conf = inspect(str(simulator.server.files_conf))
    assert conf == Spool()
    assert traces(tmp_path) == set()
    for folder in ("/etc/cups", "/var/spool/cups", "/var/cache/cups", "/var/log/cups"):
        assert traces(Path(folder)) == set()
    process = simulator.server.process_id
    assert process is not None
    assert not {path for path in disk_files(process) if traces(path.parent)}


def test_after_a_job_that_was_taken_back_nothing_is_left(bench: Bench, simulator: A4PrinterSimulator, work: Callable[[], Any]) -> None:
    bench.say(f"{NAME} jam on")
    assert work() == [A4Outcome.JAMMED]
    assert traces(simulator.server.root) == set()


def test_after_it_is_printed_nothing_is_left(bench: Bench, simulator: A4PrinterSimulator, connect: Callable[[str], Any]) -> None:
    printer: A4Printer = connect(bench.address(NAME))
    assert printer.print_pdf(document(), NAMES[1]) is A4Outcome.PRINTED
    (paper,) = simulator.printed
    assert traces(paper.parent) == {paper}, "the search finds what is there"
    assert traces(simulator.server.root) == set()
    assert list((simulator.server.root / "spool").iterdir()) == []


@pytest.mark.parametrize(
    ("files", "daemon", "spool"),
    [
        ("RequestRoot /run/cups-spool\nTempDir /run/cups-spool/tmp\n", TIDY, Spool()),
        ("RequestRoot /run/cups-spool\n", TIDY, Spool()),
        ("", TIDY, Spool(on_disk=("/var/spool/cups", "/var/spool/cups/tmp"))),
        ("#RequestRoot /run/x\nTempDir /run/t\n", TIDY, Spool(on_disk=("/var/spool/cups",))),
        ("RequestRoot /run/x\nTempDir /home/t\n", TIDY, Spool(on_disk=("/home/t",))),
        ("RequestRoot /runaway\nTempDir /run/t", TIDY, Spool(on_disk=("/runaway",))),
        ("RequestRoot /run/x", "PreserveJobHistory Yes\n", Spool(keeps_files=True)),
        ("RequestRoot /run/x", "  preservejobfiles 60\n", Spool(keeps_files=True)),
        ("RequestRoot /run/x", "PreserveJobFiles No\nPreserveJobHistory No\n", Spool(forgets_jobs=True)),
    ],
)
def test_what_the_servers_configuration_means(files: str, daemon: str, spool: Spool) -> None:
    assert judge(files, daemon, TMPFS) == spool
    assert bool(spool.warning) is (spool != Spool())


def test_a_server_that_spools_on_the_disk_is_a_warning_in_the_status(
    bench: Bench, simulator: A4PrinterSimulator, tmp_path: Path, connect: Callable[[str], Any]
) -> None:
    conf = tmp_path / "cups-files.conf"
    conf.write_text(f"RequestRoot {tmp_path}/spool\n")
    (tmp_path / "cupsd.conf").write_text(TIDY)
    printer = connect(bench.address(NAME).replace(str(simulator.server.files_conf), str(conf)))
    status = printer.status()
    assert (status.usable, status.vendor_code) == (True, "spool")
    assert "磁盘" in status.detail
    assert "磁盘" in printer.self_test().detail


def test_a_configuration_nobody_may_read_is_no_warning(bench: Bench, simulator: A4PrinterSimulator, connect: Callable[[str], Any]) -> None:
    printer = connect(bench.address(NAME).replace(str(simulator.server.files_conf), "/nowhere/cups-files.conf"))
    assert printer.status().detail == ""
    assert printer.capabilities().facts["缓存位置"] == "不清楚"
