"""The way to the hub on the screen: measured hop by hop, and the line it has among the devices."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.audit import AuditEvent
from kiosk.staff.desk import BROKEN, Desk
from kiosk.staff.network import LABELS, hops, summary
from kiosk.staff.views import NETWORK, Action, DeviceRow, Hop, Level
from kiosk.staff.work import Ongoing


class NetworkPage:
    """Main thread only. ``hops`` as far as they are known; ``measured`` is called after each whole measurement."""

    def __init__(self, desk: Desk, measured: Callable[[], None]) -> None:
        self._desk, self._measured = desk, measured
        self.forget()

    def forget(self) -> None:
        """Staff have left."""
        self.hops: tuple[Hop, ...] = ()
        self.row = DeviceRow(NETWORK, "网络", Level.WAITING, "测试中", "正在测…", Action.TEST_NETWORK)
        self._busy = False

    @property
    def clock_words(self) -> str:
        """What is known of this machine's clock."""
        return next((hop.words for hop in self.hops if hop.label == LABELS[-1] and hop.good is not None), "时钟还没有核对")

    def test(self) -> None:
        """Measure each hop, each shown as it is known; not while an earlier measurement goes on."""
        if self._busy:
            return
        self._busy = True
        self.hops = tuple(Hop(label, None, "正在测…") for label in LABELS)
        self.row = DeviceRow(NETWORK, "网络", Level.WAITING, "测试中", "正在测…", Action.TEST_NETWORK)
        url, clock, trace = self._desk.terminal.settings.hub.url, self._desk.clock, self._desk.tracer()

        def work(ongoing: Ongoing) -> tuple[Hop, ...]:
            found: list[Hop] = []
            try:
                for hop in hops(url, clock):
                    if not ongoing.going_on():
                        break
                    found.append(hop)
                    ongoing.tell(lambda shown=tuple(found): self._show(shown))  # type: ignore[misc]
            finally:
                bad = not found or any(hop.good is False for hop in found)
                trace(AuditEvent.STAFF_ACTION, device=NETWORK, action="test", outcome="failed" if bad else "passed")
            return tuple(found)

        self._desk.work.start(work, self._done, self._broken)
        self._desk.changed()

    def _show(self, found: tuple[Hop, ...]) -> None:
        self.hops = (*found, *self.hops[len(found) :])
        self._desk.changed()

    def _done(self, found: tuple[Hop, ...]) -> None:
        self._busy, self.hops = False, found
        bad = any(hop.good is False for hop in found)
        level, tag = (Level.FAULT, "故障") if bad else (Level.GOOD, "正常")
        self.row = DeviceRow(NETWORK, "网络", level, tag, summary(found), Action.TEST_NETWORK)
        self._measured()
        self._desk.changed()

    def _broken(self) -> None:
        self._busy = False
        self.row = DeviceRow(NETWORK, "网络", Level.FAULT, "故障", BROKEN, Action.TEST_NETWORK)
        self._desk.say(BROKEN)
