"""When a visit is over, nothing of it stays in any widget, and the last screen tells what it must."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.receipt import Printing
from kiosk.session import Overlay, Screen
from screens.widgets import controls
from tests.screens.session_snapshot import Snapshot
from tests.screens.snapshots import moments
from tests.screens.visits import ADDRESS, received, rent

if TYPE_CHECKING:
    from tests.screens.glass import Glass

PERSONAL = ("合成测试", ADDRESS[:9], "13800000000", "6222020000000000000", "2510", "JB0147-261121", "合成路")


def texts(widget: Any) -> list[str]:
    own = [str(getattr(widget, "text", ""))]
    if hasattr(widget, "editing"):
        own.append(widget.editing.text)
    return own + [text for child in widget.children for text in texts(child)]


def test_after_a_visit_no_widget_holds_anything_about_the_citizen(glass: Glass) -> None:
    glass.look.forget()  # what other tests drew
    visits = [moment for _, moment in moments() if moment.visit]
    for moment in sorted(visits, key=lambda moment: not moment.display.large):  # large ones first: a change drops what was shown before
        glass.show(moment)
    shown = "".join(text for frame in glass.stage.frames.values() for text in texts(frame))
    assert "合成路" in shown
    glass.show(Snapshot(public=Screen.ATTRACT))
    left = "".join(text for frame in glass.stage.frames.values() for text in texts(frame))
    assert not [word for word in PERSONAL if word in left]
    assert not [line for line, _ in (*glass.look._lines, *glass.stage.look._lines) if any(word in line for word in PERSONAL)]


def test_screens_are_kept_and_not_made_again(glass: Glass) -> None:
    glass.show(Snapshot())
    first = glass.stage.frames[Screen.HOME]
    glass.show(Snapshot(overlay=Overlay.HELP))
    glass.show(Snapshot())
    assert glass.stage.frames[Screen.HOME] is first


def test_the_qr_of_an_unprinted_receipt_is_read_from_the_screen(glass: Glass) -> None:
    import zxingcpp

    receipt = received(Printing.FAILED)
    glass.show(Snapshot(visit=rent(), receipt=receipt))
    (found,) = zxingcpp.read_barcodes(glass.picture())
    assert found.text == receipt.qr_payload


def test_nobody_leaves_while_a_card_is_still_on_the_reader(glass: Glass) -> None:
    glass.show(Snapshot(visit=rent(), receipt=received(card_inside=True)))
    glass.tap("bar.primary")
    assert not glass.session.calls
    glass.show(Snapshot(visit=rent(), receipt=received()))
    glass.tap("bar.primary")
    assert glass.session.calls == [("finish",)]


def test_a_rating_is_optional_and_given_once(glass: Glass) -> None:
    glass.show(Snapshot(visit=rent(), receipt=received()))
    glass.tap("done.rate.4")
    assert glass.session.calls == [("rate", 4)]
    glass.show(Snapshot(visit=rent(), receipt=received(rating=4)))
    assert controls.find(glass.stage, "done.rate.4") is None


def test_the_blue_action_of_a_scan_is_to_take_the_page_until_one_is_taken(glass: Glass) -> None:
    shown = dict(moments())
    glass.show(shown["scan-first"])
    assert glass.find("bar.primary").kind == "primary"
    assert controls.find(glass.stage, "bar.done") is None
    glass.show(shown["scan"])
    assert glass.find("bar.done").enabled
    glass.tap("capture.page.2")
    assert glass.session.calls == [("open_page", 1)]
