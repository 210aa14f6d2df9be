"""Handing in materials during a visit: pages under a camera, looked at again, taken anew, dropped, or promised for later."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from config.compiled import DamagedError
from config.matter import Capture, Field, Material, MaterialRole
from kiosk import asks, hand_off, journey
from kiosk.desk import Desk, Preview
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.screen import Overlay
from kiosk.words import words

if TYPE_CHECKING:
    from kiosk.session import Session

CAMERAS = {Capture.PORTRAIT: "face_camera", Capture.SCAN: "document_camera", Capture.SHARED: "document_camera"}
log = logging.getLogger(__name__)

FIELD = "field."
"""What the id of a photo that the form asks for begins with."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How a material of that id should look: an encoded picture."""

    material: str
    picture: bytes


class Collection:
    """The materials of the session's visit. A camera is on exactly while its capture screen is shown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="collection")
        self._desk: Desk | None = None
        self._retake: int | None = None
        self.page_index = 0
        """the page that is looked at"""
        self.sample: Sample | None = None
        """the sample picture that is looked at"""

    @property
    def material(self) -> Material:
        """The material under the camera."""
        return journey.subject(self._visit)

    @property
    def preview(self) -> Preview | None:
        """The newest live picture, while there is one."""
        return self._desk.preview if self._desk else None

    @property
    def trouble(self) -> str:
        """Why there is no live picture; empty while there is one, or while none is wanted."""
        return self._desk.trouble if self._desk else ""

    @property
    def stuck(self) -> bool:
        """Whether something that must be handed in now can only be photographed, and its camera does not work: then there is the window."""
        visit, terminal = self._visit, self._session.terminal
        return any(
            item.role is not MaterialRole.OPTIONAL
            and not item.deferrable
            and not journey.exempt(visit, item)
            and not journey.supply(visit, item).sheets
            and not terminal.usable(CAMERAS[item.capture])
            for item in journey.captured(visit, self._session.today)
        )

    def before_anything_is_asked(self, following: Visit) -> Visit:
        """``following``; or the way to a window, where who acts for another could not photograph here what that takes and nothing else will do.

        Told as the choice is made, and not when card and form are behind them. The way back leads to the choice.
        """
        visit, terminal = self._visit, self._session.terminal
        if visit.place.step is not Step.AGENT or following.place.step is Step.HAND_OFF or not asks.agent_needs(visit):
            return following
        broken = any(not terminal.usable(CAMERAS[item.capture]) for item in asks.agent_needs(visit))
        return journey.hand_off(visit, hand_off.CAMERA) if broken else following

    def open(self, material_id: str) -> None:
        """Put a material under its camera; one that was promised for later is handed in now after all."""
        self._retake = None
        self._session.go(replace(self._visit, place=Place(Step.CAPTURE, material_id)))

    def has_sample(self, material: Material) -> bool:
        """Whether there is a picture of how ``material`` should look."""
        return bool(material.sample) and self._session.terminal.catalogue.has_sample(self._visit.matter.code, material.sample)

    def show_sample(self, material_id: str) -> None:
        """Show that picture over the screen. One that is damaged is told of and keeps nobody from going on."""
        session = self._session
        material = self._material(material_id)
        if material is None or not self.has_sample(material):
            return
        try:
            picture = session.terminal.catalogue.sample(self._visit.matter.code, material.sample)
        except (OSError, DamagedError) as error:
            log.error("the sample picture %s cannot be shown: %s", material.sample, error)
            session.notify(words("样例现在看不了，不影响办理"))
            return
        self.sample = Sample(material_id, picture)
        session.show_overlay(Overlay.SAMPLE)

    def capture(self) -> None:
        """Take the page that lies there."""
        session, material = self._session, self.material
        if self._desk is None or session.busy:
            return
        if self._retake is None and len(journey.supply(self._visit, material).sheets) >= material.max_pages and not self._single:
            session.notify(words("最多拍 {} 页。已经拍好的都还在，点“扫完了”继续", material.max_pages))
            return
        session.busy, session.notice = words("正在拍…"), ""
        self._desk.take(self._worker, self._taken, session.notify)
        session.changed()

    def finish(self) -> None:
        """Back to the list of materials."""
        back = journey.back(self._visit, self._session.today)
        assert back is not None
        self._session.go(back)

    def open_page(self, index: int) -> None:
        """Look at a page."""
        self.page_index = index
        self._session.show_overlay(Overlay.PAGE)

    def retake_page(self) -> None:
        """The next picture takes the place of the page that is looked at."""
        self._retake = self.page_index
        self._session.show_overlay(None)

    def remove_page(self) -> None:
        """Drop the page that is looked at."""
        name = self.material.id
        photo = name.startswith(FIELD)
        visit = self._visit
        self._session.visit = (
            journey.drop_photo(visit, name.removeprefix(FIELD)) if photo else journey.remove_sheet(visit, name, self.page_index)
        )
        self._retake = None
        self._session.show_overlay(None)

    def move_page(self, by: int) -> None:
        """Put the page that is looked at ``by`` places further back, or to the front."""
        to = self.page_index + by
        moved = journey.move_sheet(self._visit, self.material.id, self.page_index, to)
        if moved is not self._visit:
            self._session.visit, self.page_index = moved, to
            self._session.changed()

    def reuse(self, material_id: str) -> None:
        """Hand in the pages that were taken for an earlier matter of this visit."""
        if material := self._material(material_id):
            self._keep(journey.reuse(self._visit, material_id, material.name))

    def bring_own(self, material_id: str, wanted: bool) -> None:
        """信息不对: hand in one's own material in place of shared data, or after all not."""
        self._keep(journey.bring_own(self._visit, material_id, wanted))

    def defer(self, material_id: str) -> None:
        """没带，以后补交: only where the matter allows it and no page exists."""
        material = self._material(material_id)
        if material and material.deferrable and not journey.supply(self._visit, material).sheets:
            self._keep(journey.defer(self._visit, material_id))

    def follow(self) -> None:
        """The session has gone to another place: switch cameras off and on as it needs them, that of the face check too."""
        self._session.face.follow()
        if self._desk:
            self._desk.close()
            self._desk = None
        visit = self._session.visit
        if visit is None or visit.place.step is not Step.CAPTURE:
            return
        camera = self._session.terminal.devices.get(CAMERAS[self.material.capture])
        if camera:
            self._desk = Desk(camera, self.material.capture, self._session.scheduler, self._session.touched)
            self._desk.open()

    def wait(self) -> None:
        """Until every picture asked for was taken; what came of it is delivered on the main thread afterwards."""
        self._worker.submit(lambda: None).result()

    def close(self) -> None:
        """End the thread; cameras are off already."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    @property
    def _visit(self) -> Visit:
        visit = self._session.visit
        assert visit is not None
        return visit

    @property
    def _single(self) -> bool:
        """Whether a new picture takes the place of the one before: a person has one portrait."""
        return self.material.capture is Capture.PORTRAIT

    def _material(self, material_id: str) -> Material | None:
        """The material of that id, while it is asked for."""
        return next((item for item in journey.materials(self._visit, self._session.today) if item.id == material_id), None)

    def _keep(self, visit: Visit) -> None:
        self._session.visit, self._session.problems = visit, ()
        self._session.changed()

    def _photo_field(self, field_id: str) -> Field:
        return next(item for page in self._visit.matter.form for item in page.fields if item.id == field_id)

    def _taken(self, sheet: Sheet) -> None:
        session = self._session
        session.busy = ""
        name = self.material.id
        if name.startswith(FIELD):
            session.visit = journey.take_photo(self._visit, self._photo_field(name.removeprefix(FIELD)), sheet)
        else:
            first = 0 if self._single and journey.supply(self._visit, self.material).sheets else None
            session.visit = journey.add_sheet(self._visit, name, sheet, first if self._retake is None else self._retake)
        self._retake = None
        session.touched()
        session.changed()
