"""An adapter in a separate installed package is found through its entry point, opened, explained, and its faults are contained."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

PROJECT = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "kiosk-sample-adapter"
version = "1.0"

[project.entry-points."kiosk.devices"]
"sample+tcp" = "kiosk_sample_adapter:open_tcp"

[tool.setuptools]
py-modules = ["kiosk_sample_adapter"]
"""

ADAPTER = '''
"""A code scanner that answers "ready" to "status"."""

import socket

from devices.clock import now
from devices.device import Capabilities, Device, DeviceError, SelfTest
from devices.reference import Reference
from devices.status import DeviceState, Status

REFERENCES = (
    Reference("sample+tcp", "样品扫码器", "sample+tcp://127.0.0.1:9000", "接网线", "样品", {"timeout": "秒"}, {"noDevice": "没有应答"}),
)


def open_tcp(address):
    REFERENCES[0].check(address)
    return Sample(address)


class Sample(Device):
    def __init__(self, address):
        self._address = address
        self._connection = None

    def open(self):
        try:
            self._connection = socket.create_connection((self._address.host, self._address.port), 2)
        except OSError as error:
            raise DeviceError(DeviceState.NO_DEVICE, "连不上样品扫码器", "refused") from error

    def close(self):
        if self._connection is not None:
            self._connection.close()

    def status(self):
        self._connection.sendall(b"status\\n")
        if self._connection.recv(16) != b"ready\\n":
            raise DeviceError(DeviceState.HARDWARE_ERROR, "样品扫码器没有应答", "silent")
        return Status(DeviceState.ONLINE, now())

    def capabilities(self):
        return Capabilities("样品扫码器", {"版本": "1.0"})

    def self_test(self):
        return SelfTest(True, "样品正常")
'''


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip installed the package's own wheel."""
    source, wheels, target = (tmp_path_factory.mktemp(name) for name in ("source", "wheels", "installed"))
    (source / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (source / "kiosk_sample_adapter.py").write_text(ADAPTER, encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(wheels), str(source)]
    subprocess.run(build, check=True, timeout=120)
    [wheel] = wheels.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(target), str(wheel)], check=True, timeout=120)
    return target


@pytest.fixture
def scanner() -> Iterator[int]:
    """The device behind the adapter's wire."""
    server = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(b"ready\n" if line == b"status\n" else b"what?\n")

    def serve() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1]
    server.shutdown(socket.SHUT_RDWR)
    server.close()


class Installation:
    """A terminal on whose path the package is installed."""

    def __init__(self, home: Path, installed: Path) -> None:
        self.environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{installed}", "KIOSK_HOME": str(home)}
        self.settings = home / "terminal.toml"

    def doctor(self, address: str) -> dict[str, Any]:
        """What doctor says of the code scanner at ``address``."""
        self.settings.write_text(f'[devices]\nbarcode = "{address}"\n', encoding="utf-8")
        done = self.run("-m", "kiosk", "doctor", "--json", "--self-test", "--settings", str(self.settings))
        [entry] = json.loads(done.stdout)["devices"]
        assert done.returncode == (0 if entry["ok"] else 1)
        assert isinstance(entry, dict)
        return entry

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Python with the package."""
        return subprocess.run([sys.executable, *words], env=self.environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def installation(tmp_path: Path, installed: Path) -> Installation:
    return Installation(tmp_path, installed)


def test_doctor_finds_and_opens_the_device(installation: Installation, scanner: int) -> None:
    entry = installation.doctor(f"sample+tcp://127.0.0.1:{scanner}?timeout=1")
    assert (entry["status"], entry["ok"]) == ("online", True)
    assert entry["capabilities"] == {"kind": "样品扫码器", "facts": {"版本": "1.0"}}
    assert entry["self_test"] == {"passed": True, "detail": "样品正常"}


def test_its_faults_and_wrong_addresses_are_told_like_our_own(installation: Installation) -> None:
    entry = installation.doctor("sample+tcp://127.0.0.1:1")
    assert (entry["status"], entry["detail"], entry["vendor_code"]) == ("noDevice", "连不上样品扫码器", "refused")
    entry = installation.doctor("sample+tcp://127.0.0.1:1?colour=red")
    assert (entry["status"], "colour" in entry["detail"]) == ("userError", True)
    assert "sample+tcp" in installation.doctor("smoke+signal:///hill")["detail"]


def test_its_reference_stands_on_the_page_of_this_installation_and_not_on_the_committed_one(installation: Installation) -> None:
    with_it = installation.run("-m", "devices.reference_page").stdout
    without = installation.run("-m", "devices.reference_page", "--built-in").stdout
    assert "sample+tcp://127.0.0.1:9000" in with_it
    assert "sample+tcp" not in without
    assert without == (ROOT / "docs" / "devices.md").read_text(encoding="utf-8")
