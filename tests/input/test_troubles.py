"""What is wrong with writing, sounds and letters stands in the log that staff read, in words that say what to do."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.audit import AuditEvent, record
from kiosk.staff import log
from kiosk.terminal_db import TerminalDatabase
from screens import fonts
from screens.input.click import Click
from screens.input.tools import Tools, rime_command
from screens.troubles import missing_fonts, to_log
from tests.input.asking import ask, convert
from tests.waiting import until

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


class Logged:
    """A terminal of which nothing is needed but its own database."""

    def __init__(self, home: Path) -> None:
        self.database = TerminalDatabase(home)

    def audit(self, event: AuditEvent, at: datetime, **details: str | int | float | bool | None) -> None:
        record(self.database, event, at, **details)

    @property
    def lines(self) -> list[str]:
        """What staff read, without the time."""
        return [line.partition(" ")[2].partition(" ")[2] for line in log.newest(self.database)]


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Logged]:
    made = Logged(tmp_path)
    yield made
    made.database.close()


def logged(terminal: Logged, rime: list[str]) -> Tools:
    tools = Tools(lambda then: then(), rime=rime)
    tools.trouble = to_log(terminal, lambda: NOW)
    return tools


def test_a_library_that_is_missing_is_named(terminal: Logged, tmp_path: Path) -> None:
    tools = logged(terminal, rime_command(tmp_path / "rime", library="librime-absent.so.1"))
    assert ask(tools.pinyin, {"steps": ["a"], "most": 9}) is None
    (line,) = terminal.lines
    assert line.startswith("打字出了问题：拼音 装不上 librime-absent.so.1：请装 librime1")
    tools.close()


def test_a_crash_that_citizens_do_not_notice_is_told_to_staff(terminal: Logged, rime_folder: Path) -> None:
    tools = logged(terminal, rime_command(rime_folder))
    before = convert(tools.pinyin, "zhangsan")
    assert tools.pinyin.pid
    os.kill(tools.pinyin.pid, signal.SIGSEGV)
    assert convert(tools.pinyin, "zhangsan") == before
    (line,) = terminal.lines
    assert line.startswith("打字出了问题：拼音 输入程序")
    assert line.endswith("已经重新启动")
    tools.close()


def test_fonts_that_are_missing_are_named_once_each(terminal: Logged) -> None:
    faces = replace(fonts.load(), absent=("fonts-hanazono", "fonts-noto-core"))
    missing_fonts(faces, to_log(terminal, lambda: NOW))
    said = "打字出了问题：字体 没有装 {}，有的生僻字和民族文字会显示成方框"
    assert terminal.lines == [said.format("fonts-noto-core"), said.format("fonts-hanazono")]
    missing_fonts(replace(faces, absent=()), to_log(terminal, lambda: NOW))
    assert len(terminal.lines) == 2


def test_without_a_sound_device_staff_read_it_once(terminal: Logged) -> None:
    def no_card() -> None:
        raise OSError("没有声卡")

    trouble = to_log(terminal, lambda: NOW)
    click = Click(lambda why: trouble("按键声", why), no_card)
    click.warm()
    until(lambda: click.silent)
    for _ in range(5):
        click.play()
    assert terminal.lines == ["打字出了问题：按键声 没有声卡"]
