"""Whatever bytes come from an ID reader, in whatever pieces: a right answer is understood, a wrong one is named, nothing else happens."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.frame import (
    MAX_LENGTH,
    PREAMBLE,
    Answer,
    AnswerDecoder,
    Code,
    FrameError,
    FrameFault,
    Request,
    appended_address,
    encode_answer,
    encode_request,
    sam_number,
    split_reading,
)


def decoded(decoder: AnswerDecoder, data: bytes, cuts: list[int]) -> Answer | None:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    answer = None
    for start, end in pairwise(edges):
        answer = decoder.feed(data[start:end]) or answer
    return answer


def test_the_requests_are_those_readers_in_the_field_expect() -> None:
    assert encode_request(Request.FIND).hex() == "aaaaaa96690003200122"
    assert encode_request(Request.SELECT).hex() == "aaaaaa96690003200221"
    assert encode_request(Request.READ).hex() == "aaaaaa96690003300132"


@given(st.integers(0, 255), st.binary(max_size=1300), st.lists(st.integers(0, 4000), max_size=6))
def test_an_answer_in_any_pieces_is_the_same_answer(code: int, data: bytes, cuts: list[int]) -> None:
    assert decoded(AnswerDecoder(), encode_answer(code, data), cuts) == Answer((0, 0, code), data)


@given(st.binary(max_size=200).filter(lambda noise: b"\xaa" not in noise), st.binary(max_size=64))
def test_noise_before_an_answer_is_skipped(noise: bytes, data: bytes) -> None:
    assert AnswerDecoder().feed(noise + encode_answer(Code.DONE, data)) == Answer((0, 0, Code.DONE), data)


@given(st.binary(max_size=300), st.integers(min_value=7), st.integers(1, 255))
def test_any_damaged_byte_is_noticed(data: bytes, place: int, damage: int) -> None:
    frame = bytearray(encode_answer(Code.DONE, data))
    place = 7 + place % (len(frame) - 7)
    frame[place] ^= damage
    with pytest.raises(FrameError) as caught:
        AnswerDecoder().feed(bytes(frame))
    assert caught.value.fault is FrameFault.CHECKSUM


@given(st.lists(st.binary(max_size=600), max_size=30))
def test_random_bytes_neither_hang_nor_pile_up(pieces: list[bytes]) -> None:
    decoder = AnswerDecoder()
    for piece in pieces:
        try:
            decoder.feed(piece)
        except FrameError:
            decoder = AnswerDecoder()
        assert len(decoder._buffer) <= MAX_LENGTH + len(PREAMBLE) + 2 + 600


@pytest.mark.parametrize("length", [0, 1, 3, MAX_LENGTH + 1, 0xFFFF])
def test_an_impossible_length_is_not_waited_for(length: int) -> None:
    with pytest.raises(FrameError) as caught:
        AnswerDecoder().feed(PREAMBLE + length.to_bytes(2, "big") + bytes(8))
    assert caught.value.fault is FrameFault.LENGTH


def test_endless_garbage_is_given_up() -> None:
    with pytest.raises(FrameError) as caught:
        AnswerDecoder().feed(b"\x55" * (MAX_LENGTH + 10))
    assert caught.value.fault is FrameFault.GARBAGE


@given(st.binary(max_size=2400), st.booleans())
def test_lengths_that_do_not_add_up_are_refused(data: bytes, with_fingerprint: bool) -> None:
    try:
        reading = split_reading(data, with_fingerprint=with_fingerprint)
    except FrameError:
        return
    assert len(reading.text) == 256 and len(reading.photo) <= 1024 and len(reading.fingerprint) in (0, 512, 1024)
    assert data.endswith(reading.text + reading.photo + reading.fingerprint)


@given(st.binary(min_size=256, max_size=256), st.binary(max_size=1024), st.sampled_from([0, 512, 1024]))
def test_a_reading_is_taken_apart_where_its_lengths_say(text: bytes, photo: bytes, finger: int) -> None:
    lengths = b"\x01\x00" + len(photo).to_bytes(2, "big")
    plain = split_reading(lengths + text + photo)
    assert (plain.text, plain.photo, plain.fingerprint) == (text, photo, b"")
    full = split_reading(lengths + finger.to_bytes(2, "big") + text + photo + b"f" * finger, with_fingerprint=True)
    assert (full.text, full.photo, full.fingerprint) == (text, photo, b"f" * finger)
    assert repr(full) == "Reading()"


@pytest.mark.parametrize("finger", [1, 256, 2048])
def test_a_fingerprint_of_another_length_is_none(finger: int) -> None:
    with pytest.raises(FrameError):
        split_reading(b"\x01\x00\x04\x00" + finger.to_bytes(2, "big") + bytes(1280 + finger), with_fingerprint=True)


@given(st.binary(max_size=400))
def test_an_appended_address_is_printable_text_or_refused(data: bytes) -> None:
    try:
        address = appended_address(data)
    except FrameError:
        return
    assert address.isprintable() and len(address) <= 160


def test_appended_addresses_stand_one_after_another() -> None:
    assert (
        appended_address("测试路1号".ljust(35).encode("utf-16-le") + "样例街2号".ljust(35, "\0").encode("utf-16-le"))
        == "测试路1号 样例街2号"
    )


def test_the_readers_number_is_written_as_on_its_label() -> None:
    data = (
        (5).to_bytes(2, "little") + (3).to_bytes(2, "little") + (20140805).to_bytes(4, "little") + (123456).to_bytes(4, "little") + bytes(4)
    )
    assert sam_number(data) == "05.03-20140805-0000123456"


def test_an_answers_repr_keeps_the_persons_data_to_itself() -> None:
    assert "测试" not in repr(Answer((0, 0, 0x90), "测试".encode("utf-16-le")))
    assert repr(Answer((0, 0, 0x90), b"abc")) == "Answer(status=000090, 3 bytes)"
