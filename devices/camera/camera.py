"""A camera: the newest picture wins, a frozen or black one is noticed, and the picture is on only between ``start`` and ``stop``.

Addresses ``mjpeg+http://host:port/path``, ``rtsp://host:port/path`` and ``v4l2:///dev/v4l/by-id/…``; the options stand in ``REFERENCES``.
A user name and password in an address are sent to the camera and shown nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import quote, unquote, urlsplit

import numpy as np

from devices.address import Address, AddressError
from devices.camera.frames import Frame, Grabber, Source, Stream
from devices.camera.sources import probe_device, probe_network, rtsp_stream, v4l2_stream
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.reference import Reference
from devices.status import DeviceState, Optics, Status

NO_PICTURE = "摄像头没有画面，请检查连接线"
FROZEN = "摄像头画面停住不动，请重新插拔摄像头"
BLACK = "摄像头画面全黑，请检查镜头盖和灯光"
_BLACK = 12  # the brightest of 100 pixels, 0 to 255: below it the lens sees nothing

_STATES: Mapping[str, str] = MappingProxyType(
    {
        "online, optics unknown": "接着，画面没有打开（没有页面要用它），不用处理",
        "online, optics ok": "画面正常",
        "online, optics inoperative": "没有画面、画面停住或全黑：按说明里的原因检查连接线、镜头盖和灯光，再重新插拔",
        "noDevice": "没有接上，或网络上连不到：检查电源、连接线和地址",
        "offline": "画面中断，正在自动重连",
        "deviceBusy": "被别的程序占用，说明里写着是哪个程序",
        "userError": "地址、权限、用户名或密码不对",
        "hardwareError": "发来的数据不是画面：检查地址是否指到了摄像头，摄像头是否要重启",
    }
)
_FROZEN_AFTER = "画面多少秒没有一点变化算停住，0.2 到 600，不写是 3"
_STALLED_AFTER = "多少秒没有新画面算没有画面，0.2 到 60，不写是 3"
REFERENCES: tuple[Reference, ...] = (
    Reference(
        scheme="v4l2",
        title="接在本机上的摄像头（高拍仪、人脸摄像头）",
        example="v4l2:///dev/v4l/by-id/usb-…-video-index0",
        wiring="USB 口直接接主机，不经集线器更稳；用 /dev/v4l/by-id 下的名字，重新插拔后不会变；运行用户要在 video 组里",
        models="Linux 内核 uvcvideo 驱动认得的 USB 摄像头（UVC 标准）；没有在实机上试过",
        options={
            "width": "画面宽（像素），160 到 8192，不写是 1280；A4 要 300 dpi，长边至少 3508",
            "height": "画面高（像素），120 到 8192，不写是 720",
            "fps": "每秒张数，1 到 60，不写是 15",
            "frozen_after": _FROZEN_AFTER,
            "stalled_after": _STALLED_AFTER,
        },
        states=_STATES,
    ),
    Reference(
        scheme="mjpeg+http",
        title="网络摄像头，MJPEG",
        example="mjpeg+http://192.0.2.10:8081/video",
        wiring="网线接同一个内部网络；只走明文 HTTP，不要跨出机箱或专用网段；要密码时写成 用户名:密码@主机（只支持 Basic）",
        models="按 HTTP 送 multipart/x-mixed-replace JPEG 画面的摄像头（厂家说明书里的 MJPEG 地址）；没有在实机上试过",
        options={"frozen_after": _FROZEN_AFTER, "stalled_after": _STALLED_AFTER},
        states=_STATES,
    ),
    Reference(
        scheme="rtsp",
        title="网络摄像头，RTSP",
        example="rtsp://192.0.2.11:554/stream1",
        wiring="网线接同一个内部网络；端口不写是 554；要密码时写成 用户名:密码@主机；画面经 TCP 传，防火墙只要放行这一个端口",
        models="RFC 2326 的摄像头，画面是 FFmpeg 认得的 JPEG（RFC 2435）、H.264、H.265；没有在实机上试过",
        options={"frozen_after": _FROZEN_AFTER, "stalled_after": _STALLED_AFTER},
        states=_STATES,
    ),
)
_V4L2, _MJPEG, _RTSP = REFERENCES


def open_mjpeg(address: Address) -> Device:
    """The factory of ``mjpeg+http``. Raises AddressError."""
    _MJPEG.check(address)
    if not address.host:
        raise AddressError("网络摄像头的地址应写成 mjpeg+http://主机:端口/路径")
    host, port, path = address.host, address.port or 80, quote(address.path) or "/"
    credentials = _credentials(address)
    stalled_after = _stalled_after(address)

    def stream() -> Stream:
        from devices.camera.mjpeg import MjpegStream

        return MjpegStream(host, port, path, max(stalled_after, 1.0), credentials)

    return _camera(address, Source(lambda: probe_network(host, port), stream))


def open_rtsp(address: Address) -> Device:
    """The factory of ``rtsp``. Raises AddressError."""
    _RTSP.check(address)
    if not address.host:
        raise AddressError("网络摄像头的地址应写成 rtsp://主机:端口/路径")
    host, port = address.host, address.port or 554
    credentials = _credentials(address)
    who = "" if credentials is None else ":".join(quote(each, safe="") for each in credentials) + "@"
    url = f"rtsp://{who}{f'[{host}]' if ':' in host else host}:{port}{quote(address.path) or '/'}"
    stalled_after = _stalled_after(address)
    return _camera(address, Source(lambda: probe_network(host, port), lambda: rtsp_stream(url, stalled_after)))


def open_v4l2(address: Address) -> Device:
    """The factory of ``v4l2``. Raises AddressError."""
    _V4L2.check(address)
    if address.host or len(address.path) < 2:
        raise AddressError("摄像头的地址应写成 v4l2:///dev/video0")
    width = int(address.number("width", 1280, low=160, high=8192))
    height = int(address.number("height", 720, low=120, high=8192))
    fps = address.number("fps", 15, low=1, high=60)
    path = address.path
    return _camera(address, Source(lambda: probe_device(path), lambda: v4l2_stream(path, width, height, fps)))


def _credentials(address: Address) -> tuple[str, str] | None:
    parts = urlsplit(address.text)
    return None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))


def _stalled_after(address: Address) -> float:
    return address.number("stalled_after", 3, low=0.2, high=60)


def _camera(address: Address, source: Source) -> Camera:
    return Camera(source, frozen_after=address.number("frozen_after", 3, low=0.2, high=600), stalled_after=_stalled_after(address))


class Camera(Device):
    """``start`` and ``stop`` through the supervisor; ``latest`` from any thread.

    A camera that was on when its connection broke is on again once it is back.
    """

    def __init__(self, source: Source, *, frozen_after: float = 3.0, stalled_after: float = 3.0) -> None:
        self._source = source
        self._frozen_after = frozen_after
        self._stalled_after = stalled_after
        self._wanted = False
        self._grabber: Grabber | None = None
        self._lost: DeviceError | None = None  # why the stream before this one ended, until a picture comes
        self._facts: Mapping[str, str] = MappingProxyType({})

    def open(self) -> None:
        """Look whether the camera is there; the picture comes on only if it was on before. Raises DeviceError."""
        self._source.probe()
        if self._wanted:
            self._turn_on()

    def close(self) -> None:
        """Turn the picture off."""
        grabber, self._grabber = self._grabber, None
        if grabber is not None:
            self._learn(grabber)
            grabber.stop()

    def interrupt(self) -> None:
        """Let a self-test under way end soon. Any thread."""
        grabber = self._grabber
        if grabber is not None:
            grabber.interrupt()

    def start(self) -> None:
        """Turn the picture on. Returns at once; ``latest`` has a picture as soon as there is one."""
        self._wanted = True
        self._turn_on()

    def stop(self) -> None:
        """Turn the picture off."""
        self._wanted = False
        self._lost = None
        self.close()

    def latest(self) -> Frame | None:
        """The newest picture, or None when the picture is off, has not come yet, or stopped coming. Any thread, never waits."""
        grabber = self._grabber
        frame = grabber.frame if grabber is not None else None
        return frame if frame is not None and time.monotonic() - frame.at < self._stalled_after else None

    def capabilities(self) -> Capabilities:
        """What it can do; size and rate of the picture as measured when it was last on."""
        grabber = self._grabber
        if grabber is not None:
            self._learn(grabber)
        return Capabilities("摄像头", self._facts)

    def _learn(self, grabber: Grabber) -> None:
        frame, rate = grabber.frame, grabber.rate
        if frame is not None:
            width, height = frame.size
            measured = {} if rate is None else {"帧率": f"{rate:.1f} 帧/秒"}
            self._facts = MappingProxyType({"分辨率": f"{width}×{height}", **measured})

    def status(self) -> Status:
        """With the picture off: whether the camera is there (``optics`` unknown). With it on: whether the picture lives."""
        grabber = self._grabber
        if grabber is None:
            self._source.probe()
            return Status(DeviceState.ONLINE, now(), optics=Optics.UNKNOWN)
        if grabber.ended:
            self._note_end()
            raise self._lost or DeviceError(DeviceState.OFFLINE, NO_PICTURE, "stream-ended")
        at = time.monotonic()
        frame = grabber.frame
        if frame is not None:
            self._lost = None
        if at - (frame.at if frame is not None else grabber.since) > self._stalled_after:
            return Status(DeviceState.ONLINE, now(), NO_PICTURE, "stalled", optics=Optics.INOPERATIVE)
        if frame is None and self._lost is not None:
            return Status(DeviceState.ONLINE, now(), self._lost.detail, self._lost.vendor_code, optics=Optics.INOPERATIVE)
        if frame is None:
            return Status(DeviceState.ONLINE, now(), optics=Optics.UNKNOWN)
        if at - grabber.changed > self._frozen_after:
            return Status(DeviceState.ONLINE, now(), FROZEN, "frozen", optics=Optics.INOPERATIVE)
        if _black(frame):
            return Status(DeviceState.ONLINE, now(), BLACK, "black", optics=Optics.INOPERATIVE)
        return Status(DeviceState.ONLINE, now(), optics=Optics.OK)

    def self_test(self) -> SelfTest:
        """Take pictures for a moment: do they come, and do they change. Leaves the picture as it was."""
        was_on = self._wanted
        self.start()
        try:
            grabber = self._grabber
            assert grabber is not None
            came = grabber.wait_for(3, self._stalled_after + 3)
            frame = grabber.frame
            if not came or frame is None:
                return SelfTest(False, grabber.error.detail if grabber.error is not None else NO_PICTURE)
            if grabber.changes < 2:
                return SelfTest(False, FROZEN)
            if _black(frame):
                return SelfTest(False, BLACK)
            width, height = frame.size
            return SelfTest(True, f"画面正常，{width}×{height}" + ("" if grabber.rate is None else f"，{grabber.rate:.1f} 帧/秒"))
        finally:
            if not was_on:
                self.stop()

    def _note_end(self) -> None:
        if self._grabber is not None and self._grabber.ended:
            self._lost = self._grabber.error or DeviceError(DeviceState.OFFLINE, NO_PICTURE, "stream-ended")

    def _turn_on(self) -> None:
        if self._grabber is None or self._grabber.ended:
            self._note_end()
            self.close()
            self._grabber = Grabber(self._source.stream)


def _black(frame: Frame) -> bool:
    return float(np.percentile(frame.small[::8, ::8], 99)) < _BLACK
