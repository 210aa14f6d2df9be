"""``kiosk simulate`` as a process, its control socket, the network cable, and what ``kiosk doctor`` finds."""

from __future__ import annotations

import contextlib
import json
import os
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

from devices.found import serial_ports
from devices.simulators.console import NAMES
from kiosk.commands.doctor import DEFAULTS
from kiosk.device_names import STAFF_NAMES
from kiosk.diagnosis import Diagnosis, examine
from kiosk.diagnosis_report import as_document, as_table
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
        running.process.terminate()  # in order: it has daemons of its own to end
        try:
            running.process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            running.process.kill()
            running.process.communicate(timeout=120)


def test_a_terminals_devices_at_addresses_that_work(simulate: Callable[..., Running], tmp_path: Path) -> None:
    running = simulate("--out", str(tmp_path))
    assert set(running.document["addresses"]) == set(NAMES)
    assert stat.S_IMODE(Path(running.document["control"]).stat().st_mode) == 0o600
    diagnosis = Diagnosis(examine(running.document["addresses"], self_test=True))
    assert as_document(diagnosis)["ok"], as_table(diagnosis)
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
    out, _ = running.process.communicate(timeout=120)
    assert (running.process.returncode, out) == (0, "")
    assert not (tmp_path / "control.sock").exists()
    assert not (tmp_path / "id_reader").is_symlink()


def test_sigterm_ends_it_tidily(simulate: Callable[..., Running], tmp_path: Path) -> None:
    running = simulate("receipt_printer", "--out", str(tmp_path))
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(timeout=120) == 0
    assert not (tmp_path / "receipt_printer").is_symlink()


@pytest.mark.parametrize("arguments", [["coffee_machine"], ["id_reader", "--hub", "ftp://127.0.0.1:1/"]])
def test_wrong_usage_is_one_sentence(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
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
    diagnosis = Diagnosis(examine(bench.console.addresses))
    document = as_document(diagnosis)
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
    table = as_table(diagnosis)
    assert table.index("没有纸") < table.index("正常"), "faults first"
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
    assert "自检没有通过" in as_table(Diagnosis((reader, camera)))


def test_doctor_names_the_process_that_holds_a_port(make_bench: MakeBench) -> None:
    bench = make_bench("id_reader")
    path = bench.address("id_reader").removeprefix("sam+serial://").partition("?")[0]
    code = f"import serial, sys\nport = serial.Serial({path!r}, exclusive=True)\nprint('held', flush=True)\nsys.stdin.read()"
    holder = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        diagnosis = Diagnosis(examine(bench.console.addresses))
        [entry] = as_document(diagnosis)["devices"]
        assert (entry["status"], f"进程 {holder.pid}" in entry["detail"]) == ("deviceBusy", True)
        assert f"进程 {holder.pid}" in as_table(diagnosis)
    finally:
        holder.communicate(timeout=120)


def test_a_port_without_an_address_is_told_with_one(make_bench: MakeBench) -> None:
    bench = make_bench("id_reader")
    ports = serial_ports([{"device": "/dev/ttyUSB7", "usb": "1a86:7523", "product": "USB Serial"}])
    diagnosis = Diagnosis(examine(bench.console.addresses), found=ports, not_scanned=("没有找读卡器（PC/SC）：读卡服务 pcscd 没有运行",))
    document, table = as_document(diagnosis), as_table(diagnosis)
    assert document["ok"], "nobody configured it, so nothing is wrong"
    [found] = document["found"]
    assert (found["kind"], found["addresses"][0]) == ("serial", "sam+serial:///dev/ttyUSB7")
    assert [line in table for line in ("sam+serial:///dev/ttyUSB7", "USB 串口 USB Serial", "pcscd 没有运行")] == [True] * 3


def test_doctor_without_settings_lists_every_kind_of_device_and_finds_none(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KIOSK_SETTINGS"} | {"KIOSK_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "kiosk", "doctor", "--json"], env=environment, capture_output=True, text=True, timeout=120)
    document = json.loads(done.stdout)
    assert [entry["name"] for entry in document["devices"]] == list(DEFAULTS)
    assert set(DEFAULTS) == set(STAFF_NAMES)
    assert not any(entry["ok"] for entry in document["devices"])
    assert (done.returncode, document["ok"], document["running"]) == (1, False, None)
