"""Each rule of lint finds its fault, at its line, and finds nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import examine, examine_files, load_folder, load_matter, matter_files
from config.problem import MatterError, Severity
from config.themes import load_themes
from tests.config.broken import RENT_TEXT, SENIOR_TEXT, swap, write

FAULTS = [
    ("basic-code", 'basic: "330711003000"', 'basic: "33071100300"', {"code-basic"}),
    ("credit-code", "  code: 11330299MB000004X7", "  code: 11330299MB000004X8", {"code-authority"}),
    ("implementation-code", 'implementation: "11330299MB000004X74330711003000"', 'implementation: "11330299MB000004X7433071100300"', set()),
    ("code-authority", 'implementation: "11330299MB000004X7', 'implementation: "11330299MB000005X8', set()),
    ("code-basic", '4330711003000"', '4330711003999"', set()),
    ("catch-all-material", "name: 近期照片", "name: 照片等材料", set()),
    ("material-basis", "legal_basis: 浙江省老年人优待证办理通知（2018）", 'legal_basis: ""', set()),
    ("deferral-role", "role: secondary", "role: main", set()),
    ("deferral-days", "working_days: 5", "working_days: 0", set()),
    ("deferral-capture", "capture: portrait", "capture: card", set()),
    ("shared-by", "    shared_by: 公安\n", "", set()),
    ("limit-value", "promised_limit: {unit: working_day, value: 5}", "promised_limit: {unit: working_day, value: 0}", set()),
    ("promised-over-statutory", "promised_limit: {unit: working_day, value: 5}", "promised_limit: {unit: working_day, value: 16}", set()),
    ("committed-limit", "promised_limit: {unit: working_day, value: 5}", "promised_limit: {unit: instant}", set()),
    ("visit-reason", "max_visits: 0", "max_visits: 1", set()),
    ("visits", "max_visits: 0", "max_visits: -1", set()),
    ("version", 'version: "1.0.0"', 'version: "1"', set()),
    ("theme", "themes: [elderly]", "themes: []", set()),
    ("delivery", "delivery: [courier, collect]", "delivery: []", {"delivery-field"}),
    ("unknown-device", "devices: [id_reader]", "devices: [id_reader, face_camra]", set()),
    ("device-missing", "devices: [id_reader]", "devices: []", set()),
    ("empty-text", "who: 年满 60 周岁的人，外地户籍也能办", 'who: " "', set()),
    ("too-long", "short_name: 老年人优待证", "short_name: 老年人优待证申领和换领补领", set()),
    ("one-line", "    note: 放在读卡区，马上读", '    note: "放在读卡区，\\n马上读"', set()),
    ("id", "id: contact_relation", "id: ContactRelation", set()),
    ("id", "id: contact_relation", 'id: "null"', set()),
    ("duplicate-id", "id: contact_relation", "id: phone", set()),
    ("duplicate-option", "{value: spouse, label: 老伴}", "{value: child, label: 老伴}", set()),
    ("prefill", "prefill: card.address", "prefill: card.addres", set()),
    ("prefill", "prefill: card.address", "prefill: card.birth", set()),
    ("nobody-fills", "        hint: 办好了发短信到这个号码", "        read_only: true", set()),
    ("bound", "        max: 60", "        max: 2", set()),
    ("bound", "        hint: 办好了发短信到这个号码", "        min: 11", set()),
    ("read-back", "        hint: 办好了发短信到这个号码", "        read_back: true", set()),
    ("check-fields", "fields: [contact_phone]", "fields: []", set()),
    ("unknown-field", "fields: [contact_phone]", "fields: [contact_fone]", set()),
    ("unknown-field", "when: form.hukou_local == false", "when: form.hukou == false", set()),
    ("unknown-field", "rule: card.age >= 60", "rule: card.years >= 60", set()),
    ("rule", "rule: card.age >= 60", "rule: card.age >=", set()),
    ("rule", "rule: card.age >= 60", "rule: card.age + 60", set()),
    ("rule", "rule: card.age >= 60", "rule: card['age'] >= 60", set()),
    ("rule", "rule: card.age >= 60", "rule: open('/etc/passwd') == ''", set()),
    ("rule", "when: form.hukou_local == false", "when: form.hukou_local", set()),
    ("rule", "when: form.hukou_local == false", "when: form.phone > 5", set()),
    ("rule-too-early", "rule: card.age >= 60", "rule: form.hukou_local == true", set()),
    ("self-reference", "when: form.delivery == 'courier'", "when: form.delivery_address != null", set()),
    ("fee-basis", "kiosk_enabled: true", "kiosk_enabled: true\nfees: [{name: 工本费, amount: 800, basis: ''}]", set()),
    ("fee-amount", "kiosk_enabled: true", "kiosk_enabled: true\nfees: [{name: 工本费, amount: -1, basis: 清单}]", set()),
    ("max-pages", "max_pages: 1", "max_pages: 0", set()),
    ("shared-by", "    max_pages: 1\n", "    max_pages: 1\n    shared_by: 公安\n", set()),
    ("empty-page", "form:\n", "form:\n  - {id: nothing, title: 什么也不问, fields: []}\n", set()),
    ("options", "        hint: 办好了发短信到这个号码", "        options: [{value: a, label: 甲}, {value: b, label: 乙}]", set()),
    ("delivery-field", "{value: collect, label: 到窗口自己拿}", "{value: pickup, label: 到窗口自己拿}", set()),
]


@pytest.mark.parametrize(("rule", "old", "new", "also"), FAULTS, ids=[f"{number}-{fault[0]}" for number, fault in enumerate(FAULTS)])
def test_one_fault_is_found_where_it_is(tmp_path: Path, rule: str, old: str, new: str, also: set[str]) -> None:
    text, line = swap(SENIOR_TEXT, old, new)
    _matter, _source, problems = examine(write(tmp_path, text))
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    assert rule in {problem.rule for problem in errors}, [str(problem) for problem in problems]
    assert {problem.rule for problem in errors} <= {rule, *also}, [str(problem) for problem in problems]
    near = [abs(problem.line - line) for problem in errors if problem.rule == rule]
    assert min(near) <= 8, (line, [str(problem) for problem in problems])


def test_an_instant_matter_defers_nothing(tmp_path: Path) -> None:
    text = SENIOR_TEXT.replace("case_type: committed", "case_type: instant").replace("{unit: working_day, value: 5}", "{unit: instant}")
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [problem.rule for problem in problems] == ["deferral-on-instant"]
    assert "容缺受理" in problems[0].source


def test_an_instant_matter_promises_no_days(tmp_path: Path) -> None:
    text, _line = swap(SENIOR_TEXT, "case_type: committed", "case_type: instant")
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [problem.rule for problem in problems] == ["instant-limit", "deferral-on-instant"]


def test_a_choice_needs_something_to_choose_from(tmp_path: Path) -> None:
    text = RENT_TEXT
    for value in ("married, label: 已婚", "divorced, label: 离异", "widowed, label: 丧偶"):
        text, _line = swap(text, f"          - {{value: {value}}}\n", "")
    _matter, _source, problems = examine(write(tmp_path, text))
    assert {problem.rule for problem in problems} == {"options", "rule-never-true", "nobody-fills"}


def test_more_answers_or_questions_than_a_screen_holds_are_told(tmp_path: Path) -> None:
    answers = "".join(f"          - {{value: v{number}, label: 第{number}种}}\n" for number in range(13))
    text, _line = swap(RENT_TEXT, "          - {value: single, label: 未婚}\n", answers)
    questions = "".join(f"      - {{id: q{number}, label: 第{number}问, type: yes_no}}\n" for number in range(6))
    text, _line = swap(text, "      - id: bank_card\n", questions + "      - id: bank_card\n")
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [(problem.rule, problem.severity) for problem in problems] == [
        ("options", Severity.ERROR),
        ("long-page", Severity.WARNING),
    ]


def test_a_form_nobody_would_finish_is_refused(tmp_path: Path) -> None:
    pages = "".join(
        f"  - id: p{page}\n    title: 第{page}页\n    fields:\n"
        + "".join(f"      - {{id: q{page}_{number}, label: 问题, type: yes_no}}\n" for number in range(6))
        for page in range(40)
    )
    text, _line = swap(SENIOR_TEXT, "form:\n", "form:\n" + pages)
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [problem.rule for problem in problems] == ["too-many-fields"]


def test_a_matter_without_legal_basis_is_refused(tmp_path: Path) -> None:
    start, end = SENIOR_TEXT.index("legal_basis:\n"), SENIOR_TEXT.index("statutory_limit:")
    _matter, _source, problems = examine(write(tmp_path, SENIOR_TEXT[:start] + "legal_basis: []\n" + SENIOR_TEXT[end:]))
    assert [problem.rule for problem in problems] == ["legal-basis"]


def test_every_problem_of_every_file_is_reported_at_once(tmp_path: Path) -> None:
    text = SENIOR_TEXT
    for old, new in (
        ("themes: [elderly]", "themes: [old_people]"),
        ("role: secondary", "role: main"),
        ("rule: card.age >= 60", "rule: age"),
    ):
        text, _line = swap(text, old, new)
    write(tmp_path, text, "a.yaml")
    write(tmp_path, "schema: 1\nnmae: x\n", "b.yaml")
    write(tmp_path, "a: [", "c.yaml")
    with pytest.raises(MatterError) as caught:
        load_folder(tmp_path)
    found = [(problem.file.name, problem.rule) for problem in caught.value.problems]
    assert {("a.yaml", "unknown-theme"), ("a.yaml", "deferral-role"), ("a.yaml", "rule"), ("c.yaml", "not-yaml")} <= set(found)
    assert ("b.yaml", "unknown-key") in found
    assert sum(rule == "missing-key" for _file, rule in found) >= 10
    assert found == sorted(found, key=lambda each: each[0])


def test_the_message_says_where_what_and_why(tmp_path: Path) -> None:
    text, line = swap(SENIOR_TEXT, "role: secondary", "role: main")
    path = write(tmp_path, text)
    with pytest.raises(MatterError) as caught:
        load_matter(path)
    (problem,) = caught.value.problems
    deferrable = text.split("\n").index("    deferrable: {working_days: 5, consequence: deemed_withdrawn}") + 1
    assert line < deferrable
    assert str(problem).startswith(f"{path}:{deferrable}:5: error[deferral-role] 只有副件")
    assert "敦政办发〔2018〕306号" in str(problem)


def test_a_misspelt_key_is_told_with_the_right_one(tmp_path: Path) -> None:
    text, line = swap(SENIOR_TEXT, "    otherwise: 满 60", "    otherwize: 满 60")
    _matter, _source, problems = examine(write(tmp_path, text))
    unknown = next(problem for problem in problems if problem.rule == "unknown-key")
    assert (unknown.line, unknown.column) == (line, 5)
    assert "是不是 otherwise" in unknown.message


def test_a_code_without_quotes_is_told_to_be_quoted(tmp_path: Path) -> None:
    text, line = swap(SENIOR_TEXT, 'basic: "330711003000"', "basic: 330711003000")
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [(problem.rule, problem.line) for problem in problems] == [("type", line)]
    assert "加引号" in problems[0].message


def test_the_same_code_or_name_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SENIOR_TEXT, "a.yaml")
    write(tmp_path, SENIOR_TEXT, "b.yaml")
    _matters, problems = examine_files(matter_files(tmp_path), load_themes())
    assert [(problem.rule, problem.file.name) for problem in problems] == [("duplicate-code", "b.yaml"), ("duplicate-name", "b.yaml")]


def test_a_type_that_disagrees_with_the_code_is_a_warning(tmp_path: Path) -> None:
    text, _line = swap(SENIOR_TEXT, 'matter_type: "07"', 'matter_type: "20"')
    _matter, _source, problems = examine(write(tmp_path, text))
    assert [(problem.rule, problem.severity) for problem in problems] == [("code-type", Severity.WARNING)]


def test_a_rule_that_fails_on_an_empty_answer_names_the_answer(tmp_path: Path) -> None:
    text, _line = swap(RENT_TEXT, "form.amount == null || form.monthly_rent == null || ", "form.monthly_rent == null || ")
    _matter, _source, problems = examine(write(tmp_path, text))
    (problem,) = problems
    assert problem.rule == "rule"
    assert "没填" in problem.message
    assert "amount" in problem.message


def test_themes_beside_the_matters_replace_the_built_in_ones(tmp_path: Path) -> None:
    write(tmp_path, SENIOR_TEXT.replace("themes: [elderly]", "themes: [care]"), "a.yaml")
    with pytest.raises(MatterError):
        load_folder(tmp_path)
    write(tmp_path, "- {id: care, title: 照护, icon: 护}\n", "themes.yaml")
    assert [matter.themes for matter in load_folder(tmp_path)] == [["care"]]
    write(tmp_path, "- {id: care, title: 照护, icon: 照护}\n- {id: care, title: 再来, icon: 再}\n", "themes.yaml")
    with pytest.raises(MatterError) as caught:
        load_folder(tmp_path)
    assert [problem.rule for problem in caught.value.problems] == ["theme-icon", "duplicate-id"]
