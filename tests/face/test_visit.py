"""Whole visits with a face check, over real devices and a real hub with simulated services: what is kept, what is dropped, every way out."""

from __future__ import annotations

import contextlib
import gc
import shutil
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import CellType, FrameType
from typing import Any

import numpy as np
import pytest

from devices.id_card.photo import decode_photo
from devices.simulators import people
from devices.simulators.cards import photo
from kiosk.commands.run import open_terminal
from kiosk.face.challenge import Phase
from kiosk.face.proof import ProofWay
from kiosk.hub.connectors.simulated import Counterparts, counterparts
from kiosk.hub.keys import HubKeys
from kiosk.journey import Step
from kiosk.own_pages import SMS_CODE, SMS_PHONE
from kiosk.package import read
from kiosk.queue.store import Queue
from kiosk.rig import DEFAULT_MATTERS, Rig
from kiosk.sealing import open_sealed
from kiosk.session import Screen, Session
from kiosk.settings import load
from tests.journey.main_thread import MainThread
from tests.journey.people import SENIOR
from tests.journey.visitor import Visitor as Citizen

PHONE = "13800000000"


@pytest.fixture(scope="module")
def far() -> Iterator[Counterparts]:
    with counterparts(delay=0.0) as running:
        yield running


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory, far: Counterparts) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("face")
    matters = folder / "matters"
    shutil.copytree(DEFAULT_MATTERS, matters)
    card = matters / "senior_card_application.yaml"
    card.write_text(card.read_text(encoding="utf-8") + "\nface_check: true\n", encoding="utf-8")
    hub = folder / "hub"
    hub.mkdir()
    services = "\n".join(f'{name} = "{address}"' for name, address in far.addresses.items())
    (hub / "hub.toml").write_text(f"[services]\n{services}\n", encoding="utf-8")
    with Rig(folder, folder / "out", matters) as rig:
        yield rig


class Visitor(Citizen):
    """Uses a session as the screens do, and stands before the camera."""

    def __init__(self, rig: Rig, session: Session, thread: MainThread) -> None:
        super().__init__(rig, session, thread)
        self.seen: list[int] = []

    def card(self) -> None:
        """To the first place after the card."""
        self.go_to(SENIOR, Screen.IDENTIFY, "elderly")
        self.rig.tell("id_reader put elderly")
        self.thread.until(lambda: self.session.screen is not Screen.IDENTIFY)

    def agree(self) -> None:
        assert self.here() is Screen.CONSENT
        self.session.face.agree(True)
        self.session.next()
        assert self.here() is Screen.FACE

    def refuse(self, way: ProofWay) -> None:
        if self.session.screen is Screen.CONSENT:
            self.session.face.agree(False)
            self.session.next()
        assert self.session.screen is Screen.PROVE
        self.session.face.choose(way)
        self.session.next()

    def turn_as_told(self) -> None:
        """A living person, until the screen has gone on."""
        session, asked = self.session, ""

        def moment() -> bool:
            nonlocal asked
            view = session.face.view
            wanted = view.turn.value if view.turn else "front"
            if session.screen is Screen.FACE and wanted != asked:
                asked = wanted
                self.rig.tell(f"face_camera face turn {wanted}")
            if view.frame is not None:
                self.seen.append(id(view.frame))
            assert view.phase is not Phase.FAILED, view.say
            return session.screen is not Screen.FACE

        self.thread.until(moment, 60)

    def submit(self) -> dict[str, Any]:
        """On to the slip; the case's record, as the hub opens it."""
        while self.session.screen is not Screen.SIGN:
            self.give()
        receipt = self.sign()
        with contextlib.closing(Queue(self.rig.home)) as queue:
            row = next(row for row in queue.rows() if row.receipt_no == receipt.receipt_no)
        sealed = next(path for path in (self.rig.home / "outbox").iterdir() if row.submission_id in path.name).read_bytes()
        package = read(open_sealed(sealed, HubKeys(self.rig.hub_home).sealing_identities()))
        self.parts = package.parts
        return package.record


@pytest.fixture
def visitor(rig: Rig, far: Counterparts) -> Iterator[Visitor]:
    gc.collect()
    gc.freeze()  # what was there before this terminal need not be looked through for what it keeps
    far.faults.update(dict.fromkeys(far.faults, "none"))
    for command in ("id_reader take", "face_camera plug", "face_camera face live elderly"):
        rig.tell(command)
    terminal = open_terminal(load(rig.settings), rig.home)
    for device in terminal.devices.values():
        device.settle(60)
    session = Session(terminal, thread := MainThread())
    yield Visitor(rig, session, thread)
    session.close()
    terminal.close()


def pictures() -> list[np.ndarray[Any, Any]]:
    """Every picture of a camera's size, or of a card's photo, that is left in this process."""
    gc.collect()
    sizes = {(720, 1280, 3), (480, 480, 3), (126, 102, 3)}
    return [thing for thing in gc.get_objects() if type(thing) is np.ndarray and thing.shape in sizes]


def holders(wanted: bytes) -> list[str]:
    """What in this process still refers to these bytes, but for the frames of the test itself."""
    gc.collect()
    return [
        repr(type(thing))
        for thing in gc.get_objects()
        if type(thing) not in (FrameType, CellType, *weakref.ProxyTypes)
        and any(type(held) is bytes and held == wanted for held in gc.get_referents(thing))
    ]


def test_a_living_person_passes_and_only_the_score_is_left(visitor: Visitor) -> None:
    wanted = photo("elderly")
    for cached in (photo, people.card_photo):
        cached.cache_clear()
    visitor.card()
    session = visitor.session
    assert holders(wanted), "the photo was not kept for the comparison"
    visitor.agree()
    visitor.turn_as_told()
    assert visitor.here() is Screen.FORM
    assert visitor.seen, "no picture was shown"
    assert session.face.view.frame is None
    assert holders(wanted) == []
    record = visitor.submit()
    proof = record["identity_proof"]
    assert (proof["way"], proof["attempts"], proof["why_not_face"]) == ("face", 1, "")
    assert proof["score"] >= proof["threshold"] == 0.4
    assert set(proof["models_sha256"]) == {"detector", "recogniser"}
    whole = str(record).encode() + b"".join(part.data for part in visitor.parts)
    assert not {part.name for part in visitor.parts} & {"face.jpg", "card.jpg"}
    assert wanted[:64] not in whole
    assert "photo" not in str(record["applicant"])


def test_pictures_and_photo_are_gone_as_soon_as_the_camera_is(visitor: Visitor) -> None:
    before = len(pictures())
    visitor.card()
    visitor.agree()
    visitor.thread.until(lambda: visitor.session.face.view.frame is not None)
    check = visitor.session.face._check
    assert check is not None
    visitor.session.wipe()
    assert check.wait(60)
    visitor.thread.until(lambda: len(pictures()) <= before)
    assert (check.photo, check.view.frame) == (b"", None)


def test_the_camera_is_off_before_and_after_its_screen(visitor: Visitor) -> None:
    def on() -> bool:
        return '"clients": 0' not in state(visitor.rig)

    visitor.card()
    assert not on()
    visitor.agree()
    visitor.thread.until(on)
    visitor.session.back()
    visitor.thread.until(lambda: not on())
    assert visitor.session.screen is Screen.CONSENT


def test_a_picture_held_up_three_times_leads_to_the_other_ways_and_not_to_an_end(visitor: Visitor) -> None:
    visitor.rig.tell("face_camera face live worker")
    visitor.card()
    visitor.agree()
    session, tried = visitor.session, list[str]()

    def moment() -> bool:
        view = session.face.view
        if view.phase is Phase.FAILED and view.attempts_left == 2 - len(tried):
            tried.append(view.say)
            session.face.again()
        return session.screen is not Screen.FACE

    visitor.thread.until(moment, 60)
    assert session.screen is Screen.PROVE
    assert session.visit is not None
    assert (session.visit.face.reason, session.visit.face.attempts) == ("failed", 3)
    assert session.face._photo == b""
    visitor.refuse(ProofWay.WINDOW)
    session.face.without_booking()
    proof = visitor.submit()["identity_proof"]
    assert (proof["way"], proof["why_not_face"], proof["attempts"]) == ("window", "failed", 3)
    assert proof["score"] < proof["threshold"]


def test_refusing_at_night_goes_on_with_a_code_by_text_message(visitor: Visitor, far: Counterparts) -> None:
    visitor.card()
    visitor.refuse(ProofWay.SMS_CODE)
    session = visitor.session
    assert visitor.here() is Screen.SMS_CODE
    session.face.check_code()
    assert {problem.field for problem in session.problems} == {SMS_PHONE, SMS_CODE}
    session.enter(SMS_PHONE, PHONE)
    session.face.send_code()
    visitor.thread.until(lambda: not session.busy)
    assert session.face.wait_to_send > 50
    code = far.worlds["sms_codes"].facts[f"sms/{PHONE}"]
    session.enter(SMS_CODE, "000000" if code != "000000" else "111111")
    session.face.check_code()
    visitor.thread.until(lambda: not session.busy)
    assert "还能试" in session.notice
    session.enter(SMS_CODE, code)
    session.face.check_code()
    visitor.thread.until(lambda: session.screen is Screen.FORM)
    record = visitor.submit()
    assert (record["identity_proof"]["way"], record["identity_proof"]["why_not_face"]) == ("sms_code", "refused")
    assert code not in str(record)
    assert record["verify_later"] is False


def test_a_silent_hub_is_told_and_the_window_still_takes_them(visitor: Visitor, far: Counterparts) -> None:
    visitor.card()
    far.faults["sms_codes"] = far.faults["appointments"] = "down"
    visitor.refuse(ProofWay.SMS_CODE)
    session = visitor.session
    session.enter(SMS_PHONE, PHONE)
    session.face.send_code()
    visitor.thread.until(lambda: bool(session.notice) and not session.busy)
    assert visitor.here() is Screen.SMS_CODE
    session.back()
    visitor.refuse(ProofWay.WINDOW)
    session.face.look_for_times()
    visitor.thread.until(lambda: session.face.days is not None)
    assert session.face.days == ()
    session.face.without_booking()
    assert visitor.here() is Screen.FORM


def test_a_time_at_the_window_is_booked_on_a_working_day(visitor: Visitor) -> None:
    visitor.card()
    visitor.refuse(ProofWay.WINDOW)
    session = visitor.session
    session.face.look_for_times()
    visitor.thread.until(lambda: session.face.days is not None)
    days = session.face.days
    assert days
    assert days[0].day.isoformat() == "2026-11-23"
    session.face.book(days[0].day, days[0].hours[0])
    visitor.thread.until(lambda: session.screen is Screen.FORM)
    record = visitor.submit()
    assert record["identity_proof"]["window"]["day"] == "2026-11-23"
    assert record["verify_later"] is True


def test_a_camera_that_is_gone_takes_nobodys_matter_away(visitor: Visitor) -> None:
    visitor.rig.tell("face_camera unplug")
    visitor.thread.until(lambda: not visitor.session.terminal.usable("face_camera"))
    visitor.card()
    assert visitor.session.screen is Screen.PROVE
    assert visitor.session.visit is not None
    assert visitor.session.visit.face.reason == "no_camera"
    assert visitor.session.visit.place.step is Step.PROVE


def test_the_simulated_card_carries_the_photo_of_who_stands_there() -> None:
    picture = decode_photo(photo("elderly"))
    assert picture is not None
    assert len(photo("elderly")) == 1024


def state(rig: Rig) -> str:
    """What the simulators say of themselves."""
    import socket

    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(Path(rig.control)))
        line.sendall(b"state\n")
        answer = line.makefile().readline()
    begin = answer.index('"face_camera"')
    return answer[begin : answer.index("}", begin)]
