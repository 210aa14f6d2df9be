"""People find a matter by what they call it, in the way they can type it."""

from __future__ import annotations

import msgspec
import pytest

from config.catalogue import Catalogue
from config.matter import Codes
from config.near import one_apart


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


SENIOR = ["老年人优待证"]
RENT = ["公积金租房提取"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("老年人优待证", SENIOR),
        ("优待", SENIOR),
        ("老年证", SENIOR),
        ("敬老卡", SENIOR),
        ("lnr", SENIOR),
        ("LNRYDZ", SENIOR),
        ("laonian", SENIOR),
        ("lao nian zheng", SENIOR),
        ("laoniamzheng", SENIOR),
        ("ｌａｏｎｉａｎ", SENIOR),
        ("老年入优待证", SENIOR),
        ("公积金", RENT),
        ("gjj", RENT),
        ("gongjijin", RENT),
        ("gongjijn", RENT),
        ("gognjijin", RENT),
        ("gongjijjin", RENT),
        ("zufang", RENT),
        ("取公积金", RENT),
        ("提公积金", RENT),
        ("房租", RENT),
        ("护照", []),
        ("vvuvvu", []),
        ("", []),
        ("　·!", []),
    ],
)
def test_found_by_name_pinyin_initials_and_with_one_wrong_key(catalogue: Catalogue, typed: str, found: list[str]) -> None:
    assert [matter.short_name for matter in catalogue.search(typed)] == found


def test_what_was_named_exactly_comes_first_then_beginnings_then_the_rest(catalogue: Catalogue) -> None:
    names = ["办理公积金贷款", "公积金贷款", "公积金"]
    made = [
        msgspec.structs.replace(
            catalogue.matters[0], name=name, short_name=name, aliases=[], sayings=[], codes=Codes(basic=str(n), implementation=str(n))
        )
        for n, name in enumerate(names)
    ]
    assert [matter.name for matter in Catalogue(made).search("公积金")] == ["公积金", "公积金贷款", "办理公积金贷款"]
    assert [matter.name for matter in Catalogue(made).search("gjj")] == ["公积金", "公积金贷款", "办理公积金贷款"]


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("abc", "abc", True),
        ("abc", "abd", True),
        ("abc", "ab", True),
        ("abc", "abcd", True),
        ("abc", "acb", True),
        ("abcd", "badc", False),
        ("abc", "a", False),
        ("abc", "xyc", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_edit_apart(left: str, right: str, near: bool) -> None:
    assert one_apart(left, right) is near
    assert one_apart(right, left) is near
