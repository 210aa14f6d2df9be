"""Lines broken the Chinese way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screens import typeset
from screens.input.editing import place_from, place_in, shown

TEXT = st.text("一二三办事材料，。：；（）“”《》、 ab12-/.\n", max_size=60)


def measure(text: str) -> float:
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


@given(TEXT, st.integers(4, 40))
def test_no_character_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = typeset.wrap(text, width, measure)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    assert all(measure(line) <= width for line in lines)


def test_punctuation_neither_begins_nor_ends_a_line_where_it_must_not() -> None:
    text = "您的信息只用来办这件事，提交后加密保存（本机打不开），送到即删。"
    for width in range(6, 40):
        lines = typeset.wrap(text, width, measure)
        assert not [line for line in lines[1:] if line[0] in "，。）"]
        assert not [line for line in lines[:-1] if line[-1] in "（"]


def test_no_paragraph_ends_with_a_line_of_one_character() -> None:
    text = "请到窗口办：这里现在读不了身份证。\n能办的事不变。"
    for width in range(8, 30):
        first, second = "".join(f"{line}|" for line in typeset.wrap(text, width, measure)).split("。|")[:2]
        assert min(len(first.split("|")[-1]), len(second.split("|")[-1])) > 1


def test_numbers_and_words_stay_whole() -> None:
    assert typeset.wrap("收件编号 JB0147-261121-0047-6", 22, measure) == ["收件编号", "JB0147-261121-0047-6"]


def test_what_does_not_fit_is_marked() -> None:
    lines = typeset.wrap("一二三四五六七八", 6, measure)
    assert typeset.shorten(lines, 2, 6, measure) == ["一二三", "四五…"]


@given(st.text("0123456789X", max_size=19), st.sampled_from([(3, 4, 4), (6, 8, 4), (4,), ()]))
def test_the_caret_finds_its_place_in_groups_and_back(text: str, groups: tuple[int, ...]) -> None:
    assert shown(text, groups).replace(" ", "") == text
    for caret in range(len(text) + 1):
        assert place_from(text, place_in(text, caret, groups), groups) == caret


def test_what_is_wider_than_a_line_begins_on_the_line_before() -> None:
    assert typeset.wrap("串口 /dev/serial/by-id 被占", 10, len) == ["串口 /dev/se", "rial/by-id", "被占"]
