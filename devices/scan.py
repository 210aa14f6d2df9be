"""What is plugged into this machine, configured or not. Each question has its time, and none can take the asking process down with it.

SANE, PC/SC, CUPS and USB are asked in processes of their own (``python -m devices.scan KIND`` prints the plain listing): their libraries
load other people's drivers, which may hang or crash. ``devices.found`` makes of a listing what a technician reads.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from devices.found import PARSERS, Found

SCAN_SECONDS = 6.0
_BY_ID, _BY_PATH = "by-id", "by-path"
_LONGEST_LISTING = 1 << 20
_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "serial": "串口",
        "video": "摄像头",
        "usb": "USB 设备",
        "pcsc": "读卡器（PC/SC）",
        "sane": "扫描仪（SANE）",
        "cups": "打印队列（CUPS）",
    }
)
KINDS = tuple(PARSERS)


class NotAsked(Exception):
    """A kind of device cannot be looked for here; a plain Chinese sentence says why."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What was found, and what could not be looked for and why."""

    found: tuple[Found, ...]
    problems: tuple[str, ...]


def scan(kinds: Iterable[str] = KINDS, *, seconds: float = SCAN_SECONDS) -> Scan:
    """Look for every kind at once, each at most ``seconds``."""
    chosen = tuple(kinds)
    with ThreadPoolExecutor(max(1, len(chosen))) as pool:
        answers = tuple(pool.map(lambda kind: _scan(kind, seconds), chosen))
    return Scan(tuple(each for found, _ in answers for each in found), tuple(problem for _, problem in answers if problem))


def _scan(kind: str, seconds: float) -> tuple[tuple[Found, ...], str]:
    try:
        return PARSERS[kind](_IN_PROCESS[kind]() if kind in _IN_PROCESS else _ask_child(kind, seconds)), ""
    except NotAsked as error:
        return (), f"没有找{_WHAT[kind]}：{error}"
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return (), f"没有找{_WHAT[kind]}：系统给的清单读不懂"


def _ask_child(kind: str, seconds: float) -> Any:
    child = subprocess.Popen(
        [sys.executable, "-m", "devices.scan", kind], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        out, _ = child.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):  # one that hangs inside the kernel is left behind
            child.communicate(timeout=1.0)
        raise NotAsked(f"{seconds:g} 秒内没有应答") from None
    if child.returncode or len(out) > _LONGEST_LISTING:
        raise NotAsked("驱动程序出错")
    answer = json.loads(out.splitlines()[-1])
    if "problem" in answer:
        raise NotAsked(str(answer["problem"]))
    return answer["listing"]


def links_to(folder: Path) -> dict[str, list[str]]:
    """Device file -> the stable names in ``folder`` that lead to it."""
    links: dict[str, list[str]] = {}
    for link in sorted(folder.glob("*")) if folder.is_dir() else ():
        links.setdefault(os.path.realpath(link), []).append(str(link))
    return links


def _serial() -> list[dict[str, Any]]:
    from serial.tools import list_ports

    links = links_to(Path("/dev/serial") / _BY_ID)
    return [
        {
            "device": port.device,
            "links": links.get(os.path.realpath(port.device), []),
            "manufacturer": port.manufacturer,
            "product": port.product,
            "usb": f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None and port.pid is not None else "",
        }
        for port in sorted(list_ports.comports())
    ]


def _video(system: Path = Path("/sys/class/video4linux"), devices: Path = Path("/dev")) -> list[dict[str, Any]]:
    """Only the first node of each camera gives pictures; the others carry its metadata."""
    by_id, by_path = (links_to(devices / "v4l" / name) for name in (_BY_ID, _BY_PATH))
    found = []
    for node in sorted(system.glob("video*")):
        if (node / "index").read_text(encoding="ascii").strip() == "0":
            device = str(devices / node.name)
            real = os.path.realpath(device)
            name = (node / "name").read_text(encoding="utf-8", errors="replace")
            found.append({"device": device, "links": [*by_id.get(real, []), *by_path.get(real, [])], "name": name})
    return found


def _usb() -> list[dict[str, Any]]:
    import usb.core
    import usb.util

    def said(device: Any) -> str:
        try:
            return " ".join(filter(None, (usb.util.get_string(device, device.iManufacturer), usb.util.get_string(device, device.iProduct))))
        except (usb.core.USBError, ValueError):  # no permission to ask it
            return ""

    try:
        return [
            {
                "vendor": device.idVendor,
                "product": device.idProduct,
                "classes": sorted({interface.bInterfaceClass for configuration in device for interface in configuration}),
                "said": said(device),
            }
            for device in usb.core.find(find_all=True)
        ]
    except usb.core.NoBackendError:
        raise NotAsked("没有安装 libusb") from None


def _pcsc() -> list[str]:
    from smartcard.pcsc.PCSCExceptions import BaseSCardException
    from smartcard.System import readers

    try:
        return [reader.name for reader in readers()]
    except BaseSCardException:
        raise NotAsked("读卡服务 pcscd 没有运行") from None


def _sane() -> list[list[str]]:
    import sane

    sane.init()
    return [list(entry) for entry in sane.get_devices(True)]


def _cups() -> dict[str, str]:
    import cups

    try:
        printers = cups.Connection().getPrinters()
    except (RuntimeError, cups.IPPError):
        raise NotAsked("打印服务 cupsd 没有运行") from None
    return {str(name): str(values.get("printer-make-and-model") or values.get("printer-info") or "") for name, values in printers.items()}


_IN_PROCESS: Mapping[str, Callable[[], Any]] = MappingProxyType({"serial": _serial, "video": _video})
_IN_CHILD: Mapping[str, Callable[[], Any]] = MappingProxyType({"usb": _usb, "pcsc": _pcsc, "sane": _sane, "cups": _cups})


def main(kind: str) -> int:
    """Print the listing of one kind as one line of JSON. Exit status 0, whatever could not be looked for."""
    try:
        answer: dict[str, Any] = {"listing": _IN_CHILD[kind]()}
    except NotAsked as error:
        answer = {"problem": str(error)}
    except ImportError as error:
        answer = {"problem": f"缺少软件包 {error.name}"}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    os._exit(0)  # drivers that SANE loaded may hang on their way out


if __name__ == "__main__":
    main(sys.argv[1])
