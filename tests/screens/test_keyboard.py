"""The keyboard on the screen, under every kind of finger and fault."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs

from kiosk import journey
from kiosk.fields import address_entry
from kiosk.journey import Step
from screens.input import tools as shared
from screens.input.click import Click
from screens.input.layouts import REPEATED, Act, Layout, rows
from screens.input.tools import Tools, handwriting_command, rime_command
from screens.theme import Mode
from screens.widgets import controls
from tests.screens.keyboard_desk import (
    choose,
    composed,
    entry,
    follow,
    idle_until,
    make_tools,
    open_field,
    robot_at,
    tap_all,
)
from tests.screens.session_snapshot import SETTINGS, Snapshot
from tests.screens.snapshots import moments
from tests.screens.visits import at, rent

if TYPE_CHECKING:
    from screens.look import Look
    from tests.screens.glass import Glass


def test_a_credit_code_has_only_the_characters_that_one_may_have(glass: Glass, tools: Tools) -> None:
    """GB 32100-2015: no I, O, S, V, Z."""
    frame = open_field(glass, "unit_code")
    assert frame.keyboard.way is Layout.CREDIT_CODE
    typed = {key.types for row in rows(Layout.CREDIT_CODE) for key in row.keys if key.types}
    assert typed == set("0123456789ABCDEFGHJKLMNPQRTUWXY")
    got: list[str] = []
    frame.keyboard.on_type = got.append
    tap_all(glass, "91MAX")
    assert "".join(got) == "91MAX"


# Pinyin -------------------------------------------------------------------------------------------------------------


def test_pinyin_stands_underlined_in_the_field_until_a_candidate_is_chosen(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass, unit_name="示例")
    tap_all(glass, "zhongshan")
    idle_until(composed(frame))
    box = glass.find("field.unit_name")
    assert box.words.text == "示例zhong shan"
    assert entry(glass) == "示例"
    choose(glass, frame, "中山")
    idle_until(lambda: entry(glass) == "示例中山")
    assert box.words.text == "示例中山"
    assert controls.find(glass.stage, "way.pinyin")


def test_a_name_is_chosen_one_character_after_the_other(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass)
    tap_all(glass, "zhangyan")
    for character in "张䶮":
        idle_until(composed(frame))
        choose(glass, frame, character)
    idle_until(lambda: entry(glass) == "张䶮")


def test_backspace_takes_back_keys_then_choices_then_text(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass, unit_name="示")
    tap_all(glass, "zhangsa")
    glass.tap("key.backspace")
    glass.tap("key.backspace")
    idle_until(composed(frame))
    choose(glass, frame, "张")
    idle_until(lambda: entry(glass) == "示张")
    glass.tap("key.backspace")
    assert entry(glass) == "示"


def test_space_and_next_take_the_first_candidate_before_they_mean_anything_else(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass)
    tap_all(glass, "danyuan")
    idle_until(composed(frame))
    glass.tap("key.space")
    idle_until(lambda: entry(glass) == "单元")
    tap_all(glass, "shi")
    idle_until(composed(frame))
    glass.tap("keyboard.next")
    idle_until(lambda: entry(glass).startswith("单元") and len(entry(glass)) == 3)
    assert frame.active == "unit_name"
    glass.tap("keyboard.next")
    assert frame.active == "unit_code"


@pytest.mark.parametrize("elsewhere", ["field.unit_code", "bar.primary", "frame.help"])
def test_whoever_turns_elsewhere_keeps_what_they_composed(glass: Glass, tools: Tools, elsewhere: str) -> None:
    frame = open_field(glass)
    tap_all(glass, "danyuan")
    idle_until(composed(frame))
    glass.tap(elsewhere)
    assert entry(glass) == "单元"


def test_a_digit_or_a_whole_word_ends_what_is_composed(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass, "unit_address", unit_address="")
    tap_all(glass, "zhongshan")
    idle_until(composed(frame))
    glass.tap("word.路")
    for key in ("key.1", "key.0"):
        glass.tap(key)
    glass.tap("words.more")
    glass.tap("word.号")
    assert entry(glass, "unit_address") == "中山路10号"


def test_what_is_selected_is_replaced(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass, unit_name="旧名称")
    glass.tap("way.symbols")
    glass.tap("key.select_all")
    assert frame.editing.selected == (0, 3)
    glass.tap("way.letters")
    glass.tap("key.a")
    assert entry(glass) == "a"
    glass.tap("key.left")
    glass.tap("key.b")
    assert entry(glass) == "ba"


@pytest.mark.parametrize(("keys", "character"), [("longtian", "䶮"), ("tukou", "𠮷"), ("u4dae", "䶮"), ("u20bb7", "𠮷")])
def test_rare_characters_come_by_their_parts_and_by_code_point(glass: Glass, tools: Tools, keys: str, character: str) -> None:
    frame = open_field(glass)
    glass.tap("way.rare")
    tap_all(glass, keys)
    choose(glass, frame, character)
    assert entry(glass) == character


def test_strokes_compose_too(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass)
    glass.tap("way.strokes")
    tap_all(glass, "hpznphhpn")
    idle_until(composed(frame))
    assert glass.find("field.unit_name").words.text == "一丿乙丶丿一一丿丶"
    choose(glass, frame, "䶮")
    idle_until(lambda: entry(glass) == "䶮")


# Fingers ------------------------------------------------------------------------------------------------------------


def test_two_thumbs_type_in_the_order_in_which_they_came_down(glass: Glass, tools: Tools) -> None:
    open_field(glass)
    glass.tap("way.letters")
    first, second = controls.middle(glass.find("key.a")), controls.middle(glass.find("key.b"))
    one = glass.down(*first)
    two = glass.down(*second)
    glass.up(two, *second)
    glass.up(one, *first)
    assert entry(glass) == "ab"


def test_twenty_taps_without_a_frame_between_them_all_count_in_order(glass: Glass, tools: Tools) -> None:
    """Ten taps a second and more: nothing is lost and nothing is doubled, however slow the engine answers."""
    frame = open_field(glass)
    tap_all(glass, "zhejiangshengningboshi")
    idle_until(composed(frame))
    assert glass.find("candidate.0").words.text == "浙江省宁波市"
    glass.tap("candidate.0")
    tap_all(glass, "jiangbeiqu")
    idle_until(lambda: entry(glass) == "浙江省宁波市" and composed(frame)())
    assert glass.find("field.unit_name").words.text == "浙江省宁波市jiang bei qu"


def test_backspace_goes_on_while_it_is_held_and_letters_do_not(glass: Glass, tools: Tools) -> None:
    open_field(glass, unit_name="一二三四五六七八")
    glass.tap("way.letters")
    place = controls.middle(glass.find("key.backspace"))
    finger = glass.down(*place)
    idle_until(lambda: len(entry(glass)) <= 5)
    glass.up(finger, *place)
    left = entry(glass)
    glass.tap("key.a")
    assert entry(glass) == left + "a"
    assert Act.BACKSPACE in REPEATED
    assert None not in REPEATED


def test_a_touch_that_never_ends_stops_repeating_and_the_key_works_again(
    glass: Glass, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screens.input import keys

    monkeypatch.setattr(keys, "STUCK_SECONDS", 0.3)
    monkeypatch.setattr(keys, "MOST_REPEATS", 2)
    told: list[str] = []
    tools.trouble = lambda tool, _why: told.append(tool)
    open_field(glass, unit_name="一二三四五六七八九")
    place = controls.middle(glass.find("key.backspace"))
    glass.down(*place)
    idle_until(lambda: len(entry(glass)) == 7)
    began = time.monotonic()
    idle_until(lambda: time.monotonic() - began > 0.5)
    assert len(entry(glass)) == 7
    glass.tap("key.backspace")
    assert len(entry(glass)) == 6
    assert told == ["触摸屏"]


# Faults -------------------------------------------------------------------------------------------------------------


def test_without_librime_the_keyboard_says_so_and_offers_handwriting_and_letters(glass: Glass, tmp_path: Path) -> None:
    broken = make_tools(rime_command(tmp_path, library="librime-absent.so.1"), handwriting_command())
    told: list[tuple[str, str]] = []
    broken.trouble = lambda tool, why: told.append((tool, why))
    shared.share(broken)
    try:
        glass.stage.frames.clear()
        frame = open_field(glass)
        idle_until(lambda: bool(told))
        glass.tap("key.z")
        idle_until(lambda: frame.keyboard.way is Layout.HANDWRITING)
        assert "拼音、笔画现在不能用，请用手写、字母" in controls.texts(glass.stage)
        assert not glass.find("way.pinyin").enabled
        glass.tap("way.letters")
        tap_all(glass, "ab")
        assert entry(glass) == "ab"
        assert told[0][0] == "拼音"
        assert "librime1" in told[0][1]
    finally:
        broken.close()
        shared.share(None)


def test_without_a_sound_device_keys_still_type_and_staff_are_told_once(
    glass: Glass, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make() -> Any:
        raise OSError("no sound device")

    told: list[str] = []
    monkeypatch.setattr(tools, "key_sound", True)
    monkeypatch.setattr(tools, "click", Click(told.append, make))
    open_field(glass)
    idle_until(lambda: bool(told))
    glass.tap("way.letters")
    tap_all(glass, "abc")
    assert entry(glass) == "abc"
    assert told == ["no sound device"]


# By hand ------------------------------------------------------------------------------------------------------------


def test_in_large_text_handwriting_comes_first(tools: Tools, look: Look) -> None:
    from screens.input.keyboard import Keyboard
    from screens.look import Look
    from screens.theme import Theme

    display = SETTINGS.display
    large = Look(Theme(display.width, display.height, display.diagonal_inches, Mode.LARGE), look.fonts)
    keyboard = Keyboard(large, lambda _: None, lambda _: None, tools)
    ways = []
    for layout in (Layout.PINYIN, Layout.DIGITS):
        keyboard.offer(layout)
        ways.append(keyboard.way)
    assert ways == [Layout.HANDWRITING, Layout.DIGITS]


def test_a_robot_types_a_name_by_pinyin_and_writes_one_by_hand(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass)
    robot = robot_at(glass)
    follow(robot.type_pinyin("王小明aB12𠮷"))
    assert entry(glass) == "王小明aB12𠮷"
    glass.tap("key.clear")
    assert entry(glass) == ""
    follow(robot.write("李龙"))
    assert entry(glass) == "李龙"
    assert not frame.keyboard.writer.busy


def test_the_field_of_an_address_offers_the_streets_of_the_region_above_it(glass: Glass, tools: Tools) -> None:
    home = dict(moments())["form-address-street"].visit
    assert home
    glass.show(Snapshot(visit=journey.enter(home, "place", address_entry("330299", ""))))
    glass.tap("field.place")
    glass.tap("word.测试街道")
    assert entry(glass, "place") == address_entry("330299", "测试街道")
    glass.show(Snapshot(visit=home))
    glass.tap("field.place")
    assert controls.find(glass.stage, "word.测试街道") is None


def test_streets_that_the_matter_names_stand_behind_those_of_the_region(glass: Glass, tools: Tools) -> None:
    home = dict(moments())["form-address-street"].visit
    assert home
    (page,) = [page for page in home.matter.form if any(field.id == "place" for field in page.fields)]
    fields = [structs.replace(field, streets=["测试街道", "合成路"]) if field.id == "place" else field for field in page.fields]
    form = [structs.replace(page, fields=fields) if one is page else one for one in home.matter.form]
    visit = replace(home, matter=structs.replace(home.matter, form=form))
    glass.show(Snapshot(visit=journey.enter(visit, "place", address_entry("330299", ""))))
    glass.tap("field.place")
    words = [control for control in controls.all_ids(glass.stage) if control.startswith("word.")]
    assert words.index("word.样本街道") < words.index("word.合成路")
    assert words.count("word.测试街道") == 1
    glass.tap("word.合成路")
    assert entry(glass, "place") == address_entry("330299", "合成路")


def test_a_form_says_what_is_a_name_and_what_an_address(glass: Glass, tools: Tools) -> None:
    frame = open_field(glass, "unit_address", unit_address="")
    assert frame.keyboard.writer.in_address()
    tap_all(glass, "zhenxingjie")
    idle_until(composed(frame))
    assert glass.find("candidate.0").words.text == "振兴街"
    glass.tap("candidate.0")
    idle_until(lambda: entry(glass, "unit_address") == "振兴街")
    glass.tap("field.unit_name")
    assert not frame.keyboard.writer.in_address()
    assert frame.keyboard.writer.name_before() is None
    visit = journey.enter(at(rent(), Step.FORM, "family"), "spouse_name", "")
    frame = glass.show(Snapshot(visit=visit))
    glass.tap("field.spouse_name")
    assert frame.keyboard.writer.name_before() == ""
    tap_all(glass, "zhangjianguo")
    idle_until(composed(frame))
    choose(glass, frame, "张建国")
    idle_until(lambda: entry(glass, "spouse_name") == "张建国")


def test_a_scanned_code_leaves_what_is_composed_as_it_is(glass: Glass, tools: Tools) -> None:
    """A reader that plays a keyboard, in the middle of pinyin: the code is nobody's text, and the pinyin goes on."""
    from kivy.core.window import Window

    from screens.keys import Keys

    frame = open_field(glass)
    terminal: Any = SimpleNamespace(devices={}, holidays=glass.session.terminal.holidays)
    glass.session.terminal = terminal
    tap_all(glass, "zhong")
    idle_until(composed(frame))
    now = [100.0]
    keys = Keys(glass.session, lambda: frame, lambda: now[0])  # type: ignore[arg-type]
    keys.listen(Window)
    for character in "6901234567892":
        now[0] += 0.004
        Window.dispatch("on_key_down", ord(character), 0, character, [])
        Window.dispatch("on_textinput", character)
    now[0] += 0.004
    Window.dispatch("on_key_down", 13, 0, "", [])
    keys.stop(Window)
    assert (entry(glass), frame.keyboard.composing) == ("", "zhong")
    tap_all(glass, "guo")
    idle_until(composed(frame))
    choose(glass, frame, "中国")
    idle_until(lambda: entry(glass) == "中国")


def test_the_field_of_an_address_offers_its_words(glass: Glass, tools: Tools) -> None:
    glass.show(Snapshot(visit=at(rent(), Step.FORM, "home")))
    glass.tap("field.address")
    assert controls.find(glass.stage, "word.路")
    assert glass.find("word.街道").width >= glass.look.theme.mm(17)
