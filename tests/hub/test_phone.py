"""Photographs from a citizen's phone: one phone, five minutes, gone when the terminal has them."""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator
from html import unescape
from importlib.resources import files

import pytest
import requests
from PIL import Image

from kiosk.hub import phone_uploads
from kiosk.hub.phone_words import CHINESE, IN_ENGLISH
from kiosk.hub_live import HubLive, PhoneSession, PhoneState
from tests.hub.support import Bench, serving


def _jpeg(colour: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def _bomb() -> bytes:
    """A small PNG that claims 4 gigapixels."""
    head = struct.pack(">IIBBBBB", 65535, 65535, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + bytes(16)


@pytest.fixture
def live(desk: Bench) -> Iterator[HubLive]:
    with serving(desk.hub) as url:
        client = HubLive(desk.at(url))
        yield client
        client.close()


def _open(live: HubLive) -> PhoneSession:
    session = live.open_phone()
    assert isinstance(session, PhoneSession)
    return session


def test_photos_go_from_phone_to_terminal_and_nothing_stays(live: HubLive, desk: Bench) -> None:
    session = _open(live)
    phone = requests.Session()
    page = phone.get(session.url, timeout=120)
    assert page.status_code == 200
    assert "选照片或拍照" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    photos = [_jpeg("teal"), _jpeg("navy")]
    for number, photo in enumerate(photos, 1):
        answer = phone.post(f"{session.url}/photos", data=photo, timeout=120)
        assert (answer.status_code, answer.json()) == (201, {"photos": number})
    assert live.phone_state(session.id) == PhoneState(opened=True, finished=False, photos=2)
    assert not any(photos[0] in path.read_bytes() for path in desk.home.rglob("*.age")), "they lie sealed"
    assert phone.post(f"{session.url}/done", timeout=120).status_code == 204
    assert live.phone_photos(session.id, 2) == tuple(photos)
    assert not list(desk.home.rglob("phone/*"))
    assert phone.get(session.url, timeout=120).status_code == 410


def test_address_works_for_one_phone_only(live: HubLive) -> None:
    session = _open(live)
    first = requests.Session()
    assert first.get(session.url, timeout=120).status_code == 200
    assert first.get(session.url, timeout=120).status_code == 200, "the same phone may come back"
    second = requests.get(session.url, timeout=120)
    assert second.status_code == 410
    assert "请在终端上重新扫码" in second.text
    assert requests.post(f"{session.url}/photos", data=_jpeg(), timeout=120).status_code == 410


def test_address_ends_after_five_minutes_and_what_nobody_fetched_is_removed(live: HubLive, desk: Bench) -> None:
    session = _open(live)
    phone = requests.Session()
    phone.get(session.url, timeout=120)
    phone.post(f"{session.url}/photos", data=_jpeg(), timeout=120)
    desk.clock.forward(minutes=5)
    assert phone.get(session.url, timeout=120).status_code == 410
    assert phone.post(f"{session.url}/photos", data=_jpeg(), timeout=120).status_code == 410
    phone_uploads.drop_expired(desk.hub)
    assert not list(desk.home.rglob("phone/*"))


@pytest.mark.parametrize(
    ("data", "status"),
    [(b"", 415), (b"MZ" + bytes(100), 415), (b"\xff\xd8\xff" + bytes(50), 415), (_bomb(), 415), (b"\xff" * 13_000_000, 413)],
    ids=["nothing", "a program", "a broken picture", "a bomb", "too large"],
)
def test_what_is_no_photo_is_refused(live: HubLive, data: bytes, status: int) -> None:
    session = _open(live)
    phone = requests.Session()
    phone.get(session.url, timeout=120)
    assert phone.post(f"{session.url}/photos", data=data, timeout=120).status_code == status
    state = live.phone_state(session.id)
    assert isinstance(state, PhoneState) and state.photos == 0


def _page(phone: requests.Session, url: str, **headers: str) -> str:
    return phone.get(url, timeout=10, headers=headers).text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "said"),
    [
        ("?lang=en&large=0", "zh-CN", "en", "Choose or take photos"),
        ("", "en-GB,en;q=0.9,zh;q=0.8", "en", "Choose or take photos"),
        ("", "zh-TW,zh;q=0.9", "zh-Hant", "選照片或拍照"),
        ("?lang=ug", "fr", "zh-CN", "选照片或拍照"),
        ("", "*", "zh-CN", "选照片或拍照"),
    ],
)
def test_the_page_speaks_the_language_of_the_terminal_else_of_the_phone(
    live: HubLive, query: str, accepted: str, language: str, said: str
) -> None:
    text = _page(requests.Session(), _open(live).url + query, **{"Accept-Language": accepted})
    assert f'<html lang="{language}"' in text
    assert said in text


def test_english_and_large_text_are_a_touch_away_and_lose_nothing(live: HubLive) -> None:
    session = _open(live)
    phone = requests.Session()
    first = _page(phone, session.url)
    assert 'class="usual"' in first
    phone.post(f"{session.url}/photos", data=_jpeg(), timeout=10)
    links = [unescape(link) for link in re.findall(r'<a href="([^"]*)"', first)]
    assert {"?lang=en&large=0", "?lang=zh_CN&large=1"} <= set(links)
    english = _page(phone, session.url + "?lang=en&large=1")
    assert 'class="large"' in english
    assert 'data-sent="1"' in english, "who sent one may still say that these are all"
    assert "Photos sent: 1." in english
    assert not re.search("[\u4e00-\u9fff]", english.replace("简体中文", "").replace("繁體中文", ""))


def test_a_page_that_no_longer_works_says_so_in_the_same_language(live: HubLive) -> None:
    session = _open(live)
    requests.get(session.url, timeout=10)
    other = requests.get(session.url + "?lang=en&large=1", timeout=10)
    assert other.status_code == 410
    assert "no longer works" in other.text
    assert 'type="file"' not in other.text


def test_every_text_of_the_page_has_its_translation() -> None:
    assert IN_ENGLISH.keys() == CHINESE.keys()
    assert not re.search("[\u4e00-\u9fff]", "".join(IN_ENGLISH.values()))
    assert {text.count("{}") for text in CHINESE.values()} == {0, 1}
    assert all(text.count("{}") == IN_ENGLISH[key].count("{}") for key, text in CHINESE.items())
    used = set(re.findall(r"words\.(\w+)", (files("kiosk.hub") / "phone_page.html").read_text("utf-8")))
    assert used <= CHINESE.keys()


def test_guessed_address_leads_nowhere(live: HubLive) -> None:
    base = _open(live).url.rpartition("/")[0]
    assert requests.get(f"{base}/{'A' * 32}", timeout=120).status_code == 410
    assert requests.get(f"{base}/..%2f..%2fhub.db", timeout=120).status_code in (404, 410)
