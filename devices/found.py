"""What a scan found, told as a technician needs it: what it is, and the address to write into the settings. Pure: plain listings in, text out.

Everything a device says of itself comes from outside: shortened, and only printable characters are kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from devices.address import Address, AddressError, parse

LONGEST_TEXT = 80
MOST = 64

AUDIO, HID, STORAGE, HUB, PRINTER, VENDOR = 0x01, 0x03, 0x08, 0x09, 0x07, 0xFF
"""Classes of USB interfaces (usb.org, Defined Class Codes)."""

SERIAL_SCHEMES = ("sam+serial", "escpos+serial", "scanner+serial")


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is there.

    ``kind`` is how it was found: serial, video, usb, pcsc, sane, cups. ``addresses`` are what could stand in the settings, the likeliest
    first; ``keys`` what it is known by: every path that leads to it, or its name.
    """

    kind: str
    what: str
    addresses: tuple[str, ...]
    keys: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For the JSON document."""
        return {"kind": self.kind, "what": self.what, "addresses": list(self.addresses)}


def plain(text: object) -> str:
    """What a device says of itself, fit to be printed."""
    kept = "".join(character for character in str(text)[: 4 * LONGEST_TEXT] if character.isprintable()) if text is not None else ""
    return " ".join(kept.split())[:LONGEST_TEXT]


def serial_ports(listing: Sequence[Mapping[str, Any]]) -> tuple[Found, ...]:
    """From ports as ``device``, ``links`` (its stable names), ``product``, ``manufacturer``, ``usb`` (vendor and product id)."""
    found = []
    for port in listing[:MOST]:
        device, links = str(port["device"]), [str(link) for link in port.get("links", ())]
        stable = links[0] if links else device
        said = " ".join(filter(None, (plain(port.get("manufacturer")), plain(port.get("product")))))
        usb = plain(port.get("usb"))
        what = f"USB 串口 {said or usb}" if usb else "主板串口（看不出有没有接设备）"
        found.append(
            Found(
                "serial",
                what.strip(),
                tuple(f"{scheme}://{_path(stable)}" for scheme in _likely(said)),
                tuple({device: 0, **dict.fromkeys(links, 0)}),
            )
        )
    return tuple(found)


def cameras(listing: Sequence[Mapping[str, Any]]) -> tuple[Found, ...]:
    """From pictures' sources as ``device``, ``links`` and ``name``."""
    found = []
    for camera in listing[:MOST]:
        device, links = str(camera["device"]), [str(link) for link in camera.get("links", ())]
        stable = links[0] if links else device
        what = f"摄像头 {plain(camera.get('name'))}".strip()
        found.append(Found("video", what, (f"v4l2://{_path(stable)}",), (device, *links)))
    return tuple(found)


def usb_devices(listing: Sequence[Mapping[str, Any]]) -> tuple[Found, ...]:
    """From devices as ``vendor``, ``product`` (numbers), ``classes`` of their interfaces, ``said``. Only those no other scan finds."""
    found = []
    for device in listing[:MOST]:
        classes = {int(each) for each in device.get("classes", ())}
        identity = f"{int(device['vendor']):04x}:{int(device['product']):04x}"
        said = plain(device.get("said"))
        name = f"{said}（{identity}）" if said else identity
        if PRINTER in classes:
            found.append(Found("usb", f"USB 打印机 {name}；A4 打印机要先在 CUPS 里建队列", (f"escpos+usb://{identity}",), (identity,)))
        elif classes == {VENDOR}:
            found.append(Found("usb", f"USB 设备 {name}，可能是身份证阅读器", (f"sam+usb://{identity}",), (identity,)))
    return tuple(found)


def card_readers(listing: Sequence[str]) -> tuple[Found, ...]:
    """From the names of PC/SC readers. The numbers at the end change with every plugging in, so they are left open."""
    found = []
    for name in listing[:MOST]:
        stem = re.split(r"[\[(*?]|(?: [0-9A-F]{2}){1,2}$", str(name)[:LONGEST_TEXT])[0].strip()
        found.append(Found("pcsc", f"读卡器 {plain(name)}", (f"pcsc:///{quote(stem)}*",), (str(name),)))
    return tuple(found)


def scanners(listing: Sequence[Sequence[str]]) -> tuple[Found, ...]:
    """From SANE's list: name, vendor, model, type."""
    found = []
    for name, vendor, model, *_ in (entry for entry in listing[:MOST] if len(entry) >= 3):
        what = " ".join(filter(None, ("扫描仪", plain(vendor), plain(model))))
        found.append(Found("sane", what, (f"sane:///{quote(str(name), safe=':;,/._-')}",), (str(name),)))
    return tuple(found)


def queues(listing: Mapping[str, str]) -> tuple[Found, ...]:
    """From the queues of CUPS: name -> what it says of itself."""
    return tuple(
        Found("cups", f"打印队列 {plain(name)} {plain(said)}".rstrip(), (f"cups:///{quote(name)}",), (name,))
        for name, said in sorted(listing.items())[:MOST]
    )


PARSERS: Mapping[str, Callable[[Any], tuple[Found, ...]]] = MappingProxyType(
    {"serial": serial_ports, "video": cameras, "usb": usb_devices, "pcsc": card_readers, "sane": scanners, "cups": queues}
)


def not_configured(found: Iterable[Found], addresses: Iterable[str], real: Callable[[str], str]) -> tuple[Found, ...]:
    """What no address of the settings leads to. ``real`` follows a path's links to its end."""
    texts = tuple(addresses)
    known = [parsed for text in texts if (parsed := _parsed(text)) is not None]
    usb = {identity for text in texts if (identity := _usb_identity(text))}
    return tuple(each for each in found if not usb & set(each.keys) and not any(_leads_to(address, each, real) for address in known))


def _leads_to(address: Address, found: Found, real: Callable[[str], str]) -> bool:
    where = address.path.removeprefix("/")
    if found.kind in ("serial", "video"):
        return not address.host and real(address.path) in {real(key) for key in found.keys}
    if found.kind == "pcsc":
        return address.scheme == "pcsc" and any(not where or fnmatchcase(key, where) for key in found.keys)
    return address.scheme == found.kind and where in found.keys


def _usb_identity(text: str) -> str:
    """The vendor's and the product's number of an address of a USB device, ``0400:c35a``; empty in any other."""
    named = re.match(r"[a-z]+\+usb://([0-9a-f]{4}:[0-9a-f]{4})\b", text, re.IGNORECASE)
    if named:
        return named.group(1).lower()
    options = dict(re.findall(r"[?&](vendor|product)=([0-9a-f]{4})\b", text, re.IGNORECASE)) if "+usb:" in text else {}
    return f"{options['vendor']}:{options['product']}".lower() if len(options) == 2 else ""


def _parsed(address: str) -> Address | None:
    try:
        return parse(address)
    except AddressError:
        return None


def _likely(said: str) -> tuple[str, ...]:
    """The schemes of a serial port, that of what the device says it is first."""
    words = said.lower()
    first = "scanner+serial" if re.search("scan|barcode|code reader", words) else "escpos+serial" if re.search("print|pos", words) else ""
    return tuple(sorted(SERIAL_SCHEMES, key=lambda scheme: scheme != first))


def _path(path: str) -> str:
    return quote(path, safe="/:._-+,=@~")
