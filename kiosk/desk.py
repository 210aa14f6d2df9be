"""The desk under a camera while a citizen captures a material: the live picture, its verdict, and taking the page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.matter import Capture
from devices.supervisor import Supervisor
from kiosk.eye import NO_PICTURE, Eye
from kiosk.journey import Sheet
from kiosk.scheduler import Scheduler
from kiosk.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


PREVIEW_WIDTH = 960
LOOKS_A_SECOND = 30
JUDGED_EVERY = 4
"""Pictures of the camera between two verdicts; the outline follows each picture that is looked at."""
LEAST_PAUSE = 0.005
"""Seconds between two pictures even where the machine is too slow for as many."""
PORTRAIT_WIDTH, PORTRAIT_HEIGHT = 295, 413
"""A one-inch photo at 300 dpi, in pixels."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One live picture: the camera's ``number``, BGR uint8 (H, W, 3), the page's corners in its pixels, and whether it can be taken,
    by the verdict of the picture of number ``judged``."""

    number: int
    frame: NDArray[np.uint8]
    corners: tuple[tuple[float, float], ...] | None
    ok: bool
    say: str
    judged: int = 0


@dataclass
class Desk:
    """One camera, on only between :meth:`open` and :meth:`close`. ``preview`` may be read from any thread."""

    camera: Supervisor
    capture: Capture
    scheduler: Scheduler
    on_activity: Callable[[], None]
    preview: Preview | None = None
    trouble: str = ""
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @property
    def _eye(self) -> Eye:
        return Eye(self.camera)

    def open(self) -> None:
        """Switch the camera on and start the live picture."""
        self._thread = threading.Thread(target=self._run, name="desk", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Switch the camera off; the pictures are dropped."""
        self._stop.set()
        self.preview = None

    def take(self, worker: ThreadPoolExecutor, on_sheet: Callable[[Sheet], None], on_notice: Callable[[str], None]) -> None:
        """Take the page that lies there now, at full resolution. A callback comes on the main thread unless the desk is closed by then.

        The work waits for the main thread's next turn: the screen first shows that it was asked for.
        """

        def deliver(outcome: Sheet | str) -> None:
            if self._stop.is_set():
                return
            if isinstance(outcome, Sheet):
                on_sheet(outcome)
            else:
                on_notice(outcome)

        def work() -> None:
            outcome = self._take()
            self.scheduler.post(lambda: deliver(outcome))

        def begin() -> None:
            if not self._stop.is_set():
                worker.submit(work)

        self.scheduler.post(begin)

    def _take(self) -> Sheet | str:
        from devices.document_camera import page

        newest = self._eye.frame()
        if newest is None:
            return words("{}，请稍等再拍。已经拍好的都还在", NO_PICTURE)
        frame = newest.image
        if self.capture is Capture.PORTRAIT:
            return Sheet(page.to_jpeg(portrait_of(frame), 90))
        corners = page.find_page(frame)
        verdict = page.judge(frame, corners).verdict
        if corners is None or verdict is not page.Verdict.OK:
            return words("这张没拍成：{}", SAY[verdict])
        straight = page.straighten(frame, corners)
        return Sheet(page.to_jpeg(straight.image, dpi=straight.dpi))

    def _run(self) -> None:
        self._on()
        due = time.monotonic()
        try:
            while not self._stop.wait(max(LEAST_PAUSE, due - time.monotonic())):
                due = max(due, time.monotonic()) + 1 / LOOKS_A_SECOND
                frame = self._eye.frame()
                if frame is None:
                    self.preview, self.trouble = None, NO_PICTURE
                    self._on()
                    continue
                last = self.preview
                if last is not None and last.number == frame.number:
                    continue
                seen = self._look(frame.small, frame.number, last)
                self.preview, self.trouble = seen, ""
                if last is not None and last.say != seen.say:
                    self.scheduler.post(self.on_activity)
        finally:
            self.preview = None
            self._eye.off()

    def _look(self, frame: NDArray[np.uint8], number: int, last: Preview | None) -> Preview:
        from devices.document_camera import page

        if self.capture is Capture.PORTRAIT:
            return Preview(number, shrink(frame), None, True, words("脸放在框里，看着镜头"))
        small = shrink(frame)
        corners = page.find_page(small)
        shown = None if corners is None else tuple((float(x), float(y)) for x, y in corners)
        if last is not None and (last.corners is None) == (shown is None) and 0 <= number - last.judged < JUDGED_EVERY:
            return Preview(number, small, shown, last.ok, last.say, last.judged)
        verdict = page.judge(small, corners).verdict
        return Preview(number, small, shown, verdict is page.Verdict.OK, SAY[verdict], number)

    def _on(self) -> None:
        if not self._eye.on():
            self.trouble = NO_PICTURE


def shrink(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture at the width the screen shows."""
    import cv2
    import numpy as np

    height, width = frame.shape[:2]
    if width <= PREVIEW_WIDTH:
        return frame
    return np.asarray(cv2.resize(frame, (PREVIEW_WIDTH, height * PREVIEW_WIDTH // width), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def portrait_of(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of the picture at the proportions of a one-inch photo, 295 x 413 pixels."""
    import cv2
    import numpy as np

    height, width = frame.shape[:2]
    part = min(width, height * PORTRAIT_WIDTH // PORTRAIT_HEIGHT)
    left = (width - part) // 2
    cut = cv2.resize(frame[:, left : left + part], (PORTRAIT_WIDTH, PORTRAIT_HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(cut, dtype=np.uint8)


SAY: dict[str, str] = {
    "ok": words("清晰，可以拍摄"),
    "nothing_there": words("把纸放到扫描台上"),
    "too_dark": words("太暗了，请挪开挡光的东西"),
    "glare": words("有反光，请把纸挪一挪"),
    "blurred": words("看不清，请压平，别动"),
    "cut_off": words("纸没放全，请往里挪一挪"),
    "finger": words("手指挡住了，请把手拿开"),
}
"""What the citizen reads for each verdict of the document camera."""
