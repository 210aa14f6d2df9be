"""Taking in: once, whatever dies on the way; case numbers in order; nothing personal outside the sealed package."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

import requests
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from kiosk.agent import Agent
from kiosk.hub import enrolment, uploads
from kiosk.hub.cases import extract, listing
from kiosk.hub.core import Hub, open_hub
from kiosk.hub.intake import open_case, take_in_all
from kiosk.hub.models import Base
from kiosk.package import pack
from kiosk.sealing import seal
from tests.queue.support import (
    ADDRESS,
    MATTER,
    NAME,
    NOW,
    NUMBER,
    HubProcess,
    Steps,
    Terminal,
    command,
    command_json,
    in_doomed_process,
    make_case,
)  # fmt: skip


def _announce(hub: Hub, home: Path, size: int = 2000) -> tuple[str, bytes]:
    case = make_case(home, "T0000", size=size)
    sealed = seal(pack(case), hub.keys.recipients())
    uploads.create(hub, "T0000", uploads.Announced(case.submission_id, case.receipt_no, hashlib.sha256(sealed).hexdigest(), len(sealed)))
    return case.submission_id, sealed


def _receive(hub: Hub, submission_id: str, sealed: bytes, steps: Steps) -> None:
    steps.around(os, "open", "write", "fsync", "ftruncate")
    event.listen(hub.database.engine, "before_cursor_execute", steps)
    event.listen(hub.database.engine, "commit", steps)
    for start in range(0, len(sealed), 8000):
        chunk = uploads.open_chunk(hub, "T0000", submission_id, start)
        chunk.write(sealed[start : start + 8000])
        chunk.finish()
        steps()


def test_hub_killed_at_every_step_of_receiving_and_taking_in(tmp_path: Path) -> None:
    hub, fatal, killed = open_hub(tmp_path / "hub"), 1, True
    enrolment.enrol(hub, enrolment.new_code(hub, "T0000"), "x" * 43)
    while killed:
        submission_id, sealed = _announce(hub, tmp_path)
        hub.close()
        killed = in_doomed_process(lambda steps, s=submission_id, b=sealed: _receive(hub, s, b, steps), fatal)  # type: ignore[misc]
        take_in_all(hub)
        upload = uploads.find(hub, "T0000", submission_id)
        if upload.state == "open":
            chunk = uploads.open_chunk(hub, "T0000", submission_id, upload.offset)
            chunk.write(sealed[upload.offset :])
            chunk.finish()
        assert uploads.acknowledgement(hub, "T0000", submission_id)
        assert [case["submission_id"] for case in listing(hub)].count(submission_id) == 1, fatal
        fatal += 1
    assert fatal > 30, "the steps were not seen"
    numbers = sorted(case["case_no"] for case in listing(hub))
    assert numbers == [f"{MATTER}20261122{serial:04d}" for serial in range(1, fatal)]
    hub.close()


def test_case_arrives_with_everything_the_citizen_gave(hub: HubProcess, terminal: Terminal, tmp_path: Path) -> None:
    case = terminal.submit(received_at=NOW + timedelta(hours=3))
    agent = Agent(terminal.home)
    agent.run_once()
    agent.close()
    (listed,) = hub.arrived(case.submission_id)
    assert listed["receipt_no"] == case.receipt_no
    assert listed["status"] == "received"
    assert listed["received_at"] == (NOW + timedelta(hours=3)).isoformat()
    opened = open_case(hub.hub, case.submission_id)
    assert opened.record == case.record
    assert opened.parts == case.parts
    assert extract(hub.hub, case.receipt_no, tmp_path / "opened") == 3
    assert json.loads((tmp_path / "opened" / "case.json").read_bytes()) == case.record
    assert (tmp_path / "opened" / "materials" / "photo" / "1.jpg").read_bytes() == case.parts[0].data
    assert case.submission_id in [
        row["submission_id"] for row in command_json("hub", "case", "list", "--json", "--home", str(hub.home))["cases"]
    ]


def test_number_alone_shows_one_plain_state(hub: HubProcess, terminal: Terminal) -> None:
    case = terminal.submit()
    address = f"{hub.url}/v1/public/cases/"
    assert requests.get(address + case.receipt_no, timeout=120).status_code == 404
    agent = Agent(terminal.home)
    agent.run_once()
    agent.close()
    assert requests.get(address + case.receipt_no, timeout=120).json() == {"state": "received", "text": "材料已收到，部门还没有受理"}
    wrong = requests.get(address + case.receipt_no[:-1] + "?", timeout=120)
    assert wrong.status_code == 404
    assert wrong.headers["Content-Type"] == "application/problem+json"


def test_hub_keeps_nothing_personal_outside_the_sealed_package(own_hub: HubProcess, tmp_path: Path) -> None:
    terminal = own_hub.enrol(tmp_path / "terminal")
    terminal.submit()
    agent = Agent(terminal.home)
    assert agent.run_once() == 1
    agent.close()
    for path in own_hub.home.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for secret in (NAME, NUMBER, ADDRESS, "13800000000"):
            assert not any(secret.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "gb18030")), path.name


def test_new_key_is_used_and_old_packages_still_open(own_hub: HubProcess, tmp_path: Path) -> None:
    before = own_hub.enrol(tmp_path / "before")
    assert command("hub", "keys", "new", "--home", str(own_hub.home))[0] == 0
    after = own_hub.enrol(tmp_path / "after")
    assert before.identity.recipients != after.identity.recipients
    for terminal in (before, after):
        case = terminal.submit()
        agent = Agent(terminal.home)
        assert agent.run_once() == 1
        agent.close()
        assert open_case(own_hub.hub, case.submission_id).record == case.record


def test_migrated_tables_are_those_of_the_models(hub: HubProcess) -> None:
    with hub.hub.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_long_or_unmeasured_requests_are_refused_unread(hub: HubProcess) -> None:
    address = f"{hub.url}/v1/enrolments"
    assert requests.post(address, data=b"x" * 70_000, timeout=120).status_code == 413
    assert requests.post(address, data=iter([b"{}"]), timeout=120).status_code == 411


def test_hub_that_cannot_start_says_why_in_one_sentence(hub: HubProcess, tmp_path: Path) -> None:
    taken = command("hub", "serve", "--home", str(tmp_path), "--listen", hub.url.removeprefix("http://"))
    file = tmp_path / "file"
    file.write_bytes(b"")
    no_folder = command("hub", "serve", "--home", str(file / "hub"))
    no_database = command("hub", "serve", "--home", str(tmp_path), "--database", "nonsense://")
    wrong = command("hub", "serve", "--home", str(tmp_path), "--listen", "here")
    assert [answer[0] for answer in (taken, no_folder, no_database, wrong)] == [3, 3, 3, 2]
    for status, output, errors in (taken, no_folder, no_database, wrong):
        assert status
        assert output == ""
        assert errors.count("\n") == 1
        assert errors.startswith("kiosk hub: ")
