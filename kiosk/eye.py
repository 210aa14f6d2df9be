"""A camera that somebody needs right now: on, off, and its newest picture; a picture that stands still or is black counts as none."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devices.device import Device, DeviceError
from devices.status import Optics
from devices.supervisor import Supervisor
from kiosk.words import words

if TYPE_CHECKING:
    from devices.camera.camera import Camera
    from devices.camera.frames import Frame

FRAME_TIMEOUT = 3.0
NO_PICTURE = words("现在没有画面，正在重新连接")


@dataclass(frozen=True, slots=True)
class Eye:
    """Switching waits for the camera's own thread: do it from a worker. A picture is taken from any thread, past that one, whose every command
    would be counted as a use and followed by a look at the camera's state."""

    camera: Supervisor

    def on(self) -> bool:
        """Switch the camera on; false where it does not answer."""
        return self._switch(lambda device: _camera(device).start())

    def off(self) -> None:
        """Switch it off."""
        self._switch(lambda device: _camera(device).stop())

    def frame(self) -> Frame | None:
        """The newest picture; None without one, or while the camera shows the same one for ever."""
        if self.camera.status.optics is Optics.INOPERATIVE:
            return None
        device = self.camera.device
        return None if device is None else _camera(device).latest()

    def _switch(self, command: Callable[[Device], None]) -> bool:
        try:
            self.camera.submit(command, FRAME_TIMEOUT).result()
        except (DeviceError, CancelledError):
            return False
        return True


def _camera(device: Device) -> Camera:
    from devices.camera.camera import Camera  # with numpy, which the first picture does without

    assert isinstance(device, Camera)
    return device
