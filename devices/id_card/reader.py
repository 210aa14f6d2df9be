"""The ID card reader: a SAM module on a serial line or on USB.

Addresses ``sam+serial:///dev/ttyUSB0`` and ``sam+usb://VID:PID``; the options stand in ``devices/id_card/reference.py``. With ``refind=no``,
for readers that do not find a card again until it has been lifted, a card is still present when the selected card answers a read of its
appended address.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.id_card import frame, reference
from devices.id_card.card import CardProblem, IdCard
from devices.id_card.frame import Answer, AnswerDecoder, Code, FrameError, FrameFault, Request, encode_request, split_reading
from devices.id_card.layout import LayoutError, decode
from devices.line import Line
from devices.status import DeviceState, Media, Status
from devices.usb_wire import identity
from devices.wire import open_serial as open_serial_wire

REFERENCES = reference.REFERENCES
_SERIAL, _USB = REFERENCES

_FAULTS = {
    FrameFault.CHECKSUM: "阅读器应答的校验和不对，线路有干扰或接线松动",
    FrameFault.LENGTH: "阅读器应答的长度不对，线路有干扰或波特率不对",
    FrameFault.GARBAGE: "阅读器发来乱码，请检查波特率和接线",
}
_REFUSALS: dict[int, str] = {
    Code.SELF_TEST_FAILED: "阅读器安全模块自检没有通过，请断电重启；仍不行就更换",
    Code.UNAUTHORISED: "阅读器安全模块没有授权，请联系供应商",
}
_AUTHENTICATION = (Code.AUTHENTICATION_1, Code.AUTHENTICATION_2, Code.AUTHENTICATION_3)


def _nothing() -> None:
    """Nobody wants to know."""


def open_serial(address: Address) -> Device:
    """The factory of ``sam+serial``. Raises AddressError."""
    _SERIAL.check(address)
    if address.host or len(address.path) < 2:
        raise AddressError("身份证阅读器的地址应写成 sam+serial:///dev/ttyUSB0")
    baud = int(address.number("baud", 115200, low=1200, high=3_000_000))
    return _reader(address, lambda: open_serial_wire(address.path, baud), f"串口，{baud} 波特")


def open_usb(address: Address) -> Device:
    """The factory of ``sam+usb``. Raises AddressError."""
    _USB.check(address)
    wanted = identity(address, _USB.example)

    def connect() -> Line:
        from devices.usb_pipe import open_usb as open_usb_wire

        return open_usb_wire(wanted)

    return _reader(address, connect, f"USB {wanted}")


def _reader(address: Address, connect: Callable[[], Line], connection: str) -> Device:
    return SamReader(
        connect,
        connection=connection,
        timeout=address.number("timeout", 1.5, low=0.05, high=30),
        refinds=address.switch("refind", True),
    )


class SamReader(Device):
    """Reads ID cards. One command at a time, from one thread; ``interrupt`` from any."""

    def __init__(self, connect: Callable[[], Line], *, connection: str = "", timeout: float = 1.5, refinds: bool = True) -> None:
        self._connect = connect
        self._connection = connection
        self._timeout = timeout
        self._refinds = refinds
        self._wire: Line | None = None
        self._media = Media.UNKNOWN
        self._holding = False

    def open(self) -> None:
        """Open the port. Whether a reader is behind it shows in ``status``."""
        self.close()
        self._wire = self._connect()

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
        facts = {"协议": "SAM", "能读": "居民身份证、港澳台居民居住证、外国人永久居留身份证（2017、2023 版）", "还能读": "指纹、追加地址"}
        return Capabilities("身份证阅读器", {"连接": self._connection, **facts} if self._connection else facts)

    def status(self) -> Status:
        """Ask the module how it is. ``media`` is what the last look for a card found; this does not look, for it would disturb a read."""
        answer = self._ask(Request.STATUS)
        if answer.code == Code.DONE:
            return Status(DeviceState.ONLINE, now(), media=self._media)
        detail = _REFUSALS.get(answer.code, "阅读器报告异常")
        return Status(DeviceState.HARDWARE_ERROR, now(), detail, f"{answer.code:02X}", media=self._media)

    def self_test(self) -> SelfTest:
        """Reset the module, let it check itself, and ask for its number."""
        try:
            self.reset()
        except DeviceError as error:
            if error.vendor_code not in (f"{Code.COMMAND:02X}", f"{Code.UNKNOWN:02X}", f"{Code.NOT_PERMITTED:02X}"):
                raise
        status = self.status()
        if status.device is not DeviceState.ONLINE:
            return SelfTest(False, status.detail)
        return SelfTest(True, f"安全模块正常，编号 {self.number()}")

    def reset(self) -> None:
        """Reset the module; a card on it has to be found anew. Raises DeviceError, with the reader's own code when it refuses."""
        self._holding = False
        self._media = Media.UNKNOWN
        code = self._ask(Request.RESET).code
        if code != Code.DONE:
            raise DeviceError(DeviceState.HARDWARE_ERROR, _REFUSALS.get(code, "阅读器不接受复位"), f"{code:02X}")

    def number(self) -> str:
        """The module's own number. Raises DeviceError."""
        answer = self._ask(Request.SAM_NUMBER)
        try:
            return frame.sam_number(answer.data)
        except FrameError as error:
            raise _garbled(error) from error

    def present(self) -> bool:
        """Whether a card lies on the reader. Raises DeviceError."""
        if self._holding and not self._refinds:
            self._holding = self._ask(Request.READ_APPENDED_ADDRESS).code in (Code.DONE, Code.NO_APPENDED_ADDRESS)
            return self._seen(self._holding)
        return self._seen(self._ask(Request.FIND).code == Code.FOUND)

    def read(self, *, with_fingerprint: bool = False, on_found: Callable[[], None] = _nothing) -> IdCard | CardProblem:
        """Read the card once, with one more try where the wire or the authentication failed; ``on_found`` tells that one lies there.

        The fingerprint is read only when it is asked for; a card without one has none. Raises DeviceError only for a reader that does not
        answer or is gone; a garbled or unreadable card is a result.
        """
        problem = self._attempt(with_fingerprint, on_found)
        if problem is CardProblem.UNREADABLE:
            problem = self._attempt(with_fingerprint, on_found)
        return problem

    def appended_address(self) -> str | CardProblem:
        """The address that was appended to the card when its holder moved, empty when there is none. Raises DeviceError as ``read``."""
        try:
            problem = self._find_and_select()
            if problem is not None:
                return problem
            answer = self._exchange(Request.READ_APPENDED_ADDRESS)
            if answer.code == Code.NO_APPENDED_ADDRESS:
                return ""
            return frame.appended_address(answer.data) if answer.code == Code.DONE else self._pulled_or_unreadable()
        except FrameError:
            return CardProblem.UNREADABLE

    def _attempt(self, with_fingerprint: bool, on_found: Callable[[], None]) -> IdCard | CardProblem:
        try:
            return self._read_once(with_fingerprint, on_found)
        except FrameError:
            return CardProblem.UNREADABLE

    def _read_once(self, with_fingerprint: bool, on_found: Callable[[], None]) -> IdCard | CardProblem:
        problem = self._find_and_select()
        if problem is not None:
            return problem
        on_found()
        answer = self._exchange(Request.READ_WITH_FINGERPRINT if with_fingerprint else Request.READ)
        if answer.code in _AUTHENTICATION:
            self._holding = False
            return CardProblem.UNREADABLE
        if answer.code != Code.DONE:
            return self._pulled_or_unreadable()
        reading = split_reading(answer.data, with_fingerprint=with_fingerprint)
        try:
            return decode(reading.text, reading.photo, reading.fingerprint)
        except LayoutError:
            return CardProblem.NOT_VALID

    def _find_and_select(self) -> CardProblem | None:
        if self._holding and not self._refinds:
            return None
        if self._exchange(Request.FIND).code != Code.FOUND:
            self._seen(False)
            return CardProblem.NO_CARD
        self._seen(True)
        if self._exchange(Request.SELECT).code != Code.DONE:
            return self._pulled_or_unreadable()
        self._holding = True
        return None

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
            while answer is not None and _of_another(request, answer):
                answer = decoder.feed(b"")
            if answer is not None:
                return answer
            if time.monotonic() >= deadline:
                break
        if decoder.started:
            raise FrameError(FrameFault.GARBAGE)
        raise DeviceError(DeviceState.HARDWARE_ERROR, "阅读器没有应答，请检查电源和接线", "timeout")


def _of_another(request: Request, answer: Answer) -> bool:
    """Whether this is the late answer to an earlier request that timed out. Answers carry no number, but only a search finds a card or none."""
    if request is Request.FIND:
        return answer.code in (Code.DONE, Code.NO_APPENDED_ADDRESS)
    return answer.code in (Code.FOUND, Code.NO_CARD)


def _garbled(error: FrameError) -> DeviceError:
    return DeviceError(DeviceState.HARDWARE_ERROR, _FAULTS[error.fault], error.fault.value)
