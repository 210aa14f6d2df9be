"""What a session would show at one moment, without devices or stores: what screens see of the terminal behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any, cast

from config.holidays import load_holidays
from kiosk import guide_view, hand_off, journey, offers, privacy
from kiosk.collection import Sample
from kiosk.desk import Preview
from kiosk.display_mode import DisplayMode
from kiosk.fields import Problem
from kiosk.hub_live import CaseView
from kiosk.journey import Visit
from kiosk.languages import SIMPLIFIED
from kiosk.live import cases
from kiosk.live.services import Services
from kiosk.offers import Grouping, Offer, ThemeOffer
from kiosk.open_days import closed
from kiosk.receipt import Receipt
from kiosk.review import Section, review
from kiosk.session import Overlay, Screen
from kiosk.settings import Display, Settings, Terminal
from kiosk.staff import views
from kiosk.voice import Voice
from kiosk.words import words
from tests.journey.people import catalogue
from tests.screens import face_moments, staff_moments
from tests.screens.live_moments import LiveDesks

NOW = datetime(2026, 11, 21, 22, 47, tzinfo=timezone(timedelta(hours=8)))
CATALOGUE = catalogue()
HOLIDAYS = load_holidays()
SETTINGS = Settings(
    terminal=Terminal(nearest="庄桥街道便民中心，1.2 公里", window_hours="周一到周五 9:00–17:00"), display=Display(fullscreen=False)
)


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

    holidays: Any = HOLIDAYS
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
    can_photograph: bool = True
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
    def stopped(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self._offers(CATALOGUE.entries) if not offer.readable)

    @property
    def listed(self) -> tuple[Offer, ...]:
        if self.theme and self.grouping is Grouping.STOPPED:
            return self.stopped
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
            "can_photograph",
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
