"""The one redactor."""

from __future__ import annotations

import io
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.redact import RedactingFormatter, mask_name, mask_number, redact, redact_value
from tests.queue.support import ADDRESS, NAME, NUMBER


@pytest.mark.parametrize(
    "number",
    ["330299199003072510", "33029919900307251X", "33029919900307251x", "330299 19900307 2510", "6222021234567890123", "6222 0212 3456 7890",
     "13800000000", "138 0000 0000", "+86 13800000000", "933840197504120012", "H12345678", "CHN310000000000"],
)  # fmt: skip
def test_numbers_of_people_are_masked_wherever_they_stand(number: str) -> None:
    for text in (number, f"读卡失败：{number}，请重试", f'{{"x": "{number}"}}', f"({number})", f"{number}\n"):
        assert number not in redact(text)


@pytest.mark.parametrize(
    "text",
    ["JB0147-261121-0047-6", "11330299MB000001X4442000000001202611210001", "541dcba3-3b06-4643-9133-da2462bc52df",
     "2026-11-21T22:47:00+08:00", "98434b62" * 8, "12345",
     "0571-12345678", "port 35963", "1795301220.5"],
)  # fmt: skip
def test_what_staff_need_passes(text: str) -> None:
    assert redact(text) == text


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), st.text(max_size=20), st.text(max_size=20))
def test_identity_number_never_survives(number: str, before: str, after: str) -> None:
    text = f"{before} {number} {after}"
    assert number not in redact(text)


def test_values_without_a_shape_are_masked_by_their_key() -> None:
    personal = {
        "applicant": {"name": NAME},
        "receipt_no": "T0000-261121-0001-W",
        "rows": [{"home_address": ADDRESS, "size": 7}],
        "photo": b"x",
        "id": int(NUMBER),
    }
    shown = redact_value(personal)
    assert shown["receipt_no"] == "T0000-261121-0001-W"
    assert shown["rows"][0]["size"] == 7
    assert NAME not in str(shown)
    assert ADDRESS not in str(shown)
    assert NUMBER not in str(shown)


def test_masks_for_screens_and_slips() -> None:
    assert mask_number("330299199003072510") == "330***********2510"
    assert mask_number("1234567890") == "**********"
    assert (mask_name("测试"), mask_name("合成测试甲"), mask_name("测"), mask_name("")) == ("测＊", "合＊＊", "测＊", "")


def test_log_lines_and_tracebacks_are_redacted() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("%(message)s"))
    log = logging.getLogger("tests.redact")
    log.propagate = False
    log.addHandler(handler)
    try:
        raise ValueError(f"cannot read {NUMBER}")
    except ValueError:
        log.exception("card %s", NUMBER)
    assert "Traceback" in stream.getvalue()
    assert NUMBER not in stream.getvalue()
