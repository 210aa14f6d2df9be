"""A flatbed or a feeder through SANE: pages, jam, cover open, empty feeder.

Addresses ``sane:///`` and the name SANE gives the scanner (``scanimage -L``): ``sane:///pixma:04A91912``,
``sane:///escl:http://192.0.2.8:80``. Options: see ``REFERENCES``. The backend runs in a process of its own (``sane_worker``), so that one that hangs
or crashes takes nothing with it. SANE cannot be asked for a jam or an open cover without starting a scan: what the last scan found stands,
and from then on each look at the scanner starts one and stops it at once, until the fault is gone (a feeder may then put out a sheet).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.reference import Reference
from devices.scanner.outcome import ScannedPage, ScanOutcome, ScanResult
from devices.scanner.sane_process import SaneProcess
from devices.scanner.wishes import NO_SOURCE, TOO_LARGE, Wishes
from devices.status import DeviceState, Media, Optics, Status

MOST_PAGES = 50
_TEST_DPI = 75
# sane_strstatus(), SANE standard 1.06, chapter 4.2.7.
_PEOPLE = {
    "Document feeder jammed": ScanOutcome.JAMMED,
    "Document feeder out of documents": ScanOutcome.EMPTY_FEEDER,
    "Scanner cover is open": ScanOutcome.COVER_OPEN,
}
_FAULTS = {
    "Device busy": (DeviceState.DEVICE_BUSY, "扫描仪正被另一个程序占用", "busy"),
    "Access to resource has been denied": (DeviceState.USER_ERROR, "没有使用扫描仪的权限，请把运行用户加入 scanner 组", "access-denied"),
    "Error during device I/O": (DeviceState.OFFLINE, "与扫描仪通信中断，请检查连接线和电源", "io-error"),
    "Operation was cancelled": (DeviceState.HARDWARE_ERROR, "扫描已取消", "cancelled"),
    "Out of memory": (DeviceState.HARDWARE_ERROR, "扫描仪驱动内存不够，请调低分辨率", "no-memory"),
    TOO_LARGE: (DeviceState.USER_ERROR, "扫描的页面太大，请调低地址里的 resolution", "too-large"),
    NO_SOURCE: (DeviceState.USER_ERROR, "这台扫描仪没有地址里写的进纸方式（source），请改为 flatbed 或 adf", "source"),
}
_STATES = {
    ScanOutcome.JAMMED: (DeviceState.HARDWARE_ERROR, "扫描仪卡纸，请打开盖板取出纸张，再盖好；清除后自动恢复", "jammed", Media.JAMMED),
    ScanOutcome.COVER_OPEN: (DeviceState.USER_ERROR, "扫描仪盖板没有盖好，请盖好；盖好后自动恢复", "cover-open", Media.UNKNOWN),
    ScanOutcome.EMPTY_FEEDER: (DeviceState.ONLINE, "", None, Media.NOT_PRESENT),
}

REFERENCES = (
    Reference(
        scheme="sane",
        title="扫描仪（平板或自动进纸，经 SANE）",
        example="sane:///pixma:04A91912?source=adf&resolution=300",
        wiring="USB 或网络。scanimage -L 列出的名字写在 sane:/// 之后；运行用户要在 scanner 组。",
        models="SANE 支持的型号，见 sane-project.org 的 Supported Devices；无驱动的网络扫描仪走 eSCL（escl 后端）。没有在实机上试过。",
        options={
            "source": "flatbed（平板，默认）或 adf（自动进纸）",
            "resolution": "每英寸点数，75 到 1200，默认 300；取扫描仪允许的最接近的值",
            "mode": "color（默认）或 gray",
            "timeout": "等一页的秒数，1 到 300，默认 60",
            "answer": "等扫描仪打开或报状态的秒数，0.5 到 60，默认 10",
            "recheck": "空闲时隔多少秒重新打开一次，看它还在不在，0.1 到 3600，默认 15",
            "config": "SANE 的配置目录（就是 SANE_CONFIG_DIR），默认用系统的 /etc/sane.d",
            "set": "驱动自己的选项，写成 名字:值，多个用分号隔开，例如 set=swdeskew:yes",
        },
        states={
            "online": "正常",
            "online, media notPresent": "进纸口里没有纸，放纸即可",
            "noDevice": "SANE 打不开这个名字：没有接上、没有通电，或名字写错",
            "deviceBusy": "另一个程序正在用扫描仪",
            "offline": "用着的时候断开了，请检查连接线和电源",
            "hardwareError, media jammed": "卡纸，取出纸张、盖好盖板后自动恢复",
            "hardwareError": "驱动没有在规定时间内应答或中途退出，会自动重新启动",
            "userError": "盖板没有盖好，或没有权限，或地址里的选项这台扫描仪没有",
        },
    ),
)


def open_sane(address: Address) -> Device:
    """The factory of ``sane``. Raises AddressError."""
    REFERENCES[0].check(address)
    name = address.path[1:]
    if address.host or not name or not name.isprintable():
        raise AddressError("扫描仪的地址应写成 sane:///后端:名字，名字由 scanimage -L 列出")
    source, mode = address.options.get("source", "flatbed"), address.options.get("mode", "color")
    if source not in ("flatbed", "adf"):
        raise AddressError("设备地址里的 source 应是 flatbed 或 adf")
    if mode not in ("color", "gray"):
        raise AddressError("设备地址里的 mode 应是 color 或 gray")
    config = address.options.get("config", "")
    if config and not Path(config).is_absolute():
        raise AddressError("设备地址里的 config 应是完整路径")
    resolution = int(address.number("resolution", 300, low=75, high=1200))
    return SaneScanner(
        name,
        Wishes(resolution, mode == "color", source == "adf", _extra(address.options.get("set", ""))),
        config=config,
        timeout=address.number("timeout", 60, low=0.2, high=300),
        answer=address.number("answer", 10, low=0.5, high=60),
        recheck=address.number("recheck", 15, low=0.1, high=3600),
    )


def _extra(text: str) -> tuple[tuple[str, str], ...]:
    pairs = tuple(part.partition(":") for part in text.split(";") if part)
    if any(not separator or not name for name, separator, _ in pairs):
        raise AddressError("设备地址里的 set 应写成 名字:值;名字:值")
    return tuple((name, value) for name, _, value in pairs)


class SaneScanner(Device):
    """One command at a time, from one thread; ``interrupt`` from any."""

    def __init__(
        self, name: str, wishes: Wishes, *, config: str = "", timeout: float = 60.0, answer: float = 10.0, recheck: float = 15.0
    ) -> None:
        self._name = name
        self._wishes = wishes
        self._config = config
        self._timeout = timeout
        self._answer = answer
        self._recheck = recheck
        self._process: SaneProcess | None = None
        self._found = ScanOutcome.PAGES
        self._checked = 0.0

    def open(self) -> None:
        """Start the process and open the scanner. Raises DeviceError."""
        self.close()
        self._process = SaneProcess(self._config)
        self._open()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        self._found = ScanOutcome.PAGES
        if process is not None:
            process.end()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        process = self._process
        if process is not None:
            process.interrupt()

    def capabilities(self) -> Capabilities:
        """What it is set to."""
        return Capabilities(
            "扫描仪",
            {
                "进纸": "自动进纸" if self._wishes.feeder else "平板",
                "分辨率": f"{self._wishes.resolution} dpi",
                "颜色": "彩色" if self._wishes.color else "灰度",
                "驱动": f"SANE {self._name.partition(':')[0]}",
            },
        )

    def status(self) -> Status:
        """Whether it is still there, and what the last scan found. Raises DeviceError."""
        if time.monotonic() - self._checked >= self._recheck:
            self._open()
            if self._found in (ScanOutcome.JAMMED, ScanOutcome.COVER_OPEN):
                self._judge(self._ask(("try",), self._answer))
        if self._found is ScanOutcome.PAGES:
            return Status(DeviceState.ONLINE, now(), media=Media.UNKNOWN if self._wishes.feeder else None, optics=Optics.OK)
        state, detail, code, media = _STATES[self._found]
        return Status(state, now(), detail, code, media=media, optics=Optics.OK)

    def self_test(self) -> SelfTest:
        """Scan coarsely. A feeder draws in one sheet, if there is one. Raises DeviceError."""
        result = self._scan(1, _TEST_DPI)
        match result.outcome:
            case ScanOutcome.PAGES:
                return SelfTest(True, f"扫描正常，{result.pages[0].width}×{result.pages[0].height}")
            case ScanOutcome.EMPTY_FEEDER:
                return SelfTest(True, "扫描仪应答正常，进纸口里没有纸")
            case fault:
                return SelfTest(False, _STATES[fault][1])

    def scan(self, pages: int = MOST_PAGES) -> ScanResult:
        """The sheet on the glass, or up to ``pages`` sheets (at most ``MOST_PAGES``) from the feeder. Raises DeviceError."""
        return self._scan(max(1, min(pages, MOST_PAGES)), None)

    def _scan(self, most: int, dpi: int | None) -> ScanResult:
        pages: list[ScannedPage] = []
        said = self._ask(("scan", most, dpi), self._timeout, lambda *page: pages.append(ScannedPage(*page)))
        outcome = self._judge(said)
        if outcome is ScanOutcome.EMPTY_FEEDER and pages:
            outcome = ScanOutcome.PAGES  # the feeder ran empty: that is the end of the pile
        return ScanResult(outcome, tuple(pages))

    def _judge(self, said: str) -> ScanOutcome:
        """What SANE's word means; remembered for the status. Raises DeviceError for what no person caused."""
        outcome = ScanOutcome.PAGES if not said else _PEOPLE.get(said)
        if outcome is None:
            raise _fault(said)
        self._checked = time.monotonic()
        self._found = outcome
        return outcome

    def _open(self) -> None:
        said = self._ask(("open", self._name, self._wishes), self._answer)
        if said in _FAULTS:
            raise _fault(said)
        if said.startswith("no option"):
            raise DeviceError(DeviceState.USER_ERROR, "设备地址里的 set 写了这台扫描仪没有的选项", "option")
        if said:
            raise DeviceError(DeviceState.NO_DEVICE, "没有找到扫描仪，请检查电源、连接线和地址里的名字", _code(said))
        self._checked = time.monotonic()

    def _ask(self, request: tuple[object, ...], timeout: float, page: Callable[..., None] | None = None) -> str:
        if self._process is None or not self._process.alive:
            raise DeviceError(DeviceState.OFFLINE, "扫描仪没有连接", "closed")
        return self._process.ask(request, timeout, page)


def _fault(said: str) -> DeviceError:
    return DeviceError(*_FAULTS.get(said, (DeviceState.HARDWARE_ERROR, "扫描仪报告异常", _code(said))))


def _code(said: str) -> str:
    """SANE's own word as a vendor code: short, and nothing but letters."""
    return "".join(character if character.isascii() and character.isalnum() else "-" for character in said.lower())[:40]
