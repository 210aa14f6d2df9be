"""Fixed moments of visits for the gallery and for tests of single screens: what a session would show, without devices or stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from itertools import count
from typing import Any, cast

from msgspec import structs

from config.catalogue import Catalogue
from config.holidays import load_holidays
from config.matter import Acceptance, CaseType, Field, FieldType, Page
from devices.id_card.card import CardProblem
from devices.printer.receipt import PrintOutcome
from kiosk import guide_view, hand_off, journey, offers, privacy
from kiosk.applicant import Applicant
from kiosk.card_watch import SENTENCES
from kiosk.collection import Sample
from kiosk.desk import SAY, Preview
from kiosk.display_mode import DisplayMode
from kiosk.eye import NO_PICTURE
from kiosk.face.proof import FaceState, Proof, ProofWay, Slot
from kiosk.fields import Problem
from kiosk.hub_live import CaseView
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.languages import SIMPLIFIED
from kiosk.live import cases
from kiosk.live.services import Services
from kiosk.offers import Grouping, Offer, ThemeOffer
from kiosk.open_days import closed
from kiosk.receipt import SENTENCES as PRINT_SENTENCES
from kiosk.receipt import Printing, Receipt, window_lines
from kiosk.review import Section, review
from kiosk.session import Overlay, Screen
from kiosk.settings import Display, Settings, Terminal
from kiosk.staff import views
from kiosk.submission import owed
from kiosk.voice import Voice
from kiosk.words import words
from tests.screens import face_moments, live_moments, matter_moments, staff_moments, visit_moments
from tests.screens.live_moments import LiveDesks

NOW = datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8)))
CATALOGUE = Catalogue.load()
FUND = next(matter for matter in CATALOGUE.matters if "housing_fund" in matter.themes)
SENIOR = next(matter for matter in CATALOGUE.matters if "elderly" in matter.themes)
PROPERTY = next(matter for matter in CATALOGUE.matters if matter.service == "property_records")
SETTINGS = Settings(terminal=Terminal(nearest="庄桥街道便民中心，1.2 公里"), display=Display(fullscreen=False))
NUMBERS = count(1)
ADDRESS = "浙江省示例市示例区测试路100号测试小区12幢3单元201室"


def person(number: str = "330299199003072510", name: str = "合成测试乙", birth: date = date(1990, 3, 7)) -> Applicant:
    """A synthetic applicant."""
    return Applicant("resident", name, "男", "汉", birth, ADDRESS, number, "示例市公安局", date(2020, 1, 1), None)


ELDERLY = person("330299195801010025", "合成测试甲", date(1958, 1, 1))


class Clock:
    """A scheduler whose time stands still."""

    seconds = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.seconds

    def post(self, callback: Callable[[], None]) -> None:
        """News of what was said: nobody waits for it."""


@dataclass(frozen=True)
class Reach:
    """What screens reach of the terminal."""

    holidays: Any = field(default_factory=load_holidays)
    services: Services = field(default_factory=Services)

    def audit(self, *_: Any, **__: Any) -> None:
        """Nothing is recorded here."""


@dataclass
class StaffSnapshot:
    """Has the attributes and methods of ``kiosk.staff.staff.Staff`` that screens use; what is done to it is noted in ``calls``."""

    screen: Screen | None = None
    who: str = "技术员 0312"
    login: views.LoginView = field(default_factory=lambda: views.LoginView("totp", ""))
    asks_to_end_visit: bool = False
    rows: tuple[views.DeviceRow, ...] = ()
    tiles: tuple[views.Tile, ...] = ()
    detail: views.DeviceDetail = field(default_factory=staff_moments.camera_lost)
    picture: views.LivePicture | None = None
    hops: tuple[views.Hop, ...] = ()
    tests: views.TestRun | None = None
    daily: views.DailyCheck = field(default_factory=lambda: views.DailyCheck(()))
    log: tuple[str, ...] = ()
    paused: str = ""
    notice: str = ""
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.calls.append((name, *arguments))


@dataclass
class Snapshot:
    """Has the attributes and methods of ``kiosk.session.Session`` that screens use; what is done to it is noted in ``calls``."""

    public: Screen = Screen.HOME
    visit: Visit | None = None
    overlay: Overlay | None = None
    problems: tuple[Problem, ...] = ()
    notice: str = ""
    busy: str = ""
    theme: str = ""
    grouping: Grouping = Grouping.THEME
    query: str = ""
    receipt: Receipt | None = None
    page_index: int = 0
    sample: Sample | None = None
    idle_left: int | None = None
    preview: Preview | None = None
    trouble: str = ""
    stuck: bool = False
    faults: tuple[str, ...] = ()
    broken: frozenset[str] = frozenset()
    staff: StaffSnapshot = field(default_factory=StaffSnapshot)
    paused: str = ""
    paused_since: datetime | None = None
    alarm: str = ""
    has_slot: bool = True
    card_inside: bool = False
    live: LiveDesks = field(default_factory=LiveDesks)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    settings: Settings = SETTINGS
    scheduler: Clock = field(default_factory=Clock)
    terminal: Reach = field(default_factory=Reach)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    voice: Voice = field(default_factory=lambda: Voice(SETTINGS.voice, cast(Any, Clock()), lambda: None))
    display_mode: DisplayMode = field(default_factory=DisplayMode)
    face: face_moments.FaceSnapshot = field(default_factory=face_moments.FaceSnapshot)
    matters: dict[str, Any] = field(default_factory=dict)
    """by code, where they are told in another language"""

    @property
    def materials(self) -> Snapshot:
        """Its own :class:`kiosk.collection.Collection`."""
        return self

    def has_sample(self, item: Any) -> bool:
        assert self.visit
        return bool(item.sample) and CATALOGUE.has_sample(self.visit.matter.code, item.sample)

    @property
    def answers(self) -> Snapshot:
        """Its own :class:`kiosk.answers.Answers`."""
        return self

    @property
    def presence(self) -> Snapshot:
        """Its own :class:`kiosk.presence.Presence`."""
        return self

    @property
    def cannot_start(self) -> tuple[str, str]:
        assert self.visit
        return hand_off.cannot_start(self.visit.matter, self.today, signs_reliably=False)

    @property
    def parting(self) -> hand_off.HandOff:
        assert self.visit
        return hand_off.hand_off(self.visit, self.today, self.settings.terminal)

    @property
    def guardian_text(self) -> str:
        assert self.visit
        assert self.visit.applicant
        who = journey.guardian(self.visit)
        return privacy.guardian_text(self.visit.matter, self.visit.applicant.name, who.name if who else "")

    @property
    def screen(self) -> Screen:
        if self.staff.screen:
            return self.staff.screen
        if self.receipt:
            return Screen.DONE
        return Screen(self.visit.place.step.value) if self.visit else self.public

    @property
    def display(self) -> DisplayMode:
        return self.display_mode.forced(self.visit.matter if self.visit else None)

    def set_display(self, **changes: Any) -> None:
        self.display_mode = replace(self.display_mode, **changes)
        self.changed()

    @property
    def today(self) -> date:
        return NOW.date()

    def _offers(self, matters: Any) -> tuple[Offer, ...]:
        broken = words("{}坏了，现在办不了", words("扫描台"))
        found = []
        for item in matters:
            matter = self.matters.get(item.code, item)
            reason = broken if item.code in self.broken else closed(matter, self.today)
            found.append(Offer(matter, not reason, reason, item.code not in self.broken))
        return tuple(found)

    @property
    def popular(self) -> tuple[Offer, ...]:
        return self._offers(CATALOGUE.popular)

    def _groups(self, grouping: Grouping) -> tuple[ThemeOffer, ...]:
        found = []
        for theme in CATALOGUE.themes if grouping is Grouping.THEME else CATALOGUE.life_events:
            rows = self._offers(offers.members(CATALOGUE, grouping, theme.id))
            found.append(ThemeOffer(theme.id, words(theme.title), theme.icon, len(rows), sum(row.possible for row in rows)))
        return tuple(found)

    @property
    def themes(self) -> tuple[ThemeOffer, ...]:
        return self._groups(Grouping.THEME)

    @property
    def life_events(self) -> tuple[ThemeOffer, ...]:
        return tuple(group for group in self._groups(Grouping.LIFE_EVENT) if group.total)

    @property
    def departments(self) -> tuple[ThemeOffer, ...]:
        found = []
        for one in CATALOGUE.departments:
            rows = self._offers(CATALOGUE.by_department(one.code))
            found.append(ThemeOffer(one.code, rows[0].matter.authority.short_name, "", len(rows), sum(row.possible for row in rows)))
        return tuple(found)

    @property
    def listed(self) -> tuple[Offer, ...]:
        return self._offers(offers.members(CATALOGUE, self.grouping, self.theme) if self.theme else CATALOGUE.search(self.query))

    @property
    def list_title(self) -> str:
        if self.theme and self.grouping is Grouping.DEPARTMENT:
            return self.listed[0].matter.authority.short_name
        return offers.title(CATALOGUE, self.grouping, self.theme) if self.theme else ""

    @property
    def suggestions(self) -> tuple[str, ...]:
        told = CATALOGUE.suggest(self.query) if self.query and self.display.language == SIMPLIFIED else []
        return tuple(text for text in told if text != self.query and len(text) <= 10)

    @property
    def guide(self) -> guide_view.GuideView:
        assert self.visit
        return guide_view.guide(self.visit.matter, "12345")

    @property
    def review(self) -> tuple[Section, ...]:
        assert self.visit
        return review(self.visit, self.today)

    @property
    def material(self) -> Any:
        assert self.visit
        return journey.subject(self.visit)

    def named(self, case: CaseView) -> CaseView:
        return cases.named(case, self.matters.get(case.matter_code))

    def listen(self, callback: Callable[[], None]) -> None:
        self.listeners.append(callback)

    def touched(self) -> None:
        pass

    def enter(self, field_id: str, text: str) -> None:
        assert self.visit
        self.visit = journey.enter(self.visit, field_id, text)
        self.problems = tuple(problem for problem in self.problems if problem.field != field_id)
        self.changed()

    def search(self, text: str) -> None:
        self.public, self.theme, self.query = Screen.LIST, "", text
        self.changed()

    def next(self) -> None:
        assert self.visit
        self.calls.append(("next",))
        self.problems = journey.problems(self.visit, self.visit.place, self.today)
        if not self.problems:
            self.visit = journey.forward(self.visit, self.today)
        self.changed()

    def become(self, other: Snapshot) -> None:
        """Show another moment on the same screens."""
        for name in (
            "public",
            "visit",
            "overlay",
            "problems",
            "notice",
            "busy",
            "theme",
            "grouping",
            "query",
            "receipt",
            "page_index",
            "sample",
            "idle_left",
            "display_mode",
            "matters",
        ):
            setattr(self, name, getattr(other, name))
        self.live = other.live
        self.stuck, self.trouble = other.stuck, other.trouble
        self.staff, self.paused, self.paused_since = other.staff, other.paused, other.paused_since
        self.preview, self.faults, self.broken, self.alarm = other.preview, other.faults, other.broken, other.alarm
        self.face = other.face
        self.changed()

    def changed(self) -> None:
        for listener in self.listeners:
            listener()

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.calls.append((name, *arguments))


def at(visit: Visit, step: Step, item: str = "") -> Visit:
    """``visit`` standing at a place."""
    return replace(visit, place=Place(step, item))


def rent(*, married: bool = True) -> Visit:
    """A withdrawal for rent, everything filled."""
    visit = journey.identified(journey.begin(FUND), person(), NOW.date())
    filled = {
        "marriage": "married" if married else "single",
        "spouse_name": "合成测试甲",
        "spouse_id_number": "330299199105080028",
        "address": ADDRESS,
        "area": "330205",
    }
    filled |= {
        "monthly_rent": "2800",
        "months": "3",
        "amount": "8400",
        "cycle": "once",
        "phone": "13800000000",
        "bank_card": "6222020000000000000",
    }
    for name, value in filled.items():
        visit = journey.enter(visit, name, value)
    return visit


def card(*, filled: bool = True) -> Visit:
    """An application for the card of the elderly."""
    visit = journey.identified(journey.begin(SENIOR), ELDERLY, NOW.date())
    if filled:
        for name, value in {"phone": "13800000000", "hukou_local": "yes", "photo_from": "camera", "delivery": "courier"}.items():
            visit = journey.enter(visit, name, value)
    return visit


def certificate() -> Visit:
    """A matter that a department answers at once."""
    matter = structs.replace(SENIOR, short_name="社保参保证明", case_type=CaseType.INSTANT, service="social_insurance", delivery=[])
    return journey.identified(journey.begin(matter), ELDERLY, NOW.date())


def company() -> Visit:
    """A matter that asks for a company by name and credit code."""
    fields = [
        Field(id="unit_name", label="单位名称", type=FieldType.TEXT, hint="照营业执照写全"),
        Field(id="unit_code", label="统一社会信用代码", type=FieldType.CREDIT_CODE, hint="营业执照右上角的 18 位"),
        Field(id="unit_address", label="单位地址", type=FieldType.TEXT, prefill="card.address", required=False),
    ]
    matter = structs.replace(FUND, materials=[], computed=[], checks=[], form=[Page(id="company", title="您在哪家单位？", fields=fields)])
    return journey.identified(journey.begin(matter), person(), NOW.date())


def page_jpeg(words: str) -> bytes:
    """A sheet of paper with a few lines."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1240, 1754), "#f8f6f0")
    pen = ImageDraw.Draw(picture)
    for row in range(14):
        pen.rectangle((140, 200 + row * 90, 1100 - (row * 97) % 300, 212 + row * 90), fill="#777777")
    pen.text((140, 120), words, fill="#222222")
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def desk(*, page: bool = True, portrait: bool = False) -> Preview:
    """A live picture of a page on a dark desk, or of a face."""
    import numpy as np
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (960, 720), "#39424d")
    pen = ImageDraw.Draw(picture)
    corners = ((250.0, 70.0), (640.0, 40.0), (700.0, 640.0), (280.0, 670.0))
    if portrait:
        pen.ellipse((330, 140, 630, 520), fill="#d9b59a")
        pen.rectangle((230, 560, 730, 720), fill="#45617f")
    elif page:
        pen.polygon(corners, fill="#f5f3ec")
        for row in range(8):
            pen.line((320, 160 + row * 55, 590 + row * 3, 150 + row * 55), fill="#8a8a8a", width=5)
    frame = np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])
    if portrait:
        return Preview(next(NUMBERS), frame, None, True, words("脸放在框里，看着镜头"))
    return Preview(next(NUMBERS), frame, corners if page else None, page, SAY["ok"] if page else SAY["nothing_there"])


def received(printing: Printing = Printing.PRINTED, *, owes: bool = True, **more: Any) -> Receipt:
    """A receipt on the last screen."""
    visit = journey.defer(rent(), "lease") if owes else rent()
    sentence = {
        Printing.PRINTING: words("正在打印收件凭条…"),
        Printing.PRINTED: PRINT_SENTENCES[PrintOutcome.PRINTED],
        Printing.FAILED: PRINT_SENTENCES[PrintOutcome.PAPER_OUT],
    }[printing]
    missing = owed(visit, NOW.date(), load_holidays())
    return Receipt("JB0147-261121-0047-6", "K7M2Q9XA", NOW, "市公积金中心", missing, printing, sentence, **more)


def moments() -> Iterator[tuple[str, Snapshot]]:
    """Every screen and state, with the picture's name."""
    sheet = Sheet(page_jpeg("1"))
    scanned = journey.add_sheet(journey.add_sheet(rent(), "lease", sheet), "lease", sheet)
    faults = (words("{}坏了，{} 件事现在办不了。", words("扫描台"), 1),)
    yield "attract", Snapshot(public=Screen.ATTRACT)
    yield "home", Snapshot()
    yield "home-fault", Snapshot(faults=faults, broken=frozenset({FUND.code}))
    yield "list", Snapshot(public=Screen.LIST, theme="elderly")
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
    yield "identify-reading", Snapshot(visit=at(journey.begin(FUND), Step.IDENTIFY), busy=words("正在拍…"))
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
    taken = journey.add_sheet(card(), "portrait", sheet)
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
    window = window_lines(replace(rent(), face=booked), SETTINGS.terminal.hall)
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
    "complaint-writing": ("complaint.words", *(f"key.{letter}" for letter in "dengle")),
}
"""Controls to touch before a moment's picture is taken."""


def touch(root: Any, control_id: str) -> None:
    """Tap a control as a finger would, through its own touch handlers."""
    from screens.widgets import controls

    control = controls.find(root, control_id)
    assert control is not None, control_id
    control.tapped()
