"""Papers to set: synthetic people, and the longest texts a matter may have."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone

from config.matter import LateConsequence
from kiosk.paper_data import CONSEQUENCES, FormData, FormSection, OwedMaterial, ReceiptData, ReceivedMaterial, Row

CHINA = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 21, 22, 47, tzinfo=CHINA)
RARE = "䶮㛃𠮷𬭊㙓䲟"
SIGNATURE: list[list[tuple[float, float]]] = [[(x, 20 * math.sin(x / 7) + 40) for x in range(0, 120, 3)], [(60, 0), (60, 90)], [(20, 10)]]


def receipt(**changes: object) -> ReceiptData:
    values: dict[str, object] = {
        "receipt_no": "JB0147-261121-0047-6",
        "query_code": "K7PMXQ2R",
        "received_at": AT,
        "terminal_id": "JB0147",
        "hall": "江北区政务服务中心",
        "matter_name": "住房公积金租房提取",
        "authority_short": "市公积金中心",
        "authority_phone": "12329",
        "hotline": "12345",
        "surname_masked": "合＊＊",
        "materials": (ReceivedMaterial("本人居民身份证", "读卡核对"), ReceivedMaterial("结婚证", "免交")),
        "owed": (OwedMaterial("租赁合同", "11月27日（周五）", CONSEQUENCES[LateConsequence.DEEMED_WITHDRAWN]),),
    }
    return ReceiptData(**{**values, **changes})  # type: ignore[arg-type]


WINDOW = ("11月23日（周一） 09:00–10:00", "江北区政务服务中心", "排队号 Y001", "带上身份证，只看一眼")


def longest_receipt() -> ReceiptData:
    """Every text as long as lint lets it be, and longer where nothing bounds it."""
    return receipt(
        receipt_no="ABCDEFGHIJ12-261121-9999-Z",
        hall="测试市样例区综合政务服务中心二十四小时自助服务区（合成）",
        matter_name="名" * 24,
        authority_short="部" * 10,
        authority_phone="0574-12345678",
        surname_masked="合" + "＊" * 20,
        materials=tuple(ReceivedMaterial("材" * 12, "免交，查住房和城乡建设部门数据") for _ in range(12)),
        owed=tuple(OwedMaterial("补" * 12, "12月30日（周三）", CONSEQUENCES[LateConsequence.ACCEPTANCE_REVOKED]) for _ in range(3)),
        window=(WINDOW[0], "测试市样例区综合政务服务中心二十四小时自助服务区（合成）", *WINDOW[2:]),
    )


def form(**changes: object) -> FormData:
    values: dict[str, object] = {
        "matter_name": "住房公积金租房提取",
        "matter_code": "12330299MB000007X73332038002000",
        "matter_version": "1.0.0",
        "authority": "市住房公积金管理中心",
        "hall": "江北区政务服务中心",
        "terminal_id": "JB0147",
        "prepared_at": AT,
        "applicant": (Row("姓名", f"合成{RARE}"), Row("公民身份号码", "330299199003072510")),
        "sections": (FormSection("租金和提取", (Row("每月租金", "2,500.00 元"), Row("想提取多少钱", "7,500.00 元（柒仟伍佰元整）"))),),
        "materials": (Row("租赁合同", "以后补交，最晚 11月27日（周五）"),),
        "declarations": ("我家在本市没有自有住房",),
    }
    return FormData(**{**values, **changes})  # type: ignore[arg-type]
