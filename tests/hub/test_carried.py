"""Packages carried by hand, and the catalogue that the hub hands out."""

from __future__ import annotations

import hashlib
import json
import shutil
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from config.repository import Repository
from config.signing import ONLINE, new_key
from kiosk.agent import Agent
from kiosk.catalogue_trust import root_path
from kiosk.hub import catalogue_files, uploads
from kiosk.hub.carried import CarriedError, take_in_folder
from kiosk.hub.enrolment import new_code
from kiosk.hub_client import HubClient, enrol
from kiosk.queue.export import export
from kiosk.queue.outbox import Outbox
from kiosk.queue.store import Queue
from tests.hub.support import Bench, bench, serving
from tests.queue.support import HubProcess, Terminal, command, command_json, make_case


def _exported(terminal: Terminal, folder: Path) -> list[str]:
    queue = Queue(terminal.home)
    try:
        return export(queue, folder)
    finally:
        queue.close()


def test_exported_packages_are_taken_in_once_and_the_terminal_learns_of_it(hub: HubProcess, tmp_path: Path) -> None:
    terminal = hub.enrol(tmp_path / "terminal")
    cases = [terminal.submit() for _ in range(2)]
    assert _exported(terminal, tmp_path / "stick") == [case.receipt_no for case in cases]
    home = ("--home", str(hub.home))
    first = command_json("hub", "import", str(tmp_path / "stick"), "--json", *home)["packages"]
    assert [(each["known"], each["problem"]) for each in first] == [(False, "")] * 2
    again = command_json("hub", "import", str(tmp_path / "stick"), "--json", *home)["packages"]
    assert [(each["case_no"], each["known"]) for each in again] == [(each["case_no"], True) for each in first]
    agent = Agent(terminal.home)
    assert agent.run_once() == 2, "the network came back: acknowledged, not doubled"
    assert agent.undelivered() == 0
    agent.close()
    for case in cases:
        assert len(hub.arrived(case.submission_id)) == 1


def test_half_uploaded_package_may_be_carried(hub: HubProcess, tmp_path: Path) -> None:
    terminal = hub.enrol(tmp_path / "terminal")
    case = terminal.submit(size=50_000)
    _exported(terminal, tmp_path / "stick")
    sealed = next((tmp_path / "stick").glob("*.age")).read_bytes()
    uploads.create(
        hub.hub, terminal.id, uploads.Announced(case.submission_id, case.receipt_no, hashlib.sha256(sealed).hexdigest(), len(sealed))
    )
    chunk = uploads.open_chunk(hub.hub, terminal.id, case.submission_id, 0)
    chunk.write(sealed[:20_000])
    chunk.finish()
    (done,) = take_in_folder(hub.hub, tmp_path / "stick")
    assert done.case_no and not done.known


def test_stick_that_was_tampered_with_is_found_out_package_by_package(hub: HubProcess, tmp_path: Path) -> None:
    terminal = hub.enrol(tmp_path / "terminal")
    for _ in range(4):
        terminal.submit()
    stick = tmp_path / "stick"
    _exported(terminal, stick)
    index = json.loads((stick / "index.json").read_bytes())
    entries = index["packages"]
    path = stick / entries[0]["file"]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (stick / entries[1]["file"]).unlink()
    entries[2]["file"] = "../terminal/identity/terminal.key"
    (stick / "index.json").write_text(json.dumps(index))
    status, output, _ = command("hub", "import", str(stick), "--home", str(hub.home))
    assert status == 1
    lines = output.splitlines()
    assert "not the one that was exported" in lines[0]
    assert "cannot be read" in lines[1]
    assert "outside the folder" in lines[2]
    assert len(lines) == 4
    (stick / "index.json").write_bytes(b"{")
    with pytest.raises(CarriedError, match="damaged"):
        take_in_folder(hub.hub, stick)
    shutil.rmtree(stick)
    assert command("hub", "import", str(stick), "--home", str(hub.home))[0] == 3


def test_package_of_a_terminal_that_was_never_enrolled_here_stays_out(hub: HubProcess, desk: Bench, tmp_path: Path) -> None:
    terminal = hub.enrol(tmp_path / "terminal")
    outbox = Outbox(terminal.home)
    outbox.put(make_case(terminal.home, terminal.id), tuple(desk.hub.keys.recipients()))
    outbox.close()
    _exported(terminal, tmp_path / "stick")
    (done,) = take_in_folder(desk.hub, tmp_path / "stick")
    assert "never enrolled" in done.problem


def _publish(folder: Path) -> None:
    keys = {role: new_key(folder / "online" / f"{role}.pem", None) for role in ONLINE}
    root, targets = (new_key(folder / f"{name}.pem", b"passphrase") for name in ("root", "targets"))
    Repository(folder / "web", lambda: datetime.now(UTC)).create([root], [targets], keys)


def test_catalogue_is_handed_out_kept_fresh_and_trusted_from_enrolment_on(tmp_path: Path) -> None:
    _publish(tmp_path)
    settings = f'[catalogue]\nfolder = "{tmp_path / "web"}"\nonline_keys = "{tmp_path / "online"}"\n'
    with bench(tmp_path, settings=settings) as desk, serving(desk.hub) as url:
        stamp = requests.get(f"{url}/catalogue/metadata/timestamp.json", timeout=120)
        version = stamp.json()["signed"]["version"]
        first = requests.get(f"{url}/catalogue/metadata/1.root.json", timeout=120).content
        assert catalogue_files.renew(desk.hub)
        assert requests.get(f"{url}/catalogue/metadata/timestamp.json", timeout=120).json()["signed"]["version"] > version
        assert b64decode(catalogue_files.root(desk.hub) or "") == first
        (tmp_path / "web" / "staged").mkdir(exist_ok=True)
        (tmp_path / "web" / "staged" / "targets.json").write_text("secret")
        for path in ("staged/targets.json", "metadata/../staged/targets.json", "metadata/..%2f..%2fonline/timestamp.pem", "", "metadata/"):
            assert requests.get(f"{url}/catalogue/{path}", timeout=120).status_code == 404, path
        code = new_code(desk.hub, "T9001")
        body = {"code": code, "public_key": {"kty": "OKP", "crv": "Ed25519", "x": "x" * 43}}
        answer = requests.post(f"{url}/v1/enrolments", json=body, timeout=120).json()
        assert b64decode(answer["catalogue_root"]) == first
        client = HubClient(url, None)
        for _ in range(2):
            enrol(client, tmp_path / "terminal", new_code(desk.hub, "T9002"))
            assert root_path(tmp_path / "terminal").read_bytes() == first
        client.close()


def test_hub_without_catalogue_says_nothing_of_one(desk: Bench) -> None:
    assert catalogue_files.root(desk.hub) is None
    assert catalogue_files.files(desk.hub) is None
    assert not catalogue_files.renew(desk.hub)


def test_online_keys_that_are_gone_are_no_crash(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _publish(tmp_path)
    settings = f'[catalogue]\nfolder = "{tmp_path / "web"}"\nonline_keys = "{tmp_path / "nowhere"}"\n'
    with bench(tmp_path, settings=settings) as desk:
        assert not catalogue_files.renew(desk.hub)
    assert "could not be renewed" in caplog.text
