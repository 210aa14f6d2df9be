"""A bench with the simulated devices of one terminal, on real pseudo-terminals and sockets, in a loop of their own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest

from devices.address import open_device
from devices.device import Device
from devices.simulators.console import Console
from devices.simulators.receipt_printer import ReceiptPrinterSimulator

T = TypeVar("T")


class Bench:
    """The console of the simulators, to be used from the test's own thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop, console: Console) -> None:
        self._loop = loop
        self.console = console

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def say(self, line: str) -> None:
        answer = self.run(self.console.run(line))
        assert answer["ok"], answer

    def address(self, name: str) -> str:
        return self.console.addresses[name]

    @property
    def receipts(self) -> tuple[Path, ...]:
        printer = self.console.simulators["receipt_printer"]
        assert isinstance(printer, ReceiptPrinterSimulator)
        return printer.printed


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    running = asyncio.new_event_loop()
    thread = threading.Thread(target=running.run_forever, daemon=True)
    thread.start()
    yield running
    running.call_soon_threadsafe(running.stop)
    thread.join(60)
    running.close()


@pytest.fixture
def make_bench(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(*names: str, hub: str | None = None, baud: int | None = None, options: Mapping[str, str] | None = None) -> Bench:
        bench = Bench(loop, Console(tmp_path / "bench", names, hub=hub, baud=baud, options=options))
        made.append(bench)
        bench.run(bench.console.start())
        return bench

    yield make
    for bench in made:
        bench.run(bench.console.stop())


@pytest.fixture
def connect() -> Iterator[Callable[[str], Any]]:
    """Opens the adapter for an address and closes it after the test."""
    opened: list[Device] = []

    def opener(address: str) -> Any:
        device = open_device(address)
        opened.append(device)
        device.open()
        return device

    yield opener
    for device in opened:
        device.close()
