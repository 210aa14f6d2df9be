"""The root of all widgets: exactly one screen or overlay at a time, each made once and kept."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kivy.core.window import Window

from kiosk.display_mode import DisplayMode
from kiosk.session import Overlay, Screen
from screens import i18n
from screens.corner import CornerTaps
from screens.focus import Focus
from screens.frame import Frame
from screens.litter import Litter
from screens.look import Look
from screens.theme import GROUND
from screens.voice.narrator import Narrator
from screens.widgets.piece import Group

if TYPE_CHECKING:
    from kiosk.session import Session

SCREENS: dict[Screen | Overlay, tuple[str, str]] = {
    Screen.ATTRACT: ("screens.attract", "Attract"),
    Screen.HOME: ("screens.home", "Home"),
    Screen.BROWSE: ("screens.browse", "Browse"),
    Screen.LIST: ("screens.matter_list", "MatterList"),
    Screen.GUIDE: ("screens.guide", "Guide"),
    Screen.PRECHECK: ("screens.precheck", "Precheck"),
    Screen.AGENT: ("screens.agent", "Agent"),
    Screen.IDENTIFY: ("screens.identify", "Identify"),
    Screen.DECLARE: ("screens.form", "Form"),
    Screen.PRINCIPAL: ("screens.form", "Form"),
    Screen.GUARDIAN: ("screens.guardian", "Guardian"),
    Screen.CONSENT: ("screens.consent", "Consent"),
    Screen.FACE: ("screens.face", "Face"),
    Screen.PROVE: ("screens.prove", "Prove"),
    Screen.SMS_CODE: ("screens.sms_code", "SmsCode"),
    Screen.SLOT: ("screens.slot", "Slot"),
    Screen.HAND_OFF: ("screens.hand_off", "HandOff"),
    Screen.PACKAGE: ("screens.package_choice", "PackageChoice"),
    Screen.PROMISE: ("screens.promise", "Promise"),
    Screen.DELIVERY: ("screens.form", "Form"),
    Screen.REFUSED: ("screens.refused", "Refused"),
    Screen.FORM: ("screens.form", "Form"),
    Screen.MATERIALS: ("screens.materials", "Materials"),
    Screen.CAPTURE: ("screens.capture", "Capture"),
    Screen.COMMITMENT: ("screens.commitment", "Commitment"),
    Screen.REVIEW: ("screens.review", "Review"),
    Screen.SIGN: ("screens.sign", "Sign"),
    Screen.INSTANT: ("screens.instant", "InstantPaper"),
    Screen.DONE: ("screens.done", "Done"),
    Screen.CASES: ("screens.cases", "FindCases"),
    Screen.CASES_LIST: ("screens.cases_list", "CasesList"),
    Screen.CASE: ("screens.case", "Case"),
    Screen.OUT_OF_SERVICE: ("screens.out_of_service", "OutOfService"),
    Screen.STAFF_LOGIN: ("screens.staff.login", "Login"),
    Screen.STAFF: ("screens.staff.diagnostics", "Diagnostics"),
    Screen.STAFF_DEVICE: ("screens.staff.device", "Device"),
    Screen.STAFF_TESTS: ("screens.staff.tests", "Tests"),
    Screen.STAFF_DAILY: ("screens.staff.daily", "Daily"),
    Screen.STAFF_NETWORK: ("screens.staff.network", "Network"),
    Screen.STAFF_LOG: ("screens.staff.log", "Log"),
    Overlay.HELP: ("screens.help", "Help"),
    Overlay.PRIVACY: ("screens.privacy", "Privacy"),
    Overlay.LEAVE: ("screens.leave", "Leave"),
    Overlay.IDLE: ("screens.idle", "Idle"),
    Overlay.PAGE: ("screens.page", "Page"),
    Overlay.SAMPLE: ("screens.sample", "SamplePicture"),
    Overlay.VOICE: ("screens.voice.panel", "VoicePanel"),
    Overlay.LANGUAGE: ("screens.voice.language", "LanguageChoice"),
    Overlay.CARD_LEFT: ("screens.card_left", "CardLeft"),
    Overlay.WITHDRAW: ("screens.withdraw", "Withdraw"),
    Overlay.PAY: ("screens.pay", "Pay"),
    Overlay.COMPLAINT: ("screens.complaint", "Complaint"),
    Overlay.REASONS: ("screens.reasons", "Reasons"),
    Overlay.APPOINTMENT: ("screens.appointment", "Appointment"),
    Overlay.PHONE: ("screens.phone", "Phone"),
}

STAFF = {screen for screen in Screen if screen.value.startswith("staff")}
HAS_CORNER = {Screen.ATTRACT, Screen.HOME, Screen.OUT_OF_SERVICE}
"""Where the hidden way into staff mode is. Elsewhere a visit is under way, which comes first."""


class Stage(Group):
    """Shows the session's screen, or its overlay alone; keeps every screen it made, but none of what was on it."""

    def __init__(self, look: Look, session: Session) -> None:
        super().__init__(look)
        self.session = session
        self.size = (look.theme.width, look.theme.height)
        self.frames: dict[Screen | Overlay, Frame] = {}
        self.display = DisplayMode()
        i18n.use(self.display.language)
        self._carried: dict[Screen | Overlay, object] = {}
        self.current: Screen | Overlay | None = None
        self._personal = False
        self._corner = CornerTaps()
        self.narrator = Narrator(self, session)
        self.focus = Focus(self, session, self.narrator)
        self.litter = Litter(lambda: self.deserted)
        session.listen(self.refresh)

    def frame(self, which: Screen | Overlay) -> Frame:
        """The widget of a screen, made when it is first needed."""
        if which not in self.frames:
            module, name = SCREENS[which]
            made: Frame = getattr(import_module(module), name)(self.look, self.session)
            made.take(self._carried.pop(which, None))
            self.frames[which] = made
        return self.frames[which]

    def make_ready(self, which: Screen | Overlay) -> None:
        """Make a screen before anybody needs it; of those that are not for citizens, and while somebody is there, load its module only."""
        if self.deserted and which not in STAFF:
            self.frame(which)
        else:
            import_module(SCREENS[which][0])

    @property
    def deserted(self) -> bool:
        """Whether nobody is there."""
        return self.current is Screen.ATTRACT and not self._personal

    def refresh(self) -> None:
        """Show the session as it is now."""
        session = self.session
        personal = session.visit is not None or session.receipt is not None or session.live.personal
        if self._personal and not personal:
            self.forget()
        self._personal = personal
        anew = self._show_as(session.display)
        which: Screen | Overlay = session.overlay or session.screen
        frame = self.frame(which)
        if which is self.current and not anew:
            frame.refresh()
            self._told()
            return
        before = self.frames.get(self.current) if self.current and not anew else None
        resumed = isinstance(self.current, Overlay) or which is self.current
        self.current = which
        if before:
            before.left()
        self.fill([])
        frame.size = (self.look.theme.width, self.look.theme.height)
        frame.refresh()
        if not resumed:
            frame.shown()
        self.fill([frame])
        self._told()

    def _told(self) -> None:
        """What is on the screen stands: the ring follows, the voice says it."""
        self.focus.follow()
        self.narrator.refresh()
        self.litter.dropped()

    def _show_as(self, display: DisplayMode) -> bool:
        """Make every screen anew where the mode is another. What was typed is with the session; what else was entered is carried over."""
        seen = replace(display, slow=False, voice=False)
        if seen == self.display:
            return False
        self.display = seen
        i18n.use(display.language)
        for which, frame in self.frames.items():
            frame.left()
            carried = frame.carry()
            if carried is not None:
                self._carried[which] = carried
            frame.clear()
        self.fill([])
        self.frames = {}
        self.look = self.look.shown(display)
        Window.clearcolor = self.look.shade(GROUND)
        self.litter.over()
        return True

    def forget(self) -> None:
        """A visit is over: nothing of it stays in any widget or texture, nor in what was dropped but not yet collected."""
        for frame in self.frames.values():
            frame.clear()
        self._carried.clear()
        self.look.forget()
        self.litter.over()

    def on_touch_down(self, touch: Any) -> bool:
        self.session.touched()
        self.session.pressed = "tap"
        self.focus.drop()
        if self._staff_wanted(touch):
            self.session.staff.open_login()
            return True
        return bool(super().on_touch_down(touch))

    def _staff_wanted(self, touch: Any) -> bool:
        """Whether this touch is the last of the hidden gesture."""
        if self.current not in HAS_CORNER:
            self._corner.forget()
            return False
        unit, clock = self.look.theme.pixels_per_mm, self.session.scheduler
        return self._corner.tap(touch.x / unit, (self.height - touch.y) / unit, clock.monotonic())
