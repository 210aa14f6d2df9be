"""``kiosk doctor --json`` prints the documented status of a device in each state its simulator can be put into while nobody uses it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from devices.status import DeviceState, Media, Optics, Paper, Status
from kiosk.commands.cli import main
from tests.devices.conftest import Bench
from tests.faults.matrix import Fault, told
from tests.faults.rows import OPTIONS, ROWS
from tests.faults.test_matrix import held_elsewhere

MakeBench = Callable[..., Bench]
IDLE = tuple(fault for fault in ROWS if not fault.under_way)
HOUR = datetime.fromisoformat("2026-11-21T22:47:00+08:00")


def status_in(entry: dict[str, Any]) -> Status:
    """The status of an entry of the document."""
    media, paper, optics = (entry[part] for part in ("media", "paper", "optics"))
    return Status(
        DeviceState(entry["status"]),
        HOUR,
        entry["detail"],
        entry["vendor_code"],
        media and Media(media),
        paper and Paper(paper),
        optics and Optics(optics),
    )


@pytest.mark.parametrize("fault", IDLE, ids=lambda fault: fault.id)
def test_doctor_prints_the_documented_status(
    fault: Fault, make_bench: MakeBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = make_bench(fault.device, options=OPTIONS)
    for command in (*fault.before, *fault.hurt):
        bench.say(f"{fault.device} {command}")
    settings = tmp_path / "terminal.toml"
    settings.write_text(f'[devices]\n{fault.device} = "{bench.address(fault.device)}"\n', encoding="utf-8")
    monkeypatch.setenv("KIOSK_HOME", str(tmp_path / "home"))
    with held_elsewhere(bench.address(fault.device)) if fault.busy else nullcontext():
        exit_status = main(["doctor", fault.device, "--json", "--settings", str(settings)])
    document = json.loads(capsys.readouterr().out)
    [entry] = document["devices"]
    status = status_in(entry)
    assert told(status) == fault.status
    assert bool(status.detail), "staff have a sentence to read"
    assert (document["ok"], exit_status) == (status.usable, 0 if status.usable else 1)
