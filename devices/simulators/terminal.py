"""A pseudo-terminal behind a stable name, as udev gives a serial port one; unplugging closes it, plugging it in makes a new one."""

from __future__ import annotations

import asyncio
import errno
import os
import pty
import tty
from collections.abc import Callable
from pathlib import Path


class PseudoTerminal:
    """The master side, inside one asyncio loop. ``received`` is called with every piece of bytes the adapter wrote."""

    def __init__(self, link: Path, received: Callable[[bytes], None]) -> None:
        self.link = link
        self._received = received
        self._master: int | None = None
        self._slave: int | None = None
        self._outgoing = bytearray()
        self._named = False

    @property
    def plugged(self) -> bool:
        """Whether the port exists."""
        return self._named

    @property
    def backlog(self) -> int:
        """Bytes the adapter has not taken yet."""
        return len(self._outgoing)

    def plug(self) -> None:
        """Make the port appear under its name."""
        if self.plugged:
            return
        port = self.prepare()
        self.link.parent.mkdir(parents=True, exist_ok=True)
        self.link.unlink(missing_ok=True)
        self.link.symlink_to(port)
        self._named = True

    def prepare(self) -> Path:
        """The port before it has its name, for whoever is to have it first; ``plug`` then gives it the name."""
        if self._master is None or self._slave is None:
            self._master, self._slave = pty.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            asyncio.get_running_loop().add_reader(self._master, self._readable)
        return Path(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Make the port vanish, also for who has it open."""
        if self._master is None or self._slave is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._master)
        loop.remove_writer(self._master)
        self.link.unlink(missing_ok=True)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = None
        self._named = False
        self._outgoing.clear()

    def send(self, data: bytes) -> None:
        """Write to the adapter as fast as it takes it; lost when unplugged, as on a real line."""
        if self._master is None:
            return
        self._outgoing += data
        self._flush()

    def _readable(self) -> None:
        if self._master is None:
            return
        try:
            data = os.read(self._master, 65536)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return
        if data:
            self._received(data)

    def _flush(self) -> None:
        if self._master is None:
            return
        loop = asyncio.get_running_loop()
        try:
            while self._outgoing:
                del self._outgoing[: os.write(self._master, self._outgoing)]
        except BlockingIOError:
            loop.add_writer(self._master, self._flush)
        else:
            loop.remove_writer(self._master)
