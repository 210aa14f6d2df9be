"""The front of the terminal: one citizen's way over the screens, devices and stores around the pure journey.

Screens call the methods and read the attributes, on the main thread only; every call returns at once. Whatever takes time
happens on worker threads and comes back through the scheduler. Nothing about a person outlives :meth:`Session.wipe`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kiosk import journey
from kiosk.addressed import Addressed
from kiosk.answers import Answers
from kiosk.applicant import Applicant
from kiosk.catalogue_turn import CatalogueTurn
from kiosk.checkout import Checkout
from kiosk.collection import Collection
from kiosk.desk import Preview
from kiosk.display_mode import SOURCE_LANGUAGE
from kiosk.face_step import FaceStep
from kiosk.fields import Problem
from kiosk.idle import Idle
from kiosk.journey import Carried, Place, Step, Visit
from kiosk.live.live import Live
from kiosk.offers import Offer, ThemeOffer
from kiosk.presence import Presence
from kiosk.receipt import Printing, Receipt
from kiosk.scheduler import Scheduler
from kiosk.screen import ASIDE, Overlay, Screen, idle_limit
from kiosk.service import Service
from kiosk.staff.memory import StaffMemory
from kiosk.submission import Signature, Stroke
from kiosk.terminal import Terminal
from kiosk.translated import in_language
from kiosk.visit_count import VisitCount
from kiosk.voice import Voice
from kiosk.words import words
from kiosk.working_days import date_text

if TYPE_CHECKING:
    from kiosk.staff.staff import Staff

__all__ = ["Offer", "Overlay", "Preview", "Printing", "Receipt", "Screen", "Session", "ThemeOffer"]


class Session(Addressed):
    """See the module. ``listen`` registers who is told after every change."""

    def __init__(self, terminal: Terminal, scheduler: Scheduler) -> None:
        super().__init__()
        self.terminal = terminal
        self.settings = terminal.settings
        self.scheduler = scheduler
        self.overlay: Overlay | None = None
        self._below: Overlay | None = None
        self.visit: Visit | None = None
        self.problems: tuple[Problem, ...] = ()
        self.notice = self.busy = self.theme = self.query = ""
        self.voice = Voice(terminal.settings.voice, scheduler, self.touched)
        self._public = Screen.ATTRACT
        self._carried: Carried | None = None
        self._idle = Idle(scheduler.monotonic())
        self.presence = Presence(self)
        self.materials = Collection(self)
        self.face = FaceStep(self)
        self._checkout = Checkout(
            terminal, scheduler, self.presence.card, self._settled, lambda: self.display.patience, lambda: self.live.working
        )
        self.live = Live(self)
        self.answers = Answers(self, self._checkout.print_slip)
        self._count = VisitCount(terminal, scheduler)
        self._catalogue = CatalogueTurn(terminal, scheduler)
        self._memory = StaffMemory(terminal.home)
        self.service = Service(terminal, scheduler, self._memory, self.changed)
        self._staff: Staff | None = None

    # What screens read ----------------------------------------------------------------------------------------------

    @property
    def receipt(self) -> Receipt | None:
        """What ``done`` shows, once the case is kept."""
        return self._checkout.receipt

    @cached_property
    def staff(self) -> Staff:
        """Staff mode, loaded when it is first asked for."""
        from kiosk.staff.staff import Staff

        self._staff = made = Staff(self, self._memory)
        return made

    @property
    def screen(self) -> Screen:
        """What is on the screen below any overlay."""
        if self._staff is not None and self._staff.screen is not None:
            return self._staff.screen
        if self.receipt:
            return Screen.DONE
        if self.visit:
            return Screen(self.visit.place.step.value)
        return Screen.OUT_OF_SERVICE if self.paused and not self._carried else self._public

    @property
    def visiting(self) -> bool:
        """Whether something of a citizen is here."""
        return bool(self.receipt or self._carried or self.live.personal or (self.visit and self.visit.personal))

    @property
    def known(self) -> frozenset[str]:
        """The numbers of everybody whose card was read in this visit."""
        visit, carried = self.visit, self._carried
        people = (visit.applicant, visit.agent, visit.guardian, visit.principal) if visit else ()
        return frozenset(who.number for who in (*people, carried.person if carried else None, self.live.cases.person) if who)

    @property
    def alarm(self) -> str:
        """What is shown and spoken while somebody's card is left on the reader; empty otherwise."""
        return self.presence.alarm

    @property
    def keeping(self) -> bool:
        """Whether the case is being sealed and written right now: nobody walks away from that."""
        visit = self.visit
        return bool(self.busy and visit and not self.receipt and (visit.place.step is Step.SIGN or visit.supplement))

    @property
    def idle_left(self) -> int | None:
        """Seconds left to answer 还在吗."""
        left = self._idle.left(self.scheduler.monotonic(), self.terminal.timing.idle_countdown)
        return None if left is None else round(left)

    # Before a visit -------------------------------------------------------------------------------------------------

    def choose(self, matter_code: str) -> None:
        """Open a matter's guide."""
        matter = self.terminal.catalogue.by_code(matter_code)
        if matter is None or self.terminal.obstacle(matter):
            return
        self.visit = journey.begin(in_language(matter, self.display.language), self._carried)
        self.presence.follow()
        self.changed()

    # The visit ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """From the guide on; to a window where the matter cannot be done here, before anybody is asked who they are."""
        cause, _ = self.cannot_start
        if cause:
            self.answers.hand_off(cause)
            return
        self.answers.told_of_privacy()
        self._checkout.prepare()
        self._onward(journey.forward(self._visit, self.today))

    def identified(self, person: Applicant) -> None:
        """Somebody showed who they are."""
        self.notice = ""
        self._onward(journey.identified(self._visit, person, self.today))

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
        elif self._visit.supplement:
            self.live.hand_in(self._visit)
        else:
            self._onward(journey.forward(self._visit, self.today))

    def back(self) -> None:
        """One screen back; nothing entered is lost. Not while the case is being kept."""
        if self.keeping or self.live.back():
            return
        if self.visit is None:
            self.show(self.before(self.screen))
            return
        before = journey.back(self._visit, self.today)
        if before is None:
            if self._visit.personal:
                self.show_overlay(Overlay.LEAVE)
            else:
                self.show(self._public)
            return
        self.go(before)

    def change(self, place: Place) -> None:
        """修改 on the review."""
        self.go(journey.change(self._visit, place))

    def commit(self, agreed: bool) -> None:
        """Agree to hand in later what is owed, or take it back."""
        self.answers.commit(agreed)

    # Sign and submit ------------------------------------------------------------------------------------------------

    def submit(self, strokes: tuple[Stroke, ...], png: bytes) -> None:
        """签名并提交: seal and keep the case, then print the slip. A second tap while it runs does nothing."""
        if self.busy or self.receipt or self._visit.place.step is not Step.SIGN:
            return
        if not journey.ready_to_submit(self._visit, self.today):
            self.go(journey.change(self._visit, Place(Step.REVIEW)))
            self.notify(words("内容有改动，请再核对一遍，再签名"))
            return
        self.keep(Signature(strokes, png, self.display.language))

    def rate(self, level: int) -> None:
        """好差评, 1 (非常不满意) to 5 (非常满意); once a case."""
        self._checkout.rate(level, self._visit.matter.code)
        self.live.messages.rate(level)

    def another(self) -> None:
        """再办一件: the same citizen, without reading the card again."""
        carried = journey.carry(self.visit, self.today) if self.visit else None
        self._clear()
        self._carried = carried
        self.show(Screen.HOME)

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
        elif self.live.leaves_at_once:
            self.wipe()
        elif (self.visit and self.visit.personal) or self._carried:
            self.show_overlay(Overlay.LEAVE)
        else:
            self._clear()
            self.show(Screen.HOME)

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
        """Back to what lies below: the screen, or the dialog from which somebody only looked aside."""
        self.show_overlay(self._below if self.overlay in ASIDE else None)

    def stay(self) -> None:
        """继续办理 or 多看一会儿."""
        self.close_overlay()

    def touched(self) -> None:
        """Somebody is there: a touch, a key, a card, a page moved. While 还在吗 is asked only its answer counts; the last screen stays on."""
        if self._staff is not None:
            self._staff.touched()
        if self.overlay is not Overlay.IDLE:
            self._idle = self._idle.touched(self.scheduler.monotonic())
        if self.receipt:
            self._checkout.stay()

    def tick(self) -> None:
        """Look at the clock; called a few times a second."""
        now = self.scheduler.monotonic()
        self.presence.tick()
        self.live.tick()
        first = self.screen in (Screen.ATTRACT, Screen.OUT_OF_SERVICE) and self.visit is None
        if not self.visiting and self._catalogue.look(first=first):
            self.changed()
        if self._staff is not None and self._staff.screen is not None:
            self._staff.tick()
            return
        if self.receipt:
            if self._checkout.over():
                self.wipe()
            else:
                self.changed()
            return
        if self.screen not in (Screen.ATTRACT, Screen.OUT_OF_SERVICE) and not self.busy and not self.live.working:
            self._idle = self._idle.ticked(now, idle_limit(self.screen, self.terminal.timing) * self.display.patience)
            if self._idle.asked is not None and self.overlay is not Overlay.IDLE:
                self.show_overlay(Overlay.IDLE)
            elif self.overlay is Overlay.IDLE:
                if self._idle.left(now, self.terminal.timing.idle_countdown) == 0:
                    self.wipe()
                else:
                    self.changed()

    def start_afresh(self) -> None:
        """Another person's card lies on the reader: nothing of the first is left, and the matter begins anew."""
        matter = self.visit.matter if self.visit else None
        self._clear()
        self.show(Screen.HOME)
        if matter is not None:
            self.visit = journey.begin(matter)
        self.notify(words("换了一个人的证件，前一位的内容已经全部清掉。要办请从头开始"))

    def wipe(self) -> None:
        """Everything about this citizen goes; the attract screen comes."""
        self.presence.gone()
        self.reset_display()
        self._clear()
        self.show(Screen.ATTRACT)

    def close(self) -> None:
        """End the session's threads; the terminal is closed by who made it."""
        self._clear()
        self.presence.stop()
        for part in (self._staff, self.voice, self._checkout, self.materials, self.face):
            if part is not None:
                part.close()

    def before_staff(self) -> None:
        """Staff come in: what was begun without anybody is over, and no card is read for it any more."""
        self.presence.gone()
        self.reset_display()
        self._clear()
        self._public = Screen.ATTRACT

    def after_staff(self) -> None:
        """Staff have left: the citizen they asked finds the visit as it was, everybody else the first screen."""
        self._idle = Idle(self.scheduler.monotonic())
        self.changed()

    # Inside ---------------------------------------------------------------------------------------------------------

    def _onward(self, visit: Visit) -> None:
        """Go on; the first time somebody is known the visit counts, and a document that ends soon is told."""
        before, known = self.known, visit.present
        warning = known is not None and known.number not in before and known.expires_soon(self.today)
        if known is not None and not before:
            self._count.begin(visit.matter.code)
        self.go(self.materials.before_anything_is_asked(visit))
        if warning and known is not None and known.valid_to is not None:
            self.notify(words("您的证件{}到期，记得早点去换", date_text(known.valid_to)))

    def keep(self, signature: Signature) -> None:
        self.busy, self.notice = words("正在加密保存…"), ""
        self.changed()
        self._checkout.submit(self.visit_in(SOURCE_LANGUAGE), signature, self.notify)

    def notify(self, sentence: str) -> None:
        if sentence != self.notice:
            self.touched()
        self.busy, self.notice = "", sentence
        self.changed()

    def _settled(self) -> None:
        """News of the case that was kept."""
        if self.receipt:
            self.busy = ""
            self.presence.hand_over()
        self.changed()

    def go(self, visit: Visit) -> None:
        """Show the visit's place; the camera is on exactly while a capture screen needs it."""
        self.visit, self.problems, self.notice, self.busy, self.overlay = visit, (), "", "", None
        self.materials.follow()
        self.presence.follow()
        self.live.follow()
        self.changed()

    def show(self, screen: Screen) -> None:
        self._public, self.overlay, self.problems, self.notice = screen, None, (), ""
        self.visit = None
        self.presence.follow()
        self.touched()
        self.changed()

    def show_overlay(self, overlay: Overlay | None) -> None:
        if overlay in ASIDE and self.overlay not in ASIDE:
            self._below = self.overlay
        self.overlay = overlay
        if overlay is not Overlay.IDLE:
            self.touched()
        self.changed()

    def _clear(self) -> None:
        self._count.end(submitted=self.receipt is not None)
        self.live.clear()
        self._checkout.clear()
        self.visit = self._carried = None
        self.materials.follow()
        self.overlay, self.problems, self.notice, self.busy, self.theme, self.query = None, (), "", "", "", ""
        self._idle = Idle(self.scheduler.monotonic())
