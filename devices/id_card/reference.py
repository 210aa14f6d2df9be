"""What a technician must know to connect an ID card reader."""

from __future__ import annotations

from devices.reference import Reference

_OPTIONS = {
    "timeout": "等一次应答的秒数，0.05 到 30，默认 1.5",
    "refind": "yes 或 no，默认 yes。有的阅读器读过一次以后，卡不拿起来就不再报告“找到卡”，这种要写 no，否则卡还放着就会被当作已取走",
}
_STATES = {
    "online": "阅读器应答正常，安全模块自检通过",
    "offline": "用着用着断开了：看连接线和电源，接好后自动恢复",
    "noDevice": "没有找到这个端口或这台 USB 设备：没有接上、没有通电，或地址写错了",
    "userError": "没有使用端口的权限，或地址写错了：按提示改",
    "deviceBusy": "端口正被另一个程序占用，说明里有程序名和进程号：关掉那个程序，自动恢复",
    "hardwareError, timeout": "不应答：看电源、接线和波特率",
    "hardwareError, checksum": "应答的校验和不对：线路有干扰或接线松动",
    "hardwareError, length": "应答的长度不对：线路有干扰或波特率不对",
    "hardwareError, garbage": "收到乱码：波特率不对，或接的不是阅读器",
    "hardwareError, flood": "不停地收到乱码：接的不是阅读器，或已损坏",
    "hardwareError, 60": "安全模块自检没有通过：断电重启，仍不行就更换",
    "hardwareError, 66": "安全模块没有授权：联系供应商",
    "online, media present": "上一次看时，卡放在阅读器上",
    "online, media notPresent": "上一次看时，阅读器上没有卡",
}

REFERENCES: tuple[Reference, ...] = (
    Reference(
        scheme="sam+serial",
        title="居民身份证阅读器（串口）",
        example="sam+serial:///dev/ttyUSB0?baud=115200",
        wiring="RS-232 或 USB 转串口，115200 波特、8 位数据、无校验、1 位停止；运行用户要在 dialout 组里。建议用 /dev/serial/by-id/ 下不变的名字",
        models="按 GA 450 阅读器的公开串口协议（帧头 AA AA AA 96 69）编写；没有在实机上试过",
        options={"baud": "波特率，1200 到 3000000，默认 115200", **_OPTIONS},
        states=_STATES,
    ),
    Reference(
        scheme="sam+usb",
        title="居民身份证阅读器（USB）",
        example="sam+usb://0400:c35a",
        wiring="直接接 USB；冒号前后是 lsusb 显示的厂商号和产品号，也可以写成 sam+usb:///?vendor=0400&product=c35a。"
        '要有 udev 规则让运行用户能打开它，例如 SUBSYSTEM=="usb", ATTR{idVendor}=="0400", ATTR{idProduct}=="c35a", GROUP="plugdev"',
        models="在 USB 批量端点或 HID 报告里原样传送串口协议帧的阅读器；没有在实机上试过。厂商在外面另加一层包头的型号不支持",
        options={
            "vendor": "厂商号，四位十六进制；不写在地址里时用",
            "product": "产品号，四位十六进制；不写在地址里时用",
            "serial": "设备序列号，接了两台同型号的设备时用来区分",
            **_OPTIONS,
        },
        states=_STATES,
    ),
)
