"""The 256 bytes of text: all four kinds of card are understood, odd codes kept, and nonsense is refused by the name of its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.id_card.card import CardKind, IdCard, check_character, number_holds
from devices.id_card.layout import LAYOUTS, LayoutError, decode, encode
from devices.simulators.cards import CARDS

WORKER = CARDS["worker"]


def written(text: bytes, kind: CardKind, place: str, value: str) -> bytes:
    offset, length = LAYOUTS[kind][place]
    data = value.encode("utf-16-le")[:length].ljust(length // 2 * 2, b"\0") if not value else value.encode("utf-16-le")
    data = data + " ".encode("utf-16-le") * ((length - len(data)) // 2)
    return text[:offset] + data + text[offset + length :]


@pytest.mark.parametrize("card", CARDS.values(), ids=list(CARDS))
def test_every_kind_of_card_is_read_as_it_was_written(card: IdCard) -> None:
    assert decode(encode(card)) == card


def test_the_standards_own_number_holds() -> None:
    assert check_character("11010519491231002") == "X"
    assert number_holds("11010519491231002X", date(1949, 12, 31))


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(place: int, change: int) -> None:
    number = WORKER.number
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]
    assert not number_holds(wrong, WORKER.birth)


def test_a_card_without_end_has_no_last_day() -> None:
    assert CARDS["elderly"].valid_to is None
    assert decode(encode(CARDS["elderly"])).valid_to is None


def test_an_ethnicity_nobody_knows_is_kept_as_its_code() -> None:
    assert decode(written(encode(WORKER), CardKind.RESIDENT, "ethnicity", "77")).ethnicity == "77"


def test_a_retired_region_is_no_reason_to_refuse() -> None:
    first = "999999" + WORKER.number[6:17]
    card = replace(WORKER, number=first + check_character(first))
    assert decode(encode(card)).number == card.number


def test_a_rare_character_outside_the_basic_plane_survives() -> None:
    card = replace(WORKER, name="合成𠮷䶮")
    assert decode(encode(card)).name == "合成𠮷䶮"


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("number", "330299199003072511"),
        ("number", "33029919900307251"),
        ("number", ""),
        ("birth", "19900308"),
        ("birth", "19900231"),
        ("birth", "21500101"),
        ("birth", "1990-3-7"),
        ("sex", "x"),
        ("name", ""),
        ("name", "合成\u0007"),
        ("valid_to", "20391399"),
        ("valid_to", ""),
    ],
)
def test_a_field_that_cannot_be_is_refused(place: str, value: str) -> None:
    with pytest.raises(LayoutError) as caught:
        decode(written(encode(WORKER), CardKind.RESIDENT, place, value))
    assert caught.value.place in (place, "number")
    assert str(caught.value) == caught.value.place


def test_a_future_birth_is_refused() -> None:
    with pytest.raises(LayoutError):
        decode(encode(WORKER), today=date(1990, 3, 6))


def test_a_country_nobody_knows_is_kept_as_its_code() -> None:
    foreigner = CARDS["foreigner"]
    for code in ("999", "ZZZ", "0"):
        assert decode(written(encode(foreigner), CardKind.FOREIGNER_2023, "nationality", code)).nationality == code


@pytest.mark.parametrize("name", list(CARDS))
def test_a_synthetic_card_says_so_and_its_number_holds(name: str) -> None:
    card = CARDS[name]
    assert "合成" in card.name
    assert card.kind is CardKind.FOREIGNER_2017 or number_holds(card.number, card.birth)
    if card.kind is CardKind.RESIDENT:
        assert card.number.startswith("330299")


def test_every_kind_of_card_can_be_laid_on_the_simulated_reader() -> None:
    assert {card.kind for card in CARDS.values()} == set(CardKind)


@given(st.binary(min_size=256, max_size=256))
def test_random_text_is_refused_and_never_breaks_anything(text: bytes) -> None:
    with pytest.raises(LayoutError):
        decode(text)


@given(st.sampled_from(list(CARDS)), st.integers(0, 255), st.binary(min_size=1, max_size=8))
def test_a_damaged_card_is_a_card_or_refused(name: str, place: int, damage: bytes) -> None:
    text = encode(CARDS[name])
    damaged = (text[:place] + damage + text[place + len(damage) :])[:256]
    try:
        assert isinstance(decode(damaged), IdCard)
    except LayoutError:
        return


def test_text_too_long_for_its_place_is_not_written() -> None:
    with pytest.raises(LayoutError, match="address"):
        encode(replace(WORKER, address="测" * 36))


def test_a_cards_repr_says_nothing_about_the_person() -> None:
    for card in CARDS.values():
        assert repr(card) == f"IdCard(kind={card.kind!r})"
