"""The application: the window, the screens over a session, and the beat of the clock."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from screens.window import prepare

prepare(os.environ)

from kivy.app import App  # noqa: E402  (Kivy reads the environment when it is imported)

from screens.scheduler import KivyScheduler  # noqa: E402
from screens.theme import Theme  # noqa: E402
from screens.window import configure  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.session import Session
    from kiosk.settings import Settings
    from screens.fonts import Fonts
    from screens.stage import Stage

__all__ = ["KioskApp", "KivyScheduler"]

TICK_SECONDS = 1 / 4
PREVIEW_SECONDS = 1 / 30
"""Twice as often as new pictures come, so that hardly one is missed; without a new one nothing is drawn."""
WARM_SECONDS = 2.0
"""After the start: then the pinyin engine is made ready, so that nobody waits for it at the first key, and the screens are loaded."""
LOAD_SECONDS = 0.1
"""From one screen to the next: each takes a few frames' time to make, which nobody shall see."""
LITTER_SECONDS = 60.0
"""How often what was dropped is looked for while nothing on the screen changes."""


class KioskApp(App):
    """``run()`` opens the window and shows ``session`` until ``stop()``. Nothing a citizen can do closes it."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        configure(settings.display)

    def build(self) -> Stage:
        """Open the window and make the first screen."""
        from kivy.base import EventLoop

        EventLoop.ensure_window()
        from kivy.clock import Clock
        from kivy.core.window import Window

        from screens import fonts
        from screens.keys import Keys
        from screens.look import Look
        from screens.stage import Stage
        from screens.theme import GROUND

        display = self.settings.display
        Window.clearcolor = GROUND
        Window.bind(on_request_close=lambda *_, **__: True)
        Window.allow_screensaver = False
        theme = Theme(display.width, display.height, display.diagonal_inches)
        faces = fonts.load()
        stage = Stage(Look(theme, faces), self.session)
        Keys(self.session, self._typing, focus=stage.focus).listen(Window)
        stage.refresh()
        self._share_tools(faces)
        Clock.schedule_once(lambda _: self._make_screens(stage), WARM_SECONDS)
        Clock.schedule_interval(lambda _: stage.litter.dropped(), LITTER_SECONDS)
        Clock.schedule_interval(lambda _: self._poll(stage), PREVIEW_SECONDS)
        return stage

    def begin(self) -> None:
        """Once the first picture stands: see whether there is a sound device, and follow the clock, which soon asks the hub."""
        from kivy.clock import Clock

        self.session.voice.probe()
        Clock.schedule_interval(lambda _: self.session.tick(), TICK_SECONDS)

    def _share_tools(self, faces: Fonts) -> None:
        """One set of input engines for all keyboards; what is wrong with them or with the fonts goes to the log that staff read."""
        from kivy.clock import Clock

        from screens import troubles
        from screens.input import tools

        shared = tools.shared()
        shared.key_sound, shared.trouble = self.settings.input.key_sound, troubles.to_log(self.session.terminal, self.session.scheduler.now)
        troubles.missing_fonts(faces, shared.trouble)
        Clock.schedule_once(lambda _: shared.pinyin.warm(), WARM_SECONDS)

    def _make_screens(self, stage: Stage) -> None:
        """Rehearse what is slow the first time, and make all screens, one after another, so that nobody waits for one at its first touch."""
        from kivy.clock import Clock

        from screens.stage import SCREENS

        def steps() -> Iterator[None]:
            from screens import rehearsal

            stage.look.patches.complete()
            yield
            for rehearse in rehearsal.STEPS:
                rehearse(stage)
                yield
            for which in SCREENS:
                stage.make_ready(which)
                yield
            stage.litter.over()

        waiting = steps()

        def make(_: float) -> bool:
            return next(waiting, self) is not self

        Clock.schedule_interval(make, LOAD_SECONDS)

    def on_stop(self) -> None:
        """End the input engines' processes."""
        from screens.input import tools

        tools.shared().close()
        tools.share(None)

    def open_settings(self, *_: Any) -> bool:
        """Kivy's own settings page (F1) is not for citizens."""
        return False

    def _poll(self, stage: Stage) -> None:
        from kiosk.session import Screen

        if stage.current in (Screen.CAPTURE, Screen.FACE, Screen.STAFF_DEVICE):
            stage.frames[stage.current].poll()
            stage.narrator.poll()

    def _typing(self) -> Any:
        """The screen whose keyboard is open, if any."""
        stage: Stage | None = self.root
        frame = stage.frames.get(stage.current) if stage and stage.current else None
        return frame if frame and frame.keyboard and frame.keyboard.layout else None
