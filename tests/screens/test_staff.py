"""Staff mode on the screen: how one gets in, that no secret stays, that every button does what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kiosk.journey import Step
from kiosk.screen import Overlay, Screen
from kiosk.staff.views import Action, LoginView
from screens.widgets import controls
from tests.screens import staff_moments
from tests.screens.session_snapshot import Snapshot, StaffSnapshot
from tests.screens.snapshots import known
from tests.screens.test_forgetting import texts
from tests.screens.visits import at, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass


def moment(name: str) -> Snapshot:
    """A moment with a member of staff of its own, whose calls are looked at."""
    shown = known()[name]
    return replace(shown, staff=replace(shown.staff, calls=[]))


def corner(glass: Glass, times: int = 5) -> None:
    """Tap the upper left corner."""
    place = (glass.look.theme.mm(15), glass.look.theme.height - glass.look.theme.mm(10))
    for _ in range(times):
        glass.up(glass.down(*place), *place)


def diagnostics(**more: Any) -> Snapshot:
    return Snapshot(staff=StaffSnapshot(Screen.STAFF, rows=staff_moments.USUAL, tiles=staff_moments.TILES, **more))


@pytest.mark.parametrize("screen", [Screen.ATTRACT, Screen.HOME, Screen.OUT_OF_SERVICE])
def test_five_taps_on_the_corner_ask_for_the_login(glass: Glass, screen: Screen) -> None:
    glass.show(Snapshot(public=screen))
    corner(glass, 4)
    assert not glass.session.staff.calls
    corner(glass, 1)
    assert glass.session.staff.calls == [("open_login",)]


def test_taps_elsewhere_in_between_do_not_count(glass: Glass) -> None:
    glass.show(Snapshot())
    corner(glass, 4)
    glass.up(glass.down(500, 30), 500, 30)
    corner(glass, 4)
    assert not glass.session.staff.calls


@pytest.mark.parametrize(
    "shown", [Snapshot(overlay=Overlay.HELP), Snapshot(public=Screen.LIST, theme="elderly"), moment("staff")], ids=["help", "list", "staff"]
)
def test_the_corner_is_no_way_in_elsewhere(glass: Glass, shown: Snapshot) -> None:
    glass.show(shown)
    corner(glass)
    assert not [call for call in glass.session.staff.calls if call[0] == "open_login"]


def test_the_number_is_seen_and_the_code_is_dots(glass: Glass) -> None:
    frame = glass.show(moment("staff-login-totp"))
    for control in ("key.0", "key.3", "key.1", "key.2", "login.secret", *(f"key.{digit}" for digit in "874965")):
        glass.tap(control)
    assert frame.fields["number"].words.text == "0312"
    assert frame.fields["secret"].words.text.replace(" ", "") == "●" * 6
    assert not [text for text in texts(frame) if "874965" in text.replace(" ", "")]
    glass.tap("bar.primary")
    assert glass.session.staff.calls == [("enter", "0312", "874965")]
    assert "874965" not in str(frame.typed)


def test_nothing_typed_is_left_when_the_login_goes(glass: Glass) -> None:
    frame = glass.show(moment("staff-login-pin"))
    for digit in "1234":
        glass.tap(f"key.{digit}")
    glass.show(Snapshot())
    assert set(frame.typed.values()) == {""}


def test_a_wrong_code_empties_the_code_and_keeps_the_number(glass: Glass) -> None:
    frame = glass.show(moment("staff-login-totp"))
    for control in ("key.0", "key.3", "login.secret", "key.8", "key.7"):
        glass.tap(control)
    glass.session.staff.login = LoginView("totp", "", wrong="工号或动态码不对")
    glass.session.changed()
    assert frame.typed == {"number": "03", "secret": ""}


def test_a_citizen_who_has_not_finished_is_asked(glass: Glass) -> None:
    frame = glass.show(moment("staff-login-visit"))
    assert [control.control_id for control in controls.walk(frame.bar)] == ["staff.agree", "staff.refuse"]
    glass.tap("staff.refuse")
    assert glass.session.staff.calls == [("leave",)]
    glass.tap("staff.agree")
    assert ("confirm_leave",) in glass.session.calls


def test_the_login_button_waits_for_all_digits(glass: Glass) -> None:
    glass.show(moment("staff-login-totp"))
    for control in ("key.3", "login.secret", *(f"key.{digit}" for digit in "87496")):
        glass.tap(control)
    assert not glass.find("bar.primary").enabled
    glass.tap("key.5")
    assert glass.find("bar.primary").enabled


def test_while_locked_nothing_can_be_typed_and_the_time_counts_down(glass: Glass) -> None:
    frame = glass.show(moment("staff-login-locked"))
    assert "1:58" in texts(frame)
    assert controls.find(frame, "key.1") is None
    glass.session.staff.login = replace(glass.session.staff.login, locked_seconds=9)
    glass.session.changed()
    assert "9 秒" in texts(frame)


def test_a_device_is_opened_by_its_line_and_mended_by_its_action(glass: Glass) -> None:
    glass.show(diagnostics())
    glass.tap("staff.device.document_camera")
    glass.tap("staff.do.document_camera")
    assert glass.session.staff.calls == [("open_device", "document_camera"), ("do", "document_camera", Action.RECONNECT)]


def test_a_finger_keeps_its_button_when_a_text_changes_below_it(glass: Glass) -> None:
    glass.show(diagnostics())
    place = controls.middle(glass.find("staff.do.document_camera"))
    finger = glass.down(*place)
    changed = replace(staff_moments.CAMERA, line="掉线 21:03，重连 7 次未成功")
    glass.session.staff.rows = (changed, *staff_moments.USUAL[1:])
    glass.session.changed()
    assert changed.line in texts(glass.stage)
    glass.up(finger, *place)
    assert [call[0] for call in glass.session.staff.calls] == ["do"]


def test_a_finger_keeps_its_button_on_the_page_of_a_device(glass: Glass) -> None:
    glass.show(moment("staff-device"))
    place = controls.middle(glass.find("staff.action.self_test"))
    finger = glass.down(*place)
    glass.session.staff.detail = replace(glass.session.staff.detail, counters=(("用过", "1,209 次"),))
    glass.session.changed()
    glass.up(finger, *place)
    assert glass.session.staff.calls == [("do", "document_camera", Action.SELF_TEST)]


def test_pausing_asks_why_and_resuming_does_not(glass: Glass) -> None:
    frame = glass.show(diagnostics())
    glass.tap("staff.pause")
    glass.tap("staff.reason.1")
    assert glass.session.staff.calls == [("pause", "正在换纸换耗材")]
    assert controls.find(frame, "staff.device.network")
    glass.show(diagnostics(paused="正在换纸换耗材"))
    glass.tap("staff.pause")
    assert glass.session.staff.calls == [("resume",)]


@pytest.mark.parametrize(
    ("control", "call"),
    [
        ("staff.tests", ("run_all_tests",)),
        ("staff.export", ("export_logs",)),
        ("staff.report", ("print_report",)),
        ("staff.daily", ("show", Screen.STAFF_DAILY)),
        ("staff.network", ("show", Screen.STAFF_NETWORK)),
        ("staff.log", ("show", Screen.STAFF_LOG)),
        ("staff.leave", ("leave",)),
    ],
)
def test_every_button_of_the_diagnostics(glass: Glass, control: str, call: tuple[Any, ...]) -> None:
    glass.show(diagnostics())
    glass.tap(control)
    assert glass.session.staff.calls == [call]


def test_the_live_picture_goes_with_its_screen(glass: Glass) -> None:
    frame = glass.show(moment("staff-device-live"))
    assert frame.live.number == 1
    glass.show(Snapshot())
    assert frame.live.number == -1


def test_the_preview_comes_and_goes_without_other_news(glass: Glass) -> None:
    frame = glass.show(moment("staff-device"))
    glass.session.staff.picture = staff_moments.face()
    frame.poll()
    assert frame.live.parent and controls.find(frame, "staff.stop")
    glass.session.staff.picture = None
    frame.poll()
    assert not frame.live.parent
    assert controls.find(frame, "staff.stop") is None


def test_the_daily_check_is_signed_once_every_item_was_answered(glass: Glass) -> None:
    frame = glass.show(moment("staff-daily"))
    assert controls.find(frame, "sign.pad") is None
    glass.tap("staff.item.leftover.bad")
    assert glass.session.staff.calls == [("answer_daily", "leftover", False)]
    glass.show(moment("staff-daily-ready"))
    assert not glass.find("bar.primary").enabled
    pad, unit = glass.find("sign.pad"), glass.look.theme.pixels_per_mm
    start = (pad.x + 10 * unit, pad.y + 30 * unit)
    finger = glass.down(*start)
    glass.move(finger, start[0] + 30 * unit, start[1])
    glass.up(finger, start[0] + 30 * unit, start[1])
    glass.tap("bar.primary")
    (call,) = glass.session.staff.calls
    assert call[0] == "sign_daily"
    assert call[2].startswith(b"\x89PNG")
    glass.show(Snapshot())
    assert not frame.pad.strokes()


def test_the_cause_is_cut_in_the_list_at_most_and_never_on_the_device_s_page(glass: Glass) -> None:
    frame = glass.show(moment("staff-device-bad"))
    [cause] = [widget for widget in controls_texts(frame) if widget.text == staff_moments.LONG]
    assert "".join(cause.lines_at(int(cause.width))).replace(" ", "") == staff_moments.LONG.replace(" ", "")


def controls_texts(widget: Any) -> list[Any]:
    """Every text below a widget."""
    own = [widget] if hasattr(widget, "lines_at") else []
    return own + [found for child in widget.children for found in controls_texts(child)]


def test_no_screen_of_staff_shows_anything_of_a_visit(glass: Glass) -> None:
    from tests.screens.test_forgetting import PERSONAL

    visit = at(rent(), Step.REVIEW)
    for name, shown in known().items():
        if name.startswith("staff"):
            frame = glass.show(Snapshot(visit=visit, staff=shown.staff))
            assert not [word for word in PERSONAL if word in "".join(texts(frame))]


def test_the_screen_of_a_paused_terminal_says_why_since_when_and_where_else(glass: Glass) -> None:
    shown = "".join(texts(glass.show(moment("out-of-service"))))
    for words in ("正在换纸换耗材", "今天 19:47", "庄桥街道便民中心", "江北区政务服务中心", "0574-12345"):
        assert words in shown
