"""What a technician has a device do, and what came of it in one sentence. Runs on a worker thread; what a card says is masked."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from devices.device import DeviceError
from devices.id_card.card import CardProblem, IdCard
from devices.printer.a4_reasons import A4Outcome
from devices.printer.outcome import PrintOutcome
from devices.scanner.outcome import ScanOutcome
from devices.smart_card.card import SmartCardProblem, SocialCard
from devices.supervisor import Supervisor
from kiosk.device_names import STAFF_NAMES
from kiosk.redact import mask_name, mask_number
from kiosk.staff.staff_papers import StaffPapers
from kiosk.staff.views import Action
from kiosk.terminal import Terminal

SECONDS = {Action.SELF_TEST: 15.0, Action.SAMPLE: 60.0, Action.READ_CARD: 5.0, Action.READ_CODE: 2.0, Action.SCAN_PAGE: 60.0}
DOING = {
    Action.RECONNECT: "正在重连…",
    Action.SELF_TEST: "正在自检…",
    Action.SAMPLE: "正在打样张…",
    Action.READ_CARD: "把测试卡放上去…",
    Action.READ_CODE: "把码对着扫描器…",
    Action.SCAN_PAGE: "正在扫描…",
    Action.NEW_ROLL: "正在复位…",
    Action.PREVIEW: "正在打开画面…",
}
WAIT_SECONDS = 15.0
"""How long a test card or code is waited for."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an action."""

    passed: bool
    sentence: str


def perform(
    terminal: Terminal, papers: StaffPapers, device: Supervisor, action: Action, now: datetime, going_on: Callable[[], bool]
) -> Done:
    """Do it and wait for its end; ``going_on`` says whether anybody still waits. Never raises for what the device does."""
    try:
        if action is Action.SAMPLE:
            return _sample(terminal, papers, device, now)
        return _PERFORM[action](device, going_on)
    except DeviceError as error:
        return Done(False, error.detail)
    except CancelledError:
        return Done(False, "已经停下")


def _self_test(device: Supervisor, _: Callable[[], bool]) -> Done:
    tested = device.self_test().result()
    return Done(tested.passed, tested.detail)


def _reconnect(device: Supervisor, _: Callable[[], bool]) -> Done:
    device.reconnect()
    status = device.submit(lambda adapter: adapter.status(), 8.0, counted=False).result()
    return Done(status.usable, status.detail or "连上了")


def _new_roll(device: Supervisor, _: Callable[[], bool]) -> Done:
    status = device.submit(lambda adapter: adapter.status(), 8.0, counted=False).result()
    if not status.usable:
        return Done(False, f"还没有复位：{status.detail}")
    device.new_roll()
    return Done(True, "用纸从零算起")


def _sample(terminal: Terminal, papers: StaffPapers, device: Supervisor, now: datetime) -> Done:
    if device.name == "a4_printer":
        a4 = device.submit(lambda adapter: adapter.print_sample(), SECONDS[Action.SAMPLE]).result()
        return Done(
            a4 is A4Outcome.PRINTED, "样张打好了，看看有没有漏白、发虚" if a4 is A4Outcome.PRINTED else f"没有打出来：{_words(device)}"
        )
    png = sample_slip(terminal, papers, now)
    outcome = device.submit(lambda adapter: adapter.print_png(png, f"sample-{secrets.token_hex(8)}"), SECONDS[Action.SAMPLE]).result()
    good = outcome is PrintOutcome.PRINTED
    return Done(good, "样张打好了，看看有没有漏白、切得齐不齐" if good else f"没有打出来：{_words(device)}")


def _read_card(device: Supervisor, going_on: Callable[[], bool]) -> Done:
    read: Callable[[Any], Any] = (
        (lambda adapter: adapter.read_social_card()) if device.name == "smart_card" else (lambda adapter: adapter.read())
    )
    found = _wait(
        device, read, lambda result: result not in (CardProblem.NO_CARD, SmartCardProblem.NO_CARD), going_on, SECONDS[Action.READ_CARD]
    )
    if isinstance(found, IdCard | SocialCard):
        device.note_use()
        return Done(True, f"读出来了：{mask_name(found.name)} {mask_number(found.number)}")
    if found is None:
        return Done(False, "没有等到卡")
    device.note_use(found.value)
    return Done(False, _CARD_WORDS.get(found.value, "没有读出来"))


_CARD_WORDS = {
    "pulled": "卡拿得太快，没有读完",
    "unreadable": "卡读不出来，换一张试试；都读不出就是阅读器的问题",
    "not_valid": "读到了，可内容不完整",
    "not_supported": "这不是社保卡",
    "blocked": "卡已经锁死",
}


def _read_code(device: Supervisor, going_on: Callable[[], bool]) -> Done:
    device.submit(lambda adapter: adapter.take(), SECONDS[Action.READ_CODE], counted=False).result()
    found = _wait(device, lambda adapter: adapter.take(), lambda result: result is not None, going_on, SECONDS[Action.READ_CODE])
    if found is None:
        return Done(False, "没有等到码")
    device.note_use()
    return Done(True, f"扫到一个码，{len(found.text)} 个字符")


def _scan_page(device: Supervisor, _: Callable[[], bool]) -> Done:
    result = device.submit(lambda adapter: adapter.scan(1), SECONDS[Action.SCAN_PAGE]).result()
    if result.outcome is not ScanOutcome.PAGES or not result.pages:
        return Done(False, _SCAN_WORDS.get(result.outcome, "没有扫到"))
    page = result.pages[0]
    return Done(True, f"扫到一页，{page.width}×{page.height}，{page.dpi} dpi")


_SCAN_WORDS = {
    ScanOutcome.EMPTY_FEEDER: "进纸器里没有纸",
    ScanOutcome.JAMMED: "卡纸了，打开盖子取出来",
    ScanOutcome.COVER_OPEN: "盖子没有合上",
}


def _wait(device: Supervisor, ask: Callable[[Any], Any], good: Callable[[Any], bool], going_on: Callable[[], bool], timeout: float) -> Any:
    """Ask again and again until something comes, for a while; None when nothing did."""
    pause, end = threading.Event(), time.monotonic() + WAIT_SECONDS
    while going_on() and time.monotonic() < end:
        found = device.submit(ask, timeout, counted=False).result()
        if good(found):
            return found
        pause.wait(0.2)
    return None


def sample_slip(terminal: Terminal, papers: StaffPapers, now: datetime) -> bytes:
    """The test slip: rare characters, other scripts, fine lines, greys, and a line at either edge."""
    own = terminal.settings.terminal
    data = {"terminal": own.id, "hall": own.hall, "at": f"{now:%Y-%m-%d %H:%M}", "device": STAFF_NAMES["receipt_printer"]}
    return papers.png("sample", data)


def _words(device: Supervisor) -> str:
    return device.status.detail or "打印机没有确认，请看一眼出纸口"


_PERFORM: dict[Action, Callable[[Supervisor, Callable[[], bool]], Done]] = {
    Action.SELF_TEST: _self_test,
    Action.RECONNECT: _reconnect,
    Action.NEW_ROLL: _new_roll,
    Action.READ_CARD: _read_card,
    Action.READ_CODE: _read_code,
    Action.SCAN_PAGE: _scan_page,
}
