"""Pinyin, initials, confused spellings, strokes; and nothing that was typed stays anywhere."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from screens.input.engine import Engine
from screens.input.rime import merged
from screens.input.tools import rime_command
from tests.input.asking import convert


@pytest.mark.parametrize(
    ("keys", "first"),
    [
        ("zhangsan", "张三"),
        ("zhejiangshengningboshi", "浙江省宁波市"),
        ("sfz", "身份证"),
        ("lvshi", "律师"),
        ("xi'an", "西安"),
        ("danyuan", "单元"),
    ],
)
def test_full_pinyin_and_initials_come_first(pinyin: Engine, keys: str, first: str) -> None:
    assert convert(pinyin, keys)["candidates"][0] == first


@pytest.mark.parametrize(
    ("keys", "meant"),
    [("zongguo", "中国"), ("lanjing", "南京"), ("beijin", "北京"), ("sanghai", "上海")],
)
def test_what_dialects_confuse_is_found_behind_the_exact_spelling(pinyin: Engine, keys: str, meant: str) -> None:
    assert meant in convert(pinyin, keys)["candidates"][:6]


def test_the_exact_spelling_stays_before_the_confused_ones(pinyin: Engine) -> None:
    assert convert(pinyin, "lin")["candidates"][0] == "林"
    assert convert(pinyin, "ling")["candidates"][0] == "另"
    assert convert(pinyin, "lanjing")["candidates"][0] == "蓝鲸"


def test_a_name_is_put_together_a_choice_at_a_time(pinyin: Engine) -> None:
    first = convert(pinyin, "yangzemin", {"pick": "杨"})
    assert first["preedit"].startswith("杨")
    assert first["commit"] == ""
    second = convert(pinyin, "yangzemin", {"pick": "杨"}, {"pick": "泽"})
    assert "民" in second["candidates"]
    last = convert(pinyin, "yangzemin", {"pick": "杨"}, {"pick": "泽"}, {"pick": "民"})
    assert (last["commit"], last["used"]) == ("杨泽民", 12)


def test_what_was_typed_after_the_last_choice_is_left_over(pinyin: Engine) -> None:
    told = convert(pinyin, "zhang", {"pick": "张"}, "s")
    assert (told["commit"], told["used"]) == ("张", 6)


def test_a_confused_spelling_can_be_chosen(pinyin: Engine) -> None:
    assert convert(pinyin, "zongguo", {"pick": "中国"})["commit"] == "中国"


def test_a_choice_that_is_not_offered_changes_nothing(pinyin: Engine) -> None:
    told = convert(pinyin, "zhang", {"pick": "龙"})
    assert told["commit"] == ""
    assert "张" in told["candidates"]


@pytest.mark.parametrize(("keys", "character"), [("yan", "䶮"), ("jie", "㛃")])
def test_rare_characters_of_names_are_among_the_candidates_of_their_pinyin(pinyin: Engine, keys: str, character: str) -> None:
    assert character in convert(pinyin, keys, most=1200)["candidates"]


@pytest.mark.parametrize(("strokes", "character"), [("hpznphhpn", "䶮"), ("hshszh", "𠮷")])
def test_strokes_find_characters_that_nobody_can_pronounce(pinyin: Engine, strokes: str, character: str) -> None:
    assert character in convert(pinyin, "`" + strokes)["candidates"][:5]


def _contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_learnt_and_nothing_typed_is_written_down(tmp_path: Path) -> None:
    """Whatever is typed and chosen, as often as you like: the engine's folder stays byte by byte as it was, and the order of candidates too."""
    engine = Engine(rime_command(tmp_path), lambda then: then())
    before = convert(engine, "lin")["candidates"]
    compiled = _contents(tmp_path)
    for _ in range(20):
        assert convert(engine, "lin", {"pick": before[7]})["commit"] == before[7]
        assert convert(engine, "zhangsan", {"pick": "张三"})["commit"] == "张三"
    assert convert(engine, "lin")["candidates"] == before
    engine.close()
    again = Engine(rime_command(tmp_path), lambda then: then())
    assert convert(again, "lin")["candidates"] == before
    again.close()
    assert _contents(tmp_path) == compiled
    assert not [path for path in tmp_path.rglob("*") if "userdb" in path.name]


def test_confused_spellings_come_after_the_first_three_or_after_a_page_of_single_characters() -> None:
    assert merged(["蓝鲸", "蓝晶", "揽镜", "兰旌", "蓝"], ["蓝鲸", "南京", "南"]) == ["蓝鲸", "蓝晶", "揽镜", "南京", "兰旌", "蓝", "南"]
    assert merged([], ["南京", "南京"]) == ["南京"]
    single = [chr(0x4E00 + index) for index in range(20)]
    assert merged(single, ["另"]).index("另") == 16


def test_asking_for_more_candidates_keeps_those_that_are_shown(pinyin: Engine) -> None:
    for keys in ("yan", "lin", "zongguo", "zs"):
        few = convert(pinyin, keys)["candidates"]
        assert convert(pinyin, keys, most=200)["candidates"][: len(few)] == few
