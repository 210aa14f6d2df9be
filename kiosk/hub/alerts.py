"""What staff must look at, found anew each time and cleared by itself when the cause is gone. Told to the right hall by mail and webhook."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config.holidays import Holidays
from kiosk.hub import outgoing, trail
from kiosk.hub.core import Hub
from kiosk.hub.models import Heartbeat, Terminal
from kiosk.hub.models_work import Alert
from kiosk.hub.settings import Alerts, Hall
from kiosk.hub.trail import HubEvent
from kiosk.scheduler import HALL_ZONE
from kiosk.working_days import is_working_day

WELL = frozenset({"online", "deviceBusy", "starting"})
"""Device states that need nobody (vocabulary of XFS4IoT)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong now. ``subject``: a terminal, or a terminal and its device."""

    kind: str
    subject: str
    hall: str
    sentence: str


def look(hub: Hub) -> tuple[int, int]:
    """Compare what is wrong now with the open alerts: raise, clear, tell. Returns how many were raised and cleared."""
    now = hub.now()
    with hub.database.writing() as session, session.begin():
        findings = {f"{each.kind}/{each.subject}": each for each in _findings(hub, session, now)}
        open_alerts = {str(row.open_key): row for row in session.scalars(select(Alert).where(Alert.open_key.is_not(None)))}
        raised = findings.keys() - open_alerts.keys()
        cleared = open_alerts.keys() - findings.keys()
        for key in sorted(raised):
            _raise(hub, session, key, findings[key], now)
        for key in cleared:
            _clear(hub, session, open_alerts[key], now)
    return len(raised), len(cleared)


def working_time(start: datetime, end: datetime, office: Alerts, holidays: Holidays) -> timedelta:
    """How long offices were open between two moments."""
    opens, closes = time.fromisoformat(office.opens), time.fromisoformat(office.closes)
    first, last = start.astimezone(HALL_ZONE), end.astimezone(HALL_ZONE)
    total, day = timedelta(0), first.date()
    while day <= last.date():
        if is_working_day(day, holidays):
            begin = max(first, datetime.combine(day, opens, HALL_ZONE))
            finish = min(last, datetime.combine(day, closes, HALL_ZONE))
            total += max(finish - begin, timedelta(0))
        day += timedelta(days=1)
        if total > timedelta(days=5):
            break
    return total


def _findings(hub: Hub, session: Session, now: datetime) -> Iterable[Finding]:
    office = hub.settings.alerts
    day = _length(office)
    for terminal, beat in session.execute(
        select(Terminal, Heartbeat).join(Heartbeat, Heartbeat.terminal_id == Terminal.id, isouter=True).where(Terminal.revoked_at.is_(None))
    ):
        if beat is None:
            continue
        if now - beat.at > timedelta(minutes=office.silent_minutes):
            since = beat.at.astimezone(HALL_ZONE)
            yield Finding(
                "terminal-silent", terminal.id, terminal.hall, f"终端 {terminal.id} 从 {since:%m月%d日 %H:%M} 起没有联系，请到现场查看"
            )
        else:
            yield from _devices(terminal, beat)
        oldest = beat.body.get("queue", {}).get("oldest")
        if oldest:
            waited = working_time(datetime.fromisoformat(oldest), now, office, hub.holidays)
            if waited >= day:
                text = f"终端 {terminal.id} 有办件一个工作日没有送达，请用 kiosk queue export 导出，人工送到后台导入"
                yield Finding("hand-carry", terminal.id, terminal.hall, text)
            elif waited >= day / 2:
                yield Finding("undelivered", terminal.id, terminal.hall, f"终端 {terminal.id} 有办件半个工作日没有送达，请检查网络")
        if beat.body.get("queue", {}).get("parked"):
            yield Finding("parked", terminal.id, terminal.hall, f"终端 {terminal.id} 有被拒收的办件，请用 kiosk queue list 查看原因")


def _devices(terminal: Terminal, beat: Heartbeat) -> Iterable[Finding]:
    for name, report in sorted(beat.body.get("devices", {}).items()):
        status = report.get("status", {})
        state = status.get("device")
        if isinstance(state, str) and state not in WELL:
            yield Finding("device", f"{terminal.id}/{name}"[:100], terminal.hall, f"终端 {terminal.id} 的 {name} 不能用（{state}）")
        elif status.get("paper") in ("out", "jammed"):
            yield Finding("device", f"{terminal.id}/{name}"[:100], terminal.hall, f"终端 {terminal.id} 的 {name} 缺纸或卡纸")


def _raise(hub: Hub, session: Session, key: str, finding: Finding, now: datetime) -> None:
    row = Alert(
        open_key=key,
        kind=finding.kind,
        subject=finding.subject,
        hall=finding.hall,
        sentence=finding.sentence,
        raised_at=now,
        cleared_at=None,
    )
    session.add(row)
    session.flush()
    trail.append(session, HubEvent.ALERT_RAISED, now, alert=row.id, kind=row.kind, subject=row.subject)
    _tell(hub, session, row, "alert.raised", f"[告警] {finding.sentence}")


def _clear(hub: Hub, session: Session, row: Alert, now: datetime) -> None:
    row.open_key, row.cleared_at = None, now
    trail.append(session, HubEvent.ALERT_CLEARED, now, alert=row.id, kind=row.kind, subject=row.subject)
    _tell(hub, session, row, "alert.cleared", f"[已恢复] {row.sentence}")


def _tell(hub: Hub, session: Session, row: Alert, event: str, subject: str) -> None:
    for hall in _halls(hub.settings.halls, row.hall):
        facts = {"alert": row.id, "kind": row.kind, "subject": row.subject, "hall": row.hall, "sentence": row.sentence}
        if hall.webhook:
            outgoing.queue(hub, session, outgoing.WEBHOOK, hall.webhook, event, facts)
        for address in hall.mail:
            text = f"{row.sentence}\n\n场所：{row.hall or '（未登记）'}\n时间：{hub.now().astimezone(HALL_ZONE):%Y-%m-%d %H:%M}\n"
            outgoing.queue(hub, session, outgoing.MAIL, address, event, {"subject": subject, "text": text})


def _halls(halls: tuple[Hall, ...], name: str) -> list[Hall]:
    return [hall for hall in halls if hall.name == name] or [hall for hall in halls if hall.name == "*"]


def _length(office: Alerts) -> timedelta:
    opens, closes = time.fromisoformat(office.opens), time.fromisoformat(office.closes)
    return timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
