"""A barcode reader that plays a keyboard.

``keyboard:///dev/input/by-id/…`` reads the reader's own device file and holds it alone (EVIOCGRAB, linux/input.h), so that nothing else on the
machine sees a keystroke. ``keyboard://`` is for where the device file cannot be had: the window takes the keystrokes, ``kiosk.wedge`` tells a
reader's from a person's, and hands each code over by ``offer``.
"""

from __future__ import annotations

import errno
import fcntl
import os

from devices.address import Address, AddressError
from devices.barcode.code import Inbox, ScannedCode
from devices.barcode.key_events import KeyDecoder
from devices.barcode.listener import Decoder, ListeningReader
from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.holder import holder_of
from devices.reference import Reference
from devices.status import DeviceState, Status
from devices.wire import Wire

EVIOCGRAB = 0x40044590

REFERENCES = (
    Reference(
        scheme="keyboard",
        title="键盘口扫码器（USB HID）",
        example="keyboard:///dev/input/by-id/usb-…-event-kbd",
        wiring="USB。写出设备文件（在 /dev/input/by-id/ 里，以 -event-kbd 结尾）时由本程序独占，按键不会进到别处，运行用户要在 input 组；"
        "不写设备文件（keyboard://）时从窗口里分辨扫码与人打字，扫码不会进到输入框。",
        models="以美式键盘键位逐字输入、以回车或 Tab 结尾的扫码器（多数 USB 扫码器的出厂设置）。没有在实机上试过。",
        options={},
        states={
            "online": "正常。扫码器不能被询问，有没有反应要扫一个码才知道",
            "noDevice": "没有这个设备文件：没有接上，或名字写错",
            "userError": "没有权限，或设备文件不是键盘，独占不了",
            "deviceBusy": "另一个程序已经独占了它",
            "offline": "用着的时候断开了，请检查连接线",
        },
    ),
)


def open_keyboard(address: Address) -> Device:
    """The factory of ``keyboard``. Raises AddressError."""
    REFERENCES[0].check(address)
    if address.host or address.path == "/":
        raise AddressError("键盘口扫码器的地址应写成 keyboard:// 或 keyboard:///dev/input/by-id/…")
    return GrabbedKeyboard(address.path) if address.path else WindowKeyboard()


class GrabbedKeyboard(ListeningReader):
    """See :class:`ListeningReader`."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def connect(self) -> Wire:
        """Open the device file for this process alone. Raises DeviceError; where it cannot be had alone it is not had at all."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
        except OSError as error:
            raise _not_opened(self._path, error) from error
        try:
            fcntl.ioctl(descriptor, EVIOCGRAB, 1)
        except OSError as error:
            os.close(descriptor)
            raise _not_grabbed(self._path, error) from error
        return Wire(descriptor, lambda: os.close(descriptor))

    def decoder(self) -> Decoder:
        """Key events."""
        return KeyDecoder()

    def capabilities(self) -> Capabilities:
        """What is known without asking."""
        return Capabilities("扫码器", {"接口": "键盘口（独占）", "最长": "4096 字"})


class WindowKeyboard(Device):
    """Nothing to open: the window is there as long as the terminal is. ``take`` and ``offer`` from any thread."""

    def __init__(self) -> None:
        self._inbox = Inbox()

    def open(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """What nobody took is forgotten."""
        self._inbox.clear()

    def offer(self, text: str) -> bool:
        """A code came through the window; False when it is longer than allowed or cannot be printed."""
        return self._inbox.put(text)

    def take(self) -> ScannedCode | None:
        """The newest unread code, once; None when there is none or it is older than ten seconds."""
        return self._inbox.take()

    def capabilities(self) -> Capabilities:
        """What is known without asking."""
        return Capabilities("扫码器", {"接口": "键盘口（经窗口）", "最长": "4096 字"})

    def status(self) -> Status:
        """Whether a reader is plugged in cannot be told from a keyboard that is not typed on."""
        return Status(DeviceState.ONLINE, now())

    def self_test(self) -> SelfTest:
        """Only a code before the reader would tell more."""
        return SelfTest(True, "窗口在接收，请再扫一个码试试")


def _not_opened(path: str, error: OSError) -> DeviceError:
    code = errno.errorcode.get(error.errno or 0)
    if error.errno in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return DeviceError(DeviceState.NO_DEVICE, f"没有找到 {path}，扫码器没有接上", code)
    if error.errno in (errno.EACCES, errno.EPERM):
        return DeviceError(DeviceState.USER_ERROR, f"没有使用 {path} 的权限，请把运行用户加入 input 组", code)
    return DeviceError(DeviceState.OFFLINE, f"打不开 {path}", code)


def _not_grabbed(path: str, error: OSError) -> DeviceError:
    code = errno.errorcode.get(error.errno or 0)
    if error.errno == errno.EBUSY:
        return DeviceError(DeviceState.DEVICE_BUSY, f"{path} 正被{holder_of(path) or '另一个程序'}独占", code)
    return DeviceError(DeviceState.USER_ERROR, f"{path} 不能独占，扫码内容会漏到别处，所以不用它；请检查它是不是键盘口的设备文件", code)
