"""Fixed moments of staff mode: devices and faults as a hall has them. The names, numbers and times are made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from io import BytesIO

from kiosk.staff import views
from kiosk.staff.views import Action, DailyItem, DeviceDetail, DeviceRow, Hop, Level, Tile

AT = datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8)))

CAMERA = DeviceRow("document_camera", "高拍仪", Level.FAULT, "故障", "掉线 21:03，重连 6 次未成功", Action.RECONNECT)
PAPER = DeviceRow("receipt_printer", "凭条打印机", Level.WARNING, "将用完", "纸约剩 40 张", Action.NEW_ROLL)
READER = DeviceRow("id_reader", "身份证阅读器", Level.GOOD, "正常", "SAM 串口 · 今日读卡 214 次，失败 2", Action.SELF_TEST)
FACE = DeviceRow("face_camera", "人脸摄像头", Level.GOOD, "正常", "1920×1080 · 29.8 帧/秒", Action.PREVIEW)
A4 = DeviceRow("a4_printer", "A4 打印机", Level.GOOD, "正常", "网络打印 · 纸盒满 · 碳粉 62%", Action.SAMPLE)
CODE = DeviceRow("barcode", "二维码扫描器", Level.GOOD, "正常", "上次扫码 22:31", Action.SELF_TEST)
CARDS = DeviceRow("smart_card", "IC 卡读写器", Level.GOOD, "正常", "PC/SC · 今日 31 次", Action.READ_CARD)
SCANNER = DeviceRow("scanner", "扫描仪", Level.GOOD, "正常", "自动进纸 · 300 dpi", Action.SCAN_PAGE)
HUB_SILENT = DeviceRow("network", "网络", Level.FAULT, "故障", "网线通、域名通、证书正常；市级平台无应答", Action.TEST_NETWORK)
NETWORK = DeviceRow("network", "网络", Level.GOOD, "正常", "市级平台应答 38 毫秒 · 时钟差 0.3 秒", Action.TEST_NETWORK)

USUAL = (CAMERA, PAPER, READER, FACE, A4, CODE, HUB_SILENT)
TILES = (
    Tile("待上传", "3 件 · 最早 22:40", "每隔 1 分钟左右自动重试"),
    Tile("事项配置", "2026.11.20-2", "签名有效 · 可回到上一版"),
    Tile("磁盘已用 / 内存", "38% / 312 MB", "时钟偏差 +0.3 秒"),
    Tile("近 24 小时", "提交 186 · 离开 9", "平均 3 分 52 秒"),
)
BAD_TILES = (
    Tile("待上传", "1,204 件 · 最早 11月18日 08:15", "市级平台无应答，每隔 15 分钟左右自动重试", Level.FAULT),
    TILES[1],
    Tile("磁盘已用 / 内存", "97% / 1,312 MB", "磁盘快满了，请导出日志后清理", Level.WARNING),
    TILES[3],
)

LONG = "打开失败：设备 /dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0 正被进程 4711（gdzx-daemon）占用，请停掉它再点“重连”"
WRONG = (
    DeviceRow("id_reader", "身份证阅读器", Level.FAULT, "被占用", LONG, Action.RECONNECT),
    replace(CAMERA, tag="画面不动", line="画面 3 分钟没有变化，重新打开 2 次仍不动；拔插摄像头的 USB 线"),
    DeviceRow(
        "face_camera", "人脸摄像头", Level.FAULT, "没接上", "配置的 /dev/v4l/by-id/usb-Example_Cam-video-index0 不存在", Action.RECONNECT
    ),
    DeviceRow("receipt_printer", "凭条打印机", Level.FAULT, "上盖开着", "上盖没有合好，合上后自动恢复；纸约剩 12 张", Action.SAMPLE),
    DeviceRow("a4_printer", "A4 打印机", Level.FAULT, "卡纸", "打印机报告 media-jam-error：打开后盖取出卡住的纸", Action.SAMPLE),
    DeviceRow("scanner", "扫描仪", Level.WARNING, "在忙", "正在扫第 3 页", None),
    CARDS,
    CODE,
    HUB_SILENT,
)


def camera_lost() -> DeviceDetail:
    """The document camera, unplugged."""
    history = (
        (AT - timedelta(minutes=104), "正常 → 掉线：读画面 3 秒没有回音"),
        (AT - timedelta(hours=9), "启动中 → 正常"),
        (AT - timedelta(hours=9, seconds=2), "未启动 → 启动中"),
    )
    facts = (("型号", "USB 摄像头，V4L2"), ("像素", "3264×2448"), ("状态", "OFFLINE"), ("重连", "6 次，下次 12 秒后"))
    counters = (("用过", "1,208 次"), ("失败", "14 次"), ("其中掉线", "9 次"), ("其中画面不动", "5 次"), ("最后一次正常", "今天 21:02"))
    actions = (Action.RECONNECT, Action.SELF_TEST, Action.PREVIEW)
    return DeviceDetail(CAMERA, "v4l2:///dev/v4l/by-id/usb-Example_DocCam-video-index0", facts, counters, history, actions)


def printer(**more: object) -> DeviceDetail:
    """The receipt printer with little paper."""
    facts = (("命令集", "ESC/POS，点阵 576"), ("纸", "快没了"), ("上盖", "合上"), ("打印头温度", "正常"))
    counters = (("打过", "3,410 张"), ("失败", "2 张"), ("这卷纸已用", "38.2 米"), ("一共打过", "512.9 米"))
    history = ((AT - timedelta(minutes=20), "正常 → 纸快没了"),)
    detail = DeviceDetail(PAPER, "escpos+serial:///dev/ttyS1", facts, counters, history, (Action.NEW_ROLL, Action.SELF_TEST, Action.SAMPLE))
    return replace(detail, **more)  # type: ignore[arg-type]


def reader(**more: object) -> DeviceDetail:
    """The card reader that another process holds."""
    detail = DeviceDetail(WRONG[0], "sam+serial:///dev/ttyUSB0", (), (), (), (Action.RECONNECT, Action.SELF_TEST, Action.READ_CARD))
    return replace(detail, **more)  # type: ignore[arg-type]


def face() -> views.LivePicture:
    """A live picture of nobody."""
    import numpy as np
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1280, 720), "#8d99a6")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((540, 160, 740, 420), fill="#d9b59a")
    pen.rectangle((440, 460, 840, 720), fill="#45617f")
    return views.LivePicture(1, np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]), "1920×1080 · 29.8 帧/秒")


def run(done: int, *, report: bool = False) -> views.TestRun:
    """All self-tests, so many of them over."""
    results = (
        views.TestRow("身份证阅读器", Level.GOOD, "找卡 12 毫秒，SAM 回应正常"),
        views.TestRow("高拍仪", Level.FAULT, "打不开：掉线 21:03，重连 6 次未成功"),
        views.TestRow("人脸摄像头", Level.GOOD, "1920×1080，29.8 帧/秒"),
        views.TestRow("凭条打印机", Level.WARNING, "纸约剩 40 张"),
        views.TestRow("网络", Level.GOOD, "市级平台应答 38 毫秒"),
    )
    rows = tuple(row if index < done else views.TestRow(row.label, Level.WAITING, "") for index, row in enumerate(results))
    kept = "报告已存在本机，编号 261121-2247；凭条打印机已打出" if report else ""
    return views.TestRun(rows, done, report_png() if report else None, kept)


def report_png() -> bytes:
    """A page with lines on it, in place of the report that typst sets."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (620, 877), "#ffffff")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 360, 84), fill="#222222")
    for row in range(16):
        pen.rectangle((60, 140 + row * 40, 540 - (row * 53) % 200, 150 + row * 40), fill="#777777")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


HOPS = (
    Hop("网线", True, "eth0 已连接，1000 Mb/s"),
    Hop("域名", True, "hub.example.gov 查到 1 个地址，12 毫秒"),
    Hop("证书", True, "TLS 1.3，证书还有 214 天"),
    Hop("市级平台", True, "应答 38 毫秒"),
    Hop("时钟", True, "和平台差 0.3 秒"),
)
BROKEN_HOPS = (*HOPS[:3], Hop("市级平台", False, "等了 10 秒没有应答；市级平台可能在停机，先不用管本机"), Hop("时钟", None, ""))
MEASURING = (HOPS[0], HOPS[1], *(Hop(label, None, "") for label in ("证书", "市级平台", "时钟")))

DAILY = (
    DailyItem("devices", "设备都正常", False, "高拍仪掉线", measured=True),
    DailyItem("network", "网络通", True, "应答 38 毫秒", measured=True),
    DailyItem("paper", "凭条纸够用", None, "这卷还剩约 40 张"),
    DailyItem("glass", "屏幕、扫描台、读卡区干净", None),
    DailyItem("leftover", "没有落下的身份证和纸张", None),
    DailyItem("privacy", "遮挡板完好，旁人看不到屏幕", None),
)


def daily(*answers: bool, signed: str = "") -> views.DailyCheck:
    """The daily check with the first questions answered so."""
    given = iter(answers)
    items = tuple(item if item.measured else replace(item, good=next(given, None)) for item in DAILY)
    return views.DailyCheck(items, signed)


LOG = (
    "22:46 技术员 0312 用动态码登录",
    "22:40 高拍仪：重连没有成功（第 6 次）",
    "22:31 二维码扫描器：正常",
    "22:27 凭条打印机：正常 → 纸快没了",
    "21:03 高拍仪：正常 → 掉线，读画面 3 秒没有回音",
    "20:55 一件申请已提交，等待上传",
    "20:12 网络：市级平台无应答，改为稍后上传，已经排队 3 件，最早一件 22:40",
    "08:00 每日检查已签名：技术员 0312",
)
