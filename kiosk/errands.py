"""What a robot citizen goes to the terminal for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from kiosk.rig import Rig


class Errand(msgspec.Struct, frozen=True, omit_defaults=True):
    """One matter.

    ``answers`` override what the robot would type by the field's type, choose or promise. ``acting`` is ``agent`` for who acts for another
    person (``principal`` puts that person's card down), ``guardian`` whose card consents for a child, ``way`` another way to show who one is.
    ``own`` names shared materials whose data are wrong, ``rows`` how many rows a group gets, ``defer`` the materials left at home.
    ``tell`` gives the simulators commands when a screen is reached (screen name -> commands). ``language`` is chosen on the home screen. Texts are
    typed by their pinyin, or written ``by_hand``; ``large`` text is chosen on the home screen.
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


DEFAULT = (
    Errand("senior_card_application", person="elderly"),
    Errand("housing_fund_rent_withdrawal", person="worker", answers={"marriage": "married"}),
)
"""Both built-in matters, named by their files."""


def resolve(rig: Rig, errand: Errand) -> Errand:
    """The errand with its matter named by code. Raises RigError when there is no such matter."""
    return msgspec.structs.replace(errand, matter=rig.matter(errand.matter).code)


def named(rig: Rig, wanted: str) -> Errand:
    """The errand for a matter by its code or file name: the default one where there is one."""
    matter = rig.matter(wanted)
    default = next((item for item in DEFAULT if item.matter == rig.file_name(matter)), Errand(wanted))
    return msgspec.structs.replace(default, matter=matter.code)
