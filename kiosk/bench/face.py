"""The face check: how alike people are to themselves and to others, and how long it takes from the last turn to the decision.

The faces are the two photographs in the public domain that :mod:`devices.simulators.people` names; the scores are cosines, each the least
(own) or the greatest (others) over both people. The decision is taken with the real camera adapter and a simulated person before it.
"""

from __future__ import annotations

import queue
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np

from devices.simulators import people
from devices.simulators.cards import photo
from devices.simulators.photo_decoder import decode
from devices.supervisor import Supervisor
from kiosk.bench.far_side import far_side
from kiosk.bench.figure import Figure, milliseconds
from kiosk.face.check import FaceCheck, Outcome
from kiosk.face.models import Models, cosine
from kiosk.face.policy import Policy
from kiosk.face.quality import Verdict, judge
from kiosk.scheduler import HALL_ZONE, Cancel

RUNS = 5
CAMERA = "face_camera"
DECIDED_WITHIN = 500.0
COPIES: dict[str, Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]] = {
    "as it is": lambda picture: picture,
    "dark (0.35)": lambda picture: cv2.convertScaleAbs(picture, alpha=0.35),
    "bright (1.6)": lambda picture: cv2.convertScaleAbs(picture, alpha=1.6),
    "blurred (sigma 3)": lambda picture: cv2.GaussianBlur(picture, (0, 0), 3),
    "blurred (sigma 6)": lambda picture: cv2.GaussianBlur(picture, (0, 0), 6),
    "tilted 12 degrees": lambda picture: cv2.warpAffine(
        picture, cv2.getRotationMatrix2D((640, 345), 12, 1), people.SIZE, borderMode=cv2.BORDER_REPLICATE
    ),
}
TURNS = (15, 30, 45)


def measure() -> list[Figure]:
    """All figures; a minute. Raises FileNotFoundError where the photographs are not installed, ModelsUnusable."""
    models = Models()
    return [*scores(models), *decisions(), *speed(models)]


def scores(models: Models) -> list[Figure]:
    """Cosine of each card's photo (102 x 126) and each live face, as it is and spoilt; figures are told, the policy decides about them."""
    cards = {name: models.card_template(_card(name)) for name in people.PEOPLE}
    figures, strangers = list[Figure](), list[float]()
    pictures = {label: {name: spoil(people.head(name, 0)) for name in cards} for label, spoil in COPIES.items()}
    pictures |= {f"turned {turn} degrees": {name: people.head(name, turn) for name in cards} for turn in TURNS}
    for label, copies in pictures.items():
        own = list[float]()
        passing = True
        for name, copy in copies.items():
            picture = np.asarray(copy, np.uint8)
            seen, rows = models.look(picture)
            if not rows:
                continue
            passing = passing and judge(seen) is Verdict.OK
            live = models.template(picture, rows[0])
            for other, template in cards.items():
                if template is not None:
                    (own if other == name else strangers).append(cosine(template, live))
        gate = "passes the gates" if passing else "stopped by the gates"
        figures.append(Figure(f"least cosine, own card, {label} ({gate})", min(own, default=0.0), "cosine", None))
    return [*figures, Figure("greatest cosine, somebody else's card, all of these", max(strangers), "cosine", Policy().threshold)]


def decisions() -> list[Figure]:
    """Milliseconds from the last picture of the last turn to the decision on the main thread."""
    taken = list[float]()
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, far_side(Path(folder), CAMERA) as far:
        camera = Supervisor(CAMERA, far.addresses[CAMERA])
        try:
            taken += [_decision(camera, lambda line: far.tell(f"{CAMERA} {line}"), run) for run in range(RUNS)]
        finally:
            camera.close()
    return [Figure("face decision after the last turn", statistics.median(taken), "ms", DECIDED_WITHIN)]


def speed(models: Models) -> list[Figure]:
    """The two parts of every picture."""
    picture = people.head("worker", 0)
    _, rows = models.look(picture)
    look = milliseconds(lambda: models.look(picture), 15)
    template = milliseconds(lambda: models.template(picture, rows[0]), 15)
    return [
        Figure("faces of one 720p picture, with quality", look, "ms", None),
        Figure("one face to numbers", template, "ms", None),
        Figure("models loaded and checked", milliseconds(Models, 3), "ms", None),
    ]


def _card(name: str) -> np.ndarray[Any, Any]:
    picture = decode(photo(name))
    assert picture is not None
    return picture


class _Main:
    """A main thread: what is posted, one after another."""

    def __init__(self) -> None:
        self.posted: queue.Queue[Callable[[], None]] = queue.Queue()

    def now(self) -> datetime:
        return datetime.now(HALL_ZONE)

    def monotonic(self) -> float:
        return time.monotonic()

    def post(self, call: Callable[[], None]) -> None:
        self.posted.put(call)

    def later(self, seconds: float, call: Callable[[], None]) -> Cancel:
        timer = threading.Timer(seconds, self.post, (call,))
        timer.start()
        return timer.cancel


def _decision(camera: Supervisor, tell: Callable[[str], None], seed: int) -> float:
    main, ended, asked = _Main(), list[tuple[Outcome, float]](), ""
    tell("face live worker")
    check = FaceCheck(
        camera,
        photo("worker"),
        Policy(),
        main,
        Random(seed),  # noqa: S311 - a bench that is the same every time
        lambda: None,
        lambda outcome: ended.append((outcome, time.monotonic())),
    )
    check.open()
    while not ended:
        wanted = check.view.turn.value if check.view.turn else "front"
        if wanted != asked:
            asked = wanted
            tell(f"face turn {wanted}")
        try:
            main.posted.get(timeout=0.02)()
        except queue.Empty:
            continue
    check.close()
    check.wait(5)
    outcome, at = ended[0]
    if not outcome.passed:
        raise RuntimeError("the living person of the bench did not pass")
    return (at - outcome.seen_at) * 1000
