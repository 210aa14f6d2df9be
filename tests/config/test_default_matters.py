"""The two matters that ship: clean under lint, and every branch of their rules answers as the law and the guide say."""

from __future__ import annotations

import re
from datetime import date

import msgspec
import pytest

from config.catalogue import Catalogue
from config.codes import is_credit_code, is_implementation_code
from config.load import examine_files, load_folder, matter_files
from config.matter import Field, Matter
from config.rules import evaluate, holds, make_context
from config.themes import DEFAULTS, load_themes
from config.translated import shown_texts

TODAY = date(2026, 11, 21)
SENIOR = "330711003000"
RENT = "332038002000"
SEVEN = {
    "居住证签注",
    "社保参保证明",
    "老年人优待证",
    "个体户开业登记",
    "新生儿一件事",
    "公积金租房提取",
    "不动产登记查询",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load()


def matter_of(catalogue: Catalogue, code: str) -> Matter:
    matter = catalogue.by_code(code)
    assert matter is not None
    return matter


def card(birth: date) -> dict[str, object]:
    return {
        "name": "合成测试甲",
        "sex": "女",
        "ethnicity": "汉",
        "birth": birth,
        "address": "测试市样例区合成路 1 号",
        "number": "330299195801010025",
        "valid_to": None,
    }


def context(matter: Matter, birth: date = date(1958, 1, 1), **form: object) -> dict[str, object]:
    empty: dict[str, object] = {field.id: None for page in matter.form for field in page.fields}
    return make_context(card(birth), {**empty, **form}, TODAY)


def field_of(matter: Matter, name: str) -> Field:
    return next(field for page in matter.form for field in page.fields if field.id == name)


def test_no_problem_and_no_warning_in_what_ships() -> None:
    folder = DEFAULTS / "matters"
    matters, problems = examine_files(matter_files(folder), load_themes(folder))
    assert problems == []
    assert {matter.short_name for matter in matters} == SEVEN


@pytest.mark.parametrize(
    ("birth", "eligible"),
    [
        (date(1966, 11, 20), True),
        (date(1966, 11, 21), True),
        (date(1966, 11, 22), False),
        (date(2012, 6, 1), False),
    ],
)
def test_senior_card_from_the_sixtieth_birthday(catalogue: Catalogue, birth: date, eligible: bool) -> None:
    matter = matter_of(catalogue, SENIOR)
    assert all(holds(each.rule, context(matter, birth)) for each in matter.eligibility) is eligible


@pytest.mark.parametrize(("birth", "asked"), [(date(1946, 11, 21), True), (date(1946, 11, 22), False)])
def test_senior_card_asks_for_another_contact_from_eighty(catalogue: Catalogue, birth: date, asked: bool) -> None:
    matter = matter_of(catalogue, SENIOR)
    for name in ("contact_phone", "contact_relation"):
        assert holds(field_of(matter, name).when, context(matter, birth)) is asked


def test_senior_card_contact_is_someone_else(catalogue: Catalogue) -> None:
    matter = matter_of(catalogue, SENIOR)
    (check,) = (check for check in matter.checks if check.fields == ["contact_phone"])
    assert holds(check.rule, context(matter, phone="13800000000"))
    assert holds(check.rule, context(matter, phone="13800000000", contact_phone="13900000000"))
    assert not holds(check.rule, context(matter, phone="13800000000", contact_phone="13800000000"))


@pytest.mark.parametrize(("local", "needed"), [(True, False), (False, True), (None, False)])
def test_senior_card_needs_a_residence_permit_only_from_elsewhere(catalogue: Catalogue, local: bool | None, needed: bool) -> None:
    matter = matter_of(catalogue, SENIOR)
    permit = next(each for each in matter.materials if each.id == "residence_permit")
    assert holds(permit.when, context(matter, hukou_local=local)) is needed


@pytest.mark.parametrize(("birth", "grade"), [(date(1956, 11, 22), "60 至 69 周岁"), (date(1956, 11, 21), "70 周岁以上")])
def test_senior_card_grade_follows_age(catalogue: Catalogue, birth: date, grade: str) -> None:
    matter = matter_of(catalogue, SENIOR)
    assert evaluate(matter.computed[0].value, context(matter, birth)) == grade


@pytest.mark.parametrize("way", ["courier", "collect", None])
def test_senior_card_asks_where_to_only_for_the_courier(catalogue: Catalogue, way: str | None) -> None:
    matter = matter_of(catalogue, SENIOR)
    assert holds(field_of(matter, "delivery_address").when, context(matter, delivery=way)) is (way == "courier")


@pytest.mark.parametrize("marriage", ["single", "married", "divorced", "widowed", None])
def test_rent_withdrawal_asks_for_the_spouse_only_when_married(catalogue: Catalogue, marriage: str | None) -> None:
    matter = matter_of(catalogue, RENT)
    certificate = next(each for each in matter.materials if each.id == "marriage_certificate")
    answers = context(matter, marriage=marriage)
    assert holds(field_of(matter, "spouse_id_number").when, answers) is (marriage == "married")
    assert holds(certificate.when, answers) is (marriage == "married")


@pytest.mark.parametrize(
    ("rent", "months", "amount", "fits"),
    [
        (2500.0, 3.0, 7500.0, True),
        (2500.0, 3.0, 7500.01, False),
        (1500.10, 3.0, 4500.30, True),
        (0.1, 3.0, 0.3, True),
        (2500.0, None, 7500.0, True),
    ],
)
def test_rent_withdrawal_never_exceeds_the_rent(catalogue: Catalogue, rent: float, months: float | None, amount: float, fits: bool) -> None:
    matter = matter_of(catalogue, RENT)
    rule = next(check.rule for check in matter.checks if check.fields == ["amount"])
    assert holds(rule, context(matter, monthly_rent=rent, months=months, amount=amount)) is fits


def test_rent_withdrawal_spouse_is_someone_else(catalogue: Catalogue) -> None:
    matter = matter_of(catalogue, RENT)
    rule = next(check.rule for check in matter.checks if check.fields == ["spouse_id_number"])
    assert not holds(rule, context(matter, spouse_id_number="330299195801010025"))
    assert holds(rule, context(matter, spouse_id_number="330299199003072510"))


def test_an_unknown_code_opens_nothing(catalogue: Catalogue) -> None:
    assert catalogue.by_code("330711003001") is None
    assert catalogue.by_code("") is None


def test_matters_not_meant_for_terminals_are_left_out() -> None:
    hidden = [msgspec.structs.replace(matter, kiosk_enabled=False) for matter in load_folder(DEFAULTS / "matters")]
    assert len(Catalogue(hidden)) == 0
    assert Catalogue(hidden).search("老年证") == []


def test_each_theme_has_one_character_and_the_matters_are_under_theirs(catalogue: Catalogue) -> None:
    assert [theme.title for theme in catalogue.themes] == [
        "户籍与居住",
        "社保与就业",
        "出生与婚育",
        "开店办企业",
        "住房公积金",
        "养老与助残",
    ]
    under = {theme.id: [matter.short_name for matter in catalogue.by_theme(theme.id)] for theme in catalogue.themes}
    assert {name for names in under.values() for name in names} == SEVEN
    assert all(under.values()), "no theme is empty"
    assert (under["elderly"], under["housing_fund"]) == (["老年人优待证"], ["公积金租房提取"])
    assert {matter.short_name for matter in catalogue.popular} == SEVEN - {"居住证签注"}


def test_every_matter_belongs_to_something_that_happens_in_a_life(catalogue: Catalogue) -> None:
    known = {event.id for event in catalogue.life_events}
    assert all(matter.life_events and set(matter.life_events) <= known for matter in catalogue.matters)


def test_every_synthetic_code_is_whole_and_nobodys(catalogue: Catalogue) -> None:
    """Credit codes check, every implementation code belongs to its authority, and the region does not exist."""
    children = [child.code for matter in catalogue.matters for child in (matter.package.children if matter.package else ())]
    codes = [*(matter.code for matter in catalogue.matters), *children]
    assert len(codes) == len(set(codes)) == 13
    for code in codes:
        assert is_implementation_code(code)
        assert is_credit_code(code[:18])
        assert code[2:8] == "330299"


def test_every_text_of_every_matter_is_there_in_english(catalogue: Catalogue) -> None:
    for matter in catalogue.matters:
        english = matter.translations["en"]
        assert english.keys() == shown_texts(matter).keys(), matter.name
        assert not [path for path, text in english.items() if re.search(r"[\u3400-\u9fff]", text)], matter.name
