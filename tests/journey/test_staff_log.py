"""The log on the staff screens: what happened, in words a technician reads."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.scheduler import HALL_ZONE
from kiosk.staff import log

AT = "2026-11-22T02:35:00+00:00"


@pytest.mark.parametrize(
    ("event", "details", "said"),
    [
        ("device.changed", {"device": "document_camera", "before": "online", "after": "noDevice"}, "设备变化：高拍仪 正常 → 没接上"),
        ("device.changed", {"device": "face_camera", "before": "online", "after": "online"}, "设备变化：人脸摄像头 正常"),
        (
            "staff.action",
            {"staff": "0312", "device": "id_reader", "action": "reconnect", "outcome": "passed"},
            "操作设备：身份证阅读器 重连 成功，工号 0312",
        ),
        (
            "staff.action",
            {"staff": "0312", "device": "network", "action": "test", "outcome": "failed"},
            "操作设备：网络 测一遍 没有成功，工号 0312",
        ),
        ("staff.tested", {"staff": "0312", "tested": 8, "failed": 4}, "全部自检：测了 8，没通过 4，工号 0312"),
        ("staff.daily_check", {"staff": "0312", "signature_sha256": "0" * 64, "bad": 0}, "每日检查签名：不正常 0，工号 0312"),
        ("staff.entered", {"staff": "0312"}, "工作人员进入：工号 0312"),
    ],
)
def test_an_event_is_said_in_words(event: str, details: dict[str, Any], said: str) -> None:
    assert log.words(AT, event, details, HALL_ZONE) == f"11-22 10:35 {said}"
