"""What the devices are called: by citizens, who read what to do, and by staff, who read the technical names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kiosk.words import words

CITIZEN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "id_reader": words("读卡区"),
        "smart_card": words("插卡口"),
        "document_camera": words("扫描台"),
        "face_camera": words("摄像头"),
        "scanner": words("扫描仪"),
        "barcode": words("扫码口"),
        "receipt_printer": words("凭条打印机"),
        "a4_printer": words("打印机"),
    }
)
STAFF_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "id_reader": "身份证阅读器",
        "smart_card": "IC 卡读写器",
        "document_camera": "高拍仪",
        "face_camera": "人脸摄像头",
        "scanner": "扫描仪",
        "barcode": "二维码扫描器",
        "receipt_printer": "凭条打印机",
        "a4_printer": "A4 打印机",
    }
)
