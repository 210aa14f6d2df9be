"""Every device failing at every step of a visit: the citizen always has a next step, and the case is kept, handed off or gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

import msgspec
import pytest

from kiosk.commands.run import open_terminal
from kiosk.journey import Acting
from kiosk.rig import Rig
from kiosk.session import Screen, Session
from kiosk.settings import load
from tests.faults.rows import OPTIONS
from tests.faults.unlucky import End, Unlucky
from tests.journey.main_thread import MainThread
from tests.journey.people import RENT, SENIOR
from tests.waiting import until

FAULTS = {
    "id_reader": {"unplug": "plug", "silent on": "silent off", "garbage on": "garbage off", "pull-mid-read": "take"},
    "document_camera": {
        "unplug": "plug",
        "stall on": "stall off",
        "freeze on": "freeze off",
        "black on": "black off",
        "garbage on": "garbage off",
    },
    "face_camera": {
        "unplug": "plug",
        "stall on": "stall off",
        "freeze on": "freeze off",
        "black on": "black off",
        "garbage on": "garbage off",
    },
    "receipt_printer": {
        "unplug": "plug",
        "silent on": "silent off",
        "garbage on": "garbage off",
        "paper out": "paper full",
        "out-after 2000": "paper full",
        "cover open": "cover closed",
        "cutter-jam on": "cutter-jam off",
        "hot on": "hot off",
    },
}
STEPS = (Screen.GUIDE, Screen.IDENTIFY, Screen.FORM, Screen.MATERIALS, Screen.CAPTURE, Screen.REVIEW, Screen.SIGN, Screen.DONE)
SOME = (
    ("id_reader", "unplug", Screen.IDENTIFY),
    ("id_reader", "silent on", Screen.FORM),
    ("document_camera", "unplug", Screen.CAPTURE),
    ("document_camera", "garbage on", Screen.MATERIALS),
    ("face_camera", "stall on", Screen.CAPTURE),
    ("receipt_printer", "unplug", Screen.GUIDE),
    ("receipt_printer", "paper out", Screen.SIGN),
    ("receipt_printer", "silent on", Screen.SIGN),
)
ALL = [(device, fault, step) for device, faults in FAULTS.items() for fault, step in product(faults, STEPS)]
VISITS = {"face_camera": (SENIOR, "elderly")}
"""Who goes where: the matter that takes a portrait for the face camera, the one with pages to scan for all others."""


@pytest.fixture(scope="module")
def citizen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unlucky]:
    folder = tmp_path_factory.mktemp("unlucky")
    with Rig(folder, folder / "out") as rig:
        settings = load(rig.settings)
        devices = {name: settings.devices[name] + OPTIONS[name] for name in FAULTS}
        terminal = open_terminal(msgspec.structs.replace(settings, devices=devices), rig.home)
        thread = MainThread()
        session = Session(terminal, thread)
        yield Unlucky(rig, session, thread)
        session.close()
        terminal.close()


@contextmanager
def healed(citizen: Unlucky, device: str, fault: str) -> Iterator[None]:
    """Everything works at first, and again afterwards; nobody is there."""
    devices = citizen.session.terminal.devices
    until(lambda: all(devices[name].status.usable for name in FAULTS))
    try:
        yield
    finally:
        citizen.rig.tell(f"{device} {FAULTS[device][fault]}")
        citizen.rig.tell("id_reader take")
        citizen.session.wipe()
        citizen.thread.drain()
        devices[device].reconnect()
        devices[device].look()


def check(citizen: Unlucky, device: str, fault: str, step: Screen) -> None:
    before = {row.receipt_no for row in citizen.rows()}
    with healed(citizen, device, fault):
        end = citizen.visit(*VISITS.get(device, (RENT, "worker")), step, f"{device} {fault}")
    assert citizen.struck
    new = {row.receipt_no for row in citizen.rows()} - before
    assert new == ({citizen.receipt_no} if end is End.SUBMITTED else set())
    lost = device == "id_reader" and step in (Screen.GUIDE, Screen.IDENTIFY) and fault != "pull-mid-read"
    assert (end is End.HANDED_OFF) is lost, "only who cannot show who they are has to go to a window"


@pytest.mark.parametrize(("device", "fault", "step"), SOME)
def test_a_device_that_fails_leaves_a_next_step(citizen: Unlucky, device: str, fault: str, step: Screen) -> None:
    check(citizen, device, fault, step)


@pytest.mark.soak
@pytest.mark.parametrize(("device", "fault", "step"), ALL)
def test_every_device_failing_at_every_step_leaves_a_next_step(citizen: Unlucky, device: str, fault: str, step: Screen) -> None:
    check(citizen, device, fault, step)


def test_who_acts_for_another_is_told_of_a_dead_camera_before_card_and_form(citizen: Unlucky) -> None:
    session = citizen.session
    with healed(citizen, "document_camera", "unplug"):
        citizen.rig.tell("document_camera unplug")
        until(lambda: not session.terminal.usable("document_camera"))
        session.wake()
        session.choose(SENIOR)
        session.begin()
        citizen._up_to(Screen.AGENT)
        session.answers.act_for(Acting.AGENT)
        session.next()
        assert citizen.here() is Screen.HAND_OFF
        (reason,) = session.answers.parting.reasons
        assert "委托书" in reason
        assert "委托书" in session.answers.parting.bring
        session.back()
        assert citizen.here() is Screen.AGENT
        session.answers.act_for(Acting.SELF)
        session.next()
        assert citizen.here() is Screen.IDENTIFY
