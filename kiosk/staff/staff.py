"""Staff mode: what the staff screens call and read, on the main thread only; every call returns at once.

A technician sees devices, network and counters, never a case. Every action stands in the audit chain.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.audit import AuditEvent
from kiosk.screen import Screen
from kiosk.staff import actions, daily, log, readiness, rows, vitals
from kiosk.staff.accounts import Account
from kiosk.staff.login import Login
from kiosk.staff.memory import StaffMemory
from kiosk.staff.network import LABELS, hops, summary
from kiosk.staff.preview import LivePreview
from kiosk.staff.views import (
    NETWORK,
    Action,
    DailyCheck,
    DeviceDetail,
    DeviceRow,
    Hop,
    Level,
    LivePicture,
    LoginView,
    TestRow,
    TestRun,
    Tile,
)
from kiosk.staff.work import Work
from kiosk.submission import Stroke

if TYPE_CHECKING:
    from kiosk.session import Session

IDLE_SECONDS = 300.0
LOGIN_IDLE_SECONDS = 60.0
REFRESH_SECONDS = 5.0
BROKEN = "没有做成，原因在日志里"


class Staff:
    """See the module. Belongs to one session."""

    def __init__(self, session: Session, memory: StaffMemory, clock: Callable[[], float] = time.time) -> None:
        self._session, self._memory, self._clock = session, memory, clock
        self._terminal = session.terminal
        self._work = Work(session.scheduler)
        self._login: Login | None = None
        self._account: Account | None = None
        self.screen: Screen | None = None
        self.notice = ""
        self._touched = session.scheduler.monotonic()
        self._refreshed = float("-inf")
        self._forget()

    def _forget(self) -> None:
        self.tiles: tuple[Tile, ...] = ()
        self.hops: tuple[Hop, ...] = ()
        self.tests: TestRun | None = None
        self.log: tuple[str, ...] = ()
        self._network = DeviceRow(NETWORK, "网络", Level.WAITING, "测试中", "正在测…", Action.TEST_NETWORK)
        self._open = ""
        self._doing: dict[str, str] = {}
        self._results: dict[str, actions.Done] = {}
        self._preview: LivePreview | None = None
        self._answers: dict[str, bool] = {}

    # Getting in and out -----------------------------------------------------------------------------------------------

    @property
    def who(self) -> str:
        """``技术员 0312``; empty before login."""
        return self._account.title if self._account else ""

    @property
    def login(self) -> LoginView:
        """The login screen."""
        return self._login.view if self._login else LoginView("totp", "")

    @property
    def asks_to_end_visit(self) -> bool:
        """A visit is under way: before anybody of staff gets in, it must end or the citizen agree (XFS4IoT vendor mode)."""
        return self.screen is Screen.STAFF_LOGIN and self._session.visiting

    @property
    def paused(self) -> str:
        """Why service is paused; empty when it is not."""
        return self._session.paused

    def open_login(self) -> None:
        """The hidden gesture was made. Not while a case is being kept."""
        if self.screen is not None or self._session.keeping:
            return
        self._session.overlay = None
        self._go(Screen.STAFF_LOGIN)
        self._login = Login(
            self._terminal.home,
            self._memory,
            self._terminal.devices.get("smart_card"),
            self._session.scheduler,
            entered=self._entered,
            refused=lambda sentence: self._audit(AuditEvent.STAFF_REFUSED, reason=sentence),
            changed=self._session.changed,
            clock=self._clock,
        )
        self._session.changed()

    def use_totp(self) -> None:
        """改用动态码."""
        if self._login:
            self._login.use_totp()
            self._session.changed()

    def use_card(self) -> None:
        """改用卡登录."""
        if self._login:
            self._login.use_card()
            self._session.changed()

    def enter(self, staff_id: str, digits: str) -> None:
        """The PIN of the card, or a number and the code of the moment. Nobody gets in over an unfinished visit."""
        if self._login and not self._session.visiting:
            self._login.enter(staff_id, digits)

    def leave(self) -> None:
        """退出."""
        if self.screen is None:
            return
        if self._account:
            self._audit(AuditEvent.STAFF_LEFT)
        if self._login:
            self._login.close()
        self._close_preview()
        self._work.drop()
        self._login = self._account = self.screen = None
        self.notice = ""
        self._forget()
        self._terminal.papers.end()
        self._session.after_staff()

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = self._session.scheduler.monotonic()

    def tick(self) -> None:
        """Look at the clock; called a few times a second while a staff screen is up."""
        now = self._session.scheduler.monotonic()
        if now - self._touched >= (IDLE_SECONDS if self._account else LOGIN_IDLE_SECONDS):
            self.leave()
            return
        if self._account and now - self._refreshed >= REFRESH_SECONDS:
            self._refresh()
        self._session.changed()

    def close(self) -> None:
        """The terminal ends."""
        self._close_preview()
        self._work.close()

    def _entered(self, account: Account) -> None:
        self._session.before_staff()
        self._account, self._login = account, None
        self._audit(AuditEvent.STAFF_ENTERED)
        self._go(Screen.STAFF)
        self._refresh()
        self.test_network()

    # The screens ------------------------------------------------------------------------------------------------------

    def show(self, screen: Screen) -> None:
        """One of the staff screens; only once somebody is in."""
        if self._account is None:
            return
        self._close_preview()
        if screen is Screen.STAFF_LOG:
            self.log = log.newest(self._terminal.database)
        if screen is Screen.STAFF_NETWORK and not self.hops:
            self.test_network()
        self._go(screen)
        self._session.changed()

    def back(self) -> None:
        """To the diagnostics."""
        self.show(Screen.STAFF)

    def _go(self, screen: Screen) -> None:
        self.screen, self.notice = screen, ""
        self.touched()

    @property
    def rows(self) -> tuple[DeviceRow, ...]:
        """Every device, faults first, and the network."""
        now = self._session.scheduler.now()
        return rows.in_order([*(rows.row(device, now) for device in self._terminal.devices.values()), self._network])

    def _refresh(self) -> None:
        """Have the tiles worked out anew."""
        self._refreshed = self._session.scheduler.monotonic()
        now, offset = self._session.scheduler.now(), self._clock_words()
        version = self._terminal.version or "自带"

        def done(found: tuple[Tile, ...]) -> None:
            self.tiles = found
            self._session.changed()

        self._work.start(
            lambda _: vitals.tiles(self._terminal.home, self._terminal.database, version, now, offset), done, self._session.changed
        )

    def _clock_words(self) -> str:
        return next((hop.words for hop in self.hops if hop.label == LABELS[-1] and hop.good is not None), "时钟还没有核对")

    # One device -------------------------------------------------------------------------------------------------------

    @property
    def detail(self) -> DeviceDetail:
        """The open device."""
        device = self._terminal.devices[self._open]
        done = self._results.get(self._open)
        return rows.detail(
            device,
            self._session.scheduler.now(),
            doing=self._doing.get(self._open, ""),
            result=done.sentence if done else "",
            passed=done.passed if done else None,
        )

    @property
    def picture(self) -> LivePicture | None:
        """The live picture while it is on."""
        return self._preview.picture if self._preview else None

    def open_device(self, name: str) -> None:
        """A device's page; the network has its own."""
        if name == NETWORK:
            self.show(Screen.STAFF_NETWORK)
        elif name in self._terminal.devices and self._account:
            self._close_preview()
            self._open = name
            self._results.pop(name, None)
            self._go(Screen.STAFF_DEVICE)
            self._session.changed()

    def do(self, name: str, action: Action) -> None:
        """Have a device do something; what comes of it shows on its page."""
        if self._account is None:
            return
        if name == NETWORK or action is Action.TEST_NETWORK:
            self.test_network()
            return
        device = self._terminal.devices.get(name)
        if device is None or name in self._doing or (action not in rows.actions_of(device) and action is not Action.RECONNECT):
            return
        if self.screen is not Screen.STAFF_DEVICE or self._open != name:
            self.open_device(name)
        self._results.pop(name, None)
        if action is Action.PREVIEW:
            self._close_preview()
            self._preview = LivePreview(device)
            self._audit(AuditEvent.STAFF_ACTION, device=name, action=action.value)
            self._session.changed()
            return
        self._doing[name] = actions.DOING[action]
        now = self._session.scheduler.now()

        def done(outcome: actions.Done) -> None:
            self._doing.pop(name, None)
            self._results[name] = outcome
            self._audit(AuditEvent.STAFF_ACTION, device=name, action=action.value, outcome="passed" if outcome.passed else "failed")
            self._session.changed()

        self._work.start(
            lambda going_on: actions.perform(self._terminal, device, action, now, lambda: going_on() and name in self._doing),
            done,
            lambda: done(actions.Done(False, BROKEN)),
        )
        self._session.changed()

    def stop_action(self) -> None:
        """Stop waiting, and the picture."""
        self._close_preview()
        for name in tuple(self._doing):
            self._terminal.devices[name].cancel()
            self._doing.pop(name)
        self._session.changed()

    def _close_preview(self) -> None:
        preview, self._preview = self._preview, None
        if preview:
            preview.close()

    # Everything at once -----------------------------------------------------------------------------------------------

    def run_all_tests(self) -> None:
        """Every self-test, one after another, then the report."""
        if self._account is None or (self.tests is not None and not self.tests.over):
            return
        devices = tuple(self._terminal.devices.values())
        labels = [rows.row(device, self._session.scheduler.now()).label for device in devices]
        self.tests = TestRun(tuple(TestRow(label, Level.WAITING, "还没有测") for label in labels), 0)
        self.show(Screen.STAFF_TESTS)
        now = self._session.scheduler.now()

        def work(going_on: Callable[[], bool]) -> None:
            for index, device in enumerate(devices):
                if not going_on():
                    return
                outcome = actions.perform(self._terminal, device, Action.SELF_TEST, now, going_on)
                result = TestRow(labels[index], Level.GOOD if outcome.passed else Level.FAULT, outcome.sentence)
                self._work.tell(lambda index=index, result=result: self._tested(index, result))  # type: ignore[misc]

        self._work.start(work, lambda _: self._report(), lambda: self._say(BROKEN))

    def _tested(self, index: int, result: TestRow) -> None:
        assert self.tests is not None
        rows_now = (*self.tests.rows[:index], result, *self.tests.rows[index + 1 :])
        self.tests = TestRun(rows_now, index + 1)
        self._session.changed()

    def _report(self) -> None:
        assert self.tests is not None
        done = self.tests
        bad = sum(row.level is Level.FAULT for row in done.rows)
        self._audit(AuditEvent.STAFF_TESTED, tested=len(done.rows), failed=bad)
        now, data = (
            self._session.scheduler.now(),
            readiness.values(self._terminal, self.who, done.rows, self.tiles, self._session.scheduler.now()),
        )

        def made(kept: tuple[bytes, str]) -> None:
            self.tests = TestRun(done.rows, done.done, kept[0], f"报告存在 {kept[1]}")
            self._audit(AuditEvent.STAFF_REPORT, sha256=hashlib.sha256(kept[0]).hexdigest())
            self._session.changed()

        def work(_: Callable[[], bool]) -> tuple[bytes, str]:
            png, path = readiness.make(self._terminal, data, now)
            return png, f"{readiness.FOLDER}/{path.name}"

        self._work.start(work, made, lambda: self._say("报告没有排出来，自检结果都在上面"))

    def print_report(self) -> None:
        """Print the report; without one the tests run first."""
        if self._account is None:
            return
        if self.tests is None or self.tests.report is None:
            self.run_all_tests()
            return
        printer, png = self._terminal.devices.get("receipt_printer"), self.tests.report
        if printer is None:
            self._say("本机没有凭条打印机，报告已经存下")
            return
        job = f"report-{hashlib.sha256(png).hexdigest()[:16]}-{self._session.scheduler.now():%H%M%S}"

        def done(outcome: object) -> None:
            printed = str(outcome) == "printed"
            self._audit(AuditEvent.STAFF_ACTION, device="receipt_printer", action="print_report", outcome=str(outcome))
            self._say("报告打好了" if printed else f"报告没有打出来：{printer.status.detail or '请看打印机'}；已经存下")

        self._say("正在打印报告…")
        self._work.start(
            lambda _: printer.submit(lambda adapter: adapter.print_png(png, job), 30.0).result(),
            done,
            lambda: self._say(f"报告没有打出来：{printer.status.detail or '打印机没有应答'}；已经存下"),
        )

    def test_network(self) -> None:
        """Hop by hop, each shown as it is known."""
        if self._account is None:
            return
        self.hops = tuple(Hop(label, None, "正在测…") for label in LABELS)
        self._network = DeviceRow(NETWORK, "网络", Level.WAITING, "测试中", "正在测…", Action.TEST_NETWORK)
        url = self._session.settings.hub.url

        def work(going_on: Callable[[], bool]) -> tuple[Hop, ...]:
            found: list[Hop] = []
            for hop in hops(url, self._clock):
                if not going_on():
                    break
                found.append(hop)
                shown = (*found, *self.hops[len(found) :])
                self._work.tell(lambda shown=shown: self._hops(shown))  # type: ignore[misc]
            return tuple(found)

        self._work.start(work, self._networked, lambda: self._say(BROKEN))
        self._session.changed()

    def _hops(self, shown: tuple[Hop, ...]) -> None:
        self.hops = shown
        self._session.changed()

    def _networked(self, found: tuple[Hop, ...]) -> None:
        self.hops = found
        bad = any(hop.good is False for hop in found)
        self._network = DeviceRow(
            NETWORK, "网络", Level.FAULT if bad else Level.GOOD, "故障" if bad else "正常", summary(found), Action.TEST_NETWORK
        )
        self._audit(AuditEvent.STAFF_ACTION, device=NETWORK, action="test", outcome="failed" if bad else "passed")
        self._refresh()
        self._session.changed()

    # Every day --------------------------------------------------------------------------------------------------------

    @property
    def daily(self) -> DailyCheck:
        """每日检查 as it stands."""
        signed = self._memory.get("daily")
        now = self._session.scheduler.now()
        words = f"{signed['who']} 今天 {signed['at']} 签了名" if signed and signed["day"] == now.date().isoformat() else ""
        return daily.check(signed["answers"] if words else self._answers, self._measured(), words)

    def _measured(self) -> dict[str, tuple[bool | None, str]]:
        bad = [row.label for row in self.rows if row.level is Level.FAULT and row.name != NETWORK]
        found: dict[str, tuple[bool | None, str]] = {"devices": (not bad, "、".join(bad) + "有故障" if bad else "")}
        if self._network.level is not Level.WAITING:
            found["network"] = (self._network.level is Level.GOOD, self._network.line)
        if self.tiles:
            found["queue"] = (self.tiles[0].level is Level.GOOD, self.tiles[0].value)
            found["disk"] = (self.tiles[2].level is Level.GOOD, self.tiles[2].value)
        return found

    def answer_daily(self, item_id: str, good: bool) -> None:
        """What a person saw."""
        if any(item.id == item_id and not item.measured for item in daily.items()):
            self._answers[item_id] = good
            self._session.changed()

    def sign_daily(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名; only once every item was answered."""
        done = self.daily
        if self._account is None or not done.ready or not strokes:
            return
        now = self._session.scheduler.now()
        kept = daily.record(done, self._account.id, now.date(), f"{now:%H:%M}", strokes, png)
        self._memory.put("daily", {**kept, "who": self.who})
        self._audit(
            AuditEvent.STAFF_DAILY_CHECK,
            signature_sha256=kept["signature_sha256"],
            bad=sum(item.good is False for item in done.items),
        )
        self._answers = {}
        self._say("今天的检查签好了")

    # Service and logs -------------------------------------------------------------------------------------------------

    def export_logs(self) -> None:
        """导出日志."""
        if self._account is None:
            return
        now = self._session.scheduler.now()

        def done(path: str) -> None:
            self._audit(AuditEvent.STAFF_EXPORTED, file=path.rpartition("/")[2])
            self._say(f"日志已导出到 {path}")

        self._work.start(
            lambda _: str(log.export(self._terminal.home, self._terminal.database, now)),
            done,
            lambda: self._say("日志没有导出来，请看磁盘和 U 盘"),
        )

    def pause(self, reason: str) -> None:
        """暂停服务."""
        if self._account:
            self._session.pause(reason, self._account.id)

    def resume(self) -> None:
        """恢复服务."""
        if self._account:
            self._session.resume(self._account.id)

    # Inside -----------------------------------------------------------------------------------------------------------

    def _say(self, sentence: str) -> None:
        self.notice = sentence
        self._session.changed()

    def _audit(self, event: AuditEvent, **details: str | int) -> None:
        staff = self._account.id if self._account else None
        self._terminal.audit(event, self._session.scheduler.now(), staff=staff, **details)
