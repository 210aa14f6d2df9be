"""Codes, places, several answers, groups and photos: one complete list of problems, and nothing that was typed is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import regions
from config.codes import credit_code_check
from config.matter import Field, FieldType, Option
from kiosk import fields
from kiosk.fields import WrongEntry, parse, show

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OPTIONS = [Option(value="a", label="甲"), Option(value="b", label="乙"), Option(value="c", label="丙")]


def field(kind: FieldType, **more: object) -> Field:
    return Field(id="it", label="这一项", type=kind, **more)  # type: ignore[arg-type]


GROUP = field(
    FieldType.GROUP,
    min=1,
    max=3,
    fields=[
        Field(id="name", label="姓名", type=FieldType.TEXT, min=1, max=25),
        Field(id="sum", label="钱", type=FieldType.MONEY, required=False),
    ],
)


@pytest.mark.parametrize("code", ["11330299MB000001X4", "12330299MB000006X6", "1133 0299 mb00 0005 x8"])
def test_a_credit_code_is_taken_as_people_write_it(code: str) -> None:
    assert parse(field(FieldType.CREDIT_CODE), code) == code.replace(" ", "").upper()


@given(st.text(ALPHABET[:10], min_size=8, max_size=8), st.text(ALPHABET, min_size=9, max_size=9))
def test_every_right_check_character_is_accepted_and_every_other_refused(region: str, body: str) -> None:
    """Also where the sum is a multiple of 31: then the check character is 0."""
    first, one = region + body, field(FieldType.CREDIT_CODE)
    right = credit_code_check(first)
    assert parse(one, first + right) == first + right
    wrong = ALPHABET[(ALPHABET.index(right) + 1) % 31]
    with pytest.raises(WrongEntry):
        parse(one, first + wrong)


@pytest.mark.parametrize(("code", "says"), [("1133", "18 位"), ("11330299MB0000O1X4", "没有字母"), ("１１330299MB000001X4", "对不上")])
def test_a_wrong_credit_code_says_what_to_do(code: str, says: str) -> None:
    with pytest.raises(WrongEntry, match=says):
        parse(field(FieldType.CREDIT_CODE), code)


def test_several_answers_stand_in_the_order_of_the_options_and_are_counted() -> None:
    one = field(FieldType.SEVERAL, options=OPTIONS, min=2, max=2)
    assert parse(one, "c,a") == ["a", "c"]
    assert show(one, "c,a") == "甲、丙"
    for entry, says in {"a": "至少选 2", "a,b,c": "最多选 2", "a,x": "重新选择", ",": "重新选择"}.items():
        with pytest.raises(WrongEntry, match=says):
            parse(one, entry)


def test_a_region_is_picked_down_to_its_level_and_retired_codes_are_not_offered() -> None:
    one = field(FieldType.REGION, levels=3)
    assert parse(one, "330205") == "330205"
    assert show(one, "330205") == "浙江省宁波市江北区"
    for code in ("330200", "330103", "999999", "宁波"):
        with pytest.raises(WrongEntry):
            parse(one, code)
    assert parse(field(FieldType.REGION, levels=2), "330200") == "330200"


def test_an_old_code_still_has_its_name() -> None:
    assert regions.name("330103") == "浙江省杭州市下城区"
    assert "330103" not in {region.code for region in regions.children("330100")}


def test_every_region_leads_down_from_its_province_and_no_name_stands_twice_beside_another() -> None:
    waiting, seen = list(regions.children(regions.COUNTRY)), 0
    assert len(waiting) == 34
    while waiting:
        region = waiting.pop()
        seen += 1
        below = regions.children(region.code)
        assert regions.path(region.code)[-1] == region
        assert len({item.name for item in below}) == len(below), region
        waiting += below
    assert 3000 < seen < 3600


def test_invented_regions_are_marked() -> None:
    region = regions.find("330299")
    assert region is not None
    assert region.synthetic


def test_an_address_tells_everything_missing_at_once() -> None:
    one = field(FieldType.ADDRESS, min=5)
    with pytest.raises(WrongEntry, match=r"先选省.*至少写 5 个字"):
        parse(one, "路")
    assert parse(one, "330205 大闸南路 500 号") == {"region": "330205", "detail": "大闸南路 500 号"}
    assert show(one, "330205 大闸南路 500 号") == "浙江省宁波市江北区大闸南路 500 号"
    assert parse(one, "330205 " + "测" * 200) == {"region": "330205", "detail": "测" * 200}
    with pytest.raises(WrongEntry, match="最多写 200 个字，现在是 201"):
        parse(one, "330205 " + "测" * 201)


@pytest.mark.parametrize("name", ["阿", "阿不都热西提·买买提", "䶮㛃𠮷𬭊", "测" * 25])
def test_any_name_is_taken(name: str) -> None:
    assert parse(field(FieldType.TEXT, min=1, max=25), name) == name


@pytest.mark.parametrize("text", ["张三😀", "张\u202e三", "张\u200b三", "\x07张", "☎", "张\ufe0f"])
def test_pictures_and_invisible_characters_are_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(WrongEntry, match="删掉"):
        parse(field(FieldType.TEXT), text)


def test_everything_wrong_in_every_row_is_told_at_once() -> None:
    entries = {"it": "2", "it.0.name": "测" * 26, "it.1.sum": "abc"}
    found = fields.problems(GROUP, entries)
    assert [problem.field for problem in found] == ["it.0.name", "it.1.name", "it.1.sum"]


def test_rows_become_a_list_of_values() -> None:
    entries = {"it": "2", "it.0.name": "甲", "it.0.sum": "1.5", "it.1.name": "乙"}
    assert fields.value(GROUP, entries) == [{"name": "甲", "sum": 150}, {"name": "乙", "sum": None}]
    assert fields.rules_value(GROUP, entries) == [{"name": "甲", "sum": 1.5}, {"name": "乙", "sum": None}]


@given(st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=3), st.integers(0, 3))
def test_removing_a_row_keeps_every_other(names: list[str], index: int) -> None:
    entries = {"it": str(len(names)), "other": "x", **{f"it.{row}.name": name for row, name in enumerate(names)}}
    left = fields.remove_row(GROUP, index, entries)
    kept = [name for row, name in enumerate(names) if row != index]
    assert [left.get(f"it.{row}.name", "") for row in range(len(kept))] == kept
    assert left["other"] == "x"
    assert fields.rows(GROUP, left) == max(1, len(kept))


def test_no_more_rows_than_may_be() -> None:
    entries: dict[str, str] = {}
    for _ in range(9):
        entries = fields.add_row(GROUP, entries)
    assert fields.rows(GROUP, entries) == 3


def test_required_when_takes_the_place_of_required() -> None:
    one = field(FieldType.TEXT, required_when="rule")
    assert fields.problems(one, {}, lambda rule: rule != "rule") == ()
    assert fields.problems(one, {}, lambda rule: True)
