"""The front of the terminal: one citizen's way over the screens, devices and stores around the pure journey.

Screens call the methods and read the attributes, on the main thread only; every call returns at once. Whatever takes time
happens on worker threads and comes back through the scheduler. Nothing about a person outlives :meth:`Session.wipe`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from enum import StrEnum

from config.matter import Capture, Material
from devices.id_card.card import IdCard
from kiosk import guide_view, journey, offers
from kiosk.applicant import Applicant
from kiosk.card_watch import CardWatch
from kiosk.checkout import Checkout
from kiosk.desk import Desk, Preview
from kiosk.fields import Problem
from kiosk.idle import Idle
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.offers import Offer, ThemeOffer
from kiosk.receipt import Printing, Receipt
from kiosk.review import Section, review
from kiosk.scheduler import Scheduler
from kiosk.submission import Signature, Stroke
from kiosk.terminal import Terminal

__all__ = ["Offer", "Overlay", "Preview", "Printing", "Receipt", "Screen", "Session", "ThemeOffer"]


class Screen(StrEnum):
    """What is on the screen; the steps of a visit carry the names of :class:`~kiosk.journey.Step`."""

    ATTRACT = "attract"
    HOME = "home"
    LIST = "list"
    GUIDE = "guide"
    IDENTIFY = "identify"
    REFUSED = "refused"
    FORM = "form"
    MATERIALS = "materials"
    CAPTURE = "capture"
    COMMITMENT = "commitment"
    REVIEW = "review"
    SIGN = "sign"
    DONE = "done"


class Overlay(StrEnum):
    """What lies over the screen."""

    HELP = "help"
    PRIVACY = "privacy"
    LEAVE = "leave"
    IDLE = "idle"
    PAGE = "page"


PUBLIC = {Screen.HOME, Screen.LIST}
READING = {Screen.GUIDE, Screen.MATERIALS, Screen.CAPTURE, Screen.COMMITMENT, Screen.REVIEW, Screen.SIGN, Screen.REFUSED}


class Session:
    """See the module. ``listen`` registers who is told after every change."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler) -> None:
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
        self.page_index = 0
        self._public = Screen.ATTRACT
        self._holder: Applicant | None = None
        self._retake: int | None = None
        self._desk: Desk | None = None
        self._idle = Idle(scheduler.monotonic())
        self._listeners: list[Callable[[], None]] = []
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._card = CardWatch(terminal.devices.get("id_reader"), scheduler)
        self._checkout = Checkout(terminal, scheduler, self._card, self._settled)

    # What screens read ----------------------------------------------------------------------------------------------

    @property
    def receipt(self) -> Receipt | None:
        """What ``done`` shows, once the case is kept."""
        return self._checkout.receipt

    @property
    def screen(self) -> Screen:
        """What is on the screen below any overlay."""
        if self.receipt:
            return Screen.DONE
        return Screen(self.visit.place.step.value) if self.visit else self._public

    @property
    def today(self) -> date:
        """The day, in the hall's time zone."""
        return self.scheduler.now().date()

    @property
    def popular(self) -> tuple[Offer, ...]:
        """大家常办."""
        return offers.offers(self.terminal, self.terminal.catalogue.popular)

    @property
    def themes(self) -> tuple[ThemeOffer, ...]:
        """The themes on home."""
        return offers.themes(self.terminal)

    @property
    def listed(self) -> tuple[Offer, ...]:
        """The rows of the list: a theme's matters, or what the search found."""
        catalogue = self.terminal.catalogue
        return offers.offers(self.terminal, catalogue.by_theme(self.theme) if self.theme else catalogue.search(self.query))

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
    def material(self) -> Material:
        """The material under the camera."""
        return next(item for item in self._visit.matter.materials if item.id == self._visit.place.item)

    @property
    def preview(self) -> Preview | None:
        """The newest live picture, while there is one."""
        return self._desk.preview if self._desk else None

    @property
    def idle_left(self) -> int | None:
        """Seconds left to answer 还在吗."""
        left = self._idle.left(self.scheduler.monotonic(), self.settings.timing.idle_countdown)
        return None if left is None else round(left)

    @property
    def done_left(self) -> int | None:
        """Seconds until the last screen goes away."""
        return self._checkout.left if self.receipt else None

    def listen(self, callback: Callable[[], None]) -> None:
        """Call ``callback`` on the main thread after every change but a new live picture."""
        self._listeners.append(callback)

    # Before a visit -------------------------------------------------------------------------------------------------

    def wake(self) -> None:
        """Somebody touched the attract screen."""
        self._show(Screen.HOME)

    def home(self) -> None:
        """Back to home; only where no personal data would be lost."""
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
        self.visit = journey.begin(matter)
        self._changed()

    # The visit ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From the guide on: read the card, unless it was read for an earlier matter of this citizen."""
        known = self._visit.applicant or self._holder
        if known:
            self._go(journey.identified(self._visit, known, self.today))
            return
        self._go(journey.forward(self._visit, self.today))
        self._checkout.prepare()
        self._card.read(self._identified, self._noticed)

    def enter(self, field_id: str, text: str) -> None:
        """Keep what stands in a field."""
        self.visit = journey.enter(self._visit, field_id, text)
        still = tuple(problem for problem in self.problems if problem.field != field_id)
        self.problems = still
        self._changed()

    def next(self) -> None:
        """On, or every problem of this place at once."""
        self.problems = journey.problems(self._visit, self._visit.place, self.today)
        if self.problems:
            self._changed()
            return
        self._go(journey.forward(self._visit, self.today))

    def back(self) -> None:
        """One screen back; nothing entered is lost. Not while the case is being kept."""
        if self._keeping:
            return
        if self.visit is None:
            self._show(Screen.HOME)
            return
        if self._visit.place.step is Step.IDENTIFY:
            self._card.stop()
        before = journey.back(self._visit, self.today)
        if before is None:
            if self._visit.personal:
                self._overlay(Overlay.LEAVE)
            else:
                self._show(self._public)
            return
        self._go(before)

    def change(self, place: Place) -> None:
        """修改 on the review."""
        self._go(journey.change(self._visit, place))

    def commit(self, agreed: bool) -> None:
        """Agree to hand in later what is owed, or take it back."""
        self.visit = replace(self._visit, committed=agreed)
        self.problems = ()
        self._changed()

    # Materials ------------------------------------------------------------------------------------------------------

    def open_material(self, material_id: str) -> None:
        """Put a material under its camera."""
        self._retake = None
        self._go(replace(self._visit, place=Place(Step.CAPTURE, material_id)))

    def capture(self) -> None:
        """Take the page that lies there."""
        if self._desk is None or self.busy:
            return
        supply = journey.supply(self._visit, self.material)
        if self._retake is None and len(supply.sheets) >= self.material.max_pages:
            self._noticed(f"最多拍 {self.material.max_pages} 页。已经拍好的都还在，点“扫完了”继续")
            return
        self.busy, self.notice = "正在拍…", ""
        self._desk.take(self._worker, self._taken, self._noticed)
        self._changed()

    def finish_material(self) -> None:
        """Back to the list of materials."""
        self._go(replace(self._visit, place=Place(Step.MATERIALS)))

    def open_page(self, index: int) -> None:
        """Look at a page: take it again or drop it."""
        self.page_index = index
        self._overlay(Overlay.PAGE)

    def retake_page(self) -> None:
        """The next picture takes this page's place."""
        self._retake = self.page_index
        self._overlay(None)

    def remove_page(self) -> None:
        """Drop the page."""
        self.visit = journey.remove_sheet(self._visit, self.material.id, self.page_index)
        self._retake = None
        self._overlay(None)

    def defer(self, material_id: str) -> None:
        """没带，以后补交: only where the matter allows it and no page exists."""
        material = next(item for item in self._visit.matter.materials if item.id == material_id)
        if material.deferrable and not journey.supply(self._visit, material).sheets:
            self.visit = journey.defer(self._visit, material_id)
            self.problems = ()
            self._changed()

    def undo_defer(self, material_id: str) -> None:
        """Hand it in now after all."""
        self.open_material(material_id)

    def _taken(self, sheet: Sheet) -> None:
        self.busy = ""
        index = None if self.material.capture is Capture.SCAN else 0 if journey.supply(self._visit, self.material).sheets else None
        index = self._retake if self._retake is not None else index
        self.visit = journey.add_sheet(self._visit, self.material.id, sheet, index)
        self._retake = None
        self.touched()
        self._changed()

    # Sign and submit ------------------------------------------------------------------------------------------------

    def submit(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名并提交: seal and keep the case, then print the slip. A second tap while it runs does nothing."""
        if self.busy or self.receipt or self._visit.place.step is not Step.SIGN:
            return
        self.busy, self.notice = "正在加密保存…", ""
        self._changed()
        self._checkout.submit(self._visit, Signature(strokes, png), self._noticed)

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
        if self._keeping:
            return
        if self.receipt:
            self.finish()
        elif (self.visit and self.visit.personal) or self._holder:
            self._overlay(Overlay.LEAVE)
        else:
            self._clear()
            self._show(Screen.HOME)

    def confirm_leave(self) -> None:
        """Yes, leave: everything is wiped."""
        self.wipe()

    def help(self) -> None:
        """帮助."""
        self._overlay(Overlay.HELP)

    def privacy(self) -> None:
        """详细说明 on how data is handled."""
        self._overlay(Overlay.PRIVACY)

    def close_overlay(self) -> None:
        """Back to the screen below."""
        self._overlay(None)

    def stay(self) -> None:
        """继续办理 or 多看一会儿."""
        self.touched()
        self._checkout.stay()
        self._overlay(None)

    def touched(self) -> None:
        """Somebody is there: a touch, a key, a card, a page moved. While 还在吗 is asked only its answer counts."""
        if self.overlay is not Overlay.IDLE:
            self._idle = self._idle.touched(self.scheduler.monotonic())

    def tick(self) -> None:
        """Look at the clock; called a few times a second."""
        now = self.scheduler.monotonic()
        if self.receipt:
            if self._checkout.over():
                self.wipe()
            else:
                self._changed()
            return
        if self.screen is not Screen.ATTRACT and not self.busy:
            self._idle = self._idle.ticked(now, self._idle_limit())
            if self._idle.asked is not None and self.overlay is not Overlay.IDLE:
                self._overlay(Overlay.IDLE)
            elif self.overlay is Overlay.IDLE:
                if self._idle.left(now, self.settings.timing.idle_countdown) == 0:
                    self.wipe()
                else:
                    self._changed()

    def wipe(self) -> None:
        """Everything about this citizen goes; the attract screen comes."""
        self._clear()
        self._show(Screen.ATTRACT)

    def close(self) -> None:
        """End the session's threads; the terminal is closed by who made it."""
        self._clear()
        self._checkout.close()
        self._worker.shutdown(wait=True, cancel_futures=True)

    # Inside ---------------------------------------------------------------------------------------------------------

    @property
    def _visit(self) -> Visit:
        assert self.visit is not None
        return self.visit

    @property
    def _keeping(self) -> bool:
        """Whether the case is being sealed and written right now: nobody walks away from that."""
        return bool(self.busy) and self.screen is Screen.SIGN

    def _identified(self, card: IdCard) -> None:
        self.touched()
        self.notice = ""
        self._go(journey.identified(self._visit, Applicant.from_card(card), self.today))

    def _noticed(self, sentence: str) -> None:
        if sentence != self.notice:
            self.touched()
        self.busy, self.notice = "", sentence
        self._changed()

    def _settled(self) -> None:
        """News of the case that was kept."""
        if self.receipt:
            self.busy = ""
        self._changed()

    def _idle_limit(self) -> float:
        timing = self.settings.timing
        if self.screen in READING:
            return timing.idle_reading
        return timing.idle_public if self.screen in PUBLIC else timing.idle_personal

    def _go(self, visit: Visit) -> None:
        """Show the visit's place; the camera is on exactly while a capture screen needs it."""
        self.visit, self.problems, self.notice, self.busy, self.overlay = visit, (), "", "", None
        if self._desk:
            self._desk.close()
            self._desk = None
        if visit.place.step is Step.CAPTURE:
            name = "face_camera" if self.material.capture is Capture.PORTRAIT else "document_camera"
            if name in self.terminal.devices:
                self._desk = Desk(self.terminal.devices[name], self.material.capture, self.scheduler, self.touched)
                self._desk.open()
        self._changed()

    def _show(self, screen: Screen) -> None:
        self._public, self.overlay, self.problems, self.notice = screen, None, (), ""
        self.visit = None
        self.touched()
        self._changed()

    def _overlay(self, overlay: Overlay | None) -> None:
        self.overlay = overlay
        if overlay is not Overlay.IDLE:
            self.touched()
        self._changed()

    def _clear(self) -> None:
        self._card.stop()
        if self._desk:
            self._desk.close()
            self._desk = None
        self._checkout.clear()
        self.visit = self._holder = self._retake = None
        self.overlay, self.problems, self.notice, self.busy, self.theme, self.query = None, (), "", "", "", ""
        self._idle = Idle(self.scheduler.monotonic())

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
