"""``run.sock``: what may be asked of a running terminal, by whom, when it is refused, and what nonsense does to it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.device import Capabilities, DeviceError, SelfTest
from devices.status import DeviceState
from kiosk import control_client
from kiosk.claim import Claim, ControlError
from kiosk.control import ControlServer
from kiosk.control_line import LONGEST_REQUEST, Act, Answer, BadLine, at_socket, listen, request
from tests.journey.main_thread import MainThread


class Front:
    """A terminal's front: in service or paused, with or without a visit; its main thread works until ``close``."""

    def __init__(self) -> None:
        self.visiting = False
        self.paused = ""
        self.stopped = False
        self.thread = MainThread()
        self._ended = threading.Event()
        self._main = threading.Thread(target=self._work)

    def pause(self, reason: str) -> None:
        assert threading.current_thread() is self._main
        self.paused = reason

    def resume(self) -> None:
        assert threading.current_thread() is self._main
        self.paused = ""

    def stop(self) -> None:
        self.stopped = True

    def start(self) -> None:
        self._main.start()

    def close(self) -> None:
        self._ended.set()
        self._main.join(60)

    def _work(self) -> None:
        self.thread.until(self._ended.is_set, 60)


class Reader:
    """A device as a supervisor shows it; its self-test ends when the test says so."""

    def __init__(self) -> None:
        self.capabilities: Capabilities | None = Capabilities("读卡器", {"速率": "115200"})
        self.asked = threading.Semaphore(0)
        self.future: Future[SelfTest] = Future()

    def self_test(self) -> Future[SelfTest]:
        self.asked.release()
        return self.future


@pytest.fixture
def front() -> Iterator[Front]:
    made = Front()
    made.start()
    yield made
    made.close()


@pytest.fixture
def device() -> Reader:
    return Reader()


@pytest.fixture
def home(tmp_path: Path, front: Front, device: Reader) -> Iterator[Path]:
    """The state folder of a running terminal; longer than the path of a socket may be."""
    folder = tmp_path / ("deep-" * 20)
    with Claim(folder) as claim, ControlServer(claim, front, {"id_reader": device}, post=front.thread.post, stop=front.stop):
        yield folder


def raw(home: Path, data: bytes) -> bytes:
    """What comes back for these bytes until the other side closes or has nothing more to say."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        at_socket(home, connection.connect)
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))
        except (ConnectionResetError, BrokenPipeError):
            return b""


def test_only_the_terminals_user_may_connect(home: Path) -> None:
    assert stat.S_IMODE((home / "run.sock").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "run.lock").stat().st_mode) == 0o600


def test_another_user_is_refused_even_where_the_file_lets_him_in(home: Path) -> None:
    """Only root can try it as somebody else; anybody else tries it as himself, and is served."""
    for folder in [home, *home.parents][:4]:
        folder.chmod(0o755)
    (home / "run.sock").chmod(0o666)
    code = (
        f"import os, socket, sys\nos.chdir({str(home)!r})\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "s = socket.socket(socket.AF_UNIX); s.settimeout(10); s.connect('run.sock')\n"
        'try: s.sendall(b\'{"do": "ping"}\\n\')\nexcept BrokenPipeError: pass\n'
        "sys.stdout.write(s.makefile().readline())"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    refused = os.geteuid() == 0
    assert json.loads(answer.stdout)["ok"] is not refused, answer.stderr
    assert ("运行用户" in answer.stdout) is refused


def test_a_ping_tells_who_runs_and_what_goes_on(home: Path, front: Front) -> None:
    assert control_client.ping(home) == Answer(True, pid=os.getpid(), visiting=False, paused="")
    front.visiting = True
    assert control_client.ping(home) == Answer(True, pid=os.getpid(), visiting=True, paused="")


def test_pausing_and_resuming_is_done_on_the_main_thread(home: Path, front: Front) -> None:
    assert control_client.ask(home, "pause", reason=" 换纸 ").paused == "换纸"
    assert front.paused == "换纸"
    assert control_client.ask(home, "resume").paused == ""
    assert not control_client.ask(home, "pause", reason=" ").ok


def test_a_self_test_runs_and_tells_its_outcome(home: Path, device: Reader) -> None:
    device.future.set_result(SelfTest(True, "读卡模块正常"))
    assert control_client.ask(home, "self_test", device="id_reader") == Answer(True, passed=True, detail="读卡模块正常")


def test_a_self_test_that_fails_is_an_answer(home: Path, device: Reader) -> None:
    device.future.set_exception(DeviceError(DeviceState.NO_DEVICE, "没有接上"))
    assert control_client.ask(home, "self_test", device="id_reader") == Answer(True, passed=False, detail="没有接上")


def test_others_are_answered_while_a_self_test_runs(home: Path, device: Reader) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(control_client.ask, home, "self_test", device="id_reader")
        assert device.asked.acquire(timeout=120)
        assert control_client.ping(home) is not None
        device.future.set_result(SelfTest(True, ""))
        assert waiting.result(60).passed


def test_no_self_test_and_no_restart_during_a_visit(home: Path, front: Front, device: Reader) -> None:
    front.visiting = True
    acts: tuple[Act, ...] = ("self_test", "restart")
    for do in acts:
        answer = control_client.ask(home, do, device="id_reader")
        assert (answer.ok, "有群众正在办事" in answer.error) == (False, True)
    assert not device.asked.acquire(blocking=False)
    assert not front.stopped


def test_a_restart_ends_the_application_in_an_orderly_way(home: Path, front: Front) -> None:
    assert control_client.ask(home, "restart").ok
    assert front.stopped


def test_what_cannot_be_done_is_refused_with_its_reason(home: Path) -> None:
    assert "restart" in control_client.ask(home, "reload").error
    assert "没有设备 coffee" in control_client.ask(home, "self_test", device="coffee").error
    assert "id_reader" in control_client.ask(home, "capabilities").error


def test_what_a_device_can_do_is_told(home: Path, device: Reader) -> None:
    assert control_client.ask(home, "capabilities", device="id_reader") == Answer(True, kind="读卡器", facts={"速率": "115200"})
    device.capabilities = None
    assert control_client.ask(home, "capabilities", device="id_reader") == Answer(True)


def test_a_screen_that_hangs_is_unknown_not_idle(tmp_path: Path, device: Reader) -> None:
    front = Front()
    with Claim(tmp_path) as claim, ControlServer(claim, front, {"id_reader": device}, post=front.thread.post, stop=front.stop):
        assert control_client.ping(tmp_path) == Answer(True, pid=os.getpid(), visiting=None, paused=None)
        assert "没有应答" in control_client.ask(tmp_path, "restart").error
        front.start()
        front.close()
        assert not front.stopped, "what timed out is not done late"


def test_a_terminal_that_hangs_altogether_is_not_taken_for_none(tmp_path: Path) -> None:
    with Claim(tmp_path), listen(tmp_path) as listening:
        listening.listen()
        assert control_client.ping(tmp_path, seconds=0.2) == Answer(True)
        with pytest.raises(control_client.NoAnswer):
            control_client.ask(tmp_path, "restart", seconds=0.2)


def test_a_second_terminal_on_the_same_folder_is_refused(home: Path) -> None:
    with pytest.raises(ControlError, match=f"进程 {os.getpid()}"), Claim(home):
        pass
    assert control_client.ping(home) is not None


def test_what_a_killed_terminal_left_is_cleared_away(tmp_path: Path, front: Front) -> None:
    code = (
        "import os, sys, pathlib\nfrom kiosk.claim import Claim\nfrom kiosk.control_line import listen\n"
        f"home = pathlib.Path({str(tmp_path)!r})\n"
        "with Claim(home):\n    listen(home)\n    os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=120).returncode == -9
    assert (tmp_path / "run.sock").exists()
    assert control_client.ping(tmp_path) is None
    with Claim(tmp_path) as claim, ControlServer(claim, front, {}, post=front.thread.post, stop=front.stop):
        assert control_client.ping(tmp_path) is not None
    assert not (tmp_path / "run.sock").exists()


def test_no_terminal_at_all(tmp_path: Path) -> None:
    assert control_client.ping(tmp_path) is None
    assert control_client.ping(tmp_path / "nowhere") is None
    with pytest.raises(control_client.NotRunning):
        control_client.ask(tmp_path, "restart")


def test_too_long_a_line_is_refused_and_the_connection_ended(home: Path) -> None:
    assert b"4096" in raw(home, b"x" * (LONGEST_REQUEST * 3) + b"\n" + b'{"do":"ping"}\n')
    assert control_client.ping(home) is not None


def test_more_clients_than_anybody_needs_are_turned_away(home: Path) -> None:
    with ExitStack() as stack:
        for _ in range(16):
            connection = stack.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(10)
            at_socket(home, connection.connect)
            connection.sendall(b'{"do":"ping"}\n')
            assert json.loads(stack.enter_context(connection.makefile("rb")).readline())["ok"]
        for _ in range(4):
            refused = control_client.ask(home, "ping")
            assert (refused.ok, "太多" in refused.error) == (False, True)
    deadline = time.monotonic() + 5
    while not control_client.ask(home, "ping").ok:
        assert time.monotonic() < deadline


BYTES = st.one_of(
    st.binary(max_size=300),
    st.sampled_from(
        [b"[" * 4000, b'{"do":' * 600, b"{}", b"null", b'{"do":"ping","path":"/etc"}', b'{"do":"pause","reason":"' + b"x" * 3000]
    ),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["do", "device", "reason", "x"]), inner, max_size=4),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BYTES)
def test_hostile_bytes_get_a_refusal_and_do_nothing(home: Path, front: Front, data: bytes) -> None:
    answers = [json.loads(each) for each in raw(home, data + b"\n").splitlines()]
    assert all(answer["ok"] is False and answer["error"] for answer in answers)
    assert (front.paused, front.stopped) == ("", False)


@given(st.binary(max_size=5000))
def test_a_line_is_a_request_or_nothing(data: bytes) -> None:
    with contextlib.suppress(BadLine):
        assert request(data).do


def test_the_server_lives_after_all_that(home: Path) -> None:
    for data in (b"", b"\n" * 5, b"\x00\xff" * 100 + b"\n", b"[" * 5000):
        raw(home, data)
    assert control_client.ping(home) is not None
