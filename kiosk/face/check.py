"""One person before the camera: sees, challenges and compares on a thread of its own, as long as it is open. Nothing seen outlives it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING

from devices.id_card.photo import decode_photo
from devices.supervisor import Supervisor
from kiosk.eye import NO_PICTURE, Eye
from kiosk.face.challenge import Challenge, Fault, Phase, Turn, draw
from kiosk.face.models import EVIDENCE, Models, ModelsUnusable, cosine
from kiosk.face.policy import Policy
from kiosk.face.proof import Compared
from kiosk.face.quality import SAY, Verdict
from kiosk.scheduler import Scheduler
from kiosk.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kiosk.face.models import Template

log = logging.getLogger(__name__)

PICTURES_A_SECOND = 15
SHOWN = 480
"""Side of the square that is shown, in pixels."""

TELL = {Turn.LEFT: words("请慢慢向左转头"), Turn.RIGHT: words("请慢慢向右转头")}
AHEAD, STEADY, ALIKE = words("请看着镜头"), words("好，看着镜头别动"), words("比对通过")
OPENING = words("正在打开摄像头…")
SAY_FAULT = {
    Fault.TOO_SLOW: words("等太久了没有转到位。不着急，再试一次"),
    Fault.WRONG_WAY: words("转反了。看圆圈里的箭头，再试一次"),
    Fault.TOO_EARLY: words("转早了。等提示出来再转，再试一次"),
    Fault.LOST: words("脸离开了圆圈。站稳了，再试一次"),
    Fault.OTHER_FACE: words("中间换了位置。站稳了，再试一次"),
    Fault.UNLIKE: words("没有比上。摘下口罩和帽子，看着镜头再试一次"),
}
"""What the person reads when an attempt failed."""


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """What the screen shows: ``frame`` is the square around the middle as in a mirror, BGR (side x side x 3 bytes), or None without one."""

    number: int = 0
    frame: NDArray[np.uint8] | None = None
    say: str = OPENING
    good: bool = False
    turn: Turn | None = None
    part: float = 0.0
    phase: Phase = Phase.FRONT
    fault: Fault | None = None
    attempts_left: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended. ``compared`` is None where nothing could be compared (``why`` says why: ``no_photo``, ``no_models``).

    ``seen_at`` is when the picture that decided it was taken, in monotonic seconds.
    """

    compared: Compared | None
    passed: bool
    attempts: int
    why: str = ""
    seen_at: float = 0.0


@dataclass
class FaceCheck:
    """``photo`` is the card's, as read. ``on_change`` and ``on_end`` come on the main thread, never after :meth:`close`.

    After a failed attempt it waits for :meth:`again`. ``view`` may be read from any thread. ``attempts`` were made before.
    """

    camera: Supervisor
    photo: bytes = field(repr=False)
    policy: Policy
    scheduler: Scheduler
    chance: Random
    on_change: Callable[[], None]
    on_end: Callable[[Outcome], None]
    attempts: int = 0
    view: View = field(default_factory=View, repr=False)
    _stop: threading.Event = field(default_factory=threading.Event)
    _again: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._run, name="face", daemon=True)
        self._thread.start()

    def again(self) -> None:
        """One more attempt."""
        self._again.set()

    def close(self) -> None:
        """The camera goes off; pictures and templates are dropped."""
        self._stop.set()
        self._again.set()
        self.view, self.photo = View(), b""

    def wait(self, seconds: float) -> bool:
        """Whether the thread has ended, waiting for it."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self._thread is None or not self._thread.is_alive()

    def _run(self) -> None:
        try:
            models = Models()
            card = self._card(models)
        except ModelsUnusable as error:
            log.error("faces cannot be compared: %s", error)
            self._end(Outcome(None, False, self.attempts, "no_models"))
            return
        if card is None:
            self._end(Outcome(None, False, self.attempts, "no_photo"))
            return
        eye = Eye(self.camera)
        eye.on()
        try:
            self._attempts(eye, models, card)
        finally:
            self.view, self.photo = View(), b""
            eye.off()

    def _card(self, models: Models) -> Template | None:
        photo = decode_photo(self.photo)
        self.photo = b""
        return None if photo is None else models.card_template(photo)

    def _attempts(self, eye: Eye, models: Models, card: Template) -> None:
        while not self._stop.is_set():
            challenge, score, seen_at = self._attempt(eye, models, card)
            if self._stop.is_set():
                return
            self.attempts += 1
            compared = None
            if score is not None:
                compared = Compared(score, self.policy.threshold, EVIDENCE, self.attempts, self.scheduler.now())
            passed = challenge.phase is Phase.PASSED and compared is not None and compared.alike
            if passed or self.attempts >= self.policy.attempts:
                self._end(Outcome(compared, passed, self.attempts, seen_at=seen_at))
                return
            self._again.wait()
            self._again.clear()

    def _attempt(self, eye: Eye, models: Models, card: Template) -> tuple[Challenge, float | None, float]:
        """One attempt to its end: the challenge, the least cosine of card and face over all looks ahead, when the last picture was taken."""
        challenge, score, last = draw(self.policy, self.chance), None, None
        while not self._stop.wait(1 / PICTURES_A_SECOND):
            frame = eye.frame()
            if frame is None:
                self._show(View(say=NO_PICTURE, attempts_left=self._left))
                eye.on()
                continue
            if last is not None and (frame.number, frame.at) == last:
                continue
            last = (frame.number, frame.at)
            seen, rows = models.look(frame.image)
            before, challenge = challenge, challenge.step(seen, time.monotonic())
            if challenge.phase is Phase.TURN and before.phase is Phase.WAIT:
                alike = cosine(card, models.template(frame.image, rows[0]))
                score = alike if score is None else min(score, alike)
                if score < self.policy.threshold:
                    challenge = challenge.fail(Fault.UNLIKE)
            self._show(self._seen(frame.number, frame.image, challenge))
            if challenge.ended:
                return challenge, score, frame.at
        return challenge, None, 0.0

    @property
    def _left(self) -> int:
        return self.policy.attempts - self.attempts

    def _seen(self, number: int, image: NDArray[np.uint8], challenge: Challenge) -> View:
        left = self._left - (challenge.phase is Phase.FAILED)
        frame = None if challenge.ended else mirrored(image)
        say, good = told(challenge)
        return View(number, frame, say, good, challenge.wanted, challenge.part, challenge.phase, challenge.fault, left)

    def _show(self, view: View) -> None:
        """Publish; the main thread hears of everything but a new picture."""
        if self._stop.is_set():
            return
        before, self.view = self.view, view
        if replace(before, number=0, frame=None) != replace(view, number=0, frame=None):
            self.scheduler.post(lambda: None if self._stop.is_set() else self.on_change())

    def _end(self, outcome: Outcome) -> None:
        self.scheduler.post(lambda: None if self._stop.is_set() else self.on_end(outcome))


def told(challenge: Challenge) -> tuple[str, bool]:
    """The one instruction of this moment, and whether all is well."""
    match challenge.phase:
        case Phase.PASSED:
            return ALIKE, True
        case Phase.FAILED:
            assert challenge.fault is not None
            return SAY_FAULT[challenge.fault], False
        case Phase.TURN:
            assert challenge.wanted is not None
            return TELL[challenge.wanted], True
        case _ if challenge.verdict in (Verdict.OK, Verdict.TURNED):
            return (STEADY, True) if challenge.verdict is Verdict.OK else (AHEAD, True)
        case _:
            return SAY[challenge.verdict], False


def mirrored(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The square in the middle as in a mirror, no larger than the screen shows."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    square = image[top : top + side, left : left + side]
    small = cv2.resize(square, (SHOWN, SHOWN), interpolation=cv2.INTER_AREA) if side > SHOWN else square
    return np.ascontiguousarray(small[:, ::-1], dtype=np.uint8)
