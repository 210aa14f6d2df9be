"""Who came in by card stays as long as the card does."""

from __future__ import annotations

from devices.status import DeviceState, Media
from devices.supervisor import Supervisor

SETTLES_SECONDS = 5.0
"""How long after the login the reader's last snapshot may still be one from before the card was put in."""


class CardStay:
    """Looks at the reader's state, never at the card. ``now`` in monotonic seconds."""

    def __init__(self, reader: Supervisor, now: float) -> None:
        self._reader, self._until = reader, now + SETTLES_SECONDS

    def gone(self, now: float) -> bool:
        """Whether the card was taken out. A reader that itself has a fault says nothing of it."""
        status = self._reader.status
        if status.device is not DeviceState.ONLINE:
            return False
        if status.media is Media.PRESENT:
            self._until = now
        return status.media is Media.NOT_PRESENT and now >= self._until
