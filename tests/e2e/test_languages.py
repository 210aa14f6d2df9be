"""A visit in English from the home screen to the receipt; the department still gets it in Chinese."""

from __future__ import annotations

import json

from kiosk.hub.core import open_hub
from kiosk.hub.intake import open_case
from tests.e2e.conftest import Hall


def test_a_visit_in_english_arrives_and_the_department_reads_chinese(hall: Hall) -> None:
    hall.rig.start_agent()
    (visit,) = hall.visit(hall.errand("senior_card_application", language="en"))
    assert hall.arrived(visit["receipt_no"])
    (row,) = json.loads(hall.rig.kiosk("hub", "case", "list", "--json"))["cases"]
    hub = open_hub(hall.rig.hub_home)
    try:
        record = open_case(hub, row["submission_id"]).record
    finally:
        hub.close()
    assert {consent["language"] for consent in record["consents"]} == {"en"}
    assert [material["name"] for material in record["materials"]][:2] == ["本人居民身份证", "近期照片"]
