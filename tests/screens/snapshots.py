"""Fixed moments of visits for the gallery and for tests of single screens: every screen in every state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from msgspec import structs

from config.matter import Acceptance
from devices.id_card.card import CardProblem
from kiosk import journey
from kiosk.card_watch import SENTENCES
from kiosk.collection import Sample
from kiosk.eye import NO_PICTURE
from kiosk.face.proof import FaceState, Proof, ProofWay, Slot
from kiosk.journey import Sheet, Step
from kiosk.offers import Grouping
from kiosk.presence import READING
from kiosk.receipt import Printing, window_lines
from kiosk.session import Overlay, Screen
from kiosk.staff import views
from kiosk.words import words
from tests.screens import face_moments, live_moments, matter_moments, staff_moments, visit_moments
from tests.screens.session_snapshot import CATALOGUE, NOW, SETTINGS, Snapshot, StaffSnapshot
from tests.screens.visits import FUND, SENIOR, at, card, certificate, company, desk, page_jpeg, person, portrait_jpeg, received, rent


@cache
def known() -> dict[str, Snapshot]:
    """Every moment by its name, made once: for who shows them and changes none."""
    return dict(moments())


def moments() -> Iterator[tuple[str, Snapshot]]:
    """Every screen and state, with the picture's name."""
    sheet = Sheet(page_jpeg("1"))
    scanned = journey.add_sheet(journey.add_sheet(rent(), "lease", sheet), "lease", sheet)
    faults = (words("{}坏了，{} 件事现在办不了。", words("扫描台"), 1),)
    yield "attract", Snapshot(public=Screen.ATTRACT)
    yield "home", Snapshot()
    yield "home-fault", Snapshot(faults=faults, broken=frozenset({FUND.code}))
    yield "list", Snapshot(public=Screen.LIST, theme="elderly")
    stopped = Snapshot(public=Screen.LIST, theme="stopped", faults=faults, broken=frozenset({FUND.code}))
    stopped.grouping = Grouping.STOPPED
    yield "list-stopped", stopped
    yield "list-fault", Snapshot(public=Screen.LIST, theme="housing_fund", broken=frozenset({FUND.code}))
    monthly = structs.replace(SENIOR, acceptance=Acceptance(from_day=1, to_day=10, note="其他日子可以先看要带什么"))
    yield "list-closed", Snapshot(public=Screen.LIST, theme="elderly", matters={SENIOR.code: monthly})
    yield "guide-closed", Snapshot(visit=journey.begin(monthly))
    yield "search-empty", Snapshot(public=Screen.LIST)
    yield "search", Snapshot(public=Screen.LIST, query="lnz")
    yield "search-saying", Snapshot(public=Screen.LIST, query="kaid")
    yield "browse", Snapshot(public=Screen.BROWSE)
    yield "browse-fault", Snapshot(public=Screen.BROWSE, broken=frozenset({FUND.code}))
    yield "list-event", Snapshot(public=Screen.LIST, grouping=Grouping.LIFE_EVENT, theme="moving")
    yield "list-department", Snapshot(public=Screen.LIST, grouping=Grouping.DEPARTMENT, theme=SENIOR.authority.code)
    yield "search-nothing", Snapshot(public=Screen.LIST, query="qqqqq")
    yield "guide", Snapshot(visit=journey.begin(FUND))
    yield "guide-senior", Snapshot(visit=journey.begin(SENIOR))
    yield "identify", Snapshot(visit=at(journey.begin(FUND), Step.IDENTIFY))
    yield "identify-pulled", Snapshot(visit=at(journey.begin(FUND), Step.IDENTIFY), notice=SENTENCES[CardProblem.PULLED])
    yield "identify-reading", Snapshot(visit=at(journey.begin(FUND), Step.IDENTIFY), busy=READING)
    yield "refused", Snapshot(visit=journey.identified(journey.begin(SENIOR), person(), NOW.date()))
    yield "form-choice", Snapshot(visit=at(rent(), Step.FORM, "family"))
    yield "form-address", Snapshot(visit=at(rent(), Step.FORM, "home"))
    yield "form-money", Snapshot(visit=at(rent(), Step.FORM, "money"))
    wrong = journey.enter(journey.enter(at(rent(), Step.FORM, "money"), "bank_card", "62220200000000000"), "amount", "")
    yield "form-problems", Snapshot(visit=wrong, problems=journey.problems(wrong, wrong.place, NOW.date()))
    yield "form-phone", Snapshot(visit=at(card(filled=False), Step.FORM, "contact"))
    yield "form-pinyin", Snapshot(visit=at(company(), Step.FORM, "company"))
    yield "form-handwriting", Snapshot(visit=at(company(), Step.FORM, "company"))
    yield "form-credit-code", Snapshot(visit=at(company(), Step.FORM, "company"))
    yield "form-yes-no", Snapshot(visit=at(card(), Step.FORM, "household"))
    yield "form-delivery", Snapshot(visit=at(card(), Step.FORM, "delivery"))
    yield "materials", Snapshot(visit=at(rent(), Step.MATERIALS))
    lease = next(item for item in FUND.materials if item.sample)
    picture = Sample(lease.id, CATALOGUE.sample(FUND.code, lease.sample))
    yield "materials-sample", Snapshot(visit=at(rent(), Step.MATERIALS), overlay=Overlay.SAMPLE, sample=picture)
    yield "materials-deferred", Snapshot(visit=at(journey.defer(rent(), "lease"), Step.MATERIALS))
    yield "materials-scanned", Snapshot(visit=at(scanned, Step.MATERIALS))
    unready = at(rent(), Step.MATERIALS)
    yield "materials-problem", Snapshot(visit=unready, problems=journey.problems(unready, unready.place, NOW.date()))
    yield "materials-stuck", Snapshot(visit=at(rent(), Step.MATERIALS), stuck=True)
    yield "scan-first", Snapshot(visit=at(rent(), Step.CAPTURE, "lease"), preview=desk(page=False))
    yield "scan", Snapshot(visit=at(scanned, Step.CAPTURE, "lease"), preview=desk())
    yield "scan-no-picture", Snapshot(visit=at(scanned, Step.CAPTURE, "lease"), notice=NO_PICTURE, trouble=NO_PICTURE)
    yield "page", Snapshot(visit=at(scanned, Step.CAPTURE, "lease"), overlay=Overlay.PAGE, page_index=1)
    yield "portrait", Snapshot(visit=at(card(), Step.CAPTURE, "portrait"), preview=desk(portrait=True))
    taken = journey.add_sheet(card(), "portrait", Sheet(portrait_jpeg()))
    yield "portrait-taken", Snapshot(visit=at(taken, Step.CAPTURE, "portrait"), preview=desk(portrait=True))
    yield "commitment", Snapshot(visit=at(journey.defer(rent(), "lease"), Step.COMMITMENT))
    yield "commitment-agreed", Snapshot(visit=replace(at(journey.defer(rent(), "lease"), Step.COMMITMENT), committed=True))
    yield "review", Snapshot(visit=at(scanned, Step.REVIEW))
    yield "review-senior", Snapshot(visit=at(taken, Step.REVIEW))
    yield "sign", Snapshot(visit=at(scanned, Step.SIGN))
    yield "sign-saving", Snapshot(visit=at(scanned, Step.SIGN), busy=words("正在加密保存…"))
    yield "done", Snapshot(visit=at(rent(), Step.SIGN), receipt=received(card_inside=True))
    yield "done-delivered", Snapshot(visit=at(rent(), Step.SIGN), receipt=received(owes=False, delivered=True, rating=5))
    yield "done-no-paper", Snapshot(visit=at(rent(), Step.SIGN), receipt=received(Printing.FAILED, copy=Printing.FAILED))
    yield "done-promised", Snapshot(visit=at(rent(), Step.SIGN), receipt=received(copy=Printing.PRINTED))
    booked = FaceState(proof=Proof(ProofWay.WINDOW, NOW, slot=Slot("2026-11-23", "09:00-10:00", "A0001", "Y001")))
    window = window_lines(replace(rent(), face=booked), SETTINGS.terminal)
    yield "done-window", Snapshot(visit=at(rent(), Step.SIGN), receipt=received(window=window))
    yield "help", Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.HELP)
    yield "help-home", Snapshot(overlay=Overlay.HELP)
    yield "privacy", Snapshot(visit=journey.begin(FUND), overlay=Overlay.PRIVACY)
    yield "leave", Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.LEAVE)
    yield "voice", Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.VOICE)
    yield "language", Snapshot(overlay=Overlay.LANGUAGE)
    yield "idle", Snapshot(visit=at(rent(), Step.REVIEW), overlay=Overlay.IDLE, idle_left=27)
    since = NOW - timedelta(hours=3)
    yield "out-of-service", Snapshot(public=Screen.OUT_OF_SERVICE, paused="正在换纸换耗材", paused_since=since)
    yield from visit_moments.moments(Snapshot, desk)
    yield from face_moments.moments(Snapshot)
    yield from live_moments.moments(Snapshot, certificate(), sheet, received(), rent())
    yield from matter_moments.moments(Snapshot)
    yield from staff_screens()


def staff_screens() -> Iterator[tuple[str, Snapshot]]:
    """The screens of staff mode in every state."""

    def staff(screen: Screen, **more: Any) -> Snapshot:
        return Snapshot(staff=StaffSnapshot(screen, rows=staff_moments.USUAL, tiles=staff_moments.TILES, **more))

    def login(asks: str, sentence: str = "", **more: Any) -> Snapshot:
        return staff(Screen.STAFF_LOGIN, who="", login=views.LoginView(asks, sentence, **more))

    moments = staff_moments
    yield "staff-login-card", login("card", "芯片朝上，插到底，别拔")
    yield "staff-login-pin", login("pin", "已读到工作人员卡")
    yield "staff-login-totp", login("totp", "打开手机上的动态码")
    yield "staff-login-wrong", login("totp", "打开手机上的动态码", wrong="工号或动态码不对，还能试 3 次")
    yield "staff-login-busy", login("pin", "正在核对…", busy=True)
    yield "staff-login-locked", login("totp", wrong="连续输错 6 次", locked_seconds=118)
    yield (
        "staff-login-visit",
        Snapshot(visit=at(rent(), Step.FORM, "home"), staff=StaffSnapshot(Screen.STAFF_LOGIN, who="", asks_to_end_visit=True)),
    )
    yield "staff", staff(Screen.STAFF)
    everything = StaffSnapshot(Screen.STAFF, rows=moments.WRONG, tiles=moments.BAD_TILES, paused="正在检修设备", notice="日志已导出到 U 盘")
    yield "staff-five-faults", Snapshot(staff=everything)
    yield "staff-pause", staff(Screen.STAFF)
    yield "staff-device", staff(Screen.STAFF_DEVICE, detail=moments.camera_lost())
    yield "staff-device-doing", staff(Screen.STAFF_DEVICE, detail=moments.printer(doing="正在打样张…"))
    good = moments.printer(result="样张打好了，请看看有没有缺行", passed=True)
    yield "staff-device-good", staff(Screen.STAFF_DEVICE, detail=good)
    bad = moments.reader(result="重连没有成功：串口还被进程 4711 占着", passed=False)
    yield "staff-device-bad", staff(Screen.STAFF_DEVICE, detail=bad)
    seen = replace(moments.camera_lost(), row=moments.FACE)
    yield "staff-device-live", staff(Screen.STAFF_DEVICE, detail=seen, picture=moments.face())
    yield "staff-tests-none", staff(Screen.STAFF_TESTS)
    yield "staff-tests-running", staff(Screen.STAFF_TESTS, tests=moments.run(2))
    yield "staff-tests-over", staff(Screen.STAFF_TESTS, tests=moments.run(5, report=True))
    yield "staff-daily", staff(Screen.STAFF_DAILY, daily=moments.daily(True, False))
    yield "staff-daily-ready", staff(Screen.STAFF_DAILY, daily=moments.daily(True, True, True, True))
    yield (
        "staff-daily-signed",
        staff(Screen.STAFF_DAILY, daily=moments.daily(True, True, True, True, signed="技术员 0312 今天 08:02 签了名")),
    )
    yield "staff-network", staff(Screen.STAFF_NETWORK, hops=moments.HOPS)
    yield "staff-network-broken", staff(Screen.STAFF_NETWORK, hops=moments.BROKEN_HOPS)
    yield "staff-network-measuring", staff(Screen.STAFF_NETWORK, hops=moments.MEASURING)
    yield "staff-log", staff(Screen.STAFF_LOG, log=moments.LOG)
    yield "staff-log-empty", staff(Screen.STAFF_LOG)


TOUCHES: dict[str, tuple[str, ...]] = {
    "search-empty": ("list.search",),
    "form-address": ("field.address",),
    "staff-login-totp": ("key.0", "key.3", "key.1", "key.2", "login.secret", "key.4", "key.5", "key.6"),
    "staff-pause": ("staff.pause",),
    "form-pinyin": ("field.unit_name", "way.pinyin", *(f"key.{letter}" for letter in "zhongshanlu")),
    "form-handwriting": ("field.unit_name", "way.handwriting"),
    "form-credit-code": ("field.unit_code",),
    **visit_moments.TOUCHES,
    "form-phone": ("field.phone", "key.1", "key.3", "key.8"),
    "complaint-writing": ("complaint.words", "way.pinyin", *(f"key.{letter}" for letter in "dengle")),
}
"""Controls to touch before a moment's picture is taken."""


def touch(root: Any, control_id: str) -> None:
    """Tap a control as a finger would, through its own touch handlers."""
    from screens.widgets import controls

    control = controls.find(root, control_id)
    assert control is not None, control_id
    control.tapped()
