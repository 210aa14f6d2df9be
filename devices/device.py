"""What every device is: it opens, closes, tells its status and tests itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from devices.status import DeviceState, Status


class DeviceError(Exception):
    """A device could not do what it was told. Library exceptions are translated into this once, at the adapter's edge.

    Never carries personal data.
    """

    def __init__(self, state: DeviceState, detail: str, vendor_code: str | None = None) -> None:
        super().__init__(detail)
        self.state = state
        self.detail = detail
        self.vendor_code = vendor_code


@dataclass(frozen=True, slots=True)
class SelfTest:
    """The outcome of a self-test: ``detail`` is a plain Chinese sentence for staff."""

    passed: bool
    detail: str


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device can do, as far as it is known without asking it; with what it told once it was asked.

    ``kind`` and ``facts`` (what -> value) are plain Chinese for staff, such as ``分辨率`` -> ``1920×1080``. Nothing personal.
    """

    kind: str
    facts: Mapping[str, str]


class Device(ABC):
    """One adapter, bound to one address. Used by one thread only: the worker of its supervisor."""

    @abstractmethod
    def open(self) -> None:
        """Connect. Raises DeviceError."""

    @abstractmethod
    def close(self) -> None:
        """Release the port, whatever happened before. Never raises."""

    @abstractmethod
    def status(self) -> Status:
        """Ask the device. Raises DeviceError when it does not answer within its time-out."""

    @abstractmethod
    def capabilities(self) -> Capabilities:
        """What it can do. Answers at once, connected or not; never raises."""

    @abstractmethod
    def self_test(self) -> SelfTest:
        """Exercise the device without a citizen. Raises DeviceError when it does not answer."""
