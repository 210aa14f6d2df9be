"""The smart card reader, through PC/SC: social-security cards of citizens, PIV cards of staff.

Addresses ``pcsc:///ACS*`` (a pattern on the reader's name, ``*`` for the first there is); options ``timeout`` seconds for one command (5) and
``socket``, the path of the PC/SC daemon's socket where it is not the machine's own.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TypeVar

from devices.address import Address, AddressError
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.reference import Reference
from devices.smart_card import piv, social_card
from devices.smart_card.apdu import Answer, ApduError, Command, exchange
from devices.smart_card.card import PinRefused, SmartCardProblem, SocialCard, StaffCard
from devices.smart_card.faults import (
    BUSY_SENTENCE,
    CARD_GONE,
    COMMUNICATION,
    NO_READER_SENTENCE,
    NO_SERVICE,
    STUCK_SENTENCE,
    device_error,
    no_reader,
)
from devices.smart_card.pcsc import DEFAULT_SOCKET, EXCLUSIVE, GONE, MUTE, PRESENT, Card, Context, PcscError
from devices.smart_card.watch import Watch
from devices.status import DeviceState, Media, Status

T = TypeVar("T")
_REMOVAL_SEEN_WITHIN = 1.0

REFERENCES: tuple[Reference, ...] = (
    Reference(
        scheme="pcsc",
        title="IC 卡读写器（PC/SC）",
        example="pcsc:///ACS*",
        wiring="USB（CCID 类）接主机，由系统的 pcscd 驱动；地址的路径是读卡器名称，可用 * 和 [ ] 通配，pcsc_scan 可列出名称；"
        "pcsc:///* 用找到的第一个。名称里的空格写成 %20，问号写成 %3F。",
        models="凡 pcscd 的 CCID 驱动支持的读卡器（清单见 ccid.apdu.fr）；没有在实机上试过，只在虚拟读卡器 vpcd 上试过。"
        "社会保障卡按《社会保障卡文件结构和数据项（V2.0）》和 LD/T 32 读公开项；工作人员卡为 PIV 卡（NIST SP 800-73-4，9A 槽 P-256）。",
        options={
            "timeout": "等一条指令应答的秒数，0.1 到 60，默认 5",
            "socket": "pcscd 套接字的完整路径，默认 /run/pcscd/pcscd.comm",
        },
        states={
            "online": "读卡器正常；media 说明有没有插卡",
            "online, media present": "插着卡；有说明“卡没有应答”的，多是卡插反了",
            "noDevice": NO_READER_SENTENCE.format(name=""),
            "offline": NO_SERVICE.detail,
            "deviceBusy": BUSY_SENTENCE,
            "hardwareError": "卡或读卡器在规定时间内没有应答：请把卡取出再试；仍不行就拔插读卡器",
            "userError": "地址写错，或没有使用 pcscd 的权限",
        },
    ),
)


def open_pcsc(address: Address) -> Device:
    """The factory of ``pcsc``. Raises AddressError."""
    REFERENCES[0].check(address)
    pattern = address.path.removeprefix("/")
    if address.host or not pattern or len(pattern) > 128:
        raise AddressError("读卡器的地址应写成 pcsc:///读卡器名称，例如 pcsc:///ACS*；pcsc:///* 表示任何一个")
    path = address.options.get("socket", DEFAULT_SOCKET)
    if "socket" in address.options and (not path.startswith("/") or len(path.encode()) > 107):
        raise AddressError("设备地址里的 socket 应是完整路径，不超过 107 个字节")
    return SmartCardReader(pattern, timeout=address.number("timeout", 5, low=0.1, high=60), socket=path)


class SmartCardReader(Device):
    """Reads smart cards. One command at a time, from one thread; ``interrupt`` from any.

    ``on_change``, when set before ``open``, is called from a thread of its own at once when a card is put in or taken out.
    """

    on_change: Callable[[], None] | None = None

    def __init__(self, pattern: str = "*", *, timeout: float = 5.0, socket: str = DEFAULT_SOCKET) -> None:
        self._pattern = pattern
        self._timeout = timeout
        self._path = socket
        self._context: Context | None = None
        self._watch: Watch | None = None
        self._reader = ""
        self._stuck = False
        """A command was broken off, and the daemon holds the card for it until the driver comes back."""

    def open(self) -> None:
        """Connect to the daemon and find the reader. Raises DeviceError: offline (no daemon), noDevice (no such reader)."""
        self.close()
        context = self._context = Context(self._timeout, self._path)
        try:
            context.open()
            found = [name for name in context.readers() if fnmatchcase(name, self._pattern)]
            if not found:
                raise no_reader(self._pattern, "no-reader")
            self._reader = found[0]
            state = context.state(self._reader)
        except PcscError as error:
            self.close()
            raise self._fault(error) from error
        except DeviceError:
            self.close()
            raise
        if self.on_change is not None:
            self._watch = Watch(Context(self._timeout, self._path), self._reader, state, self.on_change)

    def close(self) -> None:
        """Let go of the reader and the daemon."""
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()
        context, self._context = self._context, None
        if context is not None:
            context.close()

    def interrupt(self) -> None:
        """Stop the command under way (any thread)."""
        context = self._context
        if context is not None:
            context.abort("cancelled")

    def capabilities(self) -> Capabilities:
        """What it can do."""
        facts = {"接口": "PC/SC", "读卡器": self._reader or self._pattern, "能读": "社会保障卡公开信息、工作人员卡（PIV）"}
        return Capabilities("IC 卡读写器", facts)

    def status(self) -> Status:
        """Ask the daemon; the card is not touched. Raises DeviceError."""
        state = self._state()
        media = Media.PRESENT if state & PRESENT else Media.NOT_PRESENT
        self._stuck = self._stuck and bool(state & EXCLUSIVE)
        if self._stuck:
            return Status(DeviceState.HARDWARE_ERROR, now(), STUCK_SENTENCE, "stuck", media=media)
        if state & EXCLUSIVE:
            return Status(DeviceState.DEVICE_BUSY, now(), BUSY_SENTENCE, "exclusive", media=media)
        if state & MUTE:
            return Status(DeviceState.ONLINE, now(), "卡没有应答，多是卡插反了：请取出，芯片朝里朝上再插", "mute", media=media)
        return Status(DeviceState.ONLINE, now(), media=media)

    def self_test(self) -> SelfTest:
        """The daemon and the reader answer; a card in it answers too."""
        state = self._state()
        if state & EXCLUSIVE:
            return SelfTest(False, BUSY_SENTENCE)
        if not state & PRESENT:
            return SelfTest(True, f"读卡器“{self._reader}”正常，没有插卡")
        answered = self._with_card(lambda send: send(Command(0x00, 0xA4, 0x04, 0x00, piv.APPLICATION, 256)).sw)
        if isinstance(answered, SmartCardProblem):
            return SelfTest(False, f"读卡器“{self._reader}”正常，但卡没有应答：请取出，芯片朝里朝上再插")
        return SelfTest(True, f"读卡器“{self._reader}”正常，卡有应答")

    def present(self) -> bool:
        """Whether a card is in the reader. Raises DeviceError."""
        return bool(self._state() & PRESENT)

    def read_social_card(self) -> SocialCard | SmartCardProblem:
        """Read a social-security card's public fields. Raises DeviceError only for daemon and reader."""
        return self._with_card(social_card.read)

    def staff_card(self) -> StaffCard | SmartCardProblem:
        """Whose staff card it says it is; nothing is proved. Raises DeviceError only for daemon and reader."""

        def read(send: Callable[[Command], Answer]) -> StaffCard | SmartCardProblem:
            key = piv.public_key(send)
            return key if isinstance(key, SmartCardProblem) else piv.staff_card(key)

        return self._with_card(read)

    def authenticate_staff(self, pin: str) -> StaffCard | PinRefused | SmartCardProblem:
        """Prove that the card holds its key and the person knows its PIN. Raises DeviceError only for daemon and reader."""
        return self._with_card(lambda send: piv.authenticate(send, pin))

    def _with_card(self, work: Callable[[Callable[[Command], Answer]], T]) -> T | SmartCardProblem:
        context = self._need()
        state = self._state()
        if not state & PRESENT:
            return SmartCardProblem.NO_CARD
        if state & MUTE:
            return SmartCardProblem.UNREADABLE
        card: Card | None = None
        try:
            card = taken = context.connect(self._reader)
            self._stuck = False

            def transmit(command: Command) -> bytes:
                return taken.transmit(command.encode(t0=taken.t0))

            return work(lambda command: exchange(transmit, command))
        except ApduError:
            return self._pulled_or_unreadable()
        except PcscError as error:
            return self._card_problem(error)
        finally:
            if card is not None:
                card.release()

    def _card_problem(self, error: PcscError) -> SmartCardProblem:
        """An error in the middle of a card: the daemon's, the reader's (raised), or the card's own."""
        fault = device_error(error, self._reader)
        if error.code in CARD_GONE and fault is None:
            return SmartCardProblem.PULLED
        if fault is not None and (error.broken_off or error.code != COMMUNICATION):
            if fault.state is DeviceState.DEVICE_BUSY and self._stuck:
                fault = DeviceError(DeviceState.HARDWARE_ERROR, STUCK_SENTENCE, "stuck")
            self._stuck = self._stuck or bool(error.broken_off)
            raise fault from error
        return self._pulled_or_unreadable()

    def _pulled_or_unreadable(self) -> SmartCardProblem:
        """After nonsense or a broken exchange: the daemon looks for the card only now and then, so give it the time."""
        known = self._state()
        gone = not self._need().state(self._reader, known, _REMOVAL_SEEN_WITHIN) & PRESENT
        return SmartCardProblem.PULLED if gone else SmartCardProblem.UNREADABLE

    def _state(self) -> int:
        context = self._need()
        try:
            state = context.state(self._reader)
        except PcscError as error:
            raise self._fault(error) from error
        if state & GONE:
            raise no_reader(self._reader, "unplugged")
        return state

    def _need(self) -> Context:
        if self._context is None:
            raise DeviceError(DeviceState.OFFLINE, "读卡器没有连接", "closed")
        return self._context

    def _fault(self, error: PcscError) -> DeviceError:
        fault = device_error(error, self._reader or self._pattern)
        return fault or DeviceError(DeviceState.HARDWARE_ERROR, "读卡器报告异常：请拔插读卡器", f"{error.code:08X}")
