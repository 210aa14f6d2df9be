"""The page of one device: its picture while it is previewed, what it is doing, and what came of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from devices.supervisor import Supervisor
from kiosk.audit import AuditEvent
from kiosk.staff import actions, rows
from kiosk.staff.desk import BROKEN, Desk
from kiosk.staff.preview import LivePreview
from kiosk.staff.views import Action, DeviceDetail, LivePicture
from kiosk.staff.work import Ongoing

STOPPING = "正在停下…"


@dataclass(eq=False, slots=True)
class _Doing:
    words: str
    stopped: threading.Event = field(default_factory=threading.Event)


class DevicePage:
    """Main thread only. One action for each device at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._devices = desk.terminal.devices
        self._preview: LivePreview | None = None
        self.forget()

    def forget(self) -> None:
        """Staff have left: what is under way is stopped and tells nobody."""
        for name in getattr(self, "_doing", {}):
            self._stop(name)
        self.close_preview()
        self.open = ""
        self._doing: dict[str, _Doing] = {}
        self._results: dict[str, actions.Done] = {}

    @property
    def detail(self) -> DeviceDetail:
        """The open device."""
        done, doing = self._results.get(self.open), self._doing.get(self.open)
        return rows.detail(
            self._devices[self.open],
            self._desk.now(),
            doing=doing.words if doing else "",
            result=done.sentence if done else "",
            passed=done.passed if done else None,
        )

    @property
    def picture(self) -> LivePicture | None:
        """The live picture while it is on."""
        return self._preview.picture if self._preview else None

    def turn_to(self, name: str) -> None:
        """Open a device's page; what came of earlier actions is forgotten, one under way goes on."""
        self.close_preview()
        self.open = name
        self._results.pop(name, None)

    def may(self, name: str, action: Action) -> bool:
        """Whether there is such a device and it can do that now."""
        device = self._devices.get(name)
        return device is not None and (action is Action.RECONNECT or action in rows.actions_of(device))

    def do(self, name: str, action: Action) -> None:
        """Have the open device do something, unless it is busy with an earlier wish."""
        if name in self._doing:
            return
        device = self._devices[name]
        self._results.pop(name, None)
        self.close_preview()
        if action is Action.PREVIEW:
            self._preview = LivePreview(device)
            self._desk.audit(AuditEvent.STAFF_ACTION, device=name, action=action.value)
        else:
            self._begin(name, device, action)
        self._desk.changed()

    def _begin(self, name: str, device: Supervisor, action: Action) -> None:
        desk, trace, now = self._desk, self._desk.tracer(), self._desk.now()
        doing = self._doing[name] = _Doing(actions.DOING[action])

        def work(ongoing: Ongoing) -> actions.Done:
            outcome = actions.Done(False, BROKEN)
            try:
                outcome = actions.perform(
                    desk.terminal, desk.papers, device, action, now, lambda: ongoing.going_on() and not doing.stopped.is_set()
                )
            finally:
                trace(AuditEvent.STAFF_ACTION, device=name, action=action.value, outcome="passed" if outcome.passed else "failed")
            return outcome

        def done(outcome: actions.Done) -> None:
            del self._doing[name]
            self._results[name] = outcome
            desk.changed()

        desk.work.start(work, done, lambda: done(actions.Done(False, BROKEN)))

    def stop(self) -> None:
        """Stop the picture and what is under way; a device is free again once it has really stopped."""
        self.close_preview()
        for name in self._doing:
            self._stop(name)
        self._desk.changed()

    def _stop(self, name: str) -> None:
        doing = self._doing[name]
        if not doing.stopped.is_set():
            doing.words = STOPPING
            doing.stopped.set()
            self._devices[name].cancel()

    def close_preview(self) -> None:
        """Switch the camera off."""
        preview, self._preview = self._preview, None
        if preview:
            preview.close()
