"""Every layout of the keyboard: large enough, nothing cut, and never over the field in use; upright, in large text and lying."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screens.input.layouts import MODES, TEXT, Layout
from screens.theme import Mode
from tests.screens.keyboard_desk import open_field
from tests.screens.session_snapshot import SETTINGS

if TYPE_CHECKING:
    from screens.input.tools import Tools
    from screens.look import Look
    from tests.screens.glass import Glass

WAYS = [layout for layout, _ in MODES]


@pytest.fixture(scope="module", params=["upright", "upright-large", "flat"])
def variant(request: pytest.FixtureRequest, look: Look) -> Look:
    """The look of the reference display, in large text, and lying on its side."""
    from screens.look import Look
    from screens.theme import Theme

    display = SETTINGS.display
    if request.param == "upright":
        return look
    if request.param == "upright-large":
        return Look(Theme(display.width, display.height, display.diagonal_inches, Mode.LARGE), look.fonts)
    return Look(Theme(display.height, display.width, display.diagonal_inches), look.fonts)


@pytest.mark.parametrize("layout", list(Layout))
def test_every_key_is_large_enough_and_shows_all_of_its_label(variant: Look, tools: Tools, layout: Layout) -> None:
    """interface.md: at least 17 mm wide and 20 mm high; nothing beside the display, nothing over another key."""
    from screens.input.keyboard import Keyboard
    from screens.input.keys import KeyButton

    theme = variant.theme
    keyboard = Keyboard(variant, lambda _: None, lambda _: None, tools)
    keyboard.offer(layout, ("单元", "室") if layout in TEXT else ())
    if layout in TEXT:
        keyboard._turn_to(layout)
    keyboard.size = (theme.width, 0)
    keyboard.place(0, 0, theme.width, keyboard.height_for(theme.width))
    keys = [piece for piece in keyboard.pieces if isinstance(piece, KeyButton)]
    assert len(keys) == sum(len(row.keys) for row in keyboard._rows())
    for key in keys:
        assert key.width >= theme.mm(17), key.control_id
        assert key.height >= theme.mm(20), key.control_id
        assert key.x >= 0
        assert key.right <= theme.width
        assert key.y >= 0
        if key.words.text:
            assert key.words.natural_width() <= key.width, key.control_id
            assert len(key.words.lines_at(int(key.words.width))) == 1, key.control_id
    for index, one in enumerate(keyboard.pieces):
        for other in keyboard.pieces[index + 1 :]:
            apart = one.right <= other.x or other.right <= one.x or one.top <= other.y or other.top <= one.y
            assert apart, (getattr(one, "control_id", one), getattr(other, "control_id", other))


@pytest.mark.parametrize("layout", list(Layout))
def test_the_keyboard_leaves_room_for_the_field_in_use(variant: Look, tools: Tools, layout: Layout) -> None:
    """Header, action bar and keyboard together leave at least a field and its label, upright and lying."""
    from screens.input.keyboard import Keyboard

    theme = variant.theme
    keyboard = Keyboard(variant, lambda _: None, lambda _: None, tools)
    keyboard.offer(layout, ("单元", "室") if layout in TEXT else ())
    if layout in TEXT:
        keyboard._turn_to(layout)
    keyboard.size = (theme.width, 0)
    left = theme.height - theme.header - (theme.bar if theme.portrait else 0) - keyboard.height_for(theme.width)
    assert left >= theme.field + theme.label.leading + theme.mm(6)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("field", ["unit_name", "unit_address"])
def test_no_way_of_writing_covers_the_field(glass: Glass, tools: Tools, way: Layout, field: str) -> None:
    frame = open_field(glass, field)
    glass.tap(f"way.{way}")
    box = glass.find(f"field.{field}")
    _, bottom = box.to_window(*box.pos)
    assert frame.keyboard.height > 0
    assert bottom >= frame.keyboard.top
    assert bottom + box.height <= frame.scroll.top
