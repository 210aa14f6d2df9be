"""The live picture of a camera for a technician: on while the page shows it, with its measured rate. Nothing of it is kept."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import CancelledError

from devices.device import DeviceError
from devices.supervisor import Supervisor
from kiosk.staff.views import LivePicture

PICTURES_A_SECOND = 15
TIMEOUT = 3.0


class LivePreview:
    """``picture`` may be read from any thread; None while nothing comes."""

    def __init__(self, camera: Supervisor) -> None:
        self._camera = camera
        self._stop = threading.Event()
        self.picture: LivePicture | None = None
        self._thread = threading.Thread(target=self._run, name="staff-preview", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch the camera off; the picture is dropped."""
        self._stop.set()
        self.picture = None

    def _run(self) -> None:
        seen: deque[tuple[int, float]] = deque(maxlen=60)
        shown = 0
        try:
            while not self._stop.wait(1 / PICTURES_A_SECOND):
                try:
                    self._camera.submit(lambda device: device.start(), TIMEOUT, counted=False).result()
                    frame = self._camera.submit(lambda device: device.latest(), TIMEOUT, counted=False).result()
                except (DeviceError, CancelledError):
                    frame = None
                if frame is None:
                    self.picture = None
                    seen.clear()
                    continue
                if seen and seen[-1][0] == frame.number:
                    continue
                seen.append((frame.number, frame.at))
                shown += 1
                width, height = frame.size
                picture = LivePicture(shown, frame.small, f"{width}×{height} · {_rate(seen):.1f} 帧/秒")
                self.picture = None if self._stop.is_set() else picture
        finally:
            self.picture = None
            self._switch_off()

    def _switch_off(self) -> None:
        self._camera.submit(lambda device: device.stop(), TIMEOUT, counted=False)


def _rate(seen: deque[tuple[int, float]]) -> float:
    """Pictures a second the camera gives, those not shown included."""
    (first, began), (last, ended) = seen[0], seen[-1]
    return (last - first) / (ended - began) if ended > began else 0.0
