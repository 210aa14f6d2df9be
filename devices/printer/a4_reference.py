"""What a technician must know of the A4 printer; ``docs/devices.md`` is built from it."""

from __future__ import annotations

from devices.reference import Reference

REFERENCES: tuple[Reference, ...] = (
    Reference(
        scheme="cups",
        title="A4 打印机（CUPS/IPP）",
        example="cups:///a4",
        wiring=(
            "打印机用 USB 或网线接好，先在 CUPS 里建一个打印队列（lpadmin -p a4 -E -v 设备地址 -m everywhere），地址里写队列名。"
            "CUPS 的缓存目录必须放在内存盘，见部署说明。"
        ),
        models="凡 CUPS 能驱动的打印机（IPP Everywhere/AirPrint，或带 CUPS 驱动）；状态用语出自 RFC 8011 和 PWG 5100.9。没有在实机上试过",
        options={
            "server": "打印服务在哪里：套接字路径或 主机:端口；默认 /run/cups/cups.sock",
            "timeout": "问一次打印服务最多等几秒，0.2 到 60，默认 3",
            "confirm": "一个任务最多打多少秒，到时收回，1 到 3600，默认 120",
            "patience": "缺纸、卡纸、开盖后等几秒再收回任务，0 到 120，默认 2",
            "conf": "本机打印服务的 cups-files.conf，用来查缓存是不是在内存盘；默认 /etc/cups/cups-files.conf",
        },
        states={
            "online": "能打印",
            "online, paper low": "纸快用完了，或有一个纸盒空了：准备加纸",
            "online, paper out": "没有纸了：加 A4 纸；有的打印机要打一张样张才会改口",
            "online, paper jammed": "卡纸：打开盖板取出卡住的纸",
            "online, spool": "打印服务会把文件留在磁盘上：照部署说明改 RequestRoot、TempDir、PreserveJobFiles",
            "userError, cover-open": "盖板没有合上",
            "userError, toner-empty": "碳粉用完了：换碳粉盒",
            "userError, paused": "打印队列被暂停：在打印服务里恢复（cupsenable 队列名）",
            "userError, not-accepting": "打印队列不接收任务：在打印服务里恢复（cupsaccept 队列名）",
            "userError, ipp-0x0403": "打印服务不准本机的用户打印：检查 cupsd.conf 的权限",
            "offline, no-server": "打印服务没有运行：systemctl status cups",
            "offline, offline-report": "打印机脱机：检查电源、连接线、联机键",
            "offline, connecting-to-device": "连不上打印机：检查电源、连接线",
            "noDevice": "没有这个打印队列：lpstat -p 看有哪些",
            "hardwareError, timeout": "打印服务没有应答：重启打印服务",
            "hardwareError, other": "打印机自己报告的故障：看机身显示屏",
        },
    ),
)
