"""A network scanner that speaks eSCL (Mopria eSCL Technical Specification 2.97) to SANE's real ``escl`` backend: a glass, a feeder, and faults.

SANE itself runs as in the hall, with a configuration folder of its own that names this one backend.
"""

from __future__ import annotations

import asyncio
import random
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qsl, quote

import cv2
import numpy as np

from devices.simulators.listener import Listener
from devices.simulators.scenes import CONTRACT_PAGES, contract_page
from devices.simulators.simulator import CommandError, Simulator, choice, count, on_off

USAGE = (
    "put N | empty | jam on|off|after N | cover open|closed | busy on|off | slow on|off | frozen on|off | garbage on|off | unplug | plug"
)
_SPACES = 'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
_RESOLUTIONS = (75, 100, 150, 200, 300)
_A4_INCHES = (8.27, 11.69)
_LONGEST_REQUEST = 65536
_SLOW_SECONDS = 3.0


@lru_cache(maxsize=6)
def _page(number: int, dpi: int, gray: bool) -> bytes:
    """A page of the invented lease as JPEG, A4 at ``dpi``; page 0 is blank."""
    size = (round(_A4_INCHES[0] * dpi), round(_A4_INCHES[1] * dpi))
    picture = (
        cv2.resize(contract_page(number), size, interpolation=cv2.INTER_AREA) if number else np.full((size[1], size[0], 3), 250, np.uint8)
    )
    if gray:
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    done, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 88])
    if not done:
        raise RuntimeError("the page could not be encoded")
    return data.tobytes()


class ScannerSimulator(Simulator):
    """Three pages lie in the feeder at first, and the first page of the lease on the glass."""

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self._config = folder / "scanner"
        self._options = {"source": "adf", "recheck": "1", **dict(parse_qsl(options.removeprefix("?")))}
        self._listener = Listener(self._serve)
        self._noise = random.Random(147)  # noqa: S311 - line noise, not a secret
        self._feeder = 3
        self._glass = 1
        self._fed = 0
        self._jam_after: int | None = None
        self._jam = False
        self._cover_open = False
        self._switches = {"busy": False, "slow": False, "frozen": False, "garbage": False}
        self._thawed = asyncio.Event()
        self._jobs: dict[str, tuple[bool, int, bool]] = {}
        self._delivered: set[str] = set()

    @property
    def address(self) -> str:
        """A SANE address; the port stays through an unplug."""
        options = "&".join(f"{name}={quote(value, safe='/:')}" for name, value in {"config": str(self._config), **self._options}.items())
        return f"sane:///escl:http://127.0.0.1:{self._listener.port}?{options}"

    async def start(self) -> None:
        """Plug in."""
        self._config.mkdir(parents=True, exist_ok=True)
        (self._config / "dll.conf").write_text("escl\n", encoding="ascii")
        (self._config / "escl.conf").write_text("", encoding="ascii")
        await self._listener.start()

    async def stop(self) -> None:
        """Unplug."""
        await self._listener.stop()
        self._jobs.clear()

    def state(self) -> dict[str, object]:
        """What lies in it and which faults are on."""
        faults = {"jam": self._jam, "jam_after": self._jam_after, "cover": "open" if self._cover_open else "closed", **self._switches}
        return {"feeder": self._feeder, "glass": self._glass, "plugged": self._listener.plugged, **faults}

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``. ``put`` fills the feeder and lays the first page on the glass; ``empty`` takes both away."""
        match words:
            case ["put", *rest]:
                self._feeder, self._glass, self._fed = count(rest, "scanner put", 1, 50), 1, 0
            case ["empty"]:
                self._feeder = self._glass = 0
            case ["jam", "after", *rest]:
                self._jam_after, self._fed = count(rest, "scanner jam after", 1, 50), 0
            case ["jam", *rest]:
                self._jam, self._jam_after = on_off(rest, "scanner jam"), None
            case ["cover", *rest]:
                self._cover_open = choice(rest, "scanner cover", "open", "closed") == "open"
            case ["unplug"]:
                await self.stop()
            case ["plug"]:
                await self.start()
            case [switch, *rest] if switch in self._switches:
                self._switches[switch] = on_off(rest, f"scanner {switch}")
                if switch == "frozen":
                    (self._thawed.clear if self._switches["frozen"] else self._thawed.set)()
            case _:
                raise CommandError(f"scanner: {USAGE}")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, path = head.split(" ", 2)[:2]
                length = re.search(r"(?i)\r\ncontent-length: *(\d{1,9})", head)
                size = int(length[1]) if length else 0
                if size > _LONGEST_REQUEST:
                    break
                if re.search(r"(?i)\r\nexpect: *100-continue", head):
                    writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                body = (await reader.readexactly(size)).decode("utf-8", errors="replace")
                if self._switches["frozen"]:
                    await self._thawed.wait()
                await self._answer(writer, method, path, body)
                await writer.drain()
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, method: str, path: str, body: str) -> None:
        match method, path.split("/")[2:]:
            case "GET", ["ScannerCapabilities"]:
                _send(writer, 200, _capabilities().encode())
            case "GET", ["ScannerStatus"]:
                _send(writer, 200, self._status().encode())
            case "POST", ["ScanJobs"] if self._switches["busy"]:
                _send(writer, 503, b"")
            case "POST", ["ScanJobs"]:
                job = str(len(self._jobs) + len(self._delivered) + 1)
                dpi = re.search(r"<scan:XResolution>(\d{1,4})<", body)
                self._jobs[job] = ("Feeder" in body, int(dpi[1]) if dpi and int(dpi[1]) in _RESOLUTIONS else 300, "Grayscale" in body)
                _send(writer, 201, b"", f"Location: http://127.0.0.1:{self._listener.port}/eSCL/ScanJobs/{job}")
            case "GET", ["ScanJobs", job, "NextDocument"] if job in self._jobs:
                await self._document(writer, job)
            case "DELETE", ["ScanJobs", job]:
                self._jobs.pop(job, None)
                self._delivered.add(job)
                _send(writer, 200, b"")
            case _:
                _send(writer, 404, b"")

    async def _document(self, writer: asyncio.StreamWriter, job: str) -> None:
        feeder, dpi, gray = self._jobs[job]
        if job in self._delivered if not feeder else self._feeder == 0 or self._jam:
            _send(writer, 404, b"")
            return
        number = (self._fed % CONTRACT_PAGES + 1) if feeder else self._glass
        if feeder:
            self._feeder -= 1
            self._fed += 1
            self._jam = self._jam or self._fed == self._jam_after
        else:
            self._delivered.add(job)
        data = await asyncio.to_thread(_page, number, dpi, gray)
        if self._switches["garbage"]:
            data = self._noise.randbytes(len(data))
        if self._switches["slow"]:
            await self._send_slowly(writer, data)
        else:
            _send(writer, 200, data, kind="image/jpeg")

    async def _send_slowly(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(_head(200, len(data), "image/jpeg"))
        pieces = 30
        for number in range(pieces):
            writer.write(data[len(data) * number // pieces : len(data) * (number + 1) // pieces])
            await writer.drain()
            await asyncio.sleep(_SLOW_SECONDS / pieces)

    def _status(self) -> str:
        feeder = "ScannerAdfEmpty"
        faults: tuple[tuple[bool, str], ...] = (
            (self._jam, "ScannerAdfJam"),
            (self._cover_open, "ScannerAdfDoorOpen"),
            (self._feeder > 0, "ScannerAdfLoaded"),
        )
        feeder = next((word for holds, word in faults if holds), feeder)
        jobs = "".join(
            f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job}</pwg:JobUri><pwg:JobUuid>{job}</pwg:JobUuid><scan:Age>1</scan:Age>"
            "<pwg:ImagesCompleted>1</pwg:ImagesCompleted><pwg:ImagesToTransfer>1</pwg:ImagesToTransfer>"
            "<pwg:JobState>Processing</pwg:JobState></scan:JobInfo>"
            for job in self._jobs
        )
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus {_SPACES}><pwg:Version>2.63</pwg:Version>'
            f"<pwg:State>{'Processing' if self._switches['busy'] else 'Idle'}</pwg:State><scan:AdfState>{feeder}</scan:AdfState>"
            f"<scan:Jobs>{jobs}</scan:Jobs></scan:ScannerStatus>"
        )


def _send(writer: asyncio.StreamWriter, code: int, body: bytes, extra: str = "", *, kind: str = "text/xml") -> None:
    writer.write(_head(code, len(body), kind, extra) + body)


def _head(code: int, length: int, kind: str, extra: str = "") -> bytes:
    words = {200: "OK", 201: "Created", 404: "Not Found", 503: "Service Unavailable"}
    lines = [f"HTTP/1.1 {code} {words[code]}", f"Content-Type: {kind}", f"Content-Length: {length}", *([extra] if extra else [])]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


@lru_cache(maxsize=1)
def _capabilities() -> str:
    resolutions = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dpi}</scan:XResolution><scan:YResolution>{dpi}</scan:YResolution></scan:DiscreteResolution>"
        for dpi in _RESOLUTIONS
    )
    caps = (
        "<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth><scan:MinHeight>16</scan:MinHeight>"
        "<scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
        "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode></scan:ColorModes>"
        "<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat><scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt>"
        f"</scan:DocumentFormats><scan:SupportedResolutions><scan:DiscreteResolutions>{resolutions}</scan:DiscreteResolutions>"
        "</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerCapabilities {_SPACES}><pwg:Version>2.63</pwg:Version>'
        "<pwg:MakeAndModel>Simulated scanner</pwg:MakeAndModel><pwg:SerialNumber>0</pwg:SerialNumber>"
        f"<scan:Platen><scan:PlatenInputCaps>{caps}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{caps}</scan:AdfSimplexInputCaps></scan:Adf></scan:ScannerCapabilities>"
    )
