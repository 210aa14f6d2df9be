"""What a robot citizen goes to the terminal for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from config import regions
from config.matter import Field, FieldType
from kiosk.fields import YES, address_entry

if TYPE_CHECKING:
    from kiosk.rig import Rig


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """One matter.

    ``answers`` override what the robot would type by the field's type, choose or promise (:func:`usual`); ``mistakes`` stand there first,
    are told to be wrong and mended. ``acting`` is ``agent`` for who acts for another person (``principal`` puts that person's card down),
    ``guardian`` whose card consents for a child, ``way`` another way to show who one is. ``prove`` is the way taken in place of comparing
    the face, ``inbox`` where the citizen's own phone shows the code. ``own`` names shared materials whose data are wrong, ``phone`` those
    that are sent from the phone, ``defer`` those left at home, ``left_out`` the children of a package nobody wants, ``rows`` how many rows
    a group gets. ``end`` says where it ends where no case is kept and no paper handed out: ``refused``, ``hand_off``, ``not_offered``;
    ``book`` takes a time at the window there. ``tell`` gives the simulators commands when a screen is reached (screen name -> commands).
    ``language`` and ``large`` text are chosen on the home screen. Texts are typed by their pinyin, or written ``by_hand``.
    """

    matter: str
    person: str = "elderly"
    answers: dict[str, str] = {}
    defer: list[str] = []
    tell: dict[str, list[str]] = {}
    pages: int = 2
    acting: str = "self"
    principal: str = ""
    guardian: str = "worker"
    way: str = ""
    own: list[str] = []
    rows: int = 1
    language: str = ""
    by_hand: bool = False
    large: bool = False
    mistakes: dict[str, str] = {}
    prove: str = ""
    inbox: str = ""
    phone: list[str] = []
    left_out: list[str] = []
    end: str = ""
    book: bool = False


DEFAULT = (
    Errand("senior_card_application", person="elderly"),
    Errand("housing_fund_rent_withdrawal", person="worker", answers={"marriage": "married"}),
)
"""Both built-in matters, named by their files."""
REGION, STREET = "330299001", "a1b2c3"
_TEXT = "a1b2c3d4e5f6"
_NUMBER = 3
_BY_TYPE = {
    FieldType.MONEY: "1200",
    FieldType.DATE: "20260301",
    FieldType.MONTH: "202603",
    FieldType.PHONE: "13800000000",
    FieldType.ID_NUMBER: "330299199105080028",
    FieldType.BANK_CARD: "6222020000000000000",
    FieldType.CREDIT_CODE: "11330299MB000001X4",
    FieldType.YES_NO: YES,
    FieldType.DECLARATION: YES,
    FieldType.PHOTO: YES,
}


def usual(field: Field) -> str:
    """The entry of a robot that is told nothing else: the first option, yes, or something of the field's type within its bounds."""
    if field.options:
        return field.options[0].value
    match field.type:
        case FieldType.TEXT:
            length = max(int(field.min or 0), 2)
            return (_TEXT * (length // len(_TEXT) + 1))[:length]
        case FieldType.NUMBER:
            least = max(_NUMBER, field.min or 0)
            return str(int(least if field.max is None else min(least, field.max)))
        case FieldType.REGION:
            return next(step.code for step in reversed(regions.path(REGION)) if step.level <= field.levels)
        case FieldType.ADDRESS:
            return address_entry(next(step.code for step in reversed(regions.path(REGION)) if step.level <= field.levels), STREET)
        case _:
            return _BY_TYPE.get(field.type, YES)


def resolve(rig: Rig, errand: Errand) -> Errand:
    """The errand with its matter named by code. Raises RigError when there is no such matter."""
    return msgspec.structs.replace(errand, matter=rig.matter(errand.matter).code)


def named(rig: Rig, wanted: str) -> Errand:
    """The errand for a matter by its code or file name: the default one where there is one."""
    matter = rig.matter(wanted)
    default = next((item for item in DEFAULT if item.matter == rig.file_name(matter)), Errand(wanted))
    return msgspec.structs.replace(default, matter=matter.code)
