"""Keeps one device alive: opens it when first needed, asks for its state, reconnects with backoff, and runs commands within their time.

Every command runs on the supervisor's own worker thread, one after another. A command whose time is up is reported as ``hardwareError``,
interrupted, and never repeated: the connection is dropped and made anew, so that a late answer cannot be taken for the next command's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from devices.address import AddressError, open_device, without_password
from devices.clock import Clock, now
from devices.command import Command, Interruptible, PaperCounting, Telling
from devices.deadlines import DEADLINES
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.record import Counters, OnCounters, OnTransition, Record, Transition, cause_of
from devices.status import DeviceState, Status

T = TypeVar("T")
_LOG = logging.getLogger(__name__)

NO_ANSWER = "设备在规定时间内没有应答"
CANCELLED = "操作已取消"
SELF_TEST_SECONDS = 15.0
PROBE_SECONDS = 2.0
PROBE_AFTER_COMMAND_SECONDS = 0.2


def backoff(attempt: int) -> float:
    """Seconds to wait before the next attempt to connect, after ``attempt`` failed ones (0 the first): 0.5 doubling to 30."""
    return min(30.0, 0.5 * 2.0 ** min(attempt, 16))


class Supervisor:
    """One device under care, by the name of its capability (``id_reader``) and its address (``address`` shows no password).

    Never raises for what the device does. With ``begin=False`` nothing is loaded or opened before :meth:`begin`.
    """

    def __init__(
        self,
        name: str,
        address: str,
        *,
        clock: Clock = now,
        on_transition: OnTransition | None = None,
        on_counters: OnCounters | None = None,
        counters: Counters | None = None,
        transitions: Sequence[Transition] = (),
        backoff: Callable[[int], float] = backoff,
        probe_every: float = PROBE_SECONDS,
        begin: bool = True,
    ) -> None:
        self.name = name
        self.address = without_password(address)
        self._address = address
        self._record = Record(name, clock, on_transition, on_counters, counters=counters, transitions=transitions)
        self._backoff = backoff
        self._probe_every = probe_every
        self._device: Device | None = None
        self._connected = False
        self._attempts = 0
        self._failed_attempts = 0
        self._next_attempt = 0.0
        self._next_probe = 0.0
        self._last_attempt = float("-inf")
        self._error = DeviceError(DeviceState.STARTING, "设备正在启动")
        self._commands: deque[Command] = deque()
        self._current: Command | None = None
        self._closing = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._run, name=f"device-{name}", daemon=True)
        if begin:
            self.begin()

    def begin(self) -> None:
        """Start looking after the device, where this was put off; until then it is starting, and commands wait."""
        with self._wake:
            if self._thread.ident is None and not self._closing:
                self._thread.start()

    @property
    def status(self) -> Status:
        """The latest snapshot. Never waits."""
        return self._record.status

    @property
    def counters(self) -> Counters:
        """Uses and failures, what an earlier process counted included."""
        return self._record.counters

    @property
    def transitions(self) -> tuple[Transition, ...]:
        """The last changes of state, oldest first."""
        return self._record.transitions

    @property
    def device(self) -> Device | None:
        """The adapter, only for what it calls safe from any thread (a camera's ``latest``); everything else goes through ``submit``."""
        return self._device

    @property
    def capabilities(self) -> Capabilities | None:
        """What the device can do; None while its address leads nowhere."""
        device = self._device
        if device is None:
            return None
        try:
            return device.capabilities()
        except Exception:  # noqa: BLE001 - somebody else's adapter must not end whoever asks
            _LOG.exception("adapter of %s cannot say what it can do", self.name)
            return None

    @property
    def attempts(self) -> int:
        """How often connecting failed since the device was lost; 0 while it is there."""
        return self._failed_attempts

    def settle(self, timeout: float) -> Status:
        """Wait until the first state is known, at most ``timeout`` seconds, and return the latest snapshot."""
        return self._record.settle(timeout)

    def submit(self, action: Callable[[Any], T], timeout: float, *, counted: bool = True) -> Future[T]:
        """Run ``action(device)`` on the worker within ``timeout`` seconds from now, waiting in the queue included.

        The future carries the result, or DeviceError when the device is not there, fails, or does not answer in time. ``counted=False``
        is for looking again and again, which is no use of the device.
        """
        command = Command(action, counted=counted)
        with self._wake:
            if self._closing:
                command.future.cancel()
                return command.future
            self._commands.append(command)
            self._wake.notify()
        deadline = DEADLINES.after(timeout, lambda: self._expire(command))
        command.future.add_done_callback(lambda _: deadline.cancel())
        return command.future

    def self_test(self, timeout: float = SELF_TEST_SECONDS) -> Future[SelfTest]:
        """Have the device test itself."""
        return self.submit(_self_test, timeout)

    def cancel(self) -> None:
        """Give up the command under way, if any: its caller gets DeviceError (``cancelled``), and the connection is made anew."""
        command = self._current
        if command is None or not command.running:
            return
        command.expired = True
        if command.answer(error=DeviceError(DeviceState.HARDWARE_ERROR, CANCELLED, "cancelled")):
            self._interrupt()

    def note_use(self, cause: str | None = None) -> None:
        """Count a use that came of looking again and again (``counted=False``), and its failure where it has a cause."""
        self._record.count(uses=1, failure=cause)

    def new_roll(self) -> None:
        """Somebody changed the paper: its counter starts anew."""
        self._record.new_roll()

    def look(self) -> None:
        """Ask for the state now instead of at the next probe (any thread)."""
        with self._wake:
            self._next_probe = 0.0
            self._wake.notify()

    def reconnect(self) -> None:
        """Try to connect at once instead of waiting for the next attempt."""
        with self._wake:
            self._attempts = 0
            self._next_attempt = 0.0
            self._wake.notify()

    def close(self) -> None:
        """Stop the worker and release the device. Commands that did not run are cancelled."""
        with self._wake:
            self._closing = True
            waiting = tuple(self._commands)
            self._commands.clear()
            self._wake.notify()
        for command in waiting:
            command.future.cancel()
        self._interrupt()
        if self._thread.ident is not None:
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._closing:
            command = self._next()
            if command is not None:
                self._execute(command)
            elif self._closing:
                break
            elif self._connected:
                self._probe()
            else:
                self._connect()
        self._drop()

    def _next(self) -> Command | None:
        """The next command, or None when it is time for a probe or an attempt to connect."""
        with self._wake:
            while not self._closing:
                due = self._next_probe if self._connected else self._next_attempt
                late = time.monotonic() - due
                if self._commands and late < self._probe_every:
                    command = self._commands.popleft()
                    self._current = command
                    return command
                if late >= 0:
                    return None
                self._wake.wait(-late)
            return None

    def _execute(self, command: Command) -> None:
        try:
            if command.expired or not command.future.set_running_or_notify_cancel():
                return
            if not self._connected and time.monotonic() - self._last_attempt >= self._backoff(0):
                self._connect()
            if self._connected and self._device is not None:
                self._run_command(command, self._device)
            else:
                command.answer(error=self._error)
        finally:
            self._current = None

    def _run_command(self, command: Command, device: Device) -> None:
        command.running = True
        self._record.count(uses=int(command.counted))
        try:
            result = command.action(device)
        except DeviceError as error:
            if command.answer(error=error):
                self._record.count(failure=cause_of(error))
                self._record.note_failure(error)
            else:  # cancelled, or its time was up: the next command may connect at once
                self._last_attempt = float("-inf")
            self._lose(error)
        except Exception as error:  # noqa: BLE001 - a fault in the caller's own command belongs to the caller, not to this thread
            self._record.count(failure=type(error).__name__)
            command.answer(error=error)
        else:
            if not command.answer(result=result):  # its time was up before
                self._lose(DeviceError(DeviceState.HARDWARE_ERROR, NO_ANSWER, "timeout"))
        if isinstance(device, PaperCounting):
            self._record.count(paper_mm=device.take_paper_mm())
        self._next_probe = min(self._next_probe, time.monotonic() + PROBE_AFTER_COMMAND_SECONDS)

    def _expire(self, command: Command) -> None:
        """The command's time is up (called by the deadline thread)."""
        command.expired = True
        error = DeviceError(DeviceState.HARDWARE_ERROR, NO_ANSWER, "timeout")
        if command.answer(error=error) and command.running and self._current is command:
            self._record.count(failure=cause_of(error))
            self._record.note_failure(error)
            self._interrupt()

    def _interrupt(self) -> None:
        device = self._device
        if isinstance(device, Interruptible):
            device.interrupt()

    def _connect(self) -> None:
        self._last_attempt = time.monotonic()
        try:
            status = self._guarded(self._open)
        except DeviceError as error:
            self._refused(error)
        else:
            self._connected = True
            self._attempts = self._failed_attempts = 0
            self._next_probe = time.monotonic() + self._probe_every
            self._record.note(status)

    def _open(self) -> Status:
        if self._device is None:
            try:
                self._device = open_device(self._address)
            except AddressError as error:
                raise DeviceError(DeviceState.USER_ERROR, str(error), "address") from error
            if isinstance(self._device, Telling):
                self._device.on_change = self.look
        self._device.open()
        return self._device.status()

    def _guarded(self, ask: Callable[[], Status]) -> Status:
        """A fault in an adapter (which may be somebody else's) must not end the care for the device."""
        try:
            return ask()
        except DeviceError:
            raise
        except Exception as error:
            _LOG.exception("adapter of %s failed", self.name)
            raise DeviceError(DeviceState.HARDWARE_ERROR, "设备程序内部出错，请看日志", type(error).__name__) from error

    def _refused(self, error: DeviceError) -> None:
        if self._device is not None:
            self._device.close()
        self._failed_attempts += 1
        self._record.note_failure(error)
        self._wait_for_next_attempt(error)

    def _probe(self) -> None:
        assert self._device is not None
        self._next_probe = time.monotonic() + self._probe_every
        try:
            status = self._guarded(self._device.status)
        except DeviceError as error:
            self._record.count(failure=cause_of(error))
            self._record.note_failure(error)
            self._lose(error)
        else:
            self._record.note(status)

    def _lose(self, error: DeviceError) -> None:
        """Drop the connection after a failure and plan the next attempt."""
        self._drop()
        self._wait_for_next_attempt(error)

    def _drop(self) -> None:
        self._connected = False
        if self._device is not None:
            self._device.close()

    def _wait_for_next_attempt(self, error: DeviceError) -> None:
        self._error = error
        with self._wake:
            self._next_attempt = time.monotonic() + self._backoff(self._attempts)
            self._attempts += 1


def _self_test(device: Device) -> SelfTest:
    return device.self_test()
