"""What the devices are called: by citizens, who read what to do, and by staff, who read the technical names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CITIZEN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "id_reader": "读卡区",
        "smart_card": "插卡口",
        "document_camera": "扫描台",
        "face_camera": "摄像头",
        "scanner": "扫描仪",
        "barcode": "扫码口",
        "receipt_printer": "凭条打印机",
        "a4_printer": "打印机",
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
