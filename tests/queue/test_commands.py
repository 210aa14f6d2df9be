"""``kiosk queue`` for technicians."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from kiosk.queue.lease import process_owner
from kiosk.queue.store import Queue
from tests.queue.support import NAME, NUMBER, Terminal, command, command_json


def test_list_show_and_retry_a_parked_case(terminal: Terminal) -> None:
    home = ("--home", str(terminal.home))
    assert command("queue", "list", *home)[0] == 0
    case = terminal.submit()
    queue = Queue(terminal.home)
    queue.claim(process_owner())
    queue.park(case.submission_id, process_owner(), "the hub refuses")
    status, listed, _ = command("queue", "list", *home)
    assert status == 1
    assert case.receipt_no in listed
    assert "the hub refuses" in listed
    document = command_json("queue", "list", "--json", *home)
    assert document["depth"]["parked"] == 1
    assert document["cases"][0]["submission_id"] == case.submission_id
    shown = command_json("queue", "show", case.receipt_no, "--json", *home)
    assert shown["state"] == "parked"
    assert NAME not in str(shown)
    assert NUMBER not in str(shown)
    assert "parked" in command("queue", "show", case.submission_id, *home)[1]
    assert command("queue", "retry", case.receipt_no, *home)[0] == 0
    assert queue.claim(process_owner()) is not None
    queue.close()
    assert command("queue", "retry", "T0000-261121-9999-X", *home)[0] == 1
    assert command("queue", "show", "T0000-261121-9999-X", *home)[0] == 1


def test_export_copies_what_is_undelivered_and_keeps_it(terminal: Terminal, tmp_path: Path) -> None:
    cases = [terminal.submit() for _ in range(2)]
    queue = Queue(terminal.home)
    queue.acknowledge(cases[0].submission_id, "case-1")
    queue.close()
    folder = tmp_path / "stick"
    assert command_json("queue", "export", str(folder), "--json", "--home", str(terminal.home)) == {"exported": [cases[1].receipt_no]}
    (entry,) = json.loads((folder / "index.json").read_bytes())["packages"]
    assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (terminal.home / "outbox" / entry["file"]).exists()


def test_unusable_state_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for words in (["queue", "list"], ["audit", "verify"], ["agent"]):
        status, output, errors = command(*words, "--home", str(tmp_path / "file" / "home"))
        assert status == 3
        assert output == ""
        assert "Traceback" not in errors
        assert errors.count("\n") == 1
