"""Tells the supervisors at once when something was plugged in, so that nobody waits for the next attempt of a back-off of half a minute.

Where udev runs its events wake us up. Everywhere the configured paths and the folders of stable names are looked at once a second
besides: udev says nothing of a path that is none of its own. Devices in the network are left to the back-off.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from devices.address import AddressError, parse

_LOG = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
UDEV = Path("/run/udev/control")
SUBSYSTEMS = ("tty", "video4linux", "usb", "input", "hidraw")
FOLDERS = (Path("/dev/serial/by-id"), Path("/dev/v4l/by-id"), Path("/dev/input/by-id"), Path("/sys/bus/usb/devices"))
"""A new name in one of these is a device that was plugged in."""

_Mark = tuple[int, int, int] | None


class Reconnectable(Protocol):
    """What a supervisor is for us."""

    @property
    def address(self) -> str:
        """The device's address."""

    def reconnect(self) -> None:
        """Try to connect at once. Harmless when connected; any thread."""


class HotPlug:
    """A thread of its own, from now until ``close``. ``folders`` are watched for new names."""

    def __init__(
        self,
        supervisors: Iterable[Reconnectable],
        *,
        every: float = EVERY_SECONDS,
        folders: Iterable[Path] = FOLDERS,
        udev: Path = UDEV,
    ) -> None:
        self._every = every
        self._folders = tuple(folders)
        self._paths = {supervisor: path for supervisor in supervisors if (path := local_path(supervisor.address)) is not None}
        self._marks = self._look_at_paths()
        self._names = self._look_at_folders()
        self._wake_read, self._wake_write = os.pipe()
        self._monitor: Any = _monitor() if udev.exists() else None
        self._thread: threading.Thread | None = None
        if self._paths:
            self._thread = threading.Thread(target=self._run, name="hotplug", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop watching. A second call does nothing."""
        if self._wake_write < 0:
            return
        write, self._wake_write = self._wake_write, -1
        os.close(write)  # the far end becomes readable
        if self._thread is not None:
            self._thread.join(5.0)
        os.close(self._wake_read)

    def _run(self) -> None:
        waiting = select.poll()
        waiting.register(self._wake_read)
        if self._monitor is not None:
            waiting.register(self._monitor.fileno(), select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in waiting.poll(self._every * 1000)}
            if self._wake_read in ready:
                return
            self._look(plugged=bool(ready) and self._plugged())

    def _plugged(self) -> bool:
        """Whether the events that wait tell of a device that came."""
        came = False
        for _ in range(256):
            event = self._monitor.poll(timeout=0)
            if event is None:
                break
            came = came or event.action in ("add", "bind", "change")
        return came

    def _look(self, *, plugged: bool) -> None:
        names, marks = self._look_at_folders(), self._look_at_paths()
        plugged = plugged or bool(names - self._names)
        old, self._names, self._marks = self._marks, names, marks
        for supervisor in self._paths:
            mark = marks[supervisor]
            if plugged or (mark is not None and mark != old[supervisor]):
                supervisor.reconnect()

    def _look_at_paths(self) -> Mapping[Reconnectable, _Mark]:
        return {supervisor: _mark(path) for supervisor, path in self._paths.items()}

    def _look_at_folders(self) -> frozenset[str]:
        return frozenset(f"{folder}/{name}" for folder in self._folders for name in _names(folder))


def local_path(address: str) -> str | None:
    """The path in an address of this machine, which need not be a file's; None for a device in the network or an address nobody speaks."""
    try:
        parsed = parse(address)
    except AddressError:
        return None
    return None if parsed.host and not parsed.scheme.endswith("+usb") else parsed.path


def _mark(path: str) -> _Mark:
    """What tells one appearance of a path from the next; None while nothing is there."""
    if not path.startswith("/"):
        return None
    try:
        found = os.stat(path)  # noqa: PTH116 - once a second for each device: no object for it
    except (OSError, ValueError):
        return None
    return found.st_ino, found.st_dev, found.st_ctime_ns


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208
    except OSError:
        return []


def _monitor() -> Any:
    """udev's events of the kinds we know, or None where they cannot be had."""
    try:
        import pyudev

        monitor = pyudev.Monitor.from_netlink(pyudev.Context())
        for subsystem in SUBSYSTEMS:
            monitor.filter_by(subsystem)
        monitor.start()
    except (ImportError, OSError) as error:
        _LOG.warning("no events from udev (%s); looking once a second instead", error)
        return None
    return monitor
