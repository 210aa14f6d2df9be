"""Names are spelt right whoever does it, and the dictionaries do not stay in the terminal's memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config import spelling

NAMES = ["银行行政许可", "重庆长春", "住房公积金租房提取", "A4打印", "䶮", "𠮷"]


def test_readings_follow_the_word() -> None:
    assert spelling.spell(NAMES)[:4] == [
        ("yinhangxingzhengxuke", "yhxzxk"),
        ("chongqingchangchun", "cqcc"),
        ("zhufanggongjijinzufangtiqu", "zfgjjzftq"),
        ("a4dayin", "ady"),
    ]


def test_the_child_and_this_process_agree() -> None:
    assert spelling.spell(NAMES) == spelling.spell_here(NAMES)


def test_without_a_child_the_names_are_spelt_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert spelling.spell(["公积金"]) == [("gongjijin", "gjj")]


def test_no_names_start_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", None)
    assert spelling.spell([]) == []


def test_a_search_leaves_no_dictionaries_in_memory() -> None:
    program = "import sys; from config.catalogue import Catalogue; assert Catalogue.load().search('gjj'); print('pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "False"
