"""One address per device: ``sam+serial:///dev/ttyUSB0`` leads to the adapter that speaks it.

An adapter of our own stands in ``BUILT_IN``; one from another installed package registers its scheme as an entry point of the group
``kiosk.devices`` (name = scheme, value = a factory that takes an ``Address`` and returns a ``Device``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from devices.device import Device

ENTRY_POINTS = "kiosk.devices"

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "sam+serial": "devices.id_card.reader:open_serial",
        "sam+usb": "devices.id_card.reader:open_usb",
        "pcsc": "devices.smart_card.reader:open_pcsc",
        "mjpeg+http": "devices.camera.camera:open_mjpeg",
        "rtsp": "devices.camera.camera:open_rtsp",
        "v4l2": "devices.camera.camera:open_v4l2",
        "sane": "devices.scanner.sane_scanner:open_sane",
        "scanner+serial": "devices.barcode.serial_scanner:open_serial",
        "keyboard": "devices.barcode.wedge:open_keyboard",
        "camera": "devices.barcode.camera_codes:open_camera",
        "escpos+serial": "devices.printer.receipt:open_serial",
        "escpos+tcp": "devices.printer.receipt:open_tcp",
        "escpos+usb": "devices.printer.receipt:open_usb",
        "cups": "devices.printer.a4:open_cups",
    }
)


_WHO = re.compile(r"//[^/?#]*@")


class AddressError(ValueError):
    """An address nobody can speak to. The message is a plain Chinese sentence for staff and says what is allowed."""


@dataclass(frozen=True, slots=True)
class Address:
    """A device's address, taken apart. ``options`` are the query's pairs, each name at most once."""

    text: str = field(repr=False)
    scheme: str
    host: str
    port: int | None
    path: str
    options: Mapping[str, str]

    def only(self, *allowed: str) -> None:
        """Refuse options the adapter does not know. Raises AddressError naming all of them."""
        unknown = sorted(set(self.options) - set(allowed))
        if unknown:
            raise AddressError(f"设备地址里的选项不认识：{'、'.join(unknown)}；可用的有：{'、'.join(allowed) or '无'}")

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        """The option as a number within its bounds. Raises AddressError."""
        text = self.options.get(name)
        if text is None:
            return default
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise AddressError(f"设备地址里的 {name} 应是 {low:g} 到 {high:g} 之间的数")
        return value

    def switch(self, name: str, default: bool) -> bool:
        """The option as yes or no. Raises AddressError."""
        text = self.options.get(name)
        if text is None:
            return default
        if text not in ("yes", "no"):
            raise AddressError(f"设备地址里的 {name} 应是 yes 或 no")
        return text == "yes"


def parse(address: str) -> Address:
    """Take an address apart. Raises AddressError."""
    try:
        parts = urlsplit(address)
        port = None if parts.scheme.endswith("+usb") else parts.port  # there host:port is vendor:product, in hexadecimal
        pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=32)
    except ValueError as error:
        raise AddressError(f"设备地址写法不对：{without_password(address)[:80]}") from error
    if not parts.scheme or len(address) > 1024 or "\0" in unquote(parts.path):
        raise AddressError(f"设备地址写法不对：{without_password(address)[:80]}；例如 sam+serial:///dev/ttyUSB0")
    options = dict(pairs)
    if len(options) != len(pairs):
        raise AddressError("设备地址里有重复的选项")
    return Address(address, parts.scheme, parts.hostname or "", port, unquote(parts.path), MappingProxyType(options))


def without_password(address: str) -> str:
    """The address as it may be shown, logged or kept: user name and password between ``//`` and ``@`` are left out."""
    return _WHO.sub("//…@", address)


def schemes() -> tuple[str, ...]:
    """Every scheme that can be opened here, ours and those of installed packages."""
    from importlib.metadata import entry_points

    return tuple(sorted({*BUILT_IN, *(point.name for point in entry_points(group=ENTRY_POINTS))}))


def open_device(address: str) -> Device:
    """The adapter for an address, not yet connected. Raises AddressError."""
    parsed = parse(address)
    return _factory(parsed.scheme)(parsed)


def _factory(scheme: str) -> Callable[[Address], Device]:
    built_in = BUILT_IN.get(scheme)
    factory: Any
    try:
        if built_in is not None:
            module, _, name = built_in.partition(":")
            factory = getattr(import_module(module), name)
        else:
            factory = _installed(scheme)
        if factory is None:
            raise AddressError(f"没有能接“{scheme}”的设备程序；可用的有：{'、'.join(schemes())}")
    except ImportError as error:
        raise AddressError(f"“{scheme}”的设备程序缺少软件包 {error.name}") from error
    return factory  # type: ignore[no-any-return]


def _installed(scheme: str) -> Any:
    """The factory that another package registered; None where none did."""
    from importlib.metadata import entry_points

    return next((point.load() for point in entry_points(group=ENTRY_POINTS, name=scheme)), None)
