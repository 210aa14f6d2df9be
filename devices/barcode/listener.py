"""A reader that sends without being asked: its own thread listens from opening to closing, so that ``take`` never waits."""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from typing import Protocol

from devices.barcode.code import Inbox, ScannedCode
from devices.barcode.framing import PAUSE_SECONDS
from devices.clock import now
from devices.device import Device, DeviceError, SelfTest
from devices.status import DeviceState, Status
from devices.wire import Wire

_IDLE_SECONDS = 3600.0
_FLOOD_BYTES = 65536
_GARBAGE_AFTER = 3
_GARBAGE_SECONDS = 5.0


class Decoder(Protocol):
    """Bytes to texts; ``rest`` after a pause. ``refused`` counts payloads in a row that were none."""

    refused: int

    @property
    def waiting(self) -> bool:
        """Whether something has begun and not ended."""

    def feed(self, data: bytes, at: float) -> list[str]:
        """The texts that are complete now."""

    def rest(self, at: float) -> list[str]:
        """What a pause completes."""


class ListeningReader(Device):
    """``take`` and ``interrupt`` from any thread, the rest from one."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self._wire: Wire | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._error: DeviceError | None = None
        self._garbage_at = float("-inf")
        self._garbage_code = ""

    @abstractmethod
    def connect(self) -> Wire:
        """Open the line. Raises DeviceError."""

    @abstractmethod
    def decoder(self) -> Decoder:
        """A new decoder for a new line."""

    def open(self) -> None:
        """Open the line and listen. Raises DeviceError."""
        self.close()
        wire = self._wire = self.connect()
        self._error = None
        self._garbage_at = float("-inf")
        self._stop.clear()
        self._thread = threading.Thread(target=self._listen, args=(wire, self.decoder()), name="barcode", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening and release the line; what nobody took is forgotten."""
        wire, self._wire = self._wire, None
        thread, self._thread = self._thread, None
        self._stop.set()
        if wire is not None:
            wire.interrupt()
        if thread is not None:
            thread.join(2.0)
        if wire is not None:
            wire.close()
        self.inbox.clear()

    def take(self) -> ScannedCode | None:
        """The newest unread code, once; None when there is none or it is older than ten seconds. Any thread, never waits."""
        return self.inbox.take()

    def status(self) -> Status:
        """Whether the line is open, and whether it brings nonsense. Raises DeviceError. The reader itself cannot be asked."""
        if self._error is not None:
            raise self._error
        if self._wire is None:
            raise DeviceError(DeviceState.OFFLINE, "扫码器没有连接", "closed")
        if time.monotonic() - self._garbage_at < _GARBAGE_SECONDS:
            return Status(DeviceState.HARDWARE_ERROR, now(), "扫码器发来乱码，请检查波特率和接线", self._garbage_code)
        return Status(DeviceState.ONLINE, now())

    def self_test(self) -> SelfTest:
        """What can be told without a code before the reader. Raises DeviceError."""
        status = self.status()
        if status.device is not DeviceState.ONLINE:
            return SelfTest(False, status.detail)
        return SelfTest(True, "接口正常，请再扫一个码试试")

    def _listen(self, wire: Wire, decoder: Decoder) -> None:
        """Until the line is closed or lost. A line that never falls silent is read no faster than a real one brings it."""
        heard = 0
        since = time.monotonic()
        while not self._stop.is_set():
            try:
                data = wire.read(PAUSE_SECONDS if decoder.waiting else _IDLE_SECONDS)
            except DeviceError as error:
                if not self._stop.is_set():
                    self._error = error
                return
            at = time.monotonic()
            for text in decoder.feed(data, at) if data else decoder.rest(at):
                self.inbox.put(text)
            if at - since > 1.0:
                heard, since = 0, at
            heard += len(data)
            if heard > _FLOOD_BYTES:
                self._note_garbage("flood", at)
                self._stop.wait(0.1)
            elif decoder.refused >= _GARBAGE_AFTER:
                self._note_garbage("garbage", at)
            elif not decoder.refused and self._garbage_code == "garbage" and not decoder.waiting:
                self._garbage_at = float("-inf")

    def _note_garbage(self, code: str, at: float) -> None:
        self._garbage_code, self._garbage_at = code, at
