"""The catalogue as a citizen, a technician and the hub see it on a running terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from config.channels import Takedown
from kiosk import audit
from kiosk.catalogue_trust import trust
from kiosk.commands.run import open_terminal
from kiosk.hub.core import open_hub
from kiosk.hub.models import Heartbeat
from kiosk.rig import TERMINAL_ID, Rig
from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.settings import load
from tests.journey.main_thread import MainThread
from tests.journey.people import SENIOR
from tests.journey.visitor import Visitor
from tests.publishing.conftest import City
from tests.publishing.test_catalogue import FIRST, SECOND


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("rig")
    with Rig(folder, folder / "out") as made:
        yield made


def events(rig: Rig) -> list[str]:
    from contextlib import closing

    from kiosk.terminal_db import TerminalDatabase

    with closing(TerminalDatabase(rig.home)) as database:
        return [record.event for record in audit.records(database) if record.event.startswith("catalogue.")]


def test_a_visit_keeps_its_catalogue_and_the_submission_says_which(rig: Rig, city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    trust(rig.home, city.root)
    rig.settings.write_text(f'{rig.settings.read_text(encoding="utf-8")}\n[catalogue]\nurl = "{city.url}"\n', encoding="utf-8")

    def agent() -> None:
        rig.kiosk("agent", "--once", "--settings", str(rig.settings))

    agent()
    terminal = open_terminal(load(rig.settings), rig.home)
    for device in terminal.devices.values():
        device.settle(60)
    thread = MainThread()
    session = Session(terminal, thread)
    visitor = Visitor(rig, session, thread)

    def showing() -> Screen:
        return session.screen

    def ticked() -> bool:
        thread.let_pass(1.1)
        session.touched()
        session.tick()
        return True

    try:
        assert terminal.version == FIRST
        visitor.go_to(SENIOR, Screen.SIGN, "elderly")
        city.publish(folder, SECOND)
        city.repository.take_down(Takedown("t1", SENIOR, "等新办法", "2026-11-22T12:00:00+08:00"), city.online["takedown"])
        city.repository.refresh(city.online)
        agent()
        for _ in range(3):
            ticked()
        assert terminal.version == FIRST
        assert showing() is Screen.SIGN
        receipt = visitor.sign()
        session.another()
        ticked()
        assert terminal.version == FIRST, "the same citizen goes on with the same catalogue"
        rig.tell("id_reader take")
        session.wipe()
        thread.until(lambda: ticked() and terminal.version == SECOND)
        assert showing() is Screen.ATTRACT
        session.wake()
        session.choose(SENIOR)
        assert session.visit is None
        (offer,) = (offer for offer in session.popular if offer.matter.code == SENIOR)
        assert offer.reason == "这件事现在暂停办理，请到窗口问一问"
        city.repository.restore(["t1"])
        city.sign()
        agent()
        thread.until(lambda: ticked() and all(offer.possible for offer in session.popular if offer.matter.code == SENIOR))
        assert showing() is Screen.HOME, "what is switched off or on counts on this screen too"
    finally:
        session.close()
        terminal.close()
    rig.kiosk("hub", "case", "open", receipt.receipt_no, str(city.folder / "case"))
    assert json.loads((city.folder / "case" / "case.json").read_bytes())["catalogue_version"] == FIRST
    hub = open_hub(rig.hub_home)
    with hub.database.reading() as database:
        row = database.get(Heartbeat, TERMINAL_ID)
        assert row is not None
        assert row.body["catalogue"] == {"version": SECOND}
    hub.close()
    assert events(rig) == ["catalogue.changed", "catalogue.changed", "catalogue.takedown", "catalogue.adopted", "catalogue.takedown"]


def test_a_refusal_is_in_the_audit_chain_and_service_goes_on(rig: Rig, city: City) -> None:
    before = events(rig)
    text = rig.settings.read_text(encoding="utf-8").partition("\n[catalogue]")[0]
    rig.settings.write_text(f'{text}\n[catalogue]\nurl = "{city.url}"\n', encoding="utf-8")
    city.publish(city.matters(), FIRST)
    rig.kiosk("agent", "--once", "--settings", str(rig.settings))
    assert events(rig) == [*before, "catalogue.refused"], "another repository than the one that is trusted"
    terminal = open_terminal(load(rig.settings), rig.home)
    assert len(terminal.catalogue) >= 2
    terminal.close()
