"""PC/SC as the adapter uses it: pyscard's own calls with types, a time limit on each, and a way to break off what another thread waits for.

``libpcsclite`` waits for ever when the daemon or a driver does not answer, and ``SCardCancel`` ends nothing but waiting for events. What it
waits on is its socket to the daemon, though, and shutting that down ends every wait at once.

It looks at ``PCSCLITE_CSOCK_NAME`` once, at its first call. So it is given ``/proc/self/fd/N`` there, and what N leads to is set before each
new connection: a process may use several daemons, and its children inherit nothing of this.
"""

from __future__ import annotations

import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from smartcard import scard

from devices.deadlines import DEADLINES

SOCKET_VARIABLE = "PCSCLITE_CSOCK_NAME"
DEFAULT_SOCKET = os.environ.get(SOCKET_VARIABLE, "/run/pcscd/pcscd.comm")
LONGEST_MESSAGE = 65538
BUSY = 0x8010000B
_PATIENCE_SECONDS = 1.0
_AGAIN_SECONDS = 0.05

PRESENT: int = scard.SCARD_STATE_PRESENT
EXCLUSIVE: int = scard.SCARD_STATE_EXCLUSIVE
MUTE: int = scard.SCARD_STATE_MUTE
GONE: int = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_IGNORE

_opening = threading.Lock()
_ours: set[int] = set()
_link: list[int] = []
"""The descriptor that leads to the daemon to be connected to next, once there was one."""


class PcscError(Exception):
    """A call failed: ``code`` as PC/SC numbers it (unsigned). ``broken_off``: because ``Context.abort`` or the time limit ended it."""

    def __init__(self, code: int, broken_off: str = "") -> None:
        super().__init__(f"{code & 0xFFFFFFFF:08X}")
        self.code = code & 0xFFFFFFFF
        self.broken_off = broken_off


class Context:
    """One connection to the daemon. Used by one thread, except ``abort``. Raises PcscError from every call."""

    def __init__(self, timeout: float, path: str = DEFAULT_SOCKET) -> None:
        self.timeout = timeout
        self._path = path
        self._socket: socket.socket | None = None
        self._number = -1
        self._handle: int | None = None
        self._waiting = False
        self._broken_off = ""

    def open(self) -> None:
        """Connect to the daemon."""
        with _opening:
            with _leading_to(self._path), self.limit(self.timeout):
                code, handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
                self.check(code)
            self._handle = handle
            new = _connections(self._path) - _ours
            if len(new) == 1:
                self._number = new.pop()
                _ours.add(self._number)
                self._socket = _socket(self._number, self._path)

    def close(self) -> None:
        """Let go. Never raises."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        with _opening:
            with self.limit(self.timeout):
                scard.SCardReleaseContext(handle)
            if self._socket is not None:
                _ours.discard(self._number)
                self._socket.close()
                self._socket = None

    def abort(self, reason: str) -> None:
        """End the call under way, if there is one (any thread). The context is of no more use then."""
        if not self._waiting:
            return
        self._broken_off = reason
        own = self._socket
        sockets = [own] if own is not None else [_socket(number, self._path) for number in _connections(self._path) - _ours]
        for each in sockets:
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                if each is not own:
                    each.close()

    def readers(self) -> tuple[str, ...]:
        """The readers' names; empty when there is none."""
        with self.limit(self.timeout):
            code, names = scard.SCardListReaders(self._handle, [])
            if code & 0xFFFFFFFF == scard.SCARD_E_NO_READERS_AVAILABLE & 0xFFFFFFFF:
                return ()
            self.check(code)
        return tuple(names)

    def state(self, reader: str, known: int = 0, wait: float = 0.0) -> int:
        """The reader's state (bits); waits up to ``wait`` seconds while it is still ``known``."""
        with self.limit(self.timeout + wait):
            code, states = scard.SCardGetStatusChange(self._handle, int(wait * 1000), [(reader, known)])
            if code & 0xFFFFFFFF == scard.SCARD_E_TIMEOUT & 0xFFFFFFFF and known:
                return known
            self.check(code)
        return int(states[0][1]) & ~int(scard.SCARD_STATE_CHANGED)

    def connect(self, reader: str) -> Card:
        """Take the card for this process alone. Who else holds it is given a second to let go."""
        patience = time.monotonic() + _PATIENCE_SECONDS
        while True:
            with self.limit(self.timeout):
                protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
                code, handle, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols)
            if code & 0xFFFFFFFF != BUSY or time.monotonic() > patience:
                break
            self.state(reader, self.state(reader), _AGAIN_SECONDS)
        self.check(code)
        return Card(self, handle, t0=protocol == scard.SCARD_PROTOCOL_T0)

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Break off what is called within when it takes longer than ``seconds``."""
        self._waiting = True
        deadline = DEADLINES.after(seconds, lambda: self.abort("timeout"))
        try:
            yield
        finally:
            self._waiting = False
            deadline.cancel()

    def check(self, code: int) -> None:
        """Raise PcscError unless the call went well."""
        if code != scard.SCARD_S_SUCCESS:
            raise PcscError(code, self._broken_off)


class Card:
    """A card in this process's hands."""

    def __init__(self, context: Context, handle: int, *, t0: bool) -> None:
        self._context = context
        self._handle = handle
        self.t0 = t0

    def transmit(self, data: bytes) -> bytes:
        """Send a command and return the answer, at most 65,538 bytes. Raises PcscError."""
        pci = scard.SCARD_PCI_T0 if self.t0 else scard.SCARD_PCI_T1
        with self._context.limit(self._context.timeout):
            code, answer = scard.SCardTransmit(self._handle, pci, list(data))
            self._context.check(code)
        return bytes(answer[:LONGEST_MESSAGE])

    def release(self) -> None:
        """Let go and reset it, so that no verified PIN stays behind. Never raises."""
        with self._context.limit(self._context.timeout):
            scard.SCardDisconnect(self._handle, scard.SCARD_RESET_CARD)


@contextmanager
def _leading_to(path: str) -> Iterator[None]:
    """Within, a new connection leads to the daemon at ``path``. Raises PcscError when nothing is there."""
    try:
        daemon = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        raise PcscError(scard.SCARD_E_NO_SERVICE) from error
    if _link:
        os.dup2(daemon, _link[0], inheritable=False)
        os.close(daemon)
        yield
        return
    _link.append(daemon)
    before = os.environ.get(SOCKET_VARIABLE)
    os.environ[SOCKET_VARIABLE] = f"/proc/self/fd/{daemon}"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SOCKET_VARIABLE]
        else:
            os.environ[SOCKET_VARIABLE] = before


def _connections(path: str) -> set[int]:
    """The descriptors of this process that lead to the daemon."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        each = _socket(int(entry.name), path)
        if each is not None:
            found.add(int(entry.name))
            each.close()
    return found


def _socket(number: int, path: str) -> socket.socket | None:
    """A second handle on a descriptor that leads to the daemon; None when it leads elsewhere."""
    paths = (path, str(Path(path).resolve()))
    try:
        if not stat.S_ISSOCK(os.fstat(number).st_mode):
            return None
        copy = os.dup(number)
    except OSError:
        return None
    try:
        each = socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        return None
    with suppress(OSError):
        if each.family == socket.AF_UNIX and each.getpeername() in paths:
            return each
    each.close()
    return None
