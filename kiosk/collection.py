"""Handing in materials during a visit: pages under a camera, looked at again, taken anew, dropped, or promised for later."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

from config.matter import Capture, Material
from kiosk import journey
from kiosk.desk import Desk, Preview
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.screen import Overlay
from kiosk.words import words

if TYPE_CHECKING:
    from kiosk.session import Session

CAMERAS = {Capture.PORTRAIT: "face_camera", Capture.SCAN: "document_camera"}


class Collection:
    """The materials of the session's visit. A camera is on exactly while its capture screen is shown."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="collection")
        self._desk: Desk | None = None
        self._retake: int | None = None
        self.page_index = 0
        """the page that is looked at"""

    @property
    def material(self) -> Material:
        """The material under the camera."""
        return self._material(self._visit.place.item)

    @property
    def preview(self) -> Preview | None:
        """The newest live picture, while there is one."""
        return self._desk.preview if self._desk else None

    def open(self, material_id: str) -> None:
        """Put a material under its camera; one that was promised for later is handed in now after all."""
        self._retake = None
        self._session.go(replace(self._visit, place=Place(Step.CAPTURE, material_id)))

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
        self._session.go(replace(self._visit, place=Place(Step.MATERIALS)))

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
        self._session.visit = journey.remove_sheet(self._visit, self.material.id, self.page_index)
        self._retake = None
        self._session.show_overlay(None)

    def defer(self, material_id: str) -> None:
        """没带，以后补交: only where the matter allows it and no page exists."""
        material = self._material(material_id)
        if material.deferrable and not journey.supply(self._visit, material).sheets:
            self._session.visit = journey.defer(self._visit, material_id)
            self._session.problems = ()
            self._session.changed()

    def follow(self) -> None:
        """The session has gone to another place: switch cameras off and on as it needs them."""
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

    def _material(self, material_id: str) -> Material:
        return next(item for item in self._visit.matter.materials if item.id == material_id)

    def _taken(self, sheet: Sheet) -> None:
        session = self._session
        session.busy = ""
        first = 0 if self._single and journey.supply(self._visit, self.material).sheets else None
        session.visit = journey.add_sheet(self._visit, self.material.id, sheet, first if self._retake is None else self._retake)
        self._retake = None
        session.touched()
        session.changed()
