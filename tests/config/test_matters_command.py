"""``kiosk matters``: one document on standard output, reasons on standard error, the exit status of the contract."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from kiosk.commands import matters
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
    assert said.out == ""
    assert "7 个文件，0 个错误，0 个提醒" in said.err


def test_lint_names_every_problem_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, _line = swap(SENIOR_TEXT, "role: secondary", "role: main")
    bad, good = write(tmp_path, text, "bad.yaml"), write(tmp_path, RENT_TEXT, "good.yaml")
    assert kiosk_matters("lint", str(bad), str(good)) == 1
    assert "error[deferral-role]" in capsys.readouterr().out
    assert kiosk_matters("lint", str(tmp_path), "--json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == 2
    assert document["ok"] is False
    (problem,) = document["problems"]
    assert problem["file"] == str(bad)
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
    assert kiosk_matters("search", "gjj") == 0
    assert "公积金租房提取" not in capsys.readouterr().err
    assert kiosk_matters("search", "gjj", "--settings", str(settings)) == 1
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
