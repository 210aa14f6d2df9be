"""每日检查 on the screen: what was tapped so far, what the terminal sees itself, and the signature."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.audit import AuditEvent
from kiosk.staff import daily
from kiosk.staff.desk import Desk
from kiosk.staff.views import NETWORK, DailyCheck, DeviceRow, Level, Tile
from kiosk.submission import Stroke


class DailyDesk:
    """Main thread only. ``rows`` and ``tiles`` give what the diagnostics show now."""

    def __init__(self, desk: Desk, rows: Callable[[], tuple[DeviceRow, ...]], tiles: Callable[[], tuple[Tile, ...]]) -> None:
        self._desk, self._rows, self._tiles = desk, rows, tiles
        self.forget()

    def forget(self) -> None:
        """Staff have left: an unsigned check starts anew."""
        self._answers: dict[str, bool] = {}

    @property
    def check(self) -> DailyCheck:
        """The check as it stands: today's signed one, else what is known so far."""
        signed = self._desk.memory.get("daily")
        if signed and signed["day"] == self._desk.now().date().isoformat():
            kept = {item: (good, "") for item, good in signed["answers"].items()}
            return daily.check(signed["answers"], kept, f"{signed['who']} 今天 {signed['at']} 签了名")
        return daily.check(self._answers, self._measured(), "")

    def _measured(self) -> dict[str, tuple[bool | None, str]]:
        rows, tiles = self._rows(), self._tiles()
        bad = [row.label for row in rows if row.level is Level.FAULT and row.name != NETWORK]
        found: dict[str, tuple[bool | None, str]] = {"devices": (not bad, "、".join(bad) + "有故障" if bad else "")}
        network = next((row for row in rows if row.name == NETWORK), None)
        if network is not None and network.level is not Level.WAITING:
            found["network"] = (network.level is Level.GOOD, network.line)
        if tiles:
            found["queue"] = (tiles[0].level is Level.GOOD, tiles[0].value)
            found["disk"] = (tiles[2].level is Level.GOOD, tiles[2].value)
        return found

    def answer(self, item_id: str, good: bool) -> None:
        """What a person saw."""
        if any(item.id == item_id and not item.measured for item in daily.items()):
            self._answers[item_id] = good
            self._desk.changed()

    def sign(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名: only once every item was answered, and once a day. Raises OSError, sqlite3.Error."""
        done, account = self.check, self._desk.account
        if account is None or not done.ready or done.signed or not strokes:
            return
        now = self._desk.now()
        kept = daily.record(done, account.id, now.date(), f"{now:%H:%M}", strokes, png)
        self._desk.memory.put("daily", {**kept, "who": account.title})
        self._desk.audit(
            AuditEvent.STAFF_DAILY_CHECK,
            signature_sha256=kept["signature_sha256"],
            bad=sum(item.good is False for item in done.items),
        )
        self._answers = {}
        self._desk.say("今天的检查签好了")
