"""The terminal's voice over a real ALSA device: what is said is played, stopped, repeated, turned down, and forgotten with the visit."""

from __future__ import annotations

import os
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings import Voice as Settings
from kiosk.speech import Engine, Player, SoundError, prompt_name
from kiosk.spoken import ID_HIDDEN, aloud
from kiosk.staff import rows
from kiosk.staff.views import Level
from kiosk.voice import LOUDEST, QUIETEST, USUAL, Line, Voice
from tests.journey.main_thread import MainThread
from tests.voice.test_without_looking import loudspeaker

Hear = Callable[..., Voice]


@pytest.fixture
def thread() -> MainThread:
    return MainThread()


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    described, file = loudspeaker(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(described))
    return file


@pytest.fixture
def touched() -> list[float]:
    return []


@pytest.fixture
def hall(thread: MainThread, played: Path, touched: list[float]) -> Iterator[Hear]:
    made: list[Voice] = []

    def make(**settings: object) -> Voice:
        voice = Voice(Settings(**{"device": "hall", **settings}), thread, lambda: touched.append(thread.monotonic()))  # type: ignore[arg-type]
        made.append(voice)
        return voice

    yield make
    for voice in made:
        voice.close()


def loudness(file: Path) -> float:
    return float(np.abs(np.fromfile(file, dtype="<i2").astype(float)).mean())


def test_what_is_said_is_played_and_kept_for_repeating(hall: Hear, thread: MainThread, played: Path) -> None:
    voice = hall()
    voice.say([Line("把身份证平放在读卡区"), Line("读的时候别拿开")])
    thread.until(lambda: not voice.speaking)
    first = played.stat().st_size
    assert list(voice.heard) == ["把身份证平放在读卡区", "读的时候别拿开"]
    assert first > 2 * 22050
    voice.repeat()
    thread.until(lambda: not voice.speaking)
    assert list(voice.heard) == ["把身份证平放在读卡区", "读的时候别拿开"] * 2
    assert played.stat().st_size == 2 * first


def test_stopping_is_at_once_and_what_was_waiting_is_never_said(
    thread: MainThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that takes its time: it says that it began, then reads nothing until it may end."""
    described, pipe, begun = tmp_path / "alsa.conf", tmp_path / "slow", tmp_path / "begun"
    command = f"| echo > {begun}; read line < {pipe}"
    described.write_text(
        f'</usr/share/alsa/alsa.conf>\npcm.hall {{ type file slave.pcm "null" file "{command}" format "raw" }}\n', encoding="utf-8"
    )
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(described))
    voice = Voice(Settings(device="hall"), thread, lambda: None)
    voice.say([Line("第一句" * 20), Line("第二句")])
    thread.until(begun.exists)
    began = time.monotonic()
    voice.stop()
    voice.close()
    thread.drain()
    assert time.monotonic() - began < 5
    assert len(voice.heard) <= 1
    assert not voice.trouble
    os.write(end, b"\n")
    os.close(end)


def test_without_a_sound_device_the_visit_goes_on_and_staff_read_why(thread: MainThread) -> None:
    voice = Voice(Settings(), thread, lambda: None)
    voice.say([Line("您好")])
    thread.until(lambda: not voice.speaking)
    assert voice.heard == ("您好",)
    assert voice.trouble == "没有声音设备"
    voice.close()


def test_without_a_synthesiser_staff_read_its_name(hall: Hear, thread: MainThread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = hall()
    monkeypatch.setenv("PATH", str(tmp_path))
    voice.say([Line("您好")])
    thread.until(lambda: not voice.speaking)
    assert voice.trouble == "没有装语音合成程序 espeak-ng"


def test_a_device_that_comes_back_is_used_again(hall: Hear, thread: MainThread, monkeypatch: pytest.MonkeyPatch) -> None:
    voice = hall()
    with monkeypatch.context() as gone:
        gone.delenv("ALSA_CONFIG_PATH")
        voice.probe()
        thread.until(lambda: voice.trouble is not None)
        assert voice.trouble
    voice.probe()
    thread.until(lambda: voice.trouble == "")


def test_volume_and_speed_go_back_at_the_end_of_a_visit(hall: Hear, thread: MainThread, played: Path) -> None:
    voice = hall(volume=40)
    voice.louder()
    voice.faster()
    assert (voice.volume, voice.speed) == (60, USUAL + 1)
    voice.say([Line("您好")])
    voice.forget()
    thread.drain()
    assert (voice.volume, voice.speed, voice.heard) == (40, USUAL, ())
    voice.repeat()
    thread.drain()
    assert voice.heard == ()


def test_volume_is_what_is_heard_and_never_nothing(hall: Hear, thread: MainThread, played: Path) -> None:
    voice = hall(volume=LOUDEST)
    voice.say([Line("把身份证平放在读卡区")])
    thread.until(lambda: not voice.speaking)
    loud = loudness(played)
    played.unlink()
    for _ in range(9):
        voice.softer()
    assert voice.volume == QUIETEST
    voice.repeat()
    thread.until(lambda: not voice.speaking)
    assert loud * 0.15 < loudness(played) < loud * 0.25


def test_slower_takes_longer() -> None:
    engine = Engine()
    assert engine.sound("把身份证平放在读卡区", "zh_CN", 110).seconds > 1.2 * engine.sound("把身份证平放在读卡区", "zh_CN", 200).seconds


def test_speech_that_is_still_playing_counts_as_somebody_being_there(hall: Hear, thread: MainThread, touched: list[float]) -> None:
    voice = hall()
    voice.say([Line("一"), Line("二")])
    thread.until(lambda: not voice.speaking)
    assert len(touched) == 4


def test_a_recording_is_played_in_place_of_synthesis(hall: Hear, thread: MainThread, played: Path, tmp_path: Path) -> None:
    samples = (np.arange(8000) % 200).astype("<i2").tobytes()
    for name in (prompt_name("您好"), "home.2.wav"):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(samples)
    voice = hall(prompts=str(tmp_path), volume=100)
    for line in (Line("您好"), Line("想办什么事", prompt="home.2")):
        voice.say([line])
        thread.until(lambda: not voice.speaking)
        assert played.read_bytes().startswith(samples)
        played.unlink()


def test_a_broken_recording_is_named_and_kills_nobody(hall: Hear, thread: MainThread, tmp_path: Path) -> None:
    (tmp_path / prompt_name("您好")).write_bytes(b"RIFF....nothing")
    voice = hall(prompts=str(tmp_path))
    voice.say([Line("您好"), Line("再见")])
    thread.until(lambda: not voice.speaking)
    assert voice.heard == ("您好", "再见")


def test_nothing_that_is_said_stands_in_the_process_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names are said: the programs get them through a pipe. A wrapper before the real ones notes how they are called."""
    noted = tmp_path / "noted"
    for name in ("espeak-ng", "aplay"):
        wrapper = tmp_path / name
        wrapper.write_text(f'#!/bin/sh\necho "$0 $*" >> {noted}\nexec /usr/bin/{name} "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    Player("null").play(Engine().sound("合成测试甲", "zh_CN", 150), lambda: True)
    text = noted.read_text(encoding="utf-8")
    assert "espeak-ng" in text and "aplay" in text
    assert "合成" not in text


def test_a_device_of_another_name_is_told_apart() -> None:
    with pytest.raises(SoundError, match=r"放不出声音|没有声音设备"):
        Player("no-such-device").play(Engine().sound("一", "zh_CN", 150), lambda: True)


ID_NUMBERS = st.from_regex(r"\A[1-9][0-9]{16}[0-9X]\Z")


@given(ID_NUMBERS, st.sampled_from(["{}", "身份证号 {}。", "我的{}号", "{}，{}"]))
def test_no_identity_number_is_ever_said(number: str, around: str) -> None:
    for text in (number, f"{number[:6]} {number[6:14]} {number[14:]}"):
        said = aloud(around.replace("{}", text))
        assert ID_HIDDEN in said
        assert not any(character in said for character in "0123456789")
        assert not any(character in said for character in "零一二三四五六七八九")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("330***********0025", "身份证号已隐藏"),
        ("622*********0000", "号码已隐藏"),
        ("6222020000000000000", "号码已隐藏"),
        ("拨打 12345", "拨打 一 二 三 四 五"),
        ("1,500 元", "1500 元"),
        ("22:47", "22点47分"),
        ("JB0147-261121-0047-6", "J B 零 一 四 七，二 六 一 一 二 一，零 零 四 七，六"),
        ("详细说明 ›", "详细说明"),
    ],
)
def test_numbers_are_said_as_people_say_them(text: str, said: str) -> None:
    assert aloud(text) == said


def test_staff_read_in_the_diagnostics_whether_there_is_sound(thread: MainThread) -> None:
    voice = Voice(Settings(), thread, lambda: None)
    assert rows.sound(voice.trouble).level is Level.WAITING
    voice.probe()
    thread.until(lambda: voice.trouble is not None)
    voice.close()
    told = rows.sound(voice.trouble)
    assert (told.level, told.line) == (Level.WARNING, "没有声音设备；不能朗读，其他照办")
    assert rows.sound("").level is Level.GOOD
