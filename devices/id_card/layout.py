"""The 256 bytes of text on an ID card (UTF-16LE, fixed places, padded with spaces) to an ``IdCard`` and back. Pure.

Four layouts: resident; resident of Hong Kong, Macao and Taiwan (type J at byte 248); foreigner's permanent residence card of 2017
(type I) and of 2023 (type Y, one source only). Places in bytes: offset, length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from devices.id_card.card import CardKind, IdCard, number_holds
from devices.id_card.ethnicity import ETHNICITIES, ethnicity

TEXT_LENGTH = 256
FOREVER = "长期"
_SEXES = MappingProxyType({"1": "男", "2": "女", "0": "", "9": ""})

Places = Mapping[str, tuple[int, int]]

_RESIDENT: Places = MappingProxyType(
    {
        "name": (0, 30),
        "sex": (30, 2),
        "ethnicity": (32, 4),
        "birth": (36, 16),
        "address": (52, 70),
        "number": (122, 36),
        "issuer": (158, 30),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
    }
)
_HMT: Places = MappingProxyType({**_RESIDENT, "pass_number": (220, 18), "issue_count": (238, 4), "type": (248, 2)})
_FOREIGNER_2017: Places = MappingProxyType(
    {
        "english_name": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "nationality": (152, 6),
        "name": (158, 30),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
        "birth": (220, 16),
        "issuer": (240, 8),
        "type": (248, 2),
    }
)
_FOREIGNER_2023: Places = MappingProxyType(
    {
        "name": (0, 30),
        "sex": (30, 2),
        "birth": (36, 16),
        "english_name": (52, 70),
        "number": (122, 36),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
        "english_name_rest": (220, 22),
        "nationality": (242, 6),
        "type": (248, 2),
    }
)
LAYOUTS: Mapping[CardKind, Places] = MappingProxyType(
    {
        CardKind.RESIDENT: _RESIDENT,
        CardKind.HMT_RESIDENT: _HMT,
        CardKind.FOREIGNER_2017: _FOREIGNER_2017,
        CardKind.FOREIGNER_2023: _FOREIGNER_2023,
    }
)
_KINDS = MappingProxyType({"J": CardKind.HMT_RESIDENT, "I": CardKind.FOREIGNER_2017, "Y": CardKind.FOREIGNER_2023})
_TYPES = MappingProxyType({kind: letter for letter, kind in _KINDS.items()})


class LayoutError(ValueError):
    """A text that is no card's. ``place`` names the first field that is wrong; nothing of what was read is kept."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True)
class _Text:
    """The fields of one card text by name, trimmed."""

    fields: Mapping[str, str]

    def required(self, name: str) -> str:
        value = self.fields.get(name, "")
        if not value:
            raise LayoutError(name)
        return value

    def optional(self, name: str) -> str:
        return self.fields.get(name, "")

    def day(self, name: str) -> date:
        text = self.required(name)
        if len(text) != 8 or not (text.isascii() and text.isdigit()):
            raise LayoutError(name)
        try:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError:
            raise LayoutError(name) from None


def decode(text: bytes, photo: bytes = b"", fingerprint: bytes = b"", *, today: date | None = None) -> IdCard:
    """The card behind 256 bytes of text. Raises LayoutError when a field cannot be what stands there."""
    if len(text) != TEXT_LENGTH:
        raise LayoutError("length")
    kind = _KINDS.get(_read(text, "type", (248, 2)), CardKind.RESIDENT)
    fields = _Text({name: _read(text, name, place) for name, place in LAYOUTS[kind].items()})
    birth = fields.day("birth")
    number = fields.required("number")
    if birth > (today or datetime.now().astimezone().date()) or birth.year < 1850:
        raise LayoutError("birth")
    if not _number_fits(kind, number, birth):
        raise LayoutError("number")
    if fields.required("sex") not in _SEXES:
        raise LayoutError("sex")
    english_name = (fields.optional("english_name") + fields.optional("english_name_rest")).strip()
    name = fields.optional("name") or english_name
    if not name:
        raise LayoutError("name")
    return IdCard(
        kind=kind,
        name=name,
        sex=_SEXES[fields.required("sex")],
        ethnicity=ethnicity(fields.optional("ethnicity")) if kind is CardKind.RESIDENT else "",
        birth=birth,
        address=fields.optional("address"),
        number=number,
        issuer=fields.optional("issuer"),
        valid_from=fields.day("valid_from") if fields.optional("valid_from") else None,
        valid_to=None if fields.required("valid_to") == FOREVER else fields.day("valid_to"),
        english_name=english_name,
        nationality=fields.optional("nationality"),
        pass_number=fields.optional("pass_number"),
        issue_count=fields.optional("issue_count"),
        photo=photo,
        fingerprint=fingerprint,
    )


def encode(card: IdCard) -> bytes:
    """The 256 bytes a card with this content carries. Raises LayoutError naming the field that does not fit."""
    text = bytearray(" ".encode("utf-16-le") * (TEXT_LENGTH // 2))
    codes = {name: code for code, name in ETHNICITIES.items()}
    values = {
        "name": card.name,
        "sex": {"男": "1", "女": "2"}.get(card.sex, "9"),
        "ethnicity": codes.get(card.ethnicity, card.ethnicity),
        "birth": card.birth.strftime("%Y%m%d"),
        "address": card.address,
        "number": card.number,
        "issuer": card.issuer,
        "valid_from": card.valid_from.strftime("%Y%m%d") if card.valid_from else "",
        "valid_to": card.valid_to.strftime("%Y%m%d") if card.valid_to else FOREVER,
        "english_name": card.english_name,
        "english_name_rest": "",
        "nationality": card.nationality,
        "pass_number": card.pass_number,
        "issue_count": card.issue_count,
        "type": _TYPES.get(card.kind, ""),
    }
    places = LAYOUTS[card.kind]
    if "english_name_rest" in places:
        first = places["english_name"][1] // 2
        values["english_name"], values["english_name_rest"] = card.english_name[:first], card.english_name[first:]
    for name, (offset, length) in places.items():
        data = values[name].encode("utf-16-le")
        if len(data) > length:
            raise LayoutError(name)
        text[offset : offset + len(data)] = data
    return bytes(text)


def _read(text: bytes, name: str, place: tuple[int, int]) -> str:
    offset, length = place
    try:
        value = text[offset : offset + length].decode("utf-16-le")
    except UnicodeDecodeError:
        raise LayoutError(name) from None
    value = value.rstrip(" \0")
    if any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 or 0xFFFE <= ord(character) <= 0xFFFF for character in value):
        raise LayoutError(name)
    return value if name == "english_name" else value.strip()


def _number_fits(kind: CardKind, number: str, birth: date) -> bool:
    match kind:
        case CardKind.RESIDENT:
            return number_holds(number, birth)
        case CardKind.HMT_RESIDENT:
            return number_holds(number, birth) and number[:2] in ("81", "82", "83")
        case CardKind.FOREIGNER_2023:
            return number_holds(number, birth) and number[0] == "9"
        case CardKind.FOREIGNER_2017:
            ascii_only = len(number) == 15 and number.isascii()
            return ascii_only and number[:3].isalpha() and number[:3].isupper() and number[3:].isdigit()
