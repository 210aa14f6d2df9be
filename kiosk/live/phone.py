"""Photographs from the citizen's own phone: a QR for one phone and five minutes, a preview, and only then they count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk import journey
from kiosk.hub_live import HubLive, PhoneSession, PhoneState, Unavailable
from kiosk.journey import Sheet, Step
from kiosk.live.line import LiveLine
from kiosk.screen import Overlay
from kiosk.words import words

if TYPE_CHECKING:
    from kiosk.display_mode import DisplayMode
    from kiosk.session import Session

ASK_EVERY = 1.0
LASTS = 300.0
"""Seconds the hub takes photographs for one code."""
LONGEST_SIDE = 2480
"""Pixels: an A4 page at 300 dpi is 2480 wide; phones take more than anybody needs."""
UNREADABLE = words("有的照片打不开，请重新传")
OVER = words("二维码过时了，请再点一次“用手机传”")


class Stage(StrEnum):
    """Where it stands."""

    OPENING = "opening"
    WAITING = "waiting"
    FETCHING = "fetching"
    PREVIEW = "preview"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """``url`` stands in the QR. ``photos`` have arrived at the hub so far; ``sheets`` are here, to be looked at.

    ``until`` (monotonic seconds) is when the code is over: the hub's clock need not be this one's.
    """

    material: str
    stage: Stage = Stage.OPENING
    id: str = ""
    url: str = ""
    until: float = 0.0
    opened: bool = False
    photos: int = 0
    sheets: tuple[Sheet, ...] = ()
    sentence: str = ""


def opened_in(url: str, mode: DisplayMode) -> str:
    """The address as it stands in the QR: the phone goes on in the language and size of the terminal."""
    return f"{url}?lang={mode.language}&large={int(mode.large)}"


class PhoneDesk:
    """One upload at a time, for the material under the camera. ``state`` is None while there is none."""

    def __init__(self, session: Session, line: LiveLine) -> None:
        self._session, self._line = session, line
        self._round = 0
        self._next = 0.0
        self._asking = False
        self.state: Upload | None = None

    @property
    def working(self) -> bool:
        """Whether somebody is busy with their phone."""
        return self.state is not None and self.state.stage in (Stage.OPENING, Stage.WAITING, Stage.FETCHING)

    def open(self) -> None:
        """用手机传."""
        visit = self._session.visit
        if visit is None or visit.place.step is not Step.CAPTURE:
            return
        self._drop()
        self.state = Upload(visit.place.item)
        self._session.show_overlay(Overlay.PHONE)
        this = self._round

        def told(answer: PhoneSession | Unavailable) -> None:
            if this != self._round or self.state is None:
                return
            if isinstance(answer, Unavailable):
                self.state = replace(self.state, stage=Stage.FAILED, sentence=answer.sentence)
            else:
                until = self._session.scheduler.monotonic() + LASTS
                self.state = replace(self.state, stage=Stage.WAITING, id=answer.id, url=answer.url, until=until)
            self._session.changed()

        self._line.ask(lambda live: live.open_phone(), told)

    def tick(self) -> None:
        """Ask every second how far the phone is."""
        state, now = self.state, self._session.scheduler.monotonic()
        if state is None or state.stage is not Stage.WAITING or self._asking or now < self._next:
            return
        self._asking, self._next, this = True, now + ASK_EVERY, self._round

        def told(answer: PhoneState | Unavailable) -> None:
            if this != self._round or self.state is None:
                return
            self._asking = False
            self._told(self.state, answer)

        self._line.ask(lambda live: live.phone_state(state.id), told)

    def accept(self) -> None:
        """用这些: only now do they count."""
        session, state, visit = self._session, self.state, self._session.visit
        if state is None or visit is None or state.stage is not Stage.PREVIEW or visit.place.item != state.material:
            return
        room = journey.subject(visit).max_pages - len(journey.supply(visit, journey.subject(visit)).sheets)
        for sheet in state.sheets[: max(0, room)]:
            visit = journey.add_sheet(visit, state.material, sheet)
        left = len(state.sheets) - max(0, room)
        session.visit = visit
        self._forget()
        session.close_overlay()
        if left > 0:
            session.notify(words("最多 {} 页，多出的 {} 张没有用", journey.subject(visit).max_pages, left))

    def cancel(self) -> None:
        """不要了: the hub removes them at once too."""
        self._drop()
        self._session.close_overlay()

    def clear(self) -> None:
        """The citizen has gone."""
        self._drop()

    def _told(self, state: Upload, answer: PhoneState | Unavailable) -> None:
        session = self._session
        if isinstance(answer, Unavailable):
            if not answer.offline or session.scheduler.monotonic() >= state.until:
                self.state = replace(state, stage=Stage.FAILED, sentence=OVER)
        else:
            if (answer.opened, answer.photos) != (state.opened, state.photos):
                session.touched()
            self.state = replace(state, opened=answer.opened, photos=answer.photos)
            if answer.finished and answer.photos:
                self._fetch(self.state)
        session.changed()

    def _fetch(self, state: Upload) -> None:
        this = self._round
        self.state = replace(state, stage=Stage.FETCHING)

        def ask(live: HubLive) -> tuple[Sheet, ...] | Unavailable:
            photos = live.phone_photos(state.id, state.photos)
            return photos if isinstance(photos, Unavailable) else tuple(sheet for photo in photos if (sheet := page(photo)) is not None)

        def told(answer: tuple[Sheet, ...] | Unavailable) -> None:
            if this != self._round or self.state is None:
                return
            if isinstance(answer, Unavailable) or not answer:
                sentence = answer.sentence if isinstance(answer, Unavailable) else UNREADABLE
                self.state = replace(self.state, stage=Stage.FAILED, sentence=sentence)
            else:
                said = UNREADABLE if len(answer) < state.photos else ""
                self.state = replace(self.state, stage=Stage.PREVIEW, sheets=answer, sentence=said)
            self._session.touched()
            self._session.changed()

        self._line.ask(ask, told)

    def _drop(self) -> None:
        """Whatever the hub still holds is removed, also when nobody is there any more to hear of it."""
        if self.state is not None and self.state.id and self.state.stage is not Stage.PREVIEW:
            upload = self.state.id
            self._line.ask(lambda live: live.drop_phone(upload), lambda _: None, kept=True)
        self._forget()

    def _forget(self) -> None:
        self._round += 1
        self.state, self._asking = None, False


def page(photo: bytes) -> Sheet | None:
    """A photograph as a page: turned upright as its camera says, no larger than needed, and without what else the phone wrote into it.

    ``None`` where it cannot be read.
    """
    import cv2
    import numpy as np

    from devices.document_camera.page import to_jpeg

    picture = cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    factor = LONGEST_SIDE / max(picture.shape[:2])
    if factor < 1:
        picture = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return Sheet(to_jpeg(np.asarray(picture, dtype=np.uint8), 90))
