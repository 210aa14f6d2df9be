"""What a citizen sees of their cases (我的办件): pure state, and what is read from a slip's code or a typed number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from msgspec import structs

from config.matter import Matter
from kiosk import receipt_number
from kiosk.hub_live import CaseView, Proof
from kiosk.words import words

MOST_TRIES = 5
WRONG_NUMBER = words("这个编号不对，请照着凭条再看一遍")
TOO_MANY_TRIES = words("试错次数太多了。请把身份证放在读卡区，或到窗口查询")
BY_CARD_OFFLINE = words("现在联系不上办事系统，用身份证暂时查不到。刚在本机交的，可以输入收件编号查")
NOTHING_FOUND = words("这张证件名下没有查到办件。刚提交的要等一会儿，也可以输入凭条上的编号查")
_TYPED = re.compile(r"([A-Z0-9]{2,12})(\d{6})(\d{4,})([0-9A-Z])")


NOBODY = Proof()


@dataclass(frozen=True, slots=True, repr=False)
class Cases:
    """``proof`` shows whose the ``cases`` are; ``chosen`` is the one that is looked at; ``plain`` what a number alone tells.

    ``asks_code``: with the slip's code, ``code`` so far, the hub would tell more than the plain state.
    """

    cases: tuple[CaseView, ...] = ()
    proof: Proof = NOBODY
    chosen: str = ""
    plain: str = ""
    asks_code: bool = False
    code: str = ""
    tries: int = 0

    @property
    def case(self) -> CaseView | None:
        """The case that is looked at."""
        return next((case for case in self.cases if case.case_no == self.chosen), None)

    @property
    def locked(self) -> bool:
        """Whether nothing may be tried any more."""
        return self.tries >= MOST_TRIES


@dataclass(frozen=True, slots=True, repr=False)
class Slip:
    """What a slip's QR says, or somebody typed. ``code`` is empty for a number alone."""

    receipt_no: str
    code: str = ""


def slip(text: str) -> Slip | None:
    """A receipt number, with the query code after a stroke or without; dashes may be left out. ``None`` where it cannot be one."""
    number, _, code = text.strip().upper().partition("/")
    if "-" not in number and (parts := _TYPED.fullmatch(number)):
        number = "-".join(parts.groups())
    good = len(number) <= 40 and receipt_number.verify(number) and (not code or re.fullmatch(r"[0-9A-Z]{4,20}", code))
    return Slip(number, code) if good else None


def named(case: CaseView, matter: Matter | None) -> CaseView:
    """The case with the names that ``matter``, told in the language of the screen, gives it; as the hub told it where the matter is unknown."""
    if matter is None:
        return case
    names = {item.id: item.name for item in matter.materials}
    owed = tuple(structs.replace(item, name=names.get(item.material, item.name)) for item in case.owed)
    matters = {child.code: child.name for child in matter.package.children} if matter.package else {}
    children = tuple(structs.replace(child, name=matters.get(child.matter_code, child.name)) for child in case.children)
    return structs.replace(case, matter_name=matter.name, owed=owed, children=children)
