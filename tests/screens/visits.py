"""Visits that stand somewhere, and what lies on their way: a page, a live picture, a receipt. All persons are synthetic."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from msgspec import structs

from config.matter import CaseType, Field, FieldType, Page
from devices.printer.outcome import PrintOutcome
from kiosk import journey
from kiosk.applicant import Applicant
from kiosk.desk import SAY, Preview
from kiosk.journey import Place, Step, Visit
from kiosk.receipt import SENTENCES as PRINT_SENTENCES
from kiosk.receipt import Printing, Receipt
from kiosk.submission import owed
from kiosk.words import words
from tests.screens.session_snapshot import CATALOGUE, HOLIDAYS, NOW

FUND = next(matter for matter in CATALOGUE.matters if "housing_fund" in matter.themes)
SENIOR = next(matter for matter in CATALOGUE.matters if "elderly" in matter.themes)
PROPERTY = next(matter for matter in CATALOGUE.matters if matter.service == "property_records")
NUMBERS = count(1)
ADDRESS = "浙江省示例市示例区测试路100号测试小区12幢3单元201室"


def person(number: str = "330299199003072510", name: str = "合成测试乙", birth: date = date(1990, 3, 7)) -> Applicant:
    """A synthetic applicant."""
    return Applicant("resident", name, "男", "汉", birth, ADDRESS, number, "示例市公安局", date(2020, 1, 1), None)


ELDERLY = person("330299195801010025", "合成测试甲", date(1958, 1, 1))


def at(visit: Visit, step: Step, item: str = "") -> Visit:
    """``visit`` standing at a place."""
    return replace(visit, place=Place(step, item))


def rent(*, married: bool = True) -> Visit:
    """A withdrawal for rent, everything filled."""
    visit = journey.identified(journey.begin(FUND), person(), NOW.date())
    filled = {
        "marriage": "married" if married else "single",
        "spouse_name": "合成测试甲",
        "spouse_id_number": "330299199105080028",
        "address": ADDRESS,
        "area": "330205",
    }
    filled |= {
        "monthly_rent": "2800",
        "months": "3",
        "amount": "8400",
        "cycle": "once",
        "phone": "13800000000",
        "bank_card": "6222020000000000000",
    }
    for name, value in filled.items():
        visit = journey.enter(visit, name, value)
    return visit


def card(*, filled: bool = True) -> Visit:
    """An application for the card of the elderly."""
    visit = journey.identified(journey.begin(SENIOR), ELDERLY, NOW.date())
    if filled:
        for name, value in {"phone": "13800000000", "hukou_local": "yes", "photo_from": "camera", "delivery": "courier"}.items():
            visit = journey.enter(visit, name, value)
    return visit


def certificate() -> Visit:
    """A matter that a department answers at once."""
    matter = structs.replace(SENIOR, short_name="社保参保证明", case_type=CaseType.INSTANT, service="social_insurance", delivery=[])
    return journey.identified(journey.begin(matter), ELDERLY, NOW.date())


def company() -> Visit:
    """A matter that asks for a company by name and credit code."""
    fields = [
        Field(id="unit_name", label="单位名称", type=FieldType.TEXT, hint="照营业执照写全"),
        Field(id="unit_code", label="统一社会信用代码", type=FieldType.CREDIT_CODE, hint="营业执照右上角的 18 位"),
        Field(id="unit_address", label="单位地址", type=FieldType.TEXT, prefill="card.address", required=False),
    ]
    matter = structs.replace(FUND, materials=[], computed=[], checks=[], form=[Page(id="company", title="您在哪家单位？", fields=fields)])
    return journey.identified(journey.begin(matter), person(), NOW.date())


def page_jpeg(words: str) -> bytes:
    """A sheet of paper with a few lines."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1240, 1754), "#f8f6f0")
    pen = ImageDraw.Draw(picture)
    for row in range(14):
        pen.rectangle((140, 200 + row * 90, 1100 - (row * 97) % 300, 212 + row * 90), fill="#777777")
    pen.text((140, 120), words, fill="#222222")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def portrait_jpeg() -> bytes:
    """The photo that becomes of the live picture of a face."""
    from devices.document_camera.page import to_jpeg
    from kiosk.desk import portrait_of

    return to_jpeg(portrait_of(desk(portrait=True).frame))


def desk(*, page: bool = True, portrait: bool = False) -> Preview:
    """A live picture of a page on a dark desk, or of a face."""
    import numpy as np
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 720), "#39424d")
    pen = ImageDraw.Draw(picture)
    corners = ((250.0, 70.0), (640.0, 40.0), (700.0, 640.0), (280.0, 670.0))
    if portrait:
        pen.ellipse((330, 140, 630, 520), fill="#d9b59a")
        pen.rectangle((230, 560, 730, 720), fill="#45617f")
    elif page:
        pen.polygon(corners, fill="#f5f3ec")
        for row in range(8):
            pen.line((320, 160 + row * 55, 590 + row * 3, 150 + row * 55), fill="#8a8a8a", width=5)
    frame = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    if portrait:
        return Preview(next(NUMBERS), frame, None, True, words("脸放在框里，看着镜头"))
    return Preview(next(NUMBERS), frame, corners if page else None, page, SAY["ok"] if page else SAY["nothing_there"])


def received(printing: Printing = Printing.PRINTED, *, owes: bool = True, **more: Any) -> Receipt:
    """A receipt on the last screen."""
    visit = journey.defer(rent(), "lease") if owes else rent()
    sentence = {
        Printing.PRINTING: words("正在打印收件凭条…"),
        Printing.PRINTED: PRINT_SENTENCES[PrintOutcome.PRINTED],
        Printing.FAILED: PRINT_SENTENCES[PrintOutcome.PAPER_OUT],
    }[printing]
    missing = owed(visit, NOW.date(), HOLIDAYS)
    return Receipt("JB0147-261121-0047-6", "K7M2Q9XA", NOW, "市公积金中心", missing, printing, sentence, **more)
