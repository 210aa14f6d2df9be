"""What can be on the screen, and how long each may stand there without anybody. Pure."""

from __future__ import annotations

from enum import StrEnum

from kiosk.settings import Timing


class Screen(StrEnum):
    """What is on the screen; the steps of a visit carry the names of :class:`~kiosk.journey.Step`."""

    ATTRACT = "attract"
    HOME = "home"
    BROWSE = "browse"
    LIST = "list"
    GUIDE = "guide"
    PRECHECK = "precheck"
    AGENT = "agent"
    IDENTIFY = "identify"
    DECLARE = "declare"
    PRINCIPAL = "principal"
    GUARDIAN = "guardian"
    CONSENT = "consent"
    FACE = "face"
    PROVE = "prove"
    SMS_CODE = "sms_code"
    SLOT = "slot"
    REFUSED = "refused"
    HAND_OFF = "hand_off"
    PACKAGE = "package"
    FORM = "form"
    PROMISE = "promise"
    DELIVERY = "delivery"
    MATERIALS = "materials"
    CAPTURE = "capture"
    COMMITMENT = "commitment"
    REVIEW = "review"
    SIGN = "sign"
    INSTANT = "instant"
    DONE = "done"
    CASES = "cases"
    CASES_LIST = "cases_list"
    CASE = "case"
    OUT_OF_SERVICE = "out_of_service"
    STAFF_LOGIN = "staff_login"
    STAFF = "staff"
    STAFF_DEVICE = "staff_device"
    STAFF_TESTS = "staff_tests"
    STAFF_DAILY = "staff_daily"
    STAFF_NETWORK = "staff_network"
    STAFF_LOG = "staff_log"


class Overlay(StrEnum):
    """What lies over the screen."""

    HELP = "help"
    PRIVACY = "privacy"
    LEAVE = "leave"
    IDLE = "idle"
    PAGE = "page"
    SAMPLE = "sample"
    VOICE = "voice"
    LANGUAGE = "language"
    CARD_LEFT = "card_left"
    WITHDRAW = "withdraw"
    PAY = "pay"
    COMPLAINT = "complaint"
    REASONS = "reasons"
    APPOINTMENT = "appointment"
    PHONE = "phone"


ASIDE = {Overlay.HELP, Overlay.VOICE, Overlay.LANGUAGE, Overlay.IDLE}
"""What may be asked for over any dialog, which is there again afterwards."""
PUBLIC = {Screen.HOME, Screen.BROWSE, Screen.LIST}
READING = {
    Screen.GUIDE,
    Screen.PRECHECK,
    Screen.GUARDIAN,
    Screen.CONSENT,
    Screen.FACE,
    Screen.PROVE,
    Screen.SLOT,
    Screen.HAND_OFF,
    Screen.PACKAGE,
    Screen.PROMISE,
    Screen.MATERIALS,
    Screen.CAPTURE,
    Screen.COMMITMENT,
    Screen.REVIEW,
    Screen.SIGN,
    Screen.REFUSED,
    Screen.INSTANT,
}


def idle_limit(screen: Screen, timing: Timing) -> float:
    """Seconds without anything happening before 还在吗 is asked: longest where people read, scan or sign."""
    if screen in READING:
        return timing.idle_reading
    return timing.idle_public if screen in PUBLIC else timing.idle_personal
