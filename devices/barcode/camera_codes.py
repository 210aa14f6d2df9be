"""A camera as barcode reader: codes in its picture, decoded by zxing-cpp.

Address ``camera://face?source=`` and the camera's own address, percent-encoded: ``camera://face?source=v4l2%3A%2F%2F%2Fdev%2Fvideo2``. What stands
before the ``?`` is only a name. The camera is opened by this adapter: a network camera may at the same time serve others, one on V4L2 may not.
The picture is on only while somebody asks for codes: from a ``take`` until ``ON_SECONDS`` after the last one.
"""

from __future__ import annotations

import threading
import time

from devices.address import Address, AddressError, open_device
from devices.barcode.code import Inbox, ScannedCode
from devices.camera.camera import Camera
from devices.camera.frames import Frame
from devices.device import Capabilities, Device, SelfTest
from devices.reference import Reference
from devices.status import Status

ON_SECONDS = 5.0
AGAIN_SECONDS = 3.0
"""A code that stays in the picture is one code; seen anew after this long without it, it is another."""
_LOOK_EVERY = 0.1

REFERENCES = (
    Reference(
        scheme="camera",
        title="用摄像头扫码",
        example="camera://face?source=v4l2%3A%2F%2F%2Fdev%2Fvideo2",
        wiring="source 是摄像头自己的地址（百分号编码）。网络摄像头可以同时给别的用途；v4l2 摄像头同一时间只能给一处用，要单独一个。",
        models="能用的摄像头见摄像头一节；二维码和一维码由 zxing-cpp 识别。没有在实机上试过。",
        options={"source": "摄像头的地址，百分号编码，必填"},
        states={
            "online": "摄像头在；没有人要扫码时画面是关着的",
            "online, optics inoperative": "画面不来或停住不动，请重新插拔摄像头",
            "noDevice": "没有找到摄像头",
            "deviceBusy": "摄像头正被另一个程序占用",
            "offline": "画面中断",
        },
    ),
)


def open_camera(address: Address) -> Device:
    """The factory of ``camera``. Raises AddressError."""
    REFERENCES[0].check(address)
    source = address.options.get("source", "")
    if not source or address.path.strip("/"):
        raise AddressError("用摄像头扫码的地址应写成 camera://face?source=摄像头的地址（百分号编码）")
    camera = None if source.startswith("camera:") else open_device(source)
    if not isinstance(camera, Camera):
        raise AddressError("地址里的 source 应是摄像头的地址")
    return CameraCodes(camera)


class CameraCodes(Device):
    """``take`` from any thread, the rest from one."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._inbox = Inbox()
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._ending = threading.Event()
        self._wanted_until = float("-inf")
        self._last: dict[str, float] = {}
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Look whether the camera is there. Raises DeviceError."""
        self.close()
        self._camera.open()
        self._ending.clear()
        self._asked.clear()
        self._wanted_until = float("-inf")
        self._thread = threading.Thread(target=self._run, name="camera-codes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Turn the picture off; what nobody took is forgotten."""
        self._ending.set()
        self._asked.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(2.0)
        with self._lock:
            self._camera.stop()
        self._inbox.clear()
        self._last.clear()

    def take(self) -> ScannedCode | None:
        """The newest unread code, once; None when there is none or it is older than ten seconds. Asking keeps the picture on."""
        self._wanted_until = time.monotonic() + ON_SECONDS
        self._asked.set()
        return self._inbox.take()

    def capabilities(self) -> Capabilities:
        """What it can do."""
        return Capabilities("扫码器", {"接口": "摄像头", "能读": "二维码、一维码", "最长": "4096 字"})

    def status(self) -> Status:
        """The camera's. Raises DeviceError."""
        with self._lock:
            return self._camera.status()

    def self_test(self) -> SelfTest:
        """The camera's. Raises DeviceError."""
        with self._lock:
            return self._camera.self_test()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._asked.wait()
            self._asked.clear()
            if self._ending.is_set():
                return
            with self._lock:
                self._camera.start()
            self._look()
            with self._lock:
                self._camera.stop()

    def _look(self) -> None:
        """Newest picture after newest picture, until nobody asks any more."""
        import cv2
        import zxingcpp

        seen: Frame | None = None
        while time.monotonic() < self._wanted_until and not self._ending.wait(_LOOK_EVERY):
            frame = self._camera.latest()
            if frame is None or (seen is not None and frame.at == seen.at):
                continue
            seen = frame
            for found in zxingcpp.read_barcodes(cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)):
                self._note(found.text, str(found.format))

    def _note(self, text: str, symbology: str) -> None:
        at = time.monotonic()
        self._last = {known: when for known, when in self._last.items() if at - when < AGAIN_SECONDS}
        if text not in self._last:
            self._inbox.put(text, symbology)
        self._last[text] = at
