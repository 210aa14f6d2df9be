"""The robot citizen's papers: what is handed in, taken under a camera, sent from their own phone, or left at home."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import requests
from PIL import Image

from config.matter import Capture
from kiosk import journey
from kiosk.errands import Errand
from kiosk.live.phone import Stage
from kiosk.session import Session
from kiosk.simulator_line import tell
from screens.robot import Plan, Robot

CONTRACT_PAGES = 3
PHONE_SECONDS = 10.0


class Papers:
    """``control`` is the simulators' socket, ``picture`` takes one under a name."""

    def __init__(self, robot: Robot, session: Session, control: str, picture: Callable[[str], Plan]) -> None:
        self._robot, self._session, self._control, self._picture = robot, session, control, picture

    @property
    def _visit(self) -> journey.Visit:
        assert self._session.visit is not None
        return self._session.visit

    def hand_in(self, errand: Errand) -> Plan:
        """The next thing that is still open, or on."""
        visit, robot = self._visit, self._robot
        for name in errand.own:
            if robot.sees(f"material.{name}.own"):
                yield from robot.touch(f"material.{name}.own")
                yield lambda name=name: name in self._visit.own  # type: ignore[misc]
                visit = self._visit
        for material in journey.captured(visit, self._session.today):
            supply = journey.supply(visit, material)
            if supply.sheets or supply.deferred or journey.exempt(visit, material):
                continue
            if journey.reusable(visit, material.name):
                yield from robot.touch(f"material.{material.id}.reuse")
                yield lambda material=material: bool(journey.supply(self._visit, material).sheets)  # type: ignore[misc]
                continue
            if material.id in errand.defer:
                yield from self._robot.touch(f"material.{material.id}.defer")
                yield lambda material=material: journey.supply(self._visit, material).deferred  # type: ignore[misc]
                yield from self._picture("materials-deferred")
                continue
            yield from self._robot.touch(f"material.{material.id}.open")
            return
        yield from self._robot.touch("bar.primary")

    def capture(self, errand: Errand) -> Plan:
        """Page by page, or all from the phone."""
        material, session = self._session.materials.material, self._session
        if material.id in errand.phone:
            yield from self._send_from_phone()
            yield from self._robot.touch("bar.done")
            return
        scan = material.capture is not Capture.PORTRAIT
        for number in range(1, (errand.pages if scan else 1) + 1):
            if scan:
                tell(self._control, f"document_camera page contract {(number - 1) % CONTRACT_PAGES + 1}")
            yield lambda: session.materials.preview is not None and session.materials.preview.ok
            yield from self._picture(f"capture-{material.id}")
            yield from self._robot.touch("bar.primary")
            yield lambda number=number: len(journey.supply(self._visit, material).sheets) >= number  # type: ignore[misc]
        yield from self._picture(f"captured-{material.id}")
        yield from self._robot.touch("bar.done")

    def _send_from_phone(self) -> Plan:
        """The citizen's own phone opens what the code on the screen says, and sends a photograph."""
        session, desk = self._session, self._session.live.phone
        yield from self._robot.touch("capture.phone")
        yield lambda: desk.state is not None and desk.state.stage is Stage.WAITING
        yield from self._picture("phone")
        assert desk.state is not None
        photograph = BytesIO()
        Image.new("RGB", (600, 800), (250, 250, 245)).save(photograph, "JPEG")
        with requests.Session() as phone:
            phone.get(desk.state.url, timeout=PHONE_SECONDS).raise_for_status()
            phone.post(f"{desk.state.url}/photos", data=photograph.getvalue(), timeout=PHONE_SECONDS).raise_for_status()
            phone.post(f"{desk.state.url}/done", timeout=PHONE_SECONDS).raise_for_status()
        yield lambda: desk.state is not None and desk.state.stage is Stage.PREVIEW
        yield from self._robot.touch("phone.use")
        yield lambda: desk.state is None and session.overlay is None
