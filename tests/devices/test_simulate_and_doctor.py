"""``kiosk simulate`` as a process, its control socket, the network cable, and what ``kiosk doctor`` finds."""

from __future__ import annotations

import contextlib
import json
import selectors
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.simulators.console import NAMES
from devices.status import DeviceState
from kiosk.commands.doctor import DEFAULTS, as_document, as_table, examine
from tests.devices.conftest import Bench

MakeBench = Callable[..., Bench]
RUN = """
import argparse, sys
from kiosk.commands import simulate
parser = argparse.ArgumentParser()
simulate.add_arguments(parser)
sys.exit(simulate.run(parser.parse_args()))
"""


class Running:
    """A ``kiosk simulate --json`` of its own."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-c", RUN, "--json", *arguments]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.document: dict[str, Any] = json.loads(self.line(self.process.stdout))

    def line(self, stream: Any) -> str:
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            assert selector.select(20), "it said nothing"
            return str(stream.readline())

    def ask(self, line: str) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(self.document["control"])
            connection.sendall(line.encode() + b"\n")
            answer: dict[str, Any] = json.loads(connection.makefile("rb").readline())
            return answer


@pytest.fixture
def simulate() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(*arguments: str) -> Running:
        started.append(Running(*arguments))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate(timeout=10)


def test_a_terminals_devices_at_addresses_that_work(simulate: Callable[..., Running], tmp_path: Path) -> None:
    running = simulate("--out", str(tmp_path))
    assert set(running.document["addresses"]) == set(NAMES)
    assert stat.S_IMODE(Path(running.document["control"]).stat().st_mode) == 0o600
    findings = examine(running.document["addresses"], self_test=True)
    assert as_document(findings)["ok"], as_table(findings)
    assert running.ask("id_reader put elderly") == {"ok": True}
    assert running.ask("state")["state"]["id_reader"]["card"] == "elderly"
    assert "one of elderly" in running.ask("id_reader put nobody")["error"]
    assert running.ask("coffee_machine brew")["ok"] is False
    assert running.ask("")["ok"] is False


def test_commands_on_standard_input_and_its_end(simulate: Callable[..., Running], tmp_path: Path) -> None:
    running = simulate("id_reader", "--out", str(tmp_path))
    assert running.process.stdin is not None
    running.process.stdin.write("id_reader put worker\n")
    running.process.stdin.flush()
    assert json.loads(running.line(running.process.stderr)) == {"ok": True}
    out, _ = running.process.communicate(timeout=10)
    assert (running.process.returncode, out) == (0, "")
    assert not (tmp_path / "control.sock").exists()
    assert not (tmp_path / "id_reader").is_symlink()


def test_sigterm_ends_it_tidily(simulate: Callable[..., Running], tmp_path: Path) -> None:
    running = simulate("receipt_printer", "--out", str(tmp_path))
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=10) == 0
    assert not (tmp_path / "receipt_printer").is_symlink()


@pytest.mark.parametrize("arguments", [["coffee_machine"], ["id_reader", "--hub", "ftp://127.0.0.1:1/"]])
def test_wrong_usage_is_one_sentence(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@pytest.fixture
def echo() -> Iterator[int]:
    """A service that answers a line with the same line."""
    server = socket.create_server(("127.0.0.1", 0))

    def repeat(connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection:
            for line in connection.makefile("rb"):
                connection.sendall(line)

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=repeat, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def test_the_network_cable_pulled_and_put_back(make_bench: MakeBench, echo: int) -> None:
    bench = make_bench(hub=f"http://127.0.0.1:{echo}")
    port = int(bench.address("hub").rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"hello\n")
        assert connection.makefile("rb").readline() == b"hello\n"
        bench.say("network off")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 5)
    bench.say("network on")
    bench.say("network slow 100000")
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(b"x" * 9999 + b"\n")
        assert len(connection.makefile("rb").readline()) == 10000


def test_doctor_names_each_fault(make_bench: MakeBench) -> None:
    bench = make_bench("id_reader", "document_camera", "face_camera", "receipt_printer", options={"id_reader": "?timeout=0.3"})
    bench.say("id_reader silent on")
    bench.say("document_camera unplug")
    bench.say("receipt_printer paper out")
    findings = examine(bench.console.addresses)
    document = as_document(findings)
    entries = {entry["name"]: entry for entry in document["devices"]}
    assert document["ok"] is False
    assert {name: (entry["status"], entry["vendor_code"] is None) for name, entry in entries.items()} == {
        "id_reader": ("hardwareError", False),
        "document_camera": ("noDevice", False),
        "face_camera": ("online", True),
        "receipt_printer": ("online", False),
    }
    assert (entries["receipt_printer"]["paper"], entries["id_reader"]["self_test"]) == ("out", None)
    assert entries["id_reader"]["last_transition"]["to"] == "hardwareError"
    assert set(entries["face_camera"]) >= {"name", "address", "status", "detail", "vendor_code", "counters", "last_transition", "self_test"}
    table = as_table(findings)
    assert [word in table for word in ("没有接上", "没有纸", "故障", "正常", "请换纸")] == [True] * 5
    json.dumps(document)


def test_doctor_tests_the_devices_themselves(make_bench: MakeBench) -> None:
    bench = make_bench("id_reader", "face_camera")
    bench.say("face_camera freeze on")
    reader, camera = examine(bench.console.addresses, self_test=True)
    assert reader.self_test is not None
    assert reader.self_test.passed
    assert camera.self_test is not None
    assert not camera.self_test.passed
    assert "自检没有通过" in as_table([reader, camera])


def test_doctor_without_settings_finds_the_defaults_absent() -> None:
    findings = examine(DEFAULTS)
    assert [finding.status.device for finding in findings] == [DeviceState.NO_DEVICE] * 4
    assert not as_document(findings)["ok"]
