"""The rows of the matrix, one module a family of devices where a table grows long."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults import rows_cards_papers, rows_scan
from tests.faults.matrix import Fault

ONLINE = "online"

OPTIONS: Mapping[str, str] = {
    "id_reader": "?timeout=0.3",
    "document_camera": "?frozen_after=0.6&stalled_after=0.8",
    "face_camera": "?frozen_after=0.6&stalled_after=0.8",
    "receipt_printer": "?timeout=0.2&confirm=2",
    **rows_scan.SCAN_OPTIONS,
    **rows_cards_papers.OPTIONS,
}

ID_READER = (
    Fault("id_reader", "absent", "noDevice", ("unplug",), ("plug",), absent=True),
    Fault("id_reader", "unplugged idle", "noDevice", ("unplug",), ("plug",)),
    Fault("id_reader", "unplugged mid-command", "noDevice", ("unplug",), ("plug",), under_way="card"),
    Fault("id_reader", "frozen", "hardwareError", ("silent on",), ("silent off",)),
    Fault("id_reader", "frozen mid-command", "hardwareError", ("silent on",), ("silent off",), under_way="card"),
    Fault("id_reader", "garbage", "hardwareError", ("garbage on",), ("garbage off",)),
    Fault("id_reader", "damaged answers", "hardwareError", ("checksum on",), ("checksum off",)),
    Fault("id_reader", "busy elsewhere", "deviceBusy", (), (), busy=True),
    Fault("id_reader", "slow", "hardwareError", ("slow 900",), ("slow 0",)),
    Fault("id_reader", "self-test failed", "hardwareError", ("self-test-failed on",), ("self-test-failed off",)),
    Fault("id_reader", "not authorised", "hardwareError", ("unauthorised on",), ("unauthorised off",)),
    Fault("id_reader", "reset by itself", "online", ("reset", "put elderly"), ("take",), under_way="card"),
    Fault("id_reader", "card pulled mid-read", "online", ("pull-mid-read", "put elderly"), ("take",), under_way="card"),
)

CAMERAS = tuple(
    fault
    for name, act, scene in (("document_camera", "page", ("page contract",)), ("face_camera", "portrait", ("show person",)))
    for fault in (
        Fault(name, "absent", "noDevice", ("unplug",), ("plug",), absent=True),
        Fault(name, "unplugged idle", "noDevice", ("unplug",), ("plug",)),
        Fault(name, "unplugged mid-command", "noDevice", ("unplug",), ("plug",), under_way=act, before=scene),
        Fault(name, "frozen", "online, optics inoperative", ("freeze on",), ("freeze off",), under_way=act, before=scene),
        Fault(name, "stalled", "online, optics inoperative", ("stall on",), ("stall off",), under_way=act, before=scene),
        Fault(name, "black", "online, optics inoperative", ("black on",), ("black off",), under_way=act, before=scene),
        Fault(name, "garbage", "online, optics inoperative", ("garbage on",), ("garbage off",), under_way=act, before=scene),
    )
)

RECEIPT_PRINTER = (
    Fault("receipt_printer", "absent", "noDevice", ("unplug",), ("plug",), absent=True),
    Fault("receipt_printer", "unplugged idle", "noDevice", ("unplug",), ("plug",)),
    Fault("receipt_printer", "unplugged mid-command", "noDevice", ("unplug",), ("plug",), under_way="slip"),
    Fault("receipt_printer", "frozen", "hardwareError", ("silent on",), ("silent off",)),
    Fault("receipt_printer", "frozen mid-command", "hardwareError", ("silent on",), ("silent off",), under_way="slip"),
    Fault("receipt_printer", "garbage", "hardwareError", ("garbage on",), ("garbage off",)),
    Fault("receipt_printer", "busy elsewhere", "deviceBusy", (), (), busy=True),
    Fault("receipt_printer", "paper low", "online, paper low", ("paper low",), ("paper full",)),
    Fault("receipt_printer", "paper out", "online, paper out", ("paper out",), ("paper full",)),
    Fault("receipt_printer", "paper out mid-command", "online, paper out", ("out-after 4000",), ("paper full",), under_way="slip"),
    Fault("receipt_printer", "slow", "hardwareError", ("slow 900",), ("slow 0",)),
    Fault("receipt_printer", "head overheated", "hardwareError", ("hot on",), ("hot off",)),
    Fault("receipt_printer", "head overheated mid-command", "hardwareError", ("hot on",), ("hot off",), under_way="slip"),
    Fault("receipt_printer", "cutter jammed", "hardwareError", ("cutter-jam on",), ("cutter-jam off",)),
    Fault("receipt_printer", "cutter jammed mid-command", "hardwareError", ("cutter-jam on",), ("cutter-jam off",), under_way="slip"),
    Fault("receipt_printer", "cover open", "userError", ("cover open",), ("cover closed",)),
    Fault("receipt_printer", "cover open mid-command", "userError", ("cover open",), ("cover closed",), under_way="slip"),
)

ROWS = (
    *ID_READER,
    *rows_cards_papers.SMART_CARD,
    *CAMERAS,
    *rows_scan.SCANNER,
    *rows_scan.BARCODE,
    *RECEIPT_PRINTER,
    *rows_cards_papers.A4_PRINTER,
)
