"""Every screen in every state: large enough to touch, far enough apart, nothing cut, nothing on top of something else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from tests.screens.snapshots import TOUCHES, Snapshot, moments

if TYPE_CHECKING:
    from tests.screens.glass import Glass

MOMENTS = dict(moments())
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def shared(look: Any) -> Iterator[Glass]:
    """One stage for all moments: screens are kept, as in the product."""
    from tests.screens.glass import Glass

    made = Glass(look, Snapshot())
    yield made
    made.close()


@pytest.fixture(params=MOMENTS, ids=str, scope="module")
def frame(request: pytest.FixtureRequest, shared: Glass) -> Any:
    made = shared.show(MOMENTS[request.param])
    for control_id in TOUCHES.get(request.param, ()):
        shared.tap(control_id)
    return made


def below(widget: Any) -> Iterator[Any]:
    for child in widget.children:
        yield child
        yield from below(child)


def box(widget: Any) -> Box:
    left, bottom = widget.to_window(*widget.pos)
    return left, bottom, left + widget.width, bottom + widget.height


def overlap(first: Box, second: Box) -> bool:
    return min(first[2], second[2]) - max(first[0], second[0]) > 1 and min(first[3], second[3]) - max(first[1], second[1]) > 1


def targets(frame: Any) -> list[Any]:
    return [widget for widget in below(frame) if getattr(widget, "control_id", "") and not widget.disabled]


def test_every_target_is_at_least_20_mm_high_and_17_mm_wide(frame: Any) -> None:
    mm = frame.look.theme.mm
    small = {
        widget.control_id: (widget.width, widget.height) for widget in targets(frame) if widget.height < mm(20) or widget.width < mm(17)
    }
    assert not small


def test_targets_are_at_least_3_mm_apart(frame: Any) -> None:
    apart = frame.look.theme.mm(3)
    close = []
    for first, second in combinations([widget for widget in targets(frame) if type(widget).__name__ != "Whole"], 2):
        left, bottom, right, top = box(first)
        if overlap((left - apart + 1, bottom - apart + 1, right + apart - 1, top + apart - 1), box(second)) and not _scrolled_apart(
            first, second
        ):
            close.append((first.control_id, second.control_id))
    assert not close


def _scrolled_apart(first: Any, second: Any) -> bool:
    """One is in the list, the other beside it: what is scrolled out of the list cannot be touched."""
    return _list_of(first) is not _list_of(second)


def _list_of(widget: Any) -> Any:
    while widget is not None and widget is not widget.parent:
        if hasattr(widget, "show_child"):
            return widget
        widget = widget.parent
    return None


def test_no_text_is_cut(frame: Any) -> None:
    cut = []
    for widget in below(frame):
        if hasattr(widget, "content_size"):
            width, height = widget.content_size
            if width > widget.width + 1 or height > widget.height + 1:
                cut.append((getattr(widget, "text", widget), (width, height), tuple(widget.size)))
    assert not cut


def test_nothing_lies_on_its_neighbour(frame: Any) -> None:
    found = []
    for parent in (frame, *below(frame)):
        shown = [child for child in parent.children if child.width and child.height and type(child).__name__ != "Whole"]
        found += [(first, second) for first, second in combinations(shown, 2) if overlap(box(first), box(second))]
    assert not found


def test_everything_is_within_the_width_of_the_display(frame: Any) -> None:
    out = [widget for widget in below(frame) if widget.width and not -1 <= box(widget)[0] <= box(widget)[2] <= frame.width + 1]
    assert not out


def test_help_is_one_tap_away_on_every_screen_but_the_first(frame: Any) -> None:
    from screens.overlay import Dialog
    from screens.staff.frame import StaffFrame
    from screens.widgets import controls

    if not isinstance(frame, Dialog | StaffFrame) and type(frame).__name__ != "Attract":
        assert controls.find(frame, "frame.help")


def test_every_screen_has_a_title(frame: Any) -> None:
    from screens.staff.frame import StaffFrame

    if isinstance(frame, StaffFrame):
        assert frame.header.title.text
        return
    assert [widget for widget in below(frame) if getattr(widget, "style", None) == frame.look.theme.title and widget.text]


def test_control_ids_are_unique(frame: Any) -> None:
    from screens.widgets import controls

    ids = controls.all_ids(frame)
    assert len(ids) == len(set(ids))


def test_landscape_builds_every_screen(look: Any) -> None:
    from typing import cast

    from screens.look import Look
    from screens.stage import Stage
    from screens.theme import Theme

    session = Snapshot()
    stage = Stage(Look(Theme(1920, 1080, 23.8), look.fonts), cast(Any, session))
    for moment in MOMENTS.values():
        session.become(moment)
        assert stage.current is not None
        assert stage.frames[stage.current].bar.y == 0


def test_large_mode_cuts_no_text(look: Any) -> None:
    from typing import cast

    from screens.look import Look
    from screens.stage import Stage
    from screens.theme import Mode, Theme

    session = Snapshot()
    stage = Stage(Look(Theme(1080, 1920, 23.8, Mode.LARGE), look.fonts), cast(Any, session))
    for moment in MOMENTS.values():
        session.become(moment)
        assert stage.current is not None
        test_no_text_is_cut(stage.frames[stage.current])
