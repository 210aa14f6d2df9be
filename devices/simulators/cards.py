"""Synthetic ID cards. The region 330299 does not exist and the names say that they are for tests; the check characters are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType

from devices.id_card.card import CardKind, IdCard
from devices.simulators import people
from devices.simulators.portrait import draw_portrait

_ISSUER = "合成市公安局江北分局"

_ELDERLY = IdCard(
    kind=CardKind.RESIDENT,
    name="合成测试甲",
    sex="女",
    ethnicity="汉",
    birth=date(1958, 1, 1),
    address="浙江省合成市江北区测试路1号2幢303室",
    number="330299195801010025",
    issuer=_ISSUER,
    valid_from=date(2008, 5, 6),
    valid_to=None,
)
_WORKER = replace(
    _ELDERLY,
    name="合成测试乙",
    sex="男",
    birth=date(1990, 3, 7),
    address="浙江省合成市江北区样例街88号5幢1201室",
    number="330299199003072510",
    valid_from=date(2019, 3, 7),
    valid_to=date(2039, 3, 7),
)
_MINOR = replace(
    _WORKER,
    name="合成测试丙",
    ethnicity="畲",
    birth=date(2012, 6, 1),
    number="330299201206010037",
    valid_from=date(2024, 6, 3),
    valid_to=date(2029, 6, 3),
)
_RESIDENT_OF_HONG_KONG = replace(
    _WORKER,
    kind=CardKind.HMT_RESIDENT,
    name="合成测试丁",
    ethnicity="",
    birth=date(1985, 6, 15),
    number="810000198506150039",
    pass_number="H00000000",  # noqa: S106 - a travel pass, no password
    issue_count="01",
)
_FOREIGNER = replace(
    _WORKER,
    kind=CardKind.FOREIGNER_2023,
    name="合成测试戊",
    ethnicity="",
    address="",
    issuer="",
    birth=date(1975, 4, 12),
    number="933840197504120012",
    english_name="SYNTHETIC, TEST PERSON",
    nationality="840",
)
_FOREIGNER_2017 = replace(
    _FOREIGNER,
    kind=CardKind.FOREIGNER_2017,
    number="USA330075041201",
    nationality="USA",
    issuer="3300",
)

_RARE_NAME = replace(_WORKER, name="合成䶮㛃𠮷𬭊", sex="女", birth=date(1988, 8, 8), number="33029919880808002X")
_RARE_SURNAME = replace(_ELDERLY, name="𠮷䶮合成", birth=date(1952, 2, 2), number="330299195202020029")
_OTHER_RARE_SURNAME = replace(_ELDERLY, name="䶮𠮷合成", birth=date(1955, 5, 5), number="330299195505050049")
_UNKNOWN_ETHNICITY = replace(_WORKER, name="合成测试己", ethnicity="77", birth=date(1979, 9, 9), number="330299197909090011")
_EXPIRED = replace(
    _WORKER,
    name="合成测试庚",
    birth=date(1982, 2, 28),
    number="330299198202280019",
    valid_from=date(2004, 3, 1),
    valid_to=date(2024, 3, 1),
)
_MOVED = replace(_WORKER, name="合成测试辛", birth=date(1995, 5, 5), number="330299199505050012")
_RESIDENT_OF_TAIWAN = replace(
    _RESIDENT_OF_HONG_KONG,
    name="合成测试壬",
    sex="女",
    birth=date(1988, 12, 31),
    number="830000198812310022",
    pass_number="00000000",  # noqa: S106 - a travel pass, no password
    issue_count="02",
)
_SEALED_PHOTO = replace(_WORKER, name="合成测试子", sex="女", birth=date(1986, 4, 4), number="330299198604040026")
_UNKNOWN_COUNTRY = replace(
    _FOREIGNER,
    name="合成测试癸",
    sex="女",
    number="933999197504120027",
    english_name="SYNTHETIC, A VERY LONG GIVEN NAME THAT GOES ON",
    nationality="999",
)

CARDS: Mapping[str, IdCard] = MappingProxyType(
    {
        "elderly": _ELDERLY,
        "worker": _WORKER,
        "minor": _MINOR,
        "hong-kong": _RESIDENT_OF_HONG_KONG,
        "taiwan": _RESIDENT_OF_TAIWAN,
        "foreigner": _FOREIGNER,
        "foreigner-2017": _FOREIGNER_2017,
        "unknown-country": _UNKNOWN_COUNTRY,
        "unknown-ethnicity": _UNKNOWN_ETHNICITY,
        "rare-name": _RARE_NAME,
        "rare-surname": _RARE_SURNAME,
        "other-rare-surname": _OTHER_RARE_SURNAME,
        "expired": _EXPIRED,
        "moved": _MOVED,
        "sealed-photo": _SEALED_PHOTO,
    }
)
APPENDED_ADDRESSES: Mapping[str, str] = MappingProxyType({"moved": "浙江省合成市江北区迁入路9号6幢101室"})
"""What was written on a card later, when its holder moved."""

SEALED_PHOTOS = frozenset({"sealed-photo"})
"""Cards as they are in the world: only the vendor's own library opens the picture."""

FINGERPRINTS: Mapping[str, int] = MappingProxyType({"worker": 1024, "minor": 512})
"""How many bytes of fingerprint a card carries: two fingers or one; the others carry none."""


def fingerprint(name: str) -> bytes:
    """Bytes of the right length that are nobody's finger."""
    return bytes(number % 251 for number in range(FINGERPRINTS.get(name, 0)))


@cache
def photo(name: str) -> bytes:
    """1,024 bytes with a portrait (WebP, 102 x 126 pixels, padded with zeros) where a real card has its WLT picture.

    The face of whoever can stand before the simulated camera (:mod:`devices.simulators.people`), a drawn one for everybody else; nothing that can
    be opened on :data:`SEALED_PHOTOS`.
    """
    if name in SEALED_PHOTOS:
        return bytes(number * 37 % 256 for number in range(people.CARD_BYTES))
    if name in people.present():
        return people.card_photo(name).ljust(people.CARD_BYTES, b"\0")
    card = CARDS[name]
    picture = draw_portrait(408, 504, grey_hair=card.birth.year < 1965, long_hair=card.sex == "女").resize(people.CARD_SIZE)
    return people.fitted(picture).ljust(people.CARD_BYTES, b"\0")
