"""Staff mode: what the staff screens call and read, on the main thread only; every call returns at once.

A technician sees devices, network and counters, never a case. Every action stands in the audit chain.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.audit import AuditEvent
from kiosk.screen import Screen
from kiosk.staff import log, log_export, rows, vitals
from kiosk.staff.accounts import Account
from kiosk.staff.card_stay import CardStay
from kiosk.staff.daily_desk import DailyDesk
from kiosk.staff.desk import Desk
from kiosk.staff.device_page import DevicePage
from kiosk.staff.login import Login
from kiosk.staff.memory import StaffMemory
from kiosk.staff.network_page import NetworkPage
from kiosk.staff.self_tests import SelfTests
from kiosk.staff.views import NETWORK, SOUND, Action, DailyCheck, DeviceDetail, DeviceRow, Hop, LivePicture, LoginView, TestRun, Tile
from kiosk.submission import Stroke
from kiosk.voice import Line

if TYPE_CHECKING:
    from kiosk.session import Session

IDLE_SECONDS = 300.0
LOGIN_IDLE_SECONDS = 60.0
REFRESH_SECONDS = 5.0


class Staff:
    """See the module. Belongs to one session."""

    def __init__(self, session: Session, memory: StaffMemory, clock: Callable[[], float] = time.time) -> None:
        self._session, self._terminal = session, session.terminal
        self._desk = Desk(session.terminal, session.scheduler, memory, session.changed, clock)
        self._device = DevicePage(self._desk)
        self._network = NetworkPage(self._desk, self._refresh)
        self._tests = SelfTests(self._desk, lambda: self.tiles)
        self._daily = DailyDesk(self._desk, lambda: self.rows, lambda: self.tiles)
        self._login: Login | None = None
        self._card: CardStay | None = None
        self.screen: Screen | None = None
        self.tiles: tuple[Tile, ...] = ()
        self.log: tuple[str, ...] = ()
        self._touched, self._refreshed = session.scheduler.monotonic(), float("-inf")

    # Getting in and out -----------------------------------------------------------------------------------------------

    @property
    def who(self) -> str:
        """``技术员 0312``; empty before login."""
        return self._desk.account.title if self._desk.account else ""

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

    @property
    def notice(self) -> str:
        """The sentence for the whole screen."""
        return self._desk.notice

    def open_login(self) -> None:
        """The hidden gesture was made. Not while a case is being kept."""
        if self.screen is not None or self._session.keeping:
            return
        self._session.overlay = None
        self._go(Screen.STAFF_LOGIN)
        self._login = Login(
            self._terminal.home,
            self._desk.memory,
            self._terminal.devices.get("smart_card"),
            self._session.scheduler,
            entered=self._entered,
            refused=lambda sentence: self._desk.audit(AuditEvent.STAFF_REFUSED, reason=sentence),
            changed=self._session.changed,
            clock=self._desk.clock,
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
        """退出. What is under way is stopped."""
        if self.screen is None:
            return
        if self._login:
            self._login.close()
        self._device.forget()
        self._desk.work.drop()
        if self._desk.account:
            self._desk.audit(AuditEvent.STAFF_LEFT)
            self._desk.work.start(lambda _: self._desk.papers.end(), lambda _: None, lambda: None)
        self._login = self._desk.account = self._card = self.screen = None
        self._desk.notice, self.tiles, self.log = "", (), ()
        for part in (self._network, self._tests, self._daily):
            part.forget()
        self._session.after_staff()

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = self._session.scheduler.monotonic()

    def tick(self) -> None:
        """Look at the clock and at the card; called a few times a second while a staff screen is up."""
        now = self._session.scheduler.monotonic()
        entered = self._desk.account is not None
        if now - self._touched >= (IDLE_SECONDS if entered else LOGIN_IDLE_SECONDS) or (self._card is not None and self._card.gone(now)):
            self.leave()
            return
        if entered and now - self._refreshed >= REFRESH_SECONDS:
            self._refresh()
        self._session.changed()

    def close(self) -> None:
        """The terminal ends."""
        self._device.forget()
        if self._login:
            self._login.close()
        self._desk.work.close()
        self._desk.papers.end()

    def _entered(self, account: Account) -> None:
        by_card = self._login is not None and self._login.by_card
        self._login = None
        if self._session.visiting:  # a card was read for a citizen while the PIN was being checked
            self.screen = None
            self.open_login()
            return
        self._session.before_staff()
        self._desk.account = account
        reader = self._terminal.devices.get("smart_card")
        self._card = CardStay(reader, self._session.scheduler.monotonic()) if by_card and reader else None
        self._desk.audit(AuditEvent.STAFF_ENTERED, by="card" if by_card else "totp")
        self._go(Screen.STAFF)
        self._refresh()
        self._network.test()

    # The screens ------------------------------------------------------------------------------------------------------

    def show(self, screen: Screen) -> None:
        """One of the staff screens; only once somebody is in."""
        if self._desk.account is None:
            return
        self._device.close_preview()
        if screen is Screen.STAFF_LOG:
            self.log = log.newest(self._terminal.database)
        if screen is Screen.STAFF_NETWORK and not self.hops:
            self._network.test()
        self._go(screen)
        self._session.changed()

    def back(self) -> None:
        """To the diagnostics."""
        self.show(Screen.STAFF)

    def _go(self, screen: Screen) -> None:
        self.screen, self._desk.notice = screen, ""
        self.touched()

    @property
    def rows(self) -> tuple[DeviceRow, ...]:
        """Every device, faults first, and the network."""
        devices = [rows.row(device, self._desk.now()) for device in self._terminal.devices.values()]
        return rows.in_order([*devices, self._network.row, rows.sound(self._session.voice.trouble)])

    def _refresh(self) -> None:
        """Have the tiles worked out anew."""
        self._refreshed = self._session.scheduler.monotonic()
        now, words = self._desk.now(), self._network.clock_words

        def done(found: tuple[Tile, ...]) -> None:
            self.tiles = found
            self._session.changed()

        self._desk.work.start(lambda _: vitals.of(self._terminal, now, words), done, self._session.changed)

    @property
    def detail(self) -> DeviceDetail:
        """The open device."""
        return self._device.detail

    @property
    def picture(self) -> LivePicture | None:
        """The live picture while it is on."""
        return self._device.picture

    @property
    def hops(self) -> tuple[Hop, ...]:
        """The way to the hub."""
        return self._network.hops

    @property
    def tests(self) -> TestRun | None:
        """The last run of all self-tests."""
        return self._tests.run

    @property
    def daily(self) -> DailyCheck:
        """每日检查 as it stands."""
        return self._daily.check

    def open_device(self, name: str) -> None:
        """A device's page; the network has its own."""
        if name == NETWORK:
            self.show(Screen.STAFF_NETWORK)
        elif name in self._terminal.devices and self._desk.account:
            self._device.turn_to(name)
            self._go(Screen.STAFF_DEVICE)
            self._session.changed()

    def do(self, name: str, action: Action) -> None:
        """Have a device do something; what comes of it shows on its page."""
        if self._desk.account is None:
            return
        if name == NETWORK or action is Action.TEST_NETWORK:
            self._network.test()
        elif name == SOUND:
            self._session.voice.say([Line("试一下声音，听得见吗？")])
        elif self._device.may(name, action):
            if (self.screen, self._device.open) != (Screen.STAFF_DEVICE, name):
                self.open_device(name)
            self._device.do(name, action)

    def stop_action(self) -> None:
        """Stop waiting, and the picture."""
        self._device.stop()

    def run_all_tests(self) -> None:
        """Every self-test, one after another, then the report."""
        if self._desk.account:
            self._tests.start()
            self.show(Screen.STAFF_TESTS)

    def print_report(self) -> None:
        """Print the report; without one the tests run first."""
        if self._desk.account is None:
            return
        if self.tests is None or self.tests.report is None:
            self.run_all_tests()
        else:
            self._tests.print()

    def test_network(self) -> None:
        """Hop by hop, each shown as it is known."""
        if self._desk.account:
            self._network.test()

    def answer_daily(self, item_id: str, good: bool) -> None:
        """What a person saw."""
        if self._desk.account:
            self._daily.answer(item_id, good)

    def sign_daily(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名; only once every item was answered."""
        self._daily.sign(strokes, png)

    def export_logs(self) -> None:
        """导出日志."""
        if self._desk.account:
            log_export.start(self._desk)

    def pause(self, reason: str) -> None:
        """暂停服务."""
        if self._desk.account:
            self._session.service.pause(reason, self._desk.account.id)

    def resume(self) -> None:
        """恢复服务."""
        if self._desk.account:
            self._session.service.resume(self._desk.account.id)
