"""Fixed moments of what the hub answers: instant papers, my cases, payment, messages, appointments, a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from devices.printer.a4 import A4Outcome
from kiosk.answers import SLIP_PRINTED
from kiosk.hub_live import OFFLINE, SENTENCES, CaseView, ChildView, OwedMaterial
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.live import a4, held, supplement
from kiosk.live.appointment_desk import Slots
from kiosk.live.cases import BY_CARD_OFFLINE, NOTHING_FOUND, Cases
from kiosk.live.cases_desk import LOOKING
from kiosk.live.instant import Instant, Phase
from kiosk.live.messages import NOT_SENT, REASONS, WHAT, Sent
from kiosk.live.papers import AppointmentData
from kiosk.live.payment import Paid, Payment
from kiosk.live.phone import OVER, Stage, Upload
from kiosk.queue.store import State
from kiosk.receipt import Receipt
from kiosk.screen import Overlay, Screen
from kiosk.settings import Terminal
from kiosk.words import words
from kiosk.working_days import day_text
from tests.journey.people import catalogue

FUND = next(matter for matter in catalogue().matters if "housing_fund" in matter.themes)
SENIOR = next(matter for matter in catalogue().matters if "elderly" in matter.themes)
RECEIVED = "材料已收到，部门还没有受理"
SAID_BY_DEPARTMENTS = ("合同缺最后一页", "签名看不清", "没有查到您的参保记录，请拨打 12333")
"""What an official or a department's own system wrote to this one citizen: shown as it came."""
NOW = datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8)))


@dataclass
class Desk:
    """One live desk's attributes; what is done to it does nothing."""

    state: Any = None
    number: str = ""
    working: bool = False
    personal: bool = False
    due: int = 0
    possible: bool = False
    about: str = ""
    chosen: frozenset[str] = frozenset()
    written: str = ""
    says_something: bool = False
    complaint: Sent = field(default_factory=Sent)
    help: Sent = field(default_factory=Sent)
    rating: Sent = field(default_factory=Sent)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_: None


@dataclass
class LiveDesks:
    """Has the attributes of ``kiosk.live.live.Live`` that screens use."""

    instant: Desk = field(default_factory=Desk)
    cases: Desk = field(default_factory=lambda: Desk(Cases()))
    payment: Desk = field(default_factory=Desk)
    messages: Desk = field(default_factory=Desk)
    appointment: Desk = field(default_factory=lambda: Desk(Slots()))
    phone: Desk = field(default_factory=Desk)
    personal: bool = False


def case(**changes: Any) -> CaseView:
    """A case of somebody."""
    facts: dict[str, Any] = {
        "case_no": "330299-20261118-000123",
        "receipt_no": "JB0147-261118-0012-K",
        "matter_code": FUND.code,
        "matter_name": FUND.name,
        "state": "received",
        "text": RECEIVED,
        "received_at": NOW - timedelta(days=3),
        "due_on": date(2026, 11, 27),
        "owed": (),
        "reasons": (),
        "may_withdraw": True,
        "may_supplement": False,
        "result_available": False,
        "result_stamped": False,
    }
    return CaseView(**{**facts, **changes})


OWED = OwedMaterial("lease", "租房合同", date(2026, 11, 27), "deemed_withdrawn")
CERTIFICATE = OwedMaterial("marriage_certificate", "结婚证", date(2026, 11, 27), "deemed_withdrawn")
RETURNED = case(state="correction_required", text="需要补正材料", owed=(OWED,), reasons=SAID_BY_DEPARTMENTS[:2])
NEWBORN = case(
    case_no="330299-20261119-000031",
    matter_name="新生儿出生一件事",
    state="partly_completed",
    text="有的事项已经办结，其他事项请看各自的进度",
    children=(
        ChildView("330299-20261119-000031-C01", "", "出生医学证明", "completed", "已办结", (), None, True),
        ChildView(
            "330299-20261119-000031-C02", "", "出生登记", "correction_required", "需要补正材料", SAID_BY_DEPARTMENTS[:1], None, False
        ),
        ChildView("330299-20261119-000031-C03", "", "社会保障卡", "received", RECEIVED, (), date(2026, 12, 11), False),
    ),
)
READY = case(
    case_no="330299-20261101-000007",
    matter_code=SENIOR.code,
    matter_name=SENIOR.name,
    state="completed",
    text="已办结",
    result_available=True,
    result_stamped=True,
    may_withdraw=False,
    due_on=None,
)


def moments(snapshot: Callable[..., Any], certificate: Any, sheet: Sheet, receipt: Receipt, visit: Visit) -> Iterator[tuple[str, Any]]:
    """Every live screen in every state, with the picture's name."""
    standing = replace(certificate, place=Place(Step.INSTANT))

    def instant(state: Instant, **more: Any) -> Any:
        return snapshot(visit=standing, live=LiveDesks(instant=Desk(state)), **more)

    yield "instant-asking", instant(Instant(0.0))
    yield "instant-progress", instant(Instant(-5.0))
    yield "instant-slow", instant(Instant(-14.0))
    yield "instant-printing", instant(Instant(0.0, Phase.PRINTING, pages=2))
    yield "instant-printed", instant(Instant(0.0, Phase.PRINTED, pages=2, copies=1))
    yield "instant-no-paper", instant(Instant(0.0, Phase.UNPRINTED, a4.SENTENCES[A4Outcome.PAPER_OUT], 2))
    yield "instant-refused", instant(Instant(0.0, Phase.REFUSED, SAID_BY_DEPARTMENTS[2]))
    yield "instant-failed", instant(Instant(0.0, Phase.FAILED, SENTENCES["service-down"]))

    def cases(screen: Screen, state: Cases, **more: Any) -> Any:
        return snapshot(public=screen, live=LiveDesks(cases=Desk(state, more.pop("number", ""), personal=True), personal=True), **more)

    yield "cases", cases(Screen.CASES, Cases())
    yield "cases-looking", cases(Screen.CASES, Cases(), busy=LOOKING)
    yield "cases-nothing", cases(Screen.CASES, Cases(), notice=NOTHING_FOUND)
    yield "cases-offline", cases(Screen.CASES, Cases(), notice=BY_CARD_OFFLINE)
    yield "cases-typing", cases(Screen.CASES, Cases(), number="JB014726112")
    number = "JB0147-261121-0047-6"
    yield "cases-plain", cases(Screen.CASES, Cases(plain=RECEIVED, asks_code=True), number=number)
    yield "cases-code", cases(Screen.CASES, Cases(plain=RECEIVED, asks_code=True, code="K7"), number=number)
    wrong = Cases(plain=RECEIVED, asks_code=True)
    yield "cases-code-wrong", cases(Screen.CASES, wrong, number=number, notice=SENTENCES["wrong-code"])
    kept = words(str(held.SENTENCES[State.SEALED]), number)
    yield "cases-held", cases(Screen.CASES, Cases(plain=kept), number=number)
    listed = (RETURNED, READY, case(case_no="330299-20261119-000200"))
    yield "cases-list", cases(Screen.CASES_LIST, Cases(listed))
    yield "case-owes", cases(Screen.CASE, Cases(listed, chosen=RETURNED.case_no))
    yield "case-ready", cases(Screen.CASE, Cases(listed, chosen=READY.case_no))
    no_paper = a4.SENTENCES[A4Outcome.PAPER_OUT]
    yield "case-no-paper", cases(Screen.CASE, Cases(listed, chosen=READY.case_no), notice=no_paper)
    yield "case-package", cases(Screen.CASE, Cases((NEWBORN,), chosen=NEWBORN.case_no))
    yield "case-running", cases(Screen.CASE, Cases((case(),), chosen=case().case_no))
    yield "case-withdraw", cases(Screen.CASE, Cases((case(),), chosen=case().case_no), overlay=Overlay.WITHDRAW)

    two = supplement.begin(FUND, case(owed=(OWED, CERTIFICATE)), None)
    yield "materials-supplement", snapshot(visit=two, live=LiveDesks(cases=Desk(Cases(listed), personal=True), personal=True))
    yield "done-supplement", snapshot(visit=two, receipt=receipt)

    order = Payment(receipt.receipt_no, "租房提取公积金", 4000, 0.0, begun=True, qr="https://pay.example/JB0147-261121-0047-6")
    for name, state in {
        "unpaid": order,
        "pending": replace(order, state=Paid.PENDING),
        "paid": replace(order, state=Paid.PAID, voucher_no="SYN0047"),
        "unknown": replace(order, state=Paid.UNKNOWN),
        "offline": replace(order, begun=False, sentence=OFFLINE),
    }.items():
        yield f"pay-{name}", snapshot(visit=visit, receipt=receipt, overlay=Overlay.PAY, live=LiveDesks(payment=Desk(state, due=4000)))
    yield "done-fee", snapshot(visit=visit, receipt=receipt, live=LiveDesks(payment=Desk(None, due=4000)))

    def messages(overlay: Overlay, **more: Any) -> Any:
        return snapshot(visit=visit, receipt=receipt, overlay=overlay, live=LiveDesks(messages=Desk(**more)))

    yield "complaint", messages(Overlay.COMPLAINT)
    yield "complaint-chosen", messages(Overlay.COMPLAINT, about="terminal", chosen=frozenset({WHAT[4]}), says_something=True)
    yield "complaint-written", messages(Overlay.COMPLAINT, about="hall", written="13900000000", says_something=True)
    told = words("投诉收到了，编号 {}，{}前答复。拨打 {} 报编号能查", "TS-261121-0001", day_text(date(2026, 11, 27)), "12345")
    yield "complaint-sent", messages(Overlay.COMPLAINT, complaint=Sent(told, True))
    yield (
        "complaint-offline",
        messages(
            Overlay.COMPLAINT,
            about="terminal",
            chosen=frozenset({WHAT[4]}),
            says_something=True,
            complaint=Sent(words(str(NOT_SENT), OFFLINE, "12345")),
        ),
    )
    yield "complaint-writing", messages(Overlay.COMPLAINT, about="hall")
    yield "reasons", messages(Overlay.REASONS, chosen=frozenset({REASONS[2]}))
    called = words(
        "已经叫了工作人员，编号 {}。夜里没人在，{}前给您答复，急事打 {}", "QZ-261121-0001", day_text(date(2026, 11, 23)), "12345"
    )
    yield "help-called", messages(Overlay.HELP, help=Sent(called, True))

    def slots(state: Slots) -> Any:
        return snapshot(visit=visit, overlay=Overlay.APPOINTMENT, live=LiveDesks(appointment=Desk(state, possible=True)))

    times = ("09:00-10:00", "10:00-11:00", "14:00-15:00", "15:00-16:00")
    free = tuple((date(2026, 11, day), tuple((slot, (index + day) % 3) for index, slot in enumerate(times))) for day in (23, 24, 25))
    booked = AppointmentData("Y003", "A0003", "租房提取住房公积金", date(2026, 11, 23), "09:00-10:00", NOW, Terminal())
    yield "appointment-looking", slots(Slots())
    yield "appointment", slots(Slots(free, busy=False))
    yield "appointment-offline", slots(Slots(busy=False, sentence=OFFLINE))
    yield "appointment-booked", slots(Slots(free, busy=False, booked=booked, sentence=SLIP_PRINTED))

    capturing = replace(visit, place=Place(Step.CAPTURE, "lease"))
    waiting = Upload("lease", Stage.WAITING, "1", "https://hub.example/u/0123456789abcdefghij", 300.0)
    for name, upload in {
        "opening": Upload("lease"),
        "code": waiting,
        "connected": replace(waiting, opened=True, photos=2),
        "fetching": replace(waiting, stage=Stage.FETCHING, photos=2),
        "preview": replace(waiting, stage=Stage.PREVIEW, sheets=(sheet, sheet)),
        "over": replace(waiting, stage=Stage.FAILED, sentence=OVER),
    }.items():
        yield f"phone-{name}", snapshot(visit=capturing, overlay=Overlay.PHONE, live=LiveDesks(phone=Desk(upload)))
