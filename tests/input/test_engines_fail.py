"""librime missing, crashing or hanging, a model that is not the known one: an answer, or a sentence for staff, never an end."""

from __future__ import annotations

import os
import signal
import sys
import time
import weakref
from pathlib import Path

from screens.input.engine import REST_SECONDS, Engine
from screens.input.tools import handwriting_command, rime_command
from tests.input.asking import ask, convert
from tests.waiting import until


def _engine(command: list[str], told: list[str], **more: float) -> Engine:
    return Engine(command, lambda then: then(), on_failure=told.append, **more)  # type: ignore[arg-type]


def test_a_crash_while_composing_costs_nothing(pinyin: Engine) -> None:
    before = convert(pinyin, "zhangsan")
    for fault in (signal.SIGSEGV, signal.SIGKILL):
        assert pinyin.pid
        os.kill(pinyin.pid, fault)
        assert convert(pinyin, "zhangsan") == before
    assert pinyin.failure == ""


def test_an_engine_that_waits_keeps_nothing_of_what_was_asked_nor_of_who_asked(rime_folder: Path) -> None:
    class Field:
        def hear(self, answer: object) -> None:
            heard.append(bool(answer))

    heard: list[bool] = []
    field = Field()
    kept = weakref.ref(field)
    engine = _engine(rime_command(rime_folder), [])
    engine.ask({"steps": ["r", "e", "n"], "most": 9}, field.hear)
    del field
    until(lambda: heard == [True])
    until(lambda: kept() is None)
    engine.close()


def test_a_hung_engine_is_ended_and_asked_again(rime_folder: Path) -> None:
    told: list[str] = []
    engine = _engine(rime_command(rime_folder), told, answer_seconds=1.0)
    convert(engine, "zhang")
    hung = engine.pid
    assert hung
    os.kill(hung, signal.SIGSTOP)
    assert convert(engine, "zhangs")["candidates"]
    assert engine.pid != hung
    assert told == []
    engine.close()


def test_without_the_library_staff_read_what_to_install_and_nobody_asks_again_for_a_while(tmp_path: Path) -> None:
    told: list[str] = []
    now = [0.0]
    engine = Engine(
        rime_command(tmp_path, library="librime-absent.so.1"), lambda then: then(), on_failure=told.append, monotonic=lambda: now[0]
    )
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert "librime1" in told[0]
    assert engine.failure == told[0]
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert len(told) == 1
    now[0] += REST_SECONDS
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert len(told) == 2
    engine.close()


def test_without_the_data_staff_read_which_package_is_missing(tmp_path: Path) -> None:
    told: list[str] = []
    engine = _engine(rime_command(tmp_path / "user", shared=tmp_path / "nothing"), told)
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert "rime-data-luna-pinyin" in told[0]
    engine.close()


def test_an_engine_that_dies_at_every_question_is_given_up(tmp_path: Path) -> None:
    told: list[str] = []
    script = "print('{\"ready\": true}', flush=True); input(); raise SystemExit(7)"
    engine = _engine([sys.executable, "-c", script], told)
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert told == ["输入程序自己退出了（7）"]
    engine.close()


def test_nonsense_from_an_engine_is_no_answer(tmp_path: Path) -> None:
    told: list[str] = []
    script = "print('{\"ready\": true}', flush=True); input(); print('[]', flush=True); input()"
    engine = _engine([sys.executable, "-c", script], told)
    assert ask(engine, {"steps": ["a"], "most": 9}) is None
    assert told == ["输入程序的回答看不懂"]
    engine.close()


def test_a_model_that_is_not_the_known_one_is_not_used(tmp_path: Path) -> None:
    model = tmp_path / "other.onnx"
    model.write_bytes(b"something else")
    told: list[str] = []
    engine = _engine(handwriting_command(str(model)), told)
    assert ask(engine, {"strokes": [[[0, 0], [1, 1]]], "most": 5}) is None
    assert "SHA-256" in told[0]
    engine.close()


def test_of_many_questions_at_once_only_the_newest_is_put(rime_folder: Path) -> None:
    """Ten taps a second on a slow machine: the keyboard never lags behind by more than one question."""
    engine = _engine(rime_command(rime_folder), [])
    convert(engine, "a")
    assert engine.pid
    os.kill(engine.pid, signal.SIGSTOP)
    answered: list[int] = []
    keys = "zhangsanfengzhongguo"
    for count in range(1, len(keys) + 1):
        engine.ask({"steps": list(keys[:count]), "most": 9}, lambda _, count=count: answered.append(count))  # type: ignore[misc]
    os.kill(engine.pid, signal.SIGCONT)
    until(lambda: len(keys) in answered)
    assert len(answered) <= 2
    engine.close()


def test_closing_ends_the_process(rime_folder: Path) -> None:
    engine = _engine(rime_command(rime_folder), [])
    convert(engine, "a")
    pid = engine.pid
    assert pid
    began = time.monotonic()
    engine.close()
    assert time.monotonic() - began < 9
    assert not Path(f"/proc/{pid}").exists()
