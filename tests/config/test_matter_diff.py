"""Differences are told as an official would tell them, every one of them and only those."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect
from msgspec.structs import replace

from config.catalogue import Catalogue
from config.matter import Deferral, Fee, FieldType, Limit, LimitUnit, MaterialRole, Matter
from kiosk.matter_diff import catalogue_differences, differences
from kiosk.matter_words import LABELS

RENT = replace(
    next(matter for matter in Catalogue.load().matters if matter.short_name == "公积金租房提取"),
    promised_limit=Limit(unit=LimitUnit.WORKING_DAY, value=3),
    translations={},
)


def parts(kind: inspect.Type) -> Iterator[type]:
    if isinstance(kind, inspect.StructType):
        yield kind.cls
    for name in ("item_type", "type", "value_type"):
        if hasattr(kind, name):
            yield from parts(getattr(kind, name))
    for each in getattr(kind, "types", ()):
        yield from parts(each)


def models() -> set[type]:
    found: set[type] = set()
    waiting: list[type] = [Matter]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            kind = inspect.type_info(model)
            assert isinstance(kind, inspect.StructType)
            waiting += [part for field in kind.fields for part in parts(field.type)]
    return found


def test_every_element_has_a_name() -> None:
    assert {name for model in models() for name in model.__struct_fields__} <= LABELS.keys()  # type: ignore[attr-defined]


LEASE = next(index for index, material in enumerate(RENT.materials) if material.id == "lease")


def with_lease(**changes: object) -> Matter:
    materials = list(RENT.materials)
    materials[LEASE] = replace(materials[LEASE], **changes)
    return replace(RENT, materials=materials)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (replace(RENT, promised_limit=Limit(unit=LimitUnit.WORKING_DAY, value=1)), "承诺时限从 3 个工作日改为 1 个工作日"),
        (replace(RENT, name="公积金租房提取"), "名称从“住房公积金租房提取”改为“公积金租房提取”"),
        (replace(RENT, popular=not RENT.popular), "大家常办从 是改为 否"),
        (replace(RENT, visit_reason="要核对原件"), "到现场的原因：加上了“要核对原件”"),
        (replace(RENT, aliases=[*RENT.aliases, "提房租"]), "加了别名“提房租”"),
        (replace(RENT, aliases=RENT.aliases[1:]), f"去掉了别名“{RENT.aliases[0]}”"),
        (replace(RENT, aliases=RENT.aliases[::-1]), "别名换了顺序"),
        (replace(RENT, fees=[Fee(name="工本费", amount=4000, basis="物价局文件")]), "加了收费项目“工本费”"),
        (with_lease(role=MaterialRole.MAIN), "材料“租赁合同”的主副件从 副件改为 主件（必须有）"),
        (with_lease(deferrable=None), "材料“租赁合同”的容缺后补：去掉了 5 个工作日内补交，逾期视为撤回"),
        (
            with_lease(deferrable=Deferral(working_days=10)),
            "材料“租赁合同”的容缺后补从 5 个工作日内补交，逾期视为撤回改为 10 个工作日内补交，逾期视为撤回",
        ),
        (with_lease(max_pages=5), "材料“租赁合同”的最多几页从 20改为 5"),
        (replace(RENT, authority=replace(RENT.authority, phone="12345")), "实施主体的咨询电话从“12329”改为“12345”"),
        (replace(RENT, translations={"en": {"name": "Rent"}}), "en 译文改了 1 处"),
    ],
)
def test_a_change_is_one_sentence(after: Matter, sentence: str) -> None:
    assert differences(RENT, after) == [sentence]


def test_a_field_deep_in_the_form_is_named_with_its_page() -> None:
    data = msgspec.to_builtins(RENT)
    (spouse,) = (field for field in data["form"][0]["fields"] if field["id"] == "spouse_id_number")
    spouse["type"] = FieldType.TEXT.value
    assert differences(RENT, msgspec.convert(data, Matter)) == ["表单“您结婚了吗？”的填写项“配偶的身份证号”的类型从 身份证号改为 文字"]


def test_matters_come_and_go() -> None:
    other = replace(RENT, name="另一件", codes=replace(RENT.codes, implementation="X"))
    assert catalogue_differences([RENT], [RENT]) == {}
    assert catalogue_differences([RENT], [RENT, other]) == {"另一件": ["新增了这个事项（X）"]}
    assert catalogue_differences([RENT, other], [RENT]) == {"另一件": ["去掉了这个事项（X）"]}
