"""What people say, write in other characters, or cannot read any more still leads to the matter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from config.catalogue import Catalogue
from config.compiled import DamagedError, compile_matters, decode, encode
from config.load import load_matter
from config.matter import Child, Codes, Matter, Package
from config.near import near, one_apart
from config.problem import MatterError
from config.search import MOST_FOUND, Called, Index, Spelt, spelt
from config.themes import load_life_events, load_themes
from config.words import load_sayings
from tests.config.broken import MATTERS

RENT = load_matter(MATTERS / "housing_fund_rent_withdrawal.yaml")
NAMES = [
    "个体工商户设立登记",
    "无犯罪记录证明开具",
    "居民身份证补办",
    "***产党员组织关系转接",
    "壹次性就业补贴",
    "臺灣居民居住證辦理",
    "护照签发",
]


def made(number: int, name: str, **changes: object) -> Matter:
    own = {"name": name, "short_name": name[:10], "aliases": [], "popular": False}
    return replace(RENT, codes=Codes(basic=str(number), implementation=f"I{number}"), **{**own, **changes})


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue([made(number, name) for number, name in enumerate(NAMES)])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("开店", "个体工商户设立登记"),
        ("开个店", "个体工商户设立登记"),
        ("kaidian", "个体工商户设立登记"),
        ("kd", "个体工商户设立登记"),
        ("没犯过罪", "无犯罪记录证明开具"),
        ("我要开无犯罪记录的证明", "无犯罪记录证明开具"),
        ("怎么补身份证", "居民身份证补办"),
        ("身份证丢了怎么办", "居民身份证补办"),
        ("身份證補辦", "居民身份证补办"),
        ("個體工商戶", "个体工商户设立登记"),
        ("台湾居民居住证", "臺灣居民居住證辦理"),
        ("twjmjzz", "臺灣居民居住證辦理"),
        ("一次性就业", "壹次性就业补贴"),
        ("壹次性就业", "壹次性就业补贴"),
        ("yicixing", "壹次性就业补贴"),
        ("共产党员组织关系", "***产党员组织关系转接"),
        ("个体***设立", "个体工商户设立登记"),
        ("＊＊＊犯罪□□证明", "无犯罪记录证明开具"),
    ],
)
def test_found_by_what_people_say_and_write(catalogue: Catalogue, typed: str, name: str) -> None:
    assert [matter.name for matter in catalogue.search(typed)][:1] == [name]


@pytest.mark.parametrize("typed", ["***", "＊", "", "今天天气怎么样", "***没有这样的事***", "?!"])
def test_nothing_is_found_for_nothing(catalogue: Catalogue, typed: str) -> None:
    assert catalogue.search(typed) == []


@given(st.text(max_size=60))
def test_no_text_breaks_the_search(typed: str) -> None:
    catalogue = Catalogue([RENT])
    catalogue.__dict__["_index"] = _INDEX
    assert len(catalogue.search(typed)) <= 1
    assert len(catalogue.suggest(typed)) <= 5


_INDEX = Index(spelt([Called([RENT.name, RENT.short_name], ["开店"])]), load_sayings().fillers)


def test_suggestions_complete_what_is_typed(catalogue: Catalogue) -> None:
    assert catalogue.suggest("无犯") == ["无犯罪", "无犯罪记录证明开具"]
    assert "开店" in catalogue.suggest("kaid")
    assert catalogue.suggest("") == []


def test_a_city_adds_its_own_sayings(tmp_path: Path) -> None:
    (tmp_path / "sayings.yaml").write_text("sayings:\n  - means: 租房提取\n    say: [拿房租]\nfillers: [阿拉]\n", encoding="utf-8")
    found = Catalogue([RENT], sayings=load_sayings(tmp_path))
    assert found.search("拿房租")
    assert found.search("阿拉拿房租")
    assert found.search("提公积金"), "the built-in ones stay"
    (tmp_path / "sayings.yaml").write_text("sayings:\n  - meant: x\n", encoding="utf-8")
    with pytest.raises(MatterError) as caught:
        load_sayings(tmp_path)
    assert len(caught.value.problems) == 3


@given(st.text("abcd\n", max_size=40), st.text("abcd", min_size=3, max_size=6))
def test_near_finds_exactly_the_lines_with_one_edit(text: str, wanted: str) -> None:
    text = "\n" + text + "\n"
    found = {text.count("\n", 0, at + (text[at] == "\n")) for at in near(text, wanted, 1000)}
    sizes = (len(wanted) - 1, len(wanted), len(wanted) + 1)
    expected = {
        number
        for number, line in enumerate(text.split("\n"))
        if any(one_apart(wanted, line[start : start + size]) for size in sizes for start in range(len(line) - size + 1))
    }
    assert expected <= found


def test_a_catalogue_of_one_name_too_often_shows_no_more_than_anybody_reads() -> None:
    many = Catalogue([made(number, "公积金") for number in range(3 * MOST_FOUND)])
    assert len(many.search("gjj")) == MOST_FOUND
    assert [entry.code for entry in many.search("公积金")][:3] == ["I0", "I1", "I2"]


def test_groups_of_a_catalogue() -> None:
    package = Package(lead="卫健委", children=[Child(id="a", name="a", code="c", authority="x")], partial="部分办好")
    matters = [
        made(1, "甲", life_events=["home"]),
        made(2, "乙", package=package, life_events=[]),
        made(3, "丙", kiosk_enabled=False, life_events=[]),
    ]
    catalogue = Catalogue(matters)
    assert [entry.name for entry in catalogue.by_event("home")] == ["甲"]
    assert [entry.name for entry in catalogue.packages] == ["乙"]
    (department,) = catalogue.departments
    assert (department.code, department.title) == (RENT.authority.code, RENT.authority.short_name)
    assert [entry.name for entry in catalogue.by_department(department.code)] == ["甲", "乙"]
    assert {"birth", "home", "retirement"} <= {event.id for event in catalogue.life_events}


def test_the_compiled_index_says_the_same_and_every_flipped_bit_is_seen() -> None:
    matters = [made(number, name) for number, name in enumerate(NAMES)]
    index, _bodies = compile_matters(matters, load_themes(), load_life_events(), load_sayings())
    data = encode(index)
    again = decode(data)
    assert again == index
    assert isinstance(again.names, Spelt)
    for at in range(0, len(data), 97):
        broken = bytearray(data)
        broken[at] ^= 0x40
        with pytest.raises(DamagedError):
            decode(bytes(broken))
    with pytest.raises(DamagedError):
        decode(b"")
