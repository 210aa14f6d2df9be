"""``kiosk matters``: one document on standard output, reasons on standard error, the exit status of the contract."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import openpyxl
import pytest
from PIL import Image

from config.yaml_source import read_yaml
from kiosk.commands import matters
from kiosk.matter_new import templates
from tests.config.broken import RENT_TEXT, SENIOR_TEXT, swap, write


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KIOSK_SETTINGS", raising=False)


def kiosk_matters(*words: str) -> int:
    parser = argparse.ArgumentParser()
    matters.add_arguments(parser)
    return matters.run(parser.parse_args(words))


def test_lint_of_what_ships_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_matters("lint") == 0
    said = capsys.readouterr()
    assert all("warning[holidays-soon]" in line for line in said.out.splitlines()), "at the end of a year the next one's notice is due"
    assert "7 个文件，0 个错误" in said.err


def test_lint_names_every_problem_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _line = swap(SENIOR_TEXT, "role: secondary", "role: main")
    bad, good = write(tmp_path, text, "bad.yaml"), write(tmp_path, RENT_TEXT, "good.yaml")
    assert kiosk_matters("lint", str(bad), str(good)) == 1
    assert "error[deferral-role]" in capsys.readouterr().out
    assert kiosk_matters("lint", str(tmp_path), "--json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == 2
    assert document["ok"] is False
    (problem,) = [each for each in document["problems"] if each["file"] == str(bad)]
    assert (problem["rule"], problem["severity"]) == ("deferral-role", "error")
    assert {"line", "column", "message", "source"} <= problem.keys()


def test_a_warning_alone_is_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _line = swap(RENT_TEXT, 'matter_type: "20"', 'matter_type: "07"')
    assert kiosk_matters("lint", str(write(tmp_path, text))) == 0
    assert "warning[code-type]" in capsys.readouterr().out


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_matters("lint", str(tmp_path / "nothing")) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip() == f"读不了 {tmp_path / 'nothing'}：没有这个文件"


def test_show_is_what_a_citizen_reads(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_matters("show", "332038002000") == 0
    said = capsys.readouterr().out
    for sentence in (
        "不用跑窗口，3 个工作日内办好",
        "租赁合同（可以后补）：在这里扫描；没带可以 5 个工作日内补交",
        "连续缴存满 3 个月、本市无自有住房的人",
        "3 个工作日（夜里提交，从下个工作日算）",
        "不收费",
        "市公积金中心 12329",
    ):
        assert sentence in said
    assert kiosk_matters("show", "12330299MB000007X73332038002000", "--json") == 0
    assert json.loads(capsys.readouterr().out)["short_name"] == "公积金租房提取"


def test_show_of_an_unknown_code_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert kiosk_matters("show", "1") == 1
    assert "没有编码是 1 的事项" in capsys.readouterr().err


def test_search_follows_the_settings_of_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "matters"
    folder.mkdir()
    write(folder, SENIOR_TEXT)
    settings = tmp_path / "terminal.toml"
    settings.write_text('[matters]\nfolder = "matters"\n', "utf-8")
    assert kiosk_matters("search", "gongjijin") == 0
    assert "公积金租房提取" not in capsys.readouterr().err
    assert kiosk_matters("search", "gongjijin", "--settings", str(settings)) == 1
    capsys.readouterr()
    assert kiosk_matters("search", "lnr", "--settings", str(settings), "--json") == 0
    assert [row["short_name"] for row in json.loads(capsys.readouterr().out)["matters"]] == ["老年人优待证"]


def test_wrong_settings_or_matters_stop_with_the_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "terminal.toml"
    settings.write_text("[matters]\nfolders = 1\n", "utf-8")
    assert kiosk_matters("search", "x", "--settings", str(settings)) == 3
    assert f"{settings}:2: matters.folders" in capsys.readouterr().err
    write(tmp_path, "a: 1\n")
    assert kiosk_matters("show", "1", "--matters", str(tmp_path)) == 3
    assert "error[unknown-key]" in capsys.readouterr().err


def test_diff_says_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _line = swap(RENT_TEXT, "max_visits: 0", "max_visits: 2")
    before, after = write(tmp_path, RENT_TEXT, "a.yaml"), write(tmp_path, text, "b.yaml")
    sentence = "到现场次数从 0改为 2"
    assert kiosk_matters("diff", str(before), str(after)) == 0
    assert capsys.readouterr().out == f"住房公积金租房提取\n  {sentence}\n"
    assert kiosk_matters("diff", str(before), str(after), "--json") == 0
    assert json.loads(capsys.readouterr().out)["matters"][0]["changes"] == [sentence]
    assert kiosk_matters("diff", str(before), str(before)) == 0
    assert capsys.readouterr().err.strip() == "没有不同"
    assert kiosk_matters("diff", str(before), str(write(tmp_path, "a: 1\n", "c.yaml"))) == 3


def test_new_makes_a_matter_that_passes_lint_and_never_overwrites(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, path = "11330299MB000004X74330711009001", tmp_path / "new.yaml"
    words = ["new", code, "--template", "senior_card_application", "--name", "高龄津贴申领", "--out", str(path)]
    assert kiosk_matters(*words) == 0
    assert kiosk_matters("lint", str(path)) == 0
    assert kiosk_matters("show", code, "--matters", str(tmp_path)) == 0
    assert capsys.readouterr().out.startswith("高龄津贴申领\n")
    assert kiosk_matters(*words) == 3
    assert "不会覆盖" in capsys.readouterr().err
    assert kiosk_matters("new", code[:-1]) == 3
    assert "31 位" in capsys.readouterr().err
    assert kiosk_matters("new", code, "--template", "nothing") == 3
    assert "housing_fund_rent_withdrawal" in capsys.readouterr().err


@pytest.mark.parametrize("template", sorted(templates()))
def test_every_built_in_matter_is_a_template(template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.yaml"
    assert kiosk_matters("new", "11330299MB000004X74330711009001", "--template", template, "--out", str(path)) == 0
    assert kiosk_matters("lint", str(path), "--json") in (0, 1)
    rules = {problem["rule"] for problem in json.loads(capsys.readouterr().out)["problems"] if problem["severity"] == "error"}
    assert not rules & {"implementation-code", "basic-code", "credit-code", "code-authority", "code-basic"}


CELLS: dict[str, object] = {
    "事项名称": "残疾人证办理",
    "实施编码": "11330299MB000003X64330720001000",
    "事项类型": "行政确认",
    "办件类型": "2",
    "实施主体": "江北区残疾人联合会",
    "咨询方式": "0574-12385",
    "法定办结时限": 20,
    "承诺办结时限": "10个工作日",
    "服务对象": "自然人^其他组织",
    "设定依据": "残疾人保障法第二条",
    "是否收费": "是",
    "收费标准": "每证 10 元",
    "受理条件": "持有本市户籍",
    "区号": "0574",
}
CODE = str(CELLS["实施编码"])


def table(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    for number, (title, rows) in enumerate(sheets):
        sheet = book.active if not number else book.create_sheet()
        sheet.title = title
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_an_element_table_becomes_matters_and_everything_missing_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    materials: list[list[object]] = [
        ["实施编码", "材料名称", "材料必要性", "材料类型", "来源渠道", "是否免提交"],
        [CODE, "残疾评定表", "必要", "2", "申请人自备", "否"],
        [CODE, "近期照片", "容缺后补", "3", "申请人自备", "否"],
        [CODE, "户口簿", "1", "1", "政府部门核发", "是"],
        [CODE, "病历", "随便", "1", "申请人自备", "否"],
    ]
    file = table(tmp_path / "table.xlsx", ("清单", [list(CELLS), list(CELLS.values())]), ("材料", materials), ("说明", [["只是说明"]]))
    assert kiosk_matters("import", str(file), "--out", str(tmp_path / "out"), "--json") == 1
    document = json.loads(capsys.readouterr().out)
    (matter,) = document["matters"]
    assert matter["name"] == "残疾人证办理"
    assert "“清单”：不认得这一列：区号" in document["table"]
    assert any("受理条件" in note and "持有本市户籍" in note for note in matter["notes"])
    assert any("收费标准" in note and "每证 10 元" in note for note in matter["notes"])
    assert any("第 5 行 材料必要性：“随便”不认得" in note for note in matter["notes"])
    data = read_yaml(Path(matter["file"])).data
    assert Path(matter["file"]).name == "m330720001000.yaml"
    assert data["codes"] == {"implementation": CODE, "basic": "330720001000"}
    assert data["promised_limit"] == {"value": 10, "unit": "working_day"}
    assert data["applicant_types"] == ["person", "other"]
    assert [(each["capture"], each.get("role")) for each in data["materials"]] == [
        ("form", "main"), ("scan", "secondary"), ("shared", "main"), ("scan", None)
    ]  # fmt: skip
    assert data["materials"][1]["deferrable"] == {"working_days": 5}
    missing = [problem["message"] for problem in matter["missing"]]
    assert "缺少“who”" in missing
    assert sum("legal_basis" in message for message in missing) == 4, "each material without its basis"
    assert kiosk_matters("import", str(file), "--out", str(tmp_path / "out")) == 3, "no file is overwritten"


def test_materials_may_stand_in_further_rows_of_their_matter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows: list[list[object]] = [
        ["事项名称", "实施编码", "材料名称"],
        ["甲事", CODE, "甲"],
        [None, None, "乙"],
        ["乙事", f"{CODE[:-3]}001", "丙"],
    ]
    kiosk_matters("import", str(table(tmp_path / "t.xlsx", ("表", rows))), "--out", str(tmp_path / "out"), "--json")
    found = json.loads(capsys.readouterr().out)["matters"]
    names = [[each["name"] for each in read_yaml(Path(row["file"])).data["materials"]] for row in found]
    assert names == [["甲", "乙"], ["丙"]]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut", b"name,code\n"])
def test_what_is_no_table_says_so(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "table.xlsx"
    file.write_bytes(content)
    assert kiosk_matters("import", str(file), "--out", str(tmp_path / "out")) == 3
    assert ".xlsx" in capsys.readouterr().err


def test_show_draws_every_screen_of_a_matter(tmp_path: Path) -> None:
    assert kiosk_matters("show", "332038002000", "--out", str(tmp_path / "shown")) == 0
    names = [path.stem[3:] for path in sorted((tmp_path / "shown").iterdir())]
    assert names[0] == "guide"
    assert {"identify", "form-family", "form-family-2", "form-money", "materials", "capture-lease", "commitment", "review", "sign"} <= set(
        names
    )
    for path in (tmp_path / "shown").iterdir():
        with Image.open(path) as picture:
            assert picture.size == (1080, 1920)
            assert len(picture.convert("L").getcolors() or ()) > 20, "not an empty screen"
