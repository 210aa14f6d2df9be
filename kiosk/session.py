"""The front of the terminal: one citizen's way over the screens, devices and stores around the pure journey.

Screens call the methods and read the attributes, on the main thread only; every call returns at once. Whatever takes time
happens on worker threads and comes back through the scheduler. Nothing about a person outlives :meth:`Session.wipe`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from devices.id_card.card import IdCard
from kiosk import guide_view, journey, offers
from kiosk.applicant import Applicant
from kiosk.card_watch import CardWatch
from kiosk.catalogue_turn import CatalogueTurn
from kiosk.checkout import Checkout
from kiosk.collection import Collection
from kiosk.desk import Preview
from kiosk.display_mode import SOURCE_LANGUAGE, Displayed
from kiosk.fields import Problem
from kiosk.idle import Idle
from kiosk.journey import Place, Step, Visit
from kiosk.matter_words import in_language
from kiosk.offers import Offer, ThemeOffer
from kiosk.receipt import Printing, Receipt
from kiosk.review import Section, review
from kiosk.scheduler import Scheduler
from kiosk.screen import Overlay, Screen, idle_limit
from kiosk.service import Service
from kiosk.staff.memory import StaffMemory
from kiosk.staff.staff import Staff
from kiosk.submission import Signature, Stroke
from kiosk.terminal import Terminal
from kiosk.visit_count import VisitCount
from kiosk.voice import Voice
from kiosk.words import words

__all__ = ["Offer", "Overlay", "Preview", "Printing", "Receipt", "Screen", "Session", "ThemeOffer"]


class Session(Displayed):
    """See the module. ``listen`` registers who is told after every change."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler) -> None:
        super().__init__()
        self.terminal = terminal
        self.settings = terminal.settings
        self.scheduler = scheduler
        self.overlay: Overlay | None = None
        self.visit: Visit | None = None
        self.problems: tuple[Problem, ...] = ()
        self.notice = ""
        self.busy = ""
        self.theme = ""
        self.query = ""
        self.voice = Voice(terminal.settings.voice, scheduler, self.touched)
        self._public = Screen.ATTRACT
        self._holder: Applicant | None = None
        self._idle = Idle(scheduler.monotonic())
        self._card = CardWatch(terminal.devices.get("id_reader"), scheduler)
        self.materials = Collection(self)
        self._checkout = Checkout(terminal, scheduler, self._card, self._settled, lambda: self.display.patience)
        self._count = VisitCount(terminal, scheduler)
        self._catalogue = CatalogueTurn(terminal, scheduler)
        memory = StaffMemory(terminal.database)
        self.service = Service(terminal, scheduler, memory, self.changed)
        self.staff = Staff(self, memory)

    # What screens read ----------------------------------------------------------------------------------------------

    @property
    def receipt(self) -> Receipt | None:
        """What ``done`` shows, once the case is kept."""
        return self._checkout.receipt

    @property
    def screen(self) -> Screen:
        """What is on the screen below any overlay."""
        if self.staff.screen is not None:
            return self.staff.screen
        if self.receipt:
            return Screen.DONE
        if self.visit:
            return Screen(self.visit.place.step.value)
        return Screen.OUT_OF_SERVICE if self.paused and not self._holder else self._public

    @property
    def visiting(self) -> bool:
        """Whether something of a citizen is here."""
        return bool(self.receipt or self._holder or (self.visit and self.visit.personal))

    @property
    def keeping(self) -> bool:
        """Whether the case is being sealed and written right now: nobody walks away from that."""
        return bool(self.busy) and self.visit is not None and self.visit.place.step is Step.SIGN and not self.receipt

    @property
    def paused(self) -> str:
        """Why nothing can be started here, as citizens read it; empty while in service."""
        return self.service.paused

    @property
    def paused_since(self) -> datetime | None:
        """When the pause began."""
        return self.service.since

    @property
    def today(self) -> date:
        """The day, in the hall's time zone."""
        return self.scheduler.now().date()

    @property
    def popular(self) -> tuple[Offer, ...]:
        """大家常办."""
        return offers.offers(self.terminal, self.terminal.catalogue.popular, self.display.language)

    @property
    def themes(self) -> tuple[ThemeOffer, ...]:
        """The themes on home."""
        return offers.themes(self.terminal)

    @property
    def listed(self) -> tuple[Offer, ...]:
        """The rows of the list: a theme's matters, or what the search found."""
        catalogue = self.terminal.catalogue
        found = catalogue.by_theme(self.theme) if self.theme else catalogue.search(self.query)
        return offers.offers(self.terminal, found, self.display.language)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is out of order, for citizens."""
        return offers.faults(self.terminal)

    @property
    def guide(self) -> guide_view.GuideView:
        """What the guide says of the chosen matter."""
        return guide_view.guide(self._visit.matter, self.settings.terminal.hotline)

    @property
    def review(self) -> tuple[Section, ...]:
        """Everything that will be sent."""
        return review(self._visit, self.today)

    @property
    def idle_left(self) -> int | None:
        """Seconds left to answer 还在吗."""
        left = self._idle.left(self.scheduler.monotonic(), self.settings.timing.idle_countdown)
        return None if left is None else round(left)

    # Before a visit -------------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Somebody touched the attract screen."""
        self._show(Screen.HOME)

    def open_theme(self, theme: str) -> None:
        """List a theme's matters."""
        self.theme, self.query = theme, ""
        self._show(Screen.LIST)

    def search(self, text: str) -> None:
        """List what matches ``text``."""
        self.theme, self.query = "", text
        self._show(Screen.LIST)

    def choose(self, matter_code: str) -> None:
        """Open a matter's guide."""
        matter = self.terminal.catalogue.by_code(matter_code)
        if matter is None or self.terminal.obstacle(matter):
            return
        self.visit = journey.begin(in_language(matter, self.display.language))
        self.changed()

    # The visit ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From the guide on: read the card, unless it was read for an earlier matter of this citizen."""
        known = self._visit.applicant or self._holder
        if known:
            self._count.begin(self._visit.matter.code)
            self.go(journey.identified(self._visit, known, self.today))
            return
        self.go(journey.forward(self._visit, self.today))
        self._checkout.prepare()
        self._card.read(self._identified, self.notify)

    def enter(self, field_id: str, text: str) -> None:
        """Keep what stands in a field."""
        self.visit = journey.enter(self._visit, field_id, text)
        still = tuple(problem for problem in self.problems if problem.field != field_id)
        self.problems = still
        self.changed()

    def next(self) -> None:
        """On, or every problem of this place at once."""
        self.problems = journey.problems(self._visit, self._visit.place, self.today)
        if self.problems:
            self.changed()
            return
        self.go(journey.forward(self._visit, self.today))

    def back(self) -> None:
        """One screen back; nothing entered is lost. Not while the case is being kept."""
        if self.keeping:
            return
        if self.visit is None:
            self._show(Screen.HOME)
            return
        if self._visit.place.step is Step.IDENTIFY:
            self._card.stop()
        before = journey.back(self._visit, self.today)
        if before is None:
            if self._visit.personal:
                self.show_overlay(Overlay.LEAVE)
            else:
                self._show(self._public)
            return
        self.go(before)

    def change(self, place: Place) -> None:
        """修改 on the review."""
        self.go(journey.change(self._visit, place))

    def commit(self, agreed: bool) -> None:
        """Agree to hand in later what is owed, or take it back."""
        self.visit = replace(self._visit, committed=agreed)
        self.problems = ()
        self.changed()

    # Sign and submit ------------------------------------------------------------------------------------------------

    def submit(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名并提交: seal and keep the case, then print the slip. A second tap while it runs does nothing."""
        if self.busy or self.receipt or self._visit.place.step is not Step.SIGN:
            return
        self.busy, self.notice = words("正在加密保存…"), ""
        self.changed()
        self._checkout.submit(self._in(SOURCE_LANGUAGE), Signature(strokes, png, self.display.language), self.notify)

    def rate(self, level: int) -> None:
        """好差评, 1 (非常不满意) to 5 (非常满意); once a case."""
        self._checkout.rate(level, self._visit.matter.code)

    def another(self) -> None:
        """再办一件: the same citizen, without reading the card again."""
        holder = self.visit.applicant if self.visit else None
        self._clear()
        self._holder = holder
        self._show(Screen.HOME)

    def finish(self) -> None:
        """完成，离开; not while a card is still on the reader."""
        if self.receipt and self.receipt.card_inside:
            return
        self.wipe()

    # Leaving, helping, time -----------------------------------------------------------------------------------------

    def leave(self) -> None:
        """退出: asks first when something would be lost."""
        if self.keeping:
            return
        if self.receipt:
            self.finish()
        elif (self.visit and self.visit.personal) or self._holder:
            self.show_overlay(Overlay.LEAVE)
        else:
            self._clear()
            self._show(Screen.HOME)

    def confirm_leave(self) -> None:
        """Yes, leave: everything is wiped."""
        self.wipe()

    def help(self) -> None:
        """帮助."""
        self.show_overlay(Overlay.HELP)

    def privacy(self) -> None:
        """详细说明 on how data is handled."""
        self.show_overlay(Overlay.PRIVACY)

    def close_overlay(self) -> None:
        """Back to the screen below."""
        self.show_overlay(None)

    def set_display(self, **changes: bool | str) -> None:
        """Show and tell it otherwise; nothing entered is lost."""
        if self.visit and "language" in changes:
            self.visit = self._in(str(changes["language"]))
            self.problems = journey.problems(self.visit, self.visit.place, self.today) if self.problems else ()
        super().set_display(**changes)

    def stay(self) -> None:
        """继续办理 or 多看一会儿."""
        self.touched()
        self._checkout.stay()
        self.show_overlay(None)

    def touched(self) -> None:
        """Somebody is there: a touch, a key, a card, a page moved. While 还在吗 is asked only its answer counts."""
        self.staff.touched()
        if self.overlay is not Overlay.IDLE:
            self._idle = self._idle.touched(self.scheduler.monotonic())

    def tick(self) -> None:
        """Look at the clock; called a few times a second."""
        now = self.scheduler.monotonic()
        first = self.screen in (Screen.ATTRACT, Screen.OUT_OF_SERVICE) and self.visit is None
        if not self.visiting and self._catalogue.look(first=first):
            self.changed()
        if self.staff.screen is not None:
            self.staff.tick()
            return
        if self.receipt:
            if self._checkout.over():
                self.wipe()
            else:
                self.changed()
            return
        if self.screen not in (Screen.ATTRACT, Screen.OUT_OF_SERVICE) and not self.busy:
            self._idle = self._idle.ticked(now, idle_limit(self.screen, self.settings.timing) * self.display.patience)
            if self._idle.asked is not None and self.overlay is not Overlay.IDLE:
                self.show_overlay(Overlay.IDLE)
            elif self.overlay is Overlay.IDLE:
                if self._idle.left(now, self.settings.timing.idle_countdown) == 0:
                    self.wipe()
                else:
                    self.changed()

    def wipe(self) -> None:
        """Everything about this citizen goes; the attract screen comes."""
        self.reset_display()
        self._clear()
        self.voice.forget()
        self._show(Screen.ATTRACT)

    def close(self) -> None:
        """End the session's threads; the terminal is closed by who made it."""
        self.staff.close()
        self._clear()
        self.voice.close()
        self._checkout.close()
        self.materials.close()

    def before_staff(self) -> None:
        """Staff come in: what was begun without anybody is over, and no card is read for it any more."""
        self.reset_display()
        self._clear()
        self.voice.forget()
        self._public = Screen.ATTRACT

    def after_staff(self) -> None:
        """Staff have left: the citizen they asked finds the visit as it was, everybody else the first screen."""
        self._idle = Idle(self.scheduler.monotonic())
        self.changed()

    # Inside ---------------------------------------------------------------------------------------------------------

    @property
    def _visit(self) -> Visit:
        assert self.visit is not None
        return self.visit

    def _in(self, language: str) -> Visit:
        """The visit with its matter in ``language``."""
        matter = self.terminal.catalogue.by_code(self._visit.matter.code) or self._visit.matter
        return replace(self._visit, matter=in_language(matter, language))

    def _identified(self, card: IdCard) -> None:
        self.touched()
        self.notice = ""
        self._count.begin(self._visit.matter.code)
        self.go(journey.identified(self._visit, Applicant.from_card(card), self.today))

    def notify(self, sentence: str) -> None:
        if sentence != self.notice:
            self.touched()
        self.busy, self.notice = "", sentence
        self.changed()

    def _settled(self) -> None:
        """News of the case that was kept."""
        if self.receipt:
            self.busy = ""
        self.changed()

    def go(self, visit: Visit) -> None:
        """Show the visit's place; the camera is on exactly while a capture screen needs it."""
        self.visit, self.problems, self.notice, self.busy, self.overlay = visit, (), "", "", None
        self.materials.follow()
        self.changed()

    def _show(self, screen: Screen) -> None:
        self._public, self.overlay, self.problems, self.notice = screen, None, (), ""
        self.visit = None
        self.touched()
        self.changed()

    def show_overlay(self, overlay: Overlay | None) -> None:
        self.overlay = overlay
        if overlay is not Overlay.IDLE:
            self.touched()
        self.changed()

    def _clear(self) -> None:
        self._count.end(submitted=self.receipt is not None)
        self._card.stop()
        self._checkout.clear()
        self.visit = self._holder = None
        self.materials.follow()
        self.overlay, self.problems, self.notice, self.busy, self.theme, self.query = None, (), "", "", "", ""
        self._idle = Idle(self.scheduler.monotonic())
