"""A barcode reader that plays a keyboard before a real window: its codes never reach a form, a person's typing does."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from devices.barcode.wedge import WindowKeyboard
from devices.status import DeviceState
from devices.supervisor import Supervisor
from kiosk.journey import Step
from tests.screens.session_snapshot import Snapshot
from tests.screens.visits import at, card

if TYPE_CHECKING:
    from tests.screens.glass import Glass

ENTER_KEY, BACKSPACE_KEY = 13, 8


@dataclass
class Typist:
    """Strikes keys of the window at times of its own, frames between them."""

    glass: Glass
    reader: WindowKeyboard
    now: float = 100.0

    def strike(self, key: str | int, later: float) -> None:
        from kivy.base import EventLoop
        from kivy.core.window import Window

        frames = max(1, round(later / 0.016))
        for _ in range(frames):
            self.now += later / frames
            EventLoop.idle()
        if isinstance(key, str):
            Window.dispatch("on_key_down", ord(key), 0, key, [])
            Window.dispatch("on_textinput", key)
        else:
            Window.dispatch("on_key_down", key, 0, "", [])

    def type(self, text: str, every: float, *ends: int) -> None:
        for key in (*text, *ends):
            self.strike(key, every)

    def rest(self) -> None:
        self.strike(0, 0.2)

    @property
    def phone(self) -> str:
        visit = self.glass.session.visit
        return visit.entries.get("phone", "") if visit else ""


@pytest.fixture
def typist(glass: Glass) -> Iterator[Typist]:
    from kivy.core.window import Window

    from screens.keys import Keys

    supervisor = Supervisor("barcode", "keyboard://")
    assert supervisor.settle(60).device is DeviceState.ONLINE
    reader = supervisor.device
    assert isinstance(reader, WindowKeyboard)
    terminal: Any = SimpleNamespace(devices={"barcode": supervisor}, holidays=glass.session.terminal.holidays)
    glass.show(Snapshot(visit=at(card(filled=False), Step.FORM, "contact")))
    glass.session.terminal = terminal
    glass.tap("field.phone")

    def typing() -> Any:
        frame: Any = glass.stage.frames.get(glass.stage.current) if glass.stage.current else None
        return frame if frame and frame.keyboard and frame.keyboard.layout else None

    made = Typist(glass, reader)
    keys = Keys(glass.session, typing, lambda: made.now)  # type: ignore[arg-type]
    keys.listen(Window)
    yield made
    keys.stop(Window)
    supervisor.close()


def test_a_code_in_the_middle_of_a_form_leaves_the_field_as_it_is_and_arrives(typist: Typist) -> None:
    typist.type("138", 0.12)
    typist.rest()
    assert typist.phone == "138"
    typist.type("6901234567892", 0.004, ENTER_KEY)
    typist.rest()
    assert typist.phone == "138"
    assert typist.glass.stage.frames[typist.glass.stage.current].active == "phone"  # type: ignore[index]
    code = typist.reader.take()
    assert code is not None
    assert code.text == "6901234567892"
    typist.type("0000", 0.12)
    typist.rest()
    assert typist.phone == "1380000"


def test_a_person_types_at_sixty_milliseconds_a_key_and_corrects(typist: Typist) -> None:
    typist.type("13800000001", 0.06, BACKSPACE_KEY)
    typist.type("0", 0.06)
    typist.rest()
    assert (typist.phone, typist.reader.take()) == ("13800000000", None)


def test_enter_of_a_person_leads_on(typist: Typist) -> None:
    typist.type("138", 0.06, ENTER_KEY)
    typist.rest()
    assert typist.phone == "138"
    assert typist.glass.stage.frames[typist.glass.stage.current].active != "phone"  # type: ignore[index]


def test_half_a_code_reaches_nobody(typist: Typist) -> None:
    typist.type("6901234567", 0.004)
    typist.rest()
    assert (typist.phone, typist.reader.take()) == ("", None)


def test_the_keyboard_is_heard_though_nobody_keeps_who_listens(glass: Glass) -> None:
    from kivy.core.window import Window

    from screens.keys import Keys

    keys = Keys(glass.session, lambda: None)  # type: ignore[arg-type]
    keys.listen(Window)
    listening = weakref.ref(keys)
    del keys
    gc.collect()
    kept = listening()
    assert kept is not None
    kept.stop(Window)
