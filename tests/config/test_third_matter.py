"""A new matter is one YAML file in a folder: nothing else has to change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.catalogue import Catalogue
from config.problem import MatterError
from config.rules import evaluate, holds, make_context
from tests.config.broken import write

LIBRARY_CARD = """\
schema: 1
codes:
  basic: "332050001000"
  implementation: "11330299MB000005X84332050001000"
name: 少儿图书证办理
short_name: 少儿图书证
aliases: [借书证]
themes: [family]
version: "0.1.0"
matter_type: "20"
case_type: instant
authority:
  name: 样例区图书馆（合成）
  short_name: 区图书馆
  code: 11330299MB000005X8
  phone: "12345"
legal_basis:
  - law: 中华人民共和国公共图书馆法
    article: 第三十三条
statutory_limit: {unit: working_day, value: 1}
promised_limit: {unit: instant}
fees:
  - {name: 押金, amount: 5000, basis: 样例区收费目录清单（合成）}
guide:
  who: 未满 18 周岁的人
eligibility:
  - rule: card.age < 18
    otherwise: 满 18 周岁办成人证，请到总服务台
materials: []
form:
  - id: wishes
    title: 想借几本？
    fields:
      - {id: books, label: 一次借几本, type: number, min: 1, max: 10, unit: 本}
      - {id: month, label: 从哪个月开始, type: month, required: false}
computed:
  - {id: deposit, label: 押金（元）, value: "form.books > 5.0 ? 100 : 50"}
delivery: [print_here]
devices: [id_reader, receipt_printer]
"""


def test_a_matter_from_a_folder_is_found_shown_and_decided(tmp_path: Path) -> None:
    write(tmp_path, LIBRARY_CARD, "library_card.yaml")
    catalogue = Catalogue.load(tmp_path)
    (entry,) = catalogue.search("tsz")
    matter = catalogue.by_code("11330299MB000005X84332050001000")
    assert matter is not None
    assert matter.code == entry.code
    assert catalogue.by_theme("family") == (entry,)
    minor = make_context({**CARD, "birth": date(2012, 6, 1)}, {"books": 6.0, "month": None}, date(2026, 11, 21))
    adult = make_context({**CARD, "birth": date(1990, 3, 7)}, {"books": 2.0, "month": None}, date(2026, 11, 21))
    assert holds(matter.eligibility[0].rule, minor)
    assert not holds(matter.eligibility[0].rule, adult)
    assert evaluate(matter.computed[0].value, minor) == 100


def test_one_bad_file_beside_good_ones_refuses_the_whole_folder(tmp_path: Path) -> None:
    write(tmp_path, LIBRARY_CARD, "library_card.yaml")
    write(tmp_path, LIBRARY_CARD.replace("schema: 1", "schema: 2"), "other.yaml")
    with pytest.raises(MatterError) as caught:
        Catalogue.load(tmp_path)
    assert [(problem.file.name, problem.rule, problem.line) for problem in caught.value.problems] == [("other.yaml", "value", 1)]


CARD: dict[str, object] = {
    "name": "合成测试丙",
    "sex": "男",
    "ethnicity": "汉",
    "address": "测试市样例区合成路 3 号",
    "number": "330299201206010037",
    "valid_to": date(2030, 1, 1),
}
