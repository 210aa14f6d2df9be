"""The process in which SANE's backend runs, because a backend may hang, crash, or be told where its configuration lies only by environment.

``python -m devices.scanner.sane_worker DESCRIPTOR`` answers on one socket until its other end closes. In: ``("open", name, Wishes)``,
``("scan", pages, dpi or None)``, ``("try",)``, ``("cancel",)``. Out: ``("page", jpeg, width, height, dpi)`` for each page, then for each request but
``cancel`` one ``("done", SANE's own word of what went wrong, or empty)``. SANE standard 1.06, chapter 4.3 (``sane_cancel`` may be called
while another function runs).
"""

from __future__ import annotations

import io
import os
import queue
import resource
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import sane
from PIL import Image

from devices.scanner.wishes import NO_SOURCE, TOO_LARGE, Wishes

MOST_PIXELS = 60_000_000
A4_MM = {"br_x": 210.0, "br_y": 297.0}
MOST_MEMORY = 2 << 30
"""Bytes: what a scanner sends must not fill the terminal's memory, whatever it claims its page to be."""
_QUALITY = 90
NO_DOCS = "Document feeder out of documents"


class Worker:
    """One scanner, on the main thread; ``cancel`` from the thread that listens."""

    def __init__(self, line: Connection[Any, Any]) -> None:
        self._line = line
        self._device: Any = None
        self._scanning = False
        self._name = ""
        self._wishes = Wishes(300, True, False)

    def run(self) -> None:
        """Do what is asked until the line closes."""
        requests: queue.SimpleQueue[tuple[Any, ...] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, args=(requests,), daemon=True).start()
        while (request := requests.get()) is not None:
            try:
                said = self._do(*request)
            except MemoryError:
                said = "Out of memory"
            except (sane._sane.error, RuntimeError, AttributeError, TypeError, ValueError, OSError) as error:
                said = str(error) or type(error).__name__
            try:
                self._line.send(("done", said))
            except OSError:
                return
            if self._scanning:  # after the answer: a carriage takes its time to go home, and a backend may hang over it
                self._scanning = False
                self._device.cancel()

    def end(self) -> None:
        """Let go of the scanner, so that its lamp and its carriage go home."""
        device, self._device = self._device, None
        if device is not None:
            device.cancel()
            device.close()
        sane.exit()

    def _listen(self, requests: queue.SimpleQueue[tuple[Any, ...] | None]) -> None:
        while True:
            try:
                request = self._line.recv()
            except (EOFError, OSError):
                requests.put(None)
                return
            if request[0] == "cancel":
                device = self._device
                if device is not None:
                    device.cancel()
            else:
                requests.put(request)

    def _do(self, what: str, *arguments: Any) -> str:
        match what:
            case "open":
                return self._open(*arguments)
            case "scan":
                return self._scan(*arguments)
            case "try":
                self._scanning = True
                self._device.start()
                return ""
            case _:
                return "unknown request"

    def _open(self, name: str, wishes: Wishes) -> str:
        """From the very start each time: most backends look for their devices only once."""
        self.end()
        sane.init()
        self._name, self._wishes = name, wishes
        self._device = sane.open(name)
        if not self._choose_source(wishes.feeder):
            return NO_SOURCE
        for option, value in wishes.extra:
            self._set_text(option.replace("-", "_"), value)
        self._choose("mode", ("color", "24bit") if wishes.color else ("gray", "grey"))
        self._set_number("depth", 8)
        self._set_number("resolution", wishes.resolution)
        for option, length in A4_MM.items():
            self._set_number(option, length)
        return ""

    def _scan(self, pages: int, dpi: int | None) -> str:
        device = self._device
        self._set_number("resolution", dpi or self._wishes.resolution)
        resolution = round(device.resolution) if "resolution" in device.opt else 0
        self._scanning = True
        for number in range(pages if self._wishes.feeder else 1):
            self._start(again=number > 0)
            _, _, (width, lines), _, _ = device.get_parameters()
            if width * max(lines, 1) > MOST_PIXELS:
                return TOO_LARGE
            image = device.snap(True)
            if image.width * image.height > MOST_PIXELS:
                return TOO_LARGE
            self._line.send(("page", _jpeg(image, resolution), image.width, image.height, resolution))
        return ""

    def _start(self, *, again: bool) -> None:
        """The escl backend (1.2.1) calls a jam in the middle of a pile its end, and tells the truth when asked afresh."""
        try:
            self._device.start()
        except sane._sane.error as error:
            if not (again and self._name.startswith("escl:")) or str(error) != NO_DOCS:
                raise
            self._device.cancel()
            self._device.start()

    def _option(self, name: str) -> Any:
        option = self._device.opt.get(name)
        return option if option is not None and option.is_active() and option.is_settable() else None

    def _choose_source(self, feeder: bool) -> bool:
        option = self._option("source")
        if option is None or not isinstance(option.constraint, list):
            return not feeder
        return self._choose("source", ("adf", "feeder", "auto") if feeder else ("flatbed", "platen"))

    def _choose(self, name: str, words: tuple[str, ...]) -> bool:
        """The first allowed value that has one of the words in it; backends name them differently. Prefers the plainest name."""
        option = self._option(name)
        allowed = option.constraint if option is not None and isinstance(option.constraint, list) else []
        fitting = sorted(
            (value for value in allowed if any(word in str(value).lower() for word in words)), key=lambda value: len(str(value))
        )
        if fitting:
            setattr(self._device, name, fitting[0])
        return bool(fitting)

    def _set_number(self, name: str, wanted: float) -> None:
        """As near as the backend allows."""
        option = self._option(name)
        if option is None:
            return
        constraint, value = option.constraint, wanted
        if isinstance(constraint, list) and constraint:
            value = min(constraint, key=lambda allowed: abs(allowed - wanted))
        elif isinstance(constraint, tuple) and constraint[0] < constraint[1]:
            value = min(max(wanted, constraint[0]), constraint[1])
        setattr(self._device, name, int(value) if option.type == sane._sane.TYPE_INT else float(value))

    def _set_text(self, name: str, value: str) -> None:
        option = self._option(name)
        if option is None:
            raise ValueError(f"no option {name}")
        kinds: dict[int, Callable[[str], object]] = {
            sane._sane.TYPE_BOOL: lambda text: int(text == "yes"),
            sane._sane.TYPE_INT: int,
            sane._sane.TYPE_FIXED: float,
        }
        setattr(self._device, name, kinds.get(option.type, str)(value))


def _jpeg(image: Image.Image, dpi: int) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=_QUALITY, **({"dpi": (dpi, dpi)} if dpi else {}))
    return data.getvalue()


def main() -> int:
    """See the module."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with Connection(int(sys.argv[1])) as line:
        worker = Worker(line)
        worker.run()
        # A backend that hangs here is killed by who started this process.
        worker.end()
    os._exit(0)


if __name__ == "__main__":
    raise SystemExit(main())
