"""Whatever comes over a barcode reader's wire: texts that are limited and printable, or nothing; bounded memory; the next code is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.barcode.code import LONGEST, acceptable
from devices.barcode.framing import PAUSE_SECONDS, Framer, Suffix, decode
from devices.barcode.key_events import EVENT, KeyDecoder, encode

PIECES = st.lists(st.tuples(st.binary(max_size=200), st.floats(0, 1)), max_size=20)


@given(pieces=PIECES, suffix=st.sampled_from(Suffix))
def test_any_bytes_in_any_pieces(pieces: list[tuple[bytes, float]], suffix: Suffix) -> None:
    framer, at = Framer(suffix), 0.0
    for data, later in pieces:
        at += later
        assert all(acceptable(text) for text in framer.feed(data, at))
    at += 2 * PAUSE_SECONDS
    framer.rest(at)
    assert not framer.waiting
    end = {Suffix.CR: b"\r", Suffix.LF: b"\n", Suffix.ETX: b"\x03"}.get(suffix, b"\r")
    heard = framer.feed(b"CODE" + (b"" if suffix is Suffix.NONE else end), at) + framer.rest(at + 1)
    assert heard == ["CODE"]


@given(
    text=st.text(st.characters(codec="gb18030", exclude_categories=("C", "Z")), min_size=1, max_size=60),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_what_was_sent_is_what_is_read(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    heard = decode(data)
    if encoding == "utf-8" or heard == text:
        assert heard == text
    else:  # GB 18030 bytes that happen to be UTF-8 as well
        assert data.decode("utf-8", errors="replace") == heard or heard is None


def test_chinese_in_both_encodings() -> None:
    for encoding in ("utf-8", "gb18030"):
        assert Framer().feed("测试样张：合成数据\r\n".encode(encoding), 0.0) == ["测试样张：合成数据"]


@pytest.mark.parametrize(("length", "heard"), [(LONGEST, 1), (LONGEST + 1, 0), (1_000_000, 0)])
def test_the_length_is_limited(length: int, heard: int) -> None:
    framer = Framer()
    assert len(framer.feed(b"A" * length + b"\r", 0.0)) == heard
    assert framer.feed(b"B\r", 0.0) == ["B"]


@pytest.mark.parametrize("payload", [b"a\x00b", b"a\x1bb", b"\xff\xff", b"a\x7fb", "a\u202eb".encode(), "a\u200bb".encode()])
def test_what_cannot_be_printed_is_refused(payload: bytes) -> None:
    framer = Framer()
    assert framer.feed(payload + b"\r", 0.0) == []
    assert framer.refused == 1


def test_stx_begins_anew_and_etx_ends() -> None:
    assert Framer().feed(b"noise\x02CODE\x03", 0.0) == ["CODE"]


@given(data=st.lists(st.binary(max_size=200), max_size=20))
def test_any_bytes_as_key_events(data: list[bytes]) -> None:
    decoder = KeyDecoder()
    for piece in data:
        assert all(acceptable(text) for text in decoder.feed(piece, 0.0))
    decoder.rest(1000.0)
    assert decoder.feed(encode("CODE-1"), 1000.0) == ["CODE-1"]


@given(events=st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 65535), st.integers(-(2**31), 2**31 - 1)), max_size=200))
def test_any_events(events: list[tuple[int, int, int]]) -> None:
    decoder = KeyDecoder()
    for kind, key, value in events:
        assert all(acceptable(text) for text in decoder.feed(EVENT.pack(0, 0, kind, key, value), 0.0))
    decoder.rest(1000.0)
    assert decoder.feed(encode("CODE"), 1000.0) == ["CODE"]


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=80))
def test_every_character_of_a_keyboard(text: str) -> None:
    assert KeyDecoder().feed(encode(text), 0.0) == [text]


def test_key_events_are_limited_too() -> None:
    decoder = KeyDecoder()
    assert decoder.feed(encode("A" * (LONGEST + 1)), 0.0) == []
    assert decoder.refused == 1
    assert decoder.feed(encode("B"), 0.0) == ["B"]
