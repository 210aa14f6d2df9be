"""The ID card reader: a SAM module on a serial line.

Addresses ``sam+serial:///dev/ttyUSB0``; options ``baud`` (115200), ``timeout`` seconds for one answer (1.5), and ``refind=no`` for readers
that do not find a card again until it has been lifted: there a card is still present when the selected card answers a
read of its appended address.
"""

from __future__ import annotations

import time

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.id_card.card import CardProblem, IdCard
from devices.id_card.frame import Answer, AnswerDecoder, Code, FrameError, FrameFault, Request, encode_request, sam_number, split_reading
from devices.id_card.layout import LayoutError, decode
from devices.status import DeviceState, Media, Status
from devices.wire import Wire
from devices.wire import open_serial as open_serial_wire

_FAULTS = {
    FrameFault.CHECKSUM: "阅读器应答的校验和不对，线路有干扰或接线松动",
    FrameFault.LENGTH: "阅读器应答的长度不对，线路有干扰或波特率不对",
    FrameFault.GARBAGE: "阅读器发来乱码，请检查波特率和接线",
}
_AUTHENTICATION = (Code.AUTHENTICATION_1, Code.AUTHENTICATION_2, Code.AUTHENTICATION_3)


def open_serial(address: Address) -> Device:
    """The factory of ``sam+serial``. Raises AddressError."""
    address.only("baud", "timeout", "refind")
    if address.host or len(address.path) < 2:
        raise AddressError("身份证阅读器的地址应写成 sam+serial:///dev/ttyUSB0")
    return SamReader(
        address.path,
        baud=int(address.number("baud", 115200, low=1200, high=3_000_000)),
        timeout=address.number("timeout", 1.5, low=0.05, high=30),
        refinds=address.switch("refind", True),
    )


class SamReader(Device):
    """Reads ID cards. One command at a time, from one thread; ``interrupt`` from any."""

    def __init__(self, path: str, *, baud: int = 115200, timeout: float = 1.5, refinds: bool = True) -> None:
        self._path = path
        self._baud = baud
        self._timeout = timeout
        self._refinds = refinds
        self._wire: Wire | None = None
        self._media = Media.UNKNOWN
        self._holding = False

    def open(self) -> None:
        """Open the port. Whether a reader is behind it shows in ``status``."""
        self.close()
        self._wire = open_serial_wire(self._path, self._baud)

    def close(self) -> None:
        """Release the port."""
        wire, self._wire = self._wire, None
        self._media = Media.UNKNOWN
        self._holding = False
        if wire is not None:
            wire.close()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        wire = self._wire
        if wire is not None:
            wire.interrupt()

    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities(
            "身份证阅读器", {"协议": "SAM 串口", "波特率": str(self._baud), "能读": "居民身份证、港澳台居民居住证、外国人永久居留身份证"}
        )

    def status(self) -> Status:
        """Ask the module how it is. ``media`` is what the last look for a card found; this does not look, for it would disturb a read."""
        answer = self._ask(Request.STATUS)
        if answer.code == Code.DONE:
            return Status(DeviceState.ONLINE, now(), media=self._media)
        detail = {
            Code.SELF_TEST_FAILED: "阅读器安全模块自检没有通过，请断电重启；仍不行就更换",
            Code.UNAUTHORISED: "阅读器安全模块没有授权，请联系供应商",
        }.get(Code(answer.code) if answer.code in Code._value2member_map_ else Code.UNKNOWN, "阅读器报告异常")
        return Status(DeviceState.HARDWARE_ERROR, now(), detail, f"{answer.code:02X}", media=self._media)

    def self_test(self) -> SelfTest:
        """The module's own check, and its number."""
        if self.status().device is not DeviceState.ONLINE:
            return SelfTest(False, "安全模块自检没有通过")
        return SelfTest(True, f"安全模块正常，编号 {self.number()}")

    def number(self) -> str:
        """The module's own number. Raises DeviceError."""
        answer = self._ask(Request.SAM_NUMBER)
        try:
            return sam_number(answer.data)
        except FrameError as error:
            raise _garbled(error) from error

    def present(self) -> bool:
        """Whether a card lies on the reader. Raises DeviceError."""
        if self._holding and not self._refinds:
            self._holding = self._ask(Request.READ_APPENDED_ADDRESS).code in (Code.DONE, Code.NO_APPENDED_ADDRESS)
            return self._seen(self._holding)
        return self._seen(self._ask(Request.FIND).code == Code.FOUND)

    def read(self) -> IdCard | CardProblem:
        """Read the card once, with one more try where the wire or the authentication failed.

        Raises DeviceError only for a reader that does not answer or is gone; a garbled or unreadable card is a result.
        """
        problem = self._attempt()
        if problem is CardProblem.UNREADABLE:
            problem = self._attempt()
        return problem

    def _attempt(self) -> IdCard | CardProblem:
        try:
            return self._read_once()
        except FrameError:
            return CardProblem.UNREADABLE

    def _read_once(self) -> IdCard | CardProblem:
        if not (self._holding and not self._refinds):
            if self._exchange(Request.FIND).code != Code.FOUND:
                self._seen(False)
                return CardProblem.NO_CARD
            self._seen(True)
            if self._exchange(Request.SELECT).code != Code.DONE:
                return self._pulled_or_unreadable()
            self._holding = True
        answer = self._exchange(Request.READ)
        if answer.code in _AUTHENTICATION:
            self._holding = False
            return CardProblem.UNREADABLE
        if answer.code != Code.DONE:
            return self._pulled_or_unreadable()
        text, photo = split_reading(answer.data)
        try:
            return decode(text, photo)
        except LayoutError:
            return CardProblem.NOT_VALID

    def _pulled_or_unreadable(self) -> CardProblem:
        """After a refusal in mid-read: the card is either gone or will not be read."""
        self._holding = False
        found = self._exchange(Request.FIND).code == Code.FOUND
        return CardProblem.UNREADABLE if self._seen(found) else CardProblem.PULLED

    def _seen(self, present: bool) -> bool:
        self._media = Media.PRESENT if present else Media.NOT_PRESENT
        return present

    def _ask(self, request: Request) -> Answer:
        """One exchange where a garbled answer is the device's failure."""
        try:
            return self._exchange(request)
        except FrameError as error:
            raise _garbled(error) from error

    def _exchange(self, request: Request) -> Answer:
        """Send and wait for the whole answer. Raises DeviceError when nothing comes, FrameError when what comes is no answer."""
        if self._wire is None:
            raise DeviceError(DeviceState.OFFLINE, "阅读器没有连接")
        self._wire.drop_input()
        self._wire.write(encode_request(request), self._timeout)
        decoder = AnswerDecoder()
        deadline = time.monotonic() + self._timeout
        while True:
            data = self._wire.read(deadline - time.monotonic())
            answer = decoder.feed(data) if data else None
            if answer is not None:
                return answer
            if time.monotonic() >= deadline:
                break
        if decoder.started:
            raise FrameError(FrameFault.GARBAGE)
        raise DeviceError(DeviceState.HARDWARE_ERROR, "阅读器没有应答，请检查电源和接线", "timeout")


def _garbled(error: FrameError) -> DeviceError:
    return DeviceError(DeviceState.HARDWARE_ERROR, _FAULTS[error.fault], error.fault.value)
