"""The closed vocabulary of device states, after XFS4IoT (CEN CWA, common interface, ``Common.Status``).

``None`` means the device has no such part; ``unknown`` means it has one and cannot tell. They are never the same thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeviceState(StrEnum):
    """Whether the device can be used at all (XFS4IoT ``device``)."""

    ONLINE = "online"
    OFFLINE = "offline"
    POWER_OFF = "powerOff"
    NO_DEVICE = "noDevice"
    HARDWARE_ERROR = "hardwareError"
    USER_ERROR = "userError"
    DEVICE_BUSY = "deviceBusy"
    FRAUD_ATTEMPT = "fraudAttempt"
    POTENTIAL_FRAUD = "potentialFraud"
    STARTING = "starting"


class Paper(StrEnum):
    """Paper supply of a printer (XFS4IoT ``paper``)."""

    FULL = "full"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


class Media(StrEnum):
    """A card or sheet in or on the device (XFS4IoT ``media``)."""

    PRESENT = "present"
    NOT_PRESENT = "notPresent"
    JAMMED = "jammed"
    ENTERING = "entering"
    UNKNOWN = "unknown"


class Optics(StrEnum):
    """The picture of a camera or scanner (XFS4IoT ``camera``, ``scanner``)."""

    OK = "ok"
    INOPERATIVE = "inoperative"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Status:
    """One snapshot of a device.

    ``detail`` is a plain Chinese sentence for staff, empty when all is well; ``vendor_code`` the device's own code, if it gave one.
    """

    device: DeviceState
    at: datetime
    detail: str = ""
    vendor_code: str | None = None
    media: Media | None = None
    paper: Paper | None = None
    optics: Optics | None = None

    @property
    def usable(self) -> bool:
        """Whether a matter that needs this device can be started now."""
        return self.device is DeviceState.ONLINE and self.paper not in (Paper.OUT, Paper.JAMMED) and self.optics is not Optics.INOPERATIVE

    def as_dict(self) -> dict[str, str | None]:
        """Plain data for a record: everything but the time."""
        return {
            "device": self.device,
            "detail": self.detail,
            "vendor_code": self.vendor_code,
            "media": self.media,
            "paper": self.paper,
            "optics": self.optics,
        }

    def same_state(self, other: Status) -> bool:
        """Whether both tell the same state, whenever it was seen. Used to record each transition once."""
        return (self.device, self.media, self.paper, self.optics, self.vendor_code) == (
            other.device,
            other.media,
            other.paper,
            other.optics,
            other.vendor_code,
        )
