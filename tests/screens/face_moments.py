"""Moments of the face check: the question, every instruction, failing, passing, and the other ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import cv2
import numpy as np
from msgspec import structs

from devices.simulators import people
from kiosk import journey, proving
from kiosk.face.challenge import Fault, Phase, Turn
from kiosk.face.check import ALIKE, SAY_FAULT, STEADY, TELL, View, mirrored
from kiosk.face.proof import Compared, FaceState, Proof, ProofWay
from kiosk.face.proof import Slot as Booked
from kiosk.face.quality import SAY, Verdict
from kiosk.fields import Problem
from kiosk.journey import Step, Visit
from kiosk.scheduler import HALL_ZONE
from kiosk.ways_in import FULL, LOOKING, SENT, Day
from kiosk.words import words
from tests.journey.people import SENIOR, TODAY, matter, pass_place, person

NOW = datetime(2026, 11, 21, 22, 47, tzinfo=HALL_ZONE)
MATTER = structs.replace(matter(SENIOR), face_check=True)
TIMES = ("09:00-10:00", "10:00-11:00", "14:00-15:00", "15:00-16:00")
DAYS = (Day(date(2026, 11, 23), TIMES), Day(date(2026, 11, 24), TIMES[1:]), Day(date(2026, 11, 25), TIMES[:1]))


@dataclass
class FaceSnapshot:
    """Has the attributes and methods of :class:`kiosk.face_step.FaceStep` that screens use; what is done to it is noted in ``calls``."""

    view: View = field(default_factory=View)
    can_send: bool = True
    wait_to_send: int = 0
    days: tuple[Day, ...] | None = None
    calls: list[tuple[Any, ...]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments: self.calls.append((name, *arguments))


def moments(snapshot: Callable[..., Any]) -> Iterator[tuple[str, Any]]:
    """Every screen and state, with the picture's name."""
    asked = at(Step.CONSENT)
    yield "consent", snapshot(visit=asked)
    yield "consent-problem", snapshot(visit=asked, problems=journey.problems(asked, asked.place, TODAY))
    yield "consent-agreed", snapshot(visit=proving.agree(asked, True))
    yield "consent-refused", snapshot(visit=proving.agree(asked, False))
    here = at(Step.FACE, proving.agree(asked, True))
    first = frame(0)
    yield "face-opening", snapshot(visit=here)
    yield "face-too-far", seen(snapshot, here, View(1, frame(0, 0.55), SAY[Verdict.TOO_FAR]))
    yield "face-steady", seen(snapshot, here, View(2, first, STEADY, True, phase=Phase.WAIT))
    yield "face-left", seen(snapshot, here, View(3, first, TELL[Turn.LEFT], True, Turn.LEFT, 0.0, Phase.TURN))
    yield "face-right", seen(snapshot, here, View(4, frame(-30), TELL[Turn.RIGHT], True, Turn.RIGHT, 2 / 3, Phase.TURN))
    failed = View(5, None, SAY_FAULT[Fault.WRONG_WAY], False, None, 0.0, Phase.FAILED, Fault.WRONG_WAY, 2)
    yield "face-failed", seen(snapshot, here, failed)
    yield "face-unlike", seen(snapshot, here, replace(failed, say=SAY_FAULT[Fault.UNLIKE], fault=Fault.UNLIKE, attempts_left=1))
    passed = proving.prove(here, Proof(ProofWay.FACE, NOW, 1, Compared(0.81, 0.4, {}, 1, NOW)))
    yield "face-passed", seen(snapshot, passed, View(6, None, ALIKE, True, None, 1.0, Phase.PASSED))
    refused = at(Step.PROVE, proving.agree(asked, False))
    yield "prove-refused", snapshot(visit=refused)
    yield "prove-failed", snapshot(visit=replace(refused, face=FaceState(why="", failed=True)))
    yield "prove-no-photo", snapshot(visit=replace(refused, face=FaceState()))
    yield "prove-no-hub", snapshot(visit=replace(refused, face=FaceState("minor")), face=FaceSnapshot(can_send=False))
    chosen = proving.choose(refused, ProofWay.SMS_CODE)
    yield "prove-chosen", snapshot(visit=chosen)
    texting = at(Step.SMS_CODE, chosen)
    yield "sms-code", snapshot(visit=texting)
    sent = journey.enter(texting, "sms.phone", "13800000000")
    yield "sms-code-sent", snapshot(visit=sent, notice=SENT, face=FaceSnapshot(wait_to_send=47))
    wrong = (Problem("sms.phone", words("手机号是 11 位，请再核对")), Problem("sms.code", words("请填短信里的数字")))
    yield "sms-code-problems", snapshot(visit=texting, problems=wrong)
    coming = at(Step.SLOT, proving.choose(refused, ProofWay.WINDOW))
    yield "slot-looking", snapshot(visit=coming, busy=LOOKING)
    yield "slot", snapshot(visit=coming, face=FaceSnapshot(days=DAYS))
    booked = Booked("2026-11-23", "09:00-10:00", "A0001", "Y001")
    yield "slot-booked", snapshot(visit=proving.prove(coming, Proof(ProofWay.WINDOW, NOW, slot=booked)), face=FaceSnapshot(days=DAYS))
    yield "slot-full", snapshot(visit=coming, notice=FULL, face=FaceSnapshot(days=()))


def seen(snapshot: Callable[..., Any], visit: Visit, view: View) -> Any:
    """The screen of the camera at that moment."""
    return snapshot(visit=visit, face=FaceSnapshot(view=view))


def at(step: Step, visit: Visit | None = None) -> Visit:
    """A visit at that place, the card read."""
    if visit is None:
        begun = journey.begin(MATTER)
        while begun.place.step is not Step.IDENTIFY:
            begun = pass_place(begun)
        visit = proving.identified(begun, photo=True, camera=True, birth=person().birth, today=TODAY)
        visit = journey.identified(visit, person(), TODAY)
    while visit.place.step is not step:
        visit = journey.forward(visit, TODAY)
    return visit


def frame(degrees: int, scale: float = 1.0) -> Any:
    """What the mirror shows."""
    picture = people.head("elderly", degrees)
    if scale != 1.0:
        height, width = picture.shape[:2]
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        wall = np.full_like(picture, 220)
        top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
        wall[top : top + small.shape[0], left : left + small.shape[1]] = small
        picture = wall
    return mirrored(picture)
