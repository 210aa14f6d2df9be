"""Waits for a card on the reader, or for it to be taken away, without blocking anyone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from devices.device import Device, DeviceError
from devices.id_card.card import CardProblem, IdCard
from devices.id_card.reader import SamReader
from devices.supervisor import Supervisor
from kiosk.scheduler import Cancel, Scheduler
from kiosk.words import words

T = TypeVar("T")
POLL_SECONDS = 0.3
READ_TIMEOUT = 5.0

SENTENCES = {
    CardProblem.PULLED: words("卡拿得太快了，没有读完。请放回去，别动"),
    CardProblem.UNREADABLE: words("这次没读出来。请把卡拿起来，再平放一次"),
    CardProblem.NOT_VALID: words("这张卡读出来的信息不完整。请换一张，或拨打上面的电话"),
}
READER_DOWN = words("读卡区现在没有反应，正在重新连接。什么都没有丢，请稍等，或点“帮助”")


class CardWatch:
    """Watches one reader, if the terminal has one. All callbacks come on the main thread and never after :meth:`stop`."""

    def __init__(self, reader: Supervisor | None, scheduler: Scheduler) -> None:
        self._reader = reader
        self._scheduler = scheduler
        self._round = 0
        self._cancel: Cancel | None = None

    def read(self, on_card: Callable[[IdCard], None], on_notice: Callable[[str], None]) -> None:
        """Read until a card came out whole; ``on_notice`` tells the citizen what to do meanwhile."""

        def answered(result: IdCard | CardProblem) -> None:
            self._count(result)
            if isinstance(result, IdCard):
                self.stop()
                on_card(result)
            else:
                if result is not CardProblem.NO_CARD:
                    on_notice(SENTENCES[result])
                self._again(ask)

        def failed() -> None:
            on_notice(READER_DOWN)
            self._again(ask)

        def ask() -> None:
            self._command(lambda device: _reader(device).read(), answered, failed)

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
            self._command(lambda device: _reader(device).present(), seen, lambda: seen(False))

        self.stop()
        ask()

    def stop(self) -> None:
        """End watching; answers still under way are dropped."""
        self._round += 1
        if self._cancel:
            self._cancel()
            self._cancel = None

    def _count(self, result: IdCard | CardProblem) -> None:
        """Looking is no use of the reader; reading a card, well or badly, is one."""
        if self._reader is not None and result is not CardProblem.NO_CARD:
            self._reader.note_use(None if isinstance(result, IdCard) else result.value)

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
    assert isinstance(device, SamReader)
    return device
