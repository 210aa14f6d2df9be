"""What PC/SC's error numbers mean to staff."""

from __future__ import annotations

from devices.device import DeviceError
from devices.smart_card.pcsc import BUSY, PcscError
from devices.status import DeviceState

NO_SERVICE = DeviceError(
    DeviceState.OFFLINE, "智能卡服务 pcscd 没有运行：请执行 systemctl restart pcscd.socket；没有安装的先装软件包 pcscd", "8010001D"
)
COMMUNICATION = 0x80100013
"""Either the daemon is gone or the driver could not talk to the card."""
_DAEMON_GONE = (0x8010001D, 0x8010001E, 0x80100003, COMMUNICATION, 0x80100014, 0x80100002)
_READER_GONE = (0x8010002E, 0x80100017, 0x80100009)
_DENIED = 0x8010006A
CARD_GONE = (0x8010000C, 0x80100069)

BUSY_SENTENCE = "读卡器里的卡正被另一个程序独占：请关掉别的读卡程序（浏览器证书插件、银行控件等）再试"
STUCK_SENTENCE = "上一张卡没有应答，读卡器还在等它：请把卡取出；仍不行就拔插读卡器"
NO_READER_SENTENCE = "没有找到读卡器{name}：请检查 USB 线是否插好、指示灯是否亮；换过读卡器的，请改设备地址里的名称"


def device_error(error: PcscError, reader: str = "") -> DeviceError | None:
    """The fault of daemon or reader behind an error; None when it is the card's."""
    code = f"{error.code:08X}"
    if error.broken_off == "timeout":
        return DeviceError(DeviceState.HARDWARE_ERROR, "读卡器在规定时间内没有应答：请把卡取出再试；仍不行就拔插读卡器", "timeout")
    if error.broken_off:
        return DeviceError(DeviceState.HARDWARE_ERROR, "设备在规定时间内没有应答，操作已取消", error.broken_off)
    if error.code in _DAEMON_GONE:
        return DeviceError(NO_SERVICE.state, NO_SERVICE.detail, code)
    if error.code in _READER_GONE:
        return no_reader(reader, code)
    if error.code == BUSY:
        return DeviceError(DeviceState.DEVICE_BUSY, BUSY_SENTENCE, code)
    if error.code == _DENIED:
        return DeviceError(DeviceState.USER_ERROR, "没有使用智能卡服务的权限：请让管理员在 polkit 里允许运行用户使用 pcscd", code)
    return None


def no_reader(name: str, code: str) -> DeviceError:
    """No reader of that name is connected."""
    shown = f"“{name}”" if name not in ("", "*") else ""
    return DeviceError(DeviceState.NO_DEVICE, NO_READER_SENTENCE.format(name=shown), code)
