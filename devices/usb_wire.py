"""A USB device without a serial driver as a stream of bytes: its two endpoints carry packets, the adapters read and write bytes.

Bulk endpoints carry what is written as it is. An interrupt endpoint (HID) carries reports of one size: what is written is cut into reports
and the last one filled up with zeros; what arrives is joined, the filling included, which every decoder above skips as noise.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Protocol

from devices.address import Address, AddressError
from devices.device import DeviceError
from devices.status import DeviceState

_SLICE_SECONDS = 0.1
_LARGEST_WRITE = 4096


class Pipe(Protocol):
    """Two endpoints of an open device. ``packet``: bytes a packet; ``fixed``: whether each packet out must be exactly as long (HID)."""

    packet: int
    fixed: bool

    def receive(self, timeout: float) -> bytes:
        """One packet, or nothing when none came within ``timeout`` seconds. Raises DeviceError when the device is gone."""

    def send(self, data: bytes, timeout: float) -> int:
        """Send one piece and tell how much of it was taken, 0 when nothing within the time. Raises DeviceError when the device is gone."""

    def close(self) -> None:
        """Release the device. Never raises."""


@dataclass(frozen=True, slots=True)
class UsbIdentity:
    """Which device: vendor and product as USB has them; ``serial`` tells two of the same apart, empty for any."""

    vendor: int
    product: int
    serial: str = ""

    def __str__(self) -> str:
        """As ``lsusb`` writes it."""
        return f"{self.vendor:04x}:{self.product:04x}"


def identity(address: Address, example: str) -> UsbIdentity:
    """The device an address means: ``scheme://VID:PID``, ``scheme:///VID:PID`` or ``scheme:///?vendor=VID&product=PID``.

    VID and PID are four hexadecimal digits. Raises AddressError.
    """
    written = address.text.partition("://")[2].partition("?")[0].strip("/")
    vendor, _, product = written.partition(":")
    vendor, product = vendor or address.options.get("vendor", ""), product or address.options.get("product", "")
    try:
        return UsbIdentity(_number(vendor), _number(product), address.options.get("serial", "")[:126])
    except ValueError:
        raise AddressError(f"USB 设备的地址应写成 {example}，冒号前后是 lsusb 里显示的四位编号") from None


def _number(text: str) -> int:
    digits = text.lower().removeprefix("0x")
    if len(digits) != 4 or not set(digits) <= set("0123456789abcdef"):
        raise ValueError
    return int(digits, 16)


class UsbWire:
    """A stream over packets. Used by one thread, except ``interrupt``."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._interrupted = threading.Event()
        self._open = True

    def read(self, timeout: float) -> bytes:
        """The bytes of the next packet that arrives within ``timeout`` seconds; empty when none did. Raises DeviceError (offline)."""
        deadline = time.monotonic() + max(0.0, timeout)
        while True:
            self._raise_if_interrupted()
            left = deadline - time.monotonic()
            data = self._pipe.receive(min(_SLICE_SECONDS, max(0.001, left)))
            if data or time.monotonic() >= deadline:
                return data

    def write(self, data: bytes, timeout: float) -> None:
        """Write everything within ``timeout`` seconds. Raises DeviceError (offline: gone; hardwareError: it takes no more)."""
        deadline = time.monotonic() + timeout
        for piece in pieces(data, self._pipe.packet, fixed=self._pipe.fixed):
            rest = piece
            while rest:
                self._raise_if_interrupted()
                rest = rest[self._pipe.send(rest, min(_SLICE_SECONDS, max(0.001, deadline - time.monotonic()))) :]
                if rest and time.monotonic() >= deadline:
                    raise DeviceError(DeviceState.HARDWARE_ERROR, "设备不接收数据，可能缺纸、缓存已满或线路被堵", "write-timeout")

    def drop_input(self) -> None:
        """Forget what arrived and was not read. Raises DeviceError."""
        for _ in range(64):
            self._raise_if_interrupted()
            if not self._pipe.receive(0.001):
                return
        raise DeviceError(DeviceState.HARDWARE_ERROR, "设备不停地发送乱码", "flood")

    def interrupt(self) -> None:
        """Make the read or write under way fail within a tenth of a second. May be called from any thread."""
        self._interrupted.set()

    def close(self) -> None:
        """Release the device. Never raises."""
        if self._open:
            self._open = False
            self._pipe.close()

    def _raise_if_interrupted(self) -> None:
        if self._interrupted.is_set():
            self._interrupted.clear()
            raise DeviceError(DeviceState.HARDWARE_ERROR, "设备在规定时间内没有应答，操作已取消", "cancelled")


def pieces(data: bytes, packet: int, *, fixed: bool) -> tuple[bytes, ...]:
    """What to send one after another: reports of exactly ``packet`` bytes (``fixed``), else pieces of whole packets. Pure."""
    if fixed:
        return tuple(data[start : start + packet].ljust(packet, b"\0") for start in range(0, len(data), packet))
    size = max(packet, _LARGEST_WRITE // packet * packet)
    return tuple(data[start : start + size] for start in range(0, len(data), size))
