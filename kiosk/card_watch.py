"""Waits for a card on the reader, or for it to be taken away, without blocking anyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from devices.device import Device, DeviceError
from devices.id_card.card import CardProblem, IdCard
from devices.smart_card.card import SmartCardProblem, SocialCard
from devices.supervisor import Supervisor
from kiosk.scheduler import Cancel, Scheduler
from kiosk.words import words

if TYPE_CHECKING:
    from devices.id_card.reader import SamReader
    from devices.smart_card.reader import SmartCardReader

T = TypeVar("T")
CardT = TypeVar("CardT")
POLL_SECONDS = 0.3
READ_TIMEOUT = 5.0

SENTENCES: dict[StrEnum, str] = {
    CardProblem.PULLED: words("卡拿得太快了，没有读完。请放回去，别动"),
    CardProblem.UNREADABLE: words("这次没读出来。请把卡拿起来，再平放一次"),
    CardProblem.NOT_VALID: words("这张卡读出来的信息不完整。请换一张，或拨打上面的电话"),
}
READER_DOWN = words("读卡区现在没有反应，正在重新连接。什么都没有丢，请稍等，或点“帮助”")
SOCIAL_SENTENCES: dict[StrEnum, str] = {
    SmartCardProblem.PULLED: words("卡拔得太快了，没有读完。请再插一次，别动"),
    SmartCardProblem.UNREADABLE: words("这张卡没读出来。请芯片朝上、朝里再插一次"),
    SmartCardProblem.NOT_SUPPORTED: words("这不是社会保障卡，请换一张"),
    SmartCardProblem.BLOCKED: words("这张卡锁住了，请换别的证件，或到窗口办"),
}
SLOT_DOWN = words("插卡口现在没有反应，正在重新连接。可以把身份证放在读卡区")


@dataclass(frozen=True, slots=True)
class Reading(Generic[CardT]):
    """How one kind of reader is asked, and what citizens read when nothing came out. ``none`` is the answer while there is no card."""

    read: Callable[[Device, Callable[[], None]], CardT | StrEnum]
    """The second argument is called, on the device's thread, once a card was found that takes its time to be read."""
    present: Callable[[Device], bool]
    none: StrEnum
    sentences: Mapping[StrEnum, str]
    down: str


class CardWatch(Generic[CardT]):
    """Watches one reader, if the terminal has one. All callbacks come on the main thread and never after :meth:`stop`."""

    def __init__(self, reader: Supervisor | None, scheduler: Scheduler, reading: Reading[CardT]) -> None:
        self._reader = reader
        self._scheduler = scheduler
        self._reading = reading
        self._round = 0
        self._cancel: Cancel | None = None

    def read(
        self, on_card: Callable[[CardT], None], on_notice: Callable[[str], None], on_reading: Callable[[bool], None] = lambda _: None
    ) -> None:
        """Read until a card came out whole; ``on_notice`` tells the citizen what to do meanwhile, ``on_reading`` that a card is being read."""

        def answered(result: CardT | StrEnum) -> None:
            self._count(result)
            on_reading(False)
            if not isinstance(result, StrEnum):
                self.stop()
                on_card(result)
            else:
                if result is not self._reading.none:
                    on_notice(self._reading.sentences[result])
                self._again(ask)

        def failed() -> None:
            on_reading(False)
            on_notice(self._reading.down)
            self._again(ask)

        def ask() -> None:
            this = self._round

            def found() -> None:
                self._scheduler.post(lambda: on_reading(True) if this == self._round else None)

            self._command(lambda device: self._reading.read(device, found), answered, failed)

        self.stop()
        ask()

    def presence(self, on_change: Callable[[bool], None]) -> None:
        """Tell whether a card lies on the reader, now and at each change. A dead reader counts as empty: nothing can be taken from it."""
        last: bool | None = None

        def seen(present: bool) -> None:
            nonlocal last
            if present is not last:
                last = present
                on_change(present)
            self._again(ask)

        def ask() -> None:
            self._command(self._reading.present, seen, lambda: seen(False))

        self.stop()
        ask()

    def stop(self) -> None:
        """End watching; answers still under way are dropped."""
        self._round += 1
        if self._cancel:
            self._cancel()
            self._cancel = None

    def _count(self, result: CardT | StrEnum) -> None:
        """Looking is no use of the reader; reading a card, well or badly, is one."""
        if self._reader is not None and result is not self._reading.none:
            self._reader.note_use(result.value if isinstance(result, StrEnum) else None)

    def _again(self, ask: Callable[[], None]) -> None:
        self._cancel = self._scheduler.later(POLL_SECONDS, ask)

    def _command(self, command: Callable[[Device], T], done: Callable[[T], None], failed: Callable[[], None]) -> None:
        this = self._round
        if self._reader is None:
            failed()
            return

        def arrived(future: Future[T]) -> None:
            def deliver() -> None:
                if this != self._round:
                    return
                error = future.exception()
                if error is None:
                    done(future.result())
                elif isinstance(error, DeviceError):
                    failed()
                else:
                    raise error

            self._scheduler.post(deliver)

        self._reader.submit(command, READ_TIMEOUT, counted=False).add_done_callback(arrived)


def _reader(device: Device) -> SamReader:
    from devices.id_card.reader import SamReader  # its own thread has loaded it

    assert isinstance(device, SamReader)
    return device


def _slot(device: Device) -> SmartCardReader:
    from devices.smart_card.reader import SmartCardReader  # its own thread has loaded it

    assert isinstance(device, SmartCardReader)
    return device


ID_CARDS: Reading[IdCard] = Reading(
    lambda device, found: _reader(device).read(on_found=found),
    lambda device: _reader(device).present(),
    CardProblem.NO_CARD,
    SENTENCES,
    READER_DOWN,
)
"""Identity cards and residence permits on the reader."""
SOCIAL_CARDS: Reading[SocialCard] = Reading(
    lambda device, _: _slot(device).read_social_card(),
    lambda device: _slot(device).present(),
    SmartCardProblem.NO_CARD,
    SOCIAL_SENTENCES,
    SLOT_DOWN,
)
"""Social-security cards in the slot."""
