"""导出日志 from the screen: written on a worker thread, told where it is, kept in the chain."""

from __future__ import annotations

from kiosk.audit import AuditEvent
from kiosk.staff import log
from kiosk.staff.desk import Desk
from kiosk.staff.work import Ongoing


def start(desk: Desk) -> None:
    """Begin; a sentence says what came of it."""
    terminal, now, trace = desk.terminal, desk.now(), desk.tracer()

    def work(_: Ongoing) -> str:
        path = log.export(terminal.home, terminal.database, now)
        trace(AuditEvent.STAFF_EXPORTED, file=path.name)
        return f"日志已导出到 {path}"

    desk.work.start(work, desk.say, lambda: desk.say("日志没有导出来，请看磁盘和 U 盘"))
