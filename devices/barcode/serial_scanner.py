"""A barcode reader on a serial line (or a USB one that calls itself a serial port): it sends each code by itself.

Addresses ``scanner+serial:///dev/ttyACM0``; options ``baud``, ``suffix``. See ``REFERENCES``.
"""

from __future__ import annotations

from devices.address import Address, AddressError
from devices.barcode.framing import Framer, Suffix
from devices.barcode.listener import Decoder, ListeningReader
from devices.device import Capabilities, Device
from devices.reference import Reference
from devices.wire import Wire
from devices.wire import open_serial as open_serial_wire

REFERENCES = (
    Reference(
        scheme="scanner+serial",
        title="串口扫码器",
        example="scanner+serial:///dev/ttyACM0?baud=9600",
        wiring="RS-232 或 USB 虚拟串口（扫码器设成 USB-COM）。运行用户要在 dialout 组。",
        models="逐码发送、以回车结尾的扫码器（多数扫码器的出厂设置）。没有在实机上试过。",
        options={
            "baud": "波特率，1200 到 3000000，默认 9600",
            "suffix": "每个码的结尾：any（CR、LF、ETX 都算，默认）、cr、lf、etx、none（靠停顿断开）",
        },
        states={
            "online": "串口正常。扫码器不能被询问，有没有反应要扫一个码才知道",
            "noDevice": "没有这个串口：没有接上、没有通电，或设备名写错",
            "deviceBusy": "串口正被另一个程序占用",
            "userError": "没有使用串口的权限",
            "offline": "用着的时候断开了，请检查连接线",
            "hardwareError": "发来乱码，请检查波特率和接线",
        },
    ),
)


def open_serial(address: Address) -> Device:
    """The factory of ``scanner+serial``. Raises AddressError."""
    REFERENCES[0].check(address)
    if address.host or len(address.path) < 2:
        raise AddressError("扫码器的地址应写成 scanner+serial:///dev/ttyACM0")
    suffix = address.options.get("suffix", Suffix.ANY)
    if suffix not in Suffix._value2member_map_:
        raise AddressError(f"设备地址里的 suffix 应是 {'、'.join(Suffix)} 之一")
    return SerialScanner(address.path, baud=int(address.number("baud", 9600, low=1200, high=3_000_000)), suffix=Suffix(suffix))


class SerialScanner(ListeningReader):
    """See :class:`ListeningReader`."""

    def __init__(self, path: str, *, baud: int = 9600, suffix: Suffix = Suffix.ANY) -> None:
        super().__init__()
        self._path = path
        self._baud = baud
        self._suffix = suffix

    def connect(self) -> Wire:
        """Open the port. Raises DeviceError."""
        return open_serial_wire(self._path, self._baud)

    def decoder(self) -> Decoder:
        """By the suffix."""
        return Framer(self._suffix)

    def capabilities(self) -> Capabilities:
        """What is known without asking."""
        return Capabilities("扫码器", {"接口": "串口", "波特率": str(self._baud), "最长": "4096 字"})
