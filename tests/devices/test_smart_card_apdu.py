"""What a card sends is data from outside: any bytes come to a card or an ApduError, within bounds."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.smart_card import piv, social_card
from devices.smart_card.apdu import LONGEST_ANSWER, MOST_ROUNDS, Answer, ApduError, Command, exchange, find, parse_answer, record, tlv, tlvs
from devices.smart_card.card import PinRefused, SmartCardProblem, SocialCard, StaffCard

ITEMS: dict[int, bytes] = {
    social_card.CARD_ID: bytes(16),
    social_card.CARD_CLASS: b"2",
    social_card.VERSION: b"2.00",
    social_card.ISSUER: bytes(12),
    social_card.ISSUED: bytes.fromhex("20080506"),
    social_card.VALID_TO: bytes.fromhex("FFFFFFFF"),
    social_card.CARD_NUMBER: b"A01010029",
    social_card.NUMBER: b"330299195801010025",
    social_card.NAME: "合成测试甲".encode("gb18030").ljust(30, b"\0"),
    social_card.SEX: b"2",
    social_card.ETHNICITY: b"\x01",
    social_card.BIRTHPLACE: bytes.fromhex("330299"),
    social_card.BIRTH: bytes.fromhex("19580101"),
    social_card.NAME_EXTENSION: b"",
}


def scripted(*answers: bytes) -> tuple[Callable[[Command], bytes], list[Command]]:
    """A card that answers these in turn, the last one for ever."""
    sent: list[Command] = []

    def transmit(command: Command) -> bytes:
        sent.append(command)
        return answers[min(len(sent), len(answers)) - 1]

    return transmit, sent


def test_a_command_under_both_protocols() -> None:
    assert Command(0x00, 0xB2, 1, 0, le=256).encode(t0=True) == bytes.fromhex("00B2010000")
    assert Command(0x00, 0xA4, 4, 0, b"\xa0\x01", 256).encode(t0=False) == bytes.fromhex("00A4040002A00100")
    assert Command(0x00, 0xA4, 4, 0, b"\xa0\x01", 256).encode(t0=True) == bytes.fromhex("00A4040002A001")
    assert Command(0x00, 0x20, 0, 0x80).encode(t0=False) == bytes.fromhex("00200080")
    assert "123456" not in repr(Command(0x00, 0x20, 0, 0x80, b"123456"))
    with pytest.raises(ValueError, match="255"):
        Command(0, 0, 0, 0, bytes(256)).encode(t0=True)


def test_a_wrong_length_is_corrected_and_the_rest_is_fetched() -> None:
    transmit, sent = scripted(b"\x6c\x05", b"abc\x61\x02", b"de\x90\x00")
    assert exchange(transmit, Command(0, 0xB2, 1, 0, le=256)) == Answer(b"abcde", 0x9000)
    assert [(each.ins, each.le) for each in sent] == [(0xB2, 256), (0xB2, 5), (0xC0, 2)]


@pytest.mark.parametrize("endless", [b"\x61\x00", bytes(256) + b"\x61\xff"])
def test_a_card_that_never_comes_to_an_end_is_left(endless: bytes) -> None:
    transmit, sent = scripted(endless)
    with pytest.raises(ApduError):
        exchange(transmit, Command(0, 0xB2, 1, 0, le=256))
    assert len(sent) <= MOST_ROUNDS + 1


def test_a_wrong_length_is_corrected_only_once() -> None:
    transmit, sent = scripted(b"\x6c\x05")
    assert exchange(transmit, Command(0, 0xB2, 1, 0, le=256)).sw == 0x6C05
    assert len(sent) == 2


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=12))
def test_any_row_of_answers_ends(answers: list[bytes]) -> None:
    transmit, sent = scripted(*answers)
    try:
        answer = exchange(transmit, Command(0, 0xB2, 1, 0, le=256))
    except ApduError:
        pass
    else:
        assert len(answer.data) <= LONGEST_ANSWER + 65536
        assert str(len(answer.data)) in repr(answer)
    assert len(sent) <= MOST_ROUNDS + 2


@given(st.binary(max_size=400))
def test_any_bytes_as_tlv(data: bytes) -> None:
    try:
        found = list(tlvs(data))
    except ApduError:
        return
    assert sum(len(value) for _, value in found) <= len(data)


@given(st.integers(1, 3), st.binary(max_size=700))
def test_what_is_written_is_found(depth: int, value: bytes) -> None:
    written = value
    for _ in range(depth):
        written = tlv(0x7F49, tlv(0x5A, b"other") + tlv(0x53, written))
    assert find(written, *((0x7F49, 0x53) * depth)) == value


@pytest.mark.parametrize(
    "data", [b"\x53", b"\x53\x05abc", b"\x53\x80", b"\x53\x84\0\0\0\1a", b"\x7f", b"\x7f\x81\x81\x01\x00", b"\x53\x82\x01"]
)
def test_a_broken_object(data: bytes) -> None:
    with pytest.raises(ApduError):
        list(tlvs(data))


def test_a_path_that_is_not_there_or_too_deep() -> None:
    with pytest.raises(ApduError):
        find(tlv(0x53, b""), 0x70)
    with pytest.raises(ApduError):
        find(b"", *range(9))


@given(st.binary(max_size=300), st.integers(0, 255))
def test_any_bytes_as_a_record(data: bytes, tag: int) -> None:
    try:
        assert len(record(data, tag)) == data[1]
    except ApduError:
        assert len(data) < 2 or data[0] != tag or len(data) < 2 + data[1]


@pytest.mark.parametrize("raw", [b"", b"\x90", bytes(65539)])
def test_no_answer_has_this_length(raw: bytes) -> None:
    with pytest.raises(ApduError):
        parse_answer(raw)


def test_a_social_card_is_decoded_and_shows_nothing_personal() -> None:
    card = social_card.decode(ITEMS)
    assert (card.name, card.number, card.sex, card.ethnicity) == ("合成测试甲", "330299195801010025", "女", "汉")
    assert (card.birth, card.issued, card.valid_to, card.birthplace) == (date(1958, 1, 1), date(2008, 5, 6), None, "330299")
    assert repr(card) == "SocialCard(card_class='2', version='2.00')"


def test_a_long_name_goes_on_in_the_extension_and_unknown_codes_are_kept() -> None:
    card = social_card.decode(
        {**ITEMS, social_card.NAME_EXTENSION: "乙".encode("gb18030"), social_card.ETHNICITY: b"\x77", social_card.SEX: b"9"}
    )
    assert (card.name, card.ethnicity, card.sex) == ("合成测试甲乙", "77", "")


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        (social_card.NUMBER, b"330299195801010026"),
        (social_card.NUMBER, b"3302991958010100"),
        (social_card.NUMBER, b"\0" * 18),
        (social_card.NAME, b"\0" * 30),
        (social_card.NAME, b"\x81"),
        (social_card.NAME, b"a\nb"),
        (social_card.BIRTH, bytes.fromhex("19580230")),
    ],
)
def test_a_holder_that_cannot_be_is_no_card(tag: int, value: bytes) -> None:
    with pytest.raises(ApduError):
        social_card.decode({**ITEMS, tag: value})


@given(st.sampled_from(sorted(ITEMS)), st.binary(max_size=255))
def test_any_bytes_in_any_item(tag: int, value: bytes) -> None:
    try:
        card = social_card.decode({**ITEMS, tag: value})
    except ApduError:
        return
    assert len(card.number) == 18
    assert card.name.isprintable()


@given(st.lists(st.tuples(st.binary(max_size=300), st.sampled_from([0x9000, 0x6A82, 0x63C2, 0x6983, 0x6F00])), min_size=1, max_size=20))
def test_a_nonsense_card_is_never_believed(answers: list[tuple[bytes, int]]) -> None:
    def send(command: Command) -> Answer:
        return Answer(*answers[hash((command.ins, command.p1)) % len(answers)])

    for read in (social_card.read, piv.public_key, lambda each: piv.authenticate(each, "123456")):
        try:
            result = read(send)
        except ApduError:
            continue
        assert not isinstance(result, SocialCard | StaffCard)


@given(st.binary(max_size=600), st.sampled_from([b"\0", b"\1"]))
@example(gzip.compress(bytes(1_000_000)), b"\1")
@example(gzip.compress(b"no certificate"), b"\1")
def test_any_bytes_as_a_certificate(certificate: bytes, packed: bytes) -> None:
    try:
        assert piv.key_of(tlv(0x53, tlv(0x70, certificate) + tlv(0x71, packed))) is SmartCardProblem.NOT_SUPPORTED
    except ApduError:
        return


@pytest.mark.parametrize("pin", ["", "12345", "123456789", "12345a", "１２３４５６", "1234 56"])
def test_a_pin_that_cannot_be_one_costs_no_try(pin: str) -> None:
    def send(command: Command) -> Answer:
        raise AssertionError("the card was asked")

    assert piv.authenticate(send, pin) == PinRefused(None)
