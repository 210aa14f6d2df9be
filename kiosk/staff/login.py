"""Getting in: a card and its PIN, or a number and the code of the moment; refused for a while after too many failures."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from devices.device import DeviceError
from devices.smart_card.card import PinRefused, SmartCardProblem, StaffCard
from devices.supervisor import Supervisor
from kiosk.scheduler import Cancel, Scheduler
from kiosk.staff import accounts
from kiosk.staff.accounts import Account, AccountsError
from kiosk.staff.lockout import Lockout
from kiosk.staff.memory import StaffMemory
from kiosk.staff.views import LoginView

log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_SECONDS = 0.5
CARD_TIMEOUT = 8.0
PUT_CARD = "芯片朝上，插到底，别拔"
ENTER_PIN = "已读到工作人员卡，输入卡的密码"
ENTER_CODE = "输入工号和手机上的动态码"
NO_ACCOUNTS = "本机还没有登记工作人员。请管理员在本机运行 kiosk staff add"
_CARD_SENTENCES = {
    SmartCardProblem.UNREADABLE: "卡读不出来，请换个方向再插一次",
    SmartCardProblem.NOT_SUPPORTED: "这张卡不是工作人员卡",
    SmartCardProblem.PULLED: "卡拔得太快了，请再插一次",
    SmartCardProblem.BLOCKED: "这张卡的密码输错太多次，已经锁死，请管理员解锁",
    SmartCardProblem.NO_CARD: "没有读到卡，请再插一次",
}


class Login:
    """One attempt to get in. All calls and callbacks are on the main thread; nothing comes after :meth:`close`."""

    def __init__(
        self,
        home: Path,
        memory: StaffMemory,
        reader: Supervisor | None,
        scheduler: Scheduler,
        *,
        entered: Callable[[Account], None],
        refused: Callable[[str], None],
        changed: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._memory, self._reader, self._scheduler, self._clock = memory, reader, scheduler, clock
        self._entered, self._refused, self._changed = entered, refused, changed
        self._wrong = ""
        try:
            self._accounts = accounts.load(home)
        except AccountsError as error:
            self._accounts, self._wrong = (), str(error)
        self._asks = "card" if reader is not None and any(account.card_key for account in self._accounts) else "totp"
        self._busy = False
        self._round = 0
        self._cancel: Cancel | None = None
        self._lockout = memory.lockout
        if self._asks == "card":
            self._look()

    @property
    def view(self) -> LoginView:
        """What the screen shows."""
        sentences = {"card": PUT_CARD, "pin": ENTER_PIN, "totp": ENTER_CODE}
        sentence = sentences[self._asks] if self._accounts else NO_ACCOUNTS
        return LoginView(self._asks, sentence, self._wrong, self._lockout.left(self._clock()), self._busy)

    def use_card(self) -> None:
        """改用卡登录."""
        self._asks, self._wrong = "card", "" if self._reader is not None else "本机没有 IC 卡读写器，请用动态码"
        if self._reader is not None:
            self._look()

    def use_totp(self) -> None:
        """改用动态码."""
        self._stop()
        self._asks, self._wrong = "totp", ""

    def enter(self, staff_id: str, digits: str) -> None:
        """The PIN of the card that is in (``staff_id`` empty), or a number and its code. While locked, nothing is even looked at."""
        if self._busy or self._lockout.left(self._clock()):
            return
        if self._asks == "pin":
            self._check_pin(digits)
        elif self._asks == "totp":
            self._check_code(staff_id, digits)

    def close(self) -> None:
        """No callback comes any more."""
        self._stop()

    # Codes ------------------------------------------------------------------------------------------------------------

    def _check_code(self, staff_id: str, digits: str) -> None:
        account = next((account for account in self._accounts if account.id == staff_id), None)
        step = None
        if account is not None:
            step = accounts.totp_step(account, digits, self._clock(), self._memory.last_step(account.id))
        if account is None or step is None:
            self._fail("工号或动态码不对")
            return
        self._memory.use_step(account.id, step)
        self._succeed(account)

    # Cards ------------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        self._stop()
        self._ask(lambda device: device.staff_card(), self._looked)

    def _looked(self, found: Any) -> None:
        if isinstance(found, StaffCard):
            known = self._by_key(found.key_sha256) is not None
            self._asks, self._wrong = ("pin", self._wrong) if known else ("card", "这张卡没有在本机登记")
        elif self._asks == "pin":
            self._asks, self._wrong = "card", "卡拿走了，请再插一次"
        elif found is not SmartCardProblem.NO_CARD and isinstance(found, SmartCardProblem):
            self._wrong = _CARD_SENTENCES[found]
        elif isinstance(found, DeviceError):
            self._wrong = f"IC 卡读写器用不了：{found.detail}；请用动态码"
        self._changed()
        self._cancel = self._scheduler.later(LOOK_SECONDS, lambda: self._ask(lambda device: device.staff_card(), self._looked))

    def _check_pin(self, pin: str) -> None:
        self._stop()
        self._busy, self._wrong = True, ""
        self._changed()
        self._ask(lambda device: device.authenticate_staff(pin), self._checked)

    def _checked(self, found: Any) -> None:
        self._busy = False
        account = self._by_key(found.key_sha256) if isinstance(found, StaffCard) else None
        if account is not None:
            self._succeed(account)
            return
        if isinstance(found, PinRefused):
            more = "" if found.retries is None else f"，卡还能试 {found.retries} 次"
            self._fail(f"密码不对{more}")
        elif isinstance(found, SmartCardProblem):
            self._asks, self._wrong = "card", _CARD_SENTENCES[found]
        elif isinstance(found, DeviceError):
            self._wrong = f"IC 卡读写器用不了：{found.detail}；请用动态码"
        else:
            self._fail("这张卡没有在本机登记")
        self._changed()
        self._cancel = self._scheduler.later(LOOK_SECONDS, lambda: self._ask(lambda device: device.staff_card(), self._looked))

    def _by_key(self, key: str) -> Account | None:
        return next((account for account in self._accounts if account.card_key == key), None)

    # Inside -----------------------------------------------------------------------------------------------------------

    def _fail(self, sentence: str) -> None:
        self._lockout = self._lockout.failed(self._clock())
        self._memory.note_lockout(self._lockout)
        locked = self._lockout.left(self._clock())
        self._wrong = f"连续输错 {self._lockout.failures} 次" if locked else f"{sentence}，还能试 {self._lockout.tries_left} 次"
        self._refused(sentence)
        self._changed()

    def _succeed(self, account: Account) -> None:
        self._lockout = Lockout()
        self._memory.note_lockout(self._lockout)
        self._stop()
        self._entered(account)

    def _ask(self, question: Callable[[Any], T], answered: Callable[[Any], None]) -> None:
        assert self._reader is not None
        this = self._round

        def arrived(future: Future[T]) -> None:
            def deliver() -> None:
                if this != self._round or future.cancelled():
                    return
                error = future.exception()
                answered(future.result() if error is None else error)

            self._scheduler.post(deliver)

        self._reader.submit(question, CARD_TIMEOUT, counted=False).add_done_callback(arrived)

    def _stop(self) -> None:
        self._round += 1
        if self._cancel:
            self._cancel()
            self._cancel = None
