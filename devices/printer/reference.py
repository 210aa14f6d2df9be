"""What a technician must know to connect a receipt printer."""

from __future__ import annotations

from devices.reference import Reference

_OPTIONS = {
    "mode": "image 或 text，默认 image：凭条按图像打，什么字都能打。9600、19200 波特的慢速打印机用 text：按 GB 18030 文字打，"
    "打印机没有的生僻字、维吾尔文、藏文印成〓并在凭条上说明，二维码由打印机自己画",
    "cutter": "full（全切）、partial（留一点不切断，默认）或 none（没有切刀，手撕）",
    "timeout": "等一次状态应答的秒数，0.05 到 30，默认 0.5",
    "confirm": "发完以后等打印完成的秒数，0.2 到 120，默认 15",
}
_STATES = {
    "online": "可以打印",
    "online, paper low": "纸快用完了：准备换纸，还能打印",
    "online, paper out": "没有纸了：换纸，换好自动恢复",
    "online, paper unknown": "能打印，但说不出有没有纸",
    "userError": "上盖没有合上；或没有使用端口的权限；或地址写错了：说明里写着是哪一种",
    "offline": "打印机自己处于脱机状态（按机身上的联机键），或连接断开（看连接线和电源）",
    "noDevice": "没有找到这个端口、这台 USB 设备，或网络上那个地址没有应答：看接线、电源和地址",
    "deviceBusy": "端口正被另一个程序占用，说明里有程序名和进程号",
    "hardwareError, timeout": "不应答：看电源和接线",
    "hardwareError, garbage": "应答读不懂：看波特率、接线，是不是 ESC/POS 打印机",
    "hardwareError, 切刀卡住": "打开上盖清理纸屑，合上后恢复",
    "hardwareError, 打印头过热": "等它冷却，自动恢复；经常过热就检查通风",
    "hardwareError, 不可恢复的错误": "断电重启，仍不行就更换",
}
_MODELS = "按 Epson 公开的 ESC/POS 命令编写（DLE EOT 状态、GS v 0 图像、GS ( k 二维码、GS r 确认）；没有在实机上试过"

REFERENCES: tuple[Reference, ...] = (
    Reference(
        scheme="escpos+serial",
        title="凭条打印机（串口）",
        example="escpos+serial:///dev/ttyS1?baud=115200",
        wiring="RS-232 或 USB 转串口，8 位数据、无校验、1 位停止；波特率看打印机自检页。80 毫米纸，203 dpi，576 点",
        models=_MODELS,
        options={"baud": "波特率，1200 到 3000000，默认 115200", **_OPTIONS},
        states=_STATES,
    ),
    Reference(
        scheme="escpos+tcp",
        title="凭条打印机（网络）",
        example="escpos+tcp://192.0.2.10:9100",
        wiring="网线；端口不写就是 9100。打印机要设固定地址，并与终端在同一个网段。80 毫米纸，203 dpi，576 点",
        models=_MODELS,
        options=_OPTIONS,
        states=_STATES,
    ),
    Reference(
        scheme="escpos+usb",
        title="凭条打印机（USB）",
        example="escpos+usb://04b8:0202",
        wiring="直接接 USB（打印机类，批量端点）；冒号前后是 lsusb 显示的厂商号和产品号。内核的 usblp 会被请开，用完还给它。"
        "要有 udev 规则让运行用户能打开它",
        models=_MODELS,
        options={
            "vendor": "厂商号，四位十六进制；不写在地址里时用",
            "product": "产品号，四位十六进制；不写在地址里时用",
            "serial": "设备序列号，接了两台同型号的设备时用来区分",
            **_OPTIONS,
        },
        states=_STATES,
    ),
)
