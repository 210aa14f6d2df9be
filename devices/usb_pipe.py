"""Finds a USB device by its numbers and opens its endpoints with pyusb, which is imported here, when a USB address is opened, and nowhere else.

Every error of pyusb becomes a ``DeviceError`` here.
"""

from __future__ import annotations

import errno
from typing import Any

from devices.device import DeviceError
from devices.status import DeviceState
from devices.usb_wire import UsbIdentity, UsbWire
from devices.wire import gone

_HID, _PRINTER, _VENDOR = 0x03, 0x07, 0xFF
_BULK, _INTERRUPT = 0x02, 0x03
_IN = 0x80


class UsbPipe:
    """Two endpoints of a claimed interface."""

    def __init__(self, device: Any, interface: int, into: Any, out: Any, *, detached: bool) -> None:
        self._device = device
        self._interface = interface
        self._into = into
        self._out = out
        self._detached = detached
        self.packet = min(4096, max(1, int(out.wMaxPacketSize) & 0x7FF))
        self.fixed = int(out.bmAttributes) & 0x03 == _INTERRUPT

    def receive(self, timeout: float) -> bytes:
        """One packet, or nothing. Raises DeviceError (offline)."""
        import usb.core

        try:
            return bytes(self._into.read(int(self._into.wMaxPacketSize) & 0x7FF, _milliseconds(timeout)))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise gone(OSError(error.errno or 0, "usb")) from error

    def send(self, data: bytes, timeout: float) -> int:
        """Send one piece; how much was taken. Raises DeviceError (offline)."""
        import usb.core

        try:
            return int(self._out.write(data, _milliseconds(timeout)))
        except usb.core.USBTimeoutError:
            return 0
        except usb.core.USBError as error:
            raise gone(OSError(error.errno or 0, "usb")) from error

    def close(self) -> None:
        """Give the device back, to the kernel's driver where it was taken from one. Never raises."""
        import usb.core
        import usb.util

        try:
            usb.util.release_interface(self._device, self._interface)
            if self._detached:
                self._device.attach_kernel_driver(self._interface)
        except (OSError, NotImplementedError, usb.core.USBError):
            pass
        finally:
            usb.util.dispose_resources(self._device)


def open_usb(wanted: UsbIdentity) -> UsbWire:
    """Open the device for this process alone.

    Raises DeviceError: noDevice (not plugged in), userError (no permission, libusb missing), deviceBusy, hardwareError (not such a device),
    offline.
    """
    device = _find(wanted)
    import usb.util

    try:
        interface, into, out = _endpoints(device, wanted)
        detached = _take_from_kernel(device, interface)
        usb.util.claim_interface(device, interface)
    except (OSError, NotImplementedError) as error:  # USBError is an OSError
        usb.util.dispose_resources(device)
        raise _not_opened(wanted, getattr(error, "errno", None)) from error
    except DeviceError:
        usb.util.dispose_resources(device)
        raise
    return UsbWire(UsbPipe(device, interface, into, out, detached=detached))


def _find(wanted: UsbIdentity) -> Any:
    try:
        import usb.core
        import usb.util
    except ImportError as error:
        raise DeviceError(DeviceState.USER_ERROR, "缺少软件包 pyusb，接不了 USB 设备", "pyusb") from error
    try:
        found = list(usb.core.find(find_all=True, idVendor=wanted.vendor, idProduct=wanted.product))
        if wanted.serial:
            found = [
                device for device in found if device.iSerialNumber and usb.util.get_string(device, device.iSerialNumber) == wanted.serial
            ]
    except usb.core.NoBackendError as error:
        raise DeviceError(DeviceState.USER_ERROR, "缺少系统软件包 libusb-1.0-0，接不了 USB 设备", "libusb") from error
    except ValueError as error:  # the library's word for a serial number that may not be read
        raise _not_opened(wanted, errno.EACCES) from error
    except OSError as error:
        raise _not_opened(wanted, error.errno) from error
    if not found:
        raise DeviceError(DeviceState.NO_DEVICE, f"没有找到 USB 设备 {wanted}，设备没有接上或没有通电", "ENODEV")
    return found[0]


def _endpoints(device: Any, wanted: UsbIdentity) -> tuple[int, Any, Any]:
    """The first interface with an endpoint each way: bulk before HID, whatever class the maker gave it."""
    for kind in (_BULK, _INTERRUPT):
        for interface in device.get_active_configuration():
            if interface.bInterfaceClass not in (_HID, _PRINTER, _VENDOR, 0x00) or interface.bAlternateSetting:
                continue
            ends = [end for end in interface if end.bmAttributes & 0x03 == kind]
            into = next((end for end in ends if end.bEndpointAddress & _IN), None)
            out = next((end for end in ends if not end.bEndpointAddress & _IN), None)
            if into is not None and out is not None:
                return int(interface.bInterfaceNumber), into, out
    raise DeviceError(DeviceState.HARDWARE_ERROR, f"USB 设备 {wanted} 没有能收发数据的端点，可能不是这类设备", "endpoints")


def _take_from_kernel(device: Any, interface: int) -> bool:
    """Whether a driver of the kernel (usbhid, usblp) had the interface and let it go."""
    try:
        if not device.is_kernel_driver_active(interface):
            return False
    except NotImplementedError:
        return False
    device.detach_kernel_driver(interface)
    return True


def _not_opened(wanted: UsbIdentity, number: int | None) -> DeviceError:
    code = errno.errorcode.get(number) if number else None
    if code in ("EACCES", "EPERM"):
        return DeviceError(DeviceState.USER_ERROR, f"没有使用 USB 设备 {wanted} 的权限，请按说明装上 udev 规则", code)
    if code == "EBUSY":
        return DeviceError(DeviceState.DEVICE_BUSY, f"USB 设备 {wanted} 正被另一个程序占用", code)
    if code in ("ENODEV", "ENOENT"):
        return DeviceError(DeviceState.NO_DEVICE, f"没有找到 USB 设备 {wanted}，设备没有接上或没有通电", code)
    return DeviceError(DeviceState.OFFLINE, f"打不开 USB 设备 {wanted}", code)


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
