"""A PC/SC daemon of the simulator's own: the real ``pcscd`` with the virtual reader ``vpcd``, apart from the machine's.

Its socket is handed over as systemd would (``LISTEN_FDS``), so it stands wherever the simulator wants it. It runs in a mount namespace
with an empty ``/run`` and no drivers of real readers, where it cannot touch the machine's daemon, and in a network namespace, where
``vpcd``, which listens on every interface, is reached by nobody else and finds its ports free. It ends with the simulator, however that
ends. Needs root.
"""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

PORT = 0x8C7B
READER = "Virtual PCD"
_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_CLONE_NEWNET = 0x40000000
_LAUNCH = """
import ctypes, fcntl, glob, os, signal, socket, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
def need(result):
    if result:
        sys.exit("pcscd needs a namespace of its own: " + os.strerror(ctypes.get_errno()))
libc.prctl(1, signal.SIGTERM)
need(libc.unshare(0x40020000))
need(libc.mount(b"none", b"/", None, 0x44000, None))
for hidden in ["/run", *glob.glob("/usr/lib/pcsc/drivers/*.bundle")]:
    need(libc.mount(b"none", hidden.encode(), b"tmpfs", 0, None))
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sH14x", b"lo", 0x41))
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""
_numbers: set[int] = set()


class PrivatePcscd:
    """One daemon. Its socket's path stays the same over restarts."""

    def __init__(self) -> None:
        _sweep()
        self._number = next(number for number in range(1000) if number not in _numbers)
        _numbers.add(self._number)
        self._folder = Path(tempfile.gettempdir()) / f"kiosk-pcscd-{os.getpid()}-{self._number}"
        self._process: subprocess.Popen[bytes] | None = None
        self.reader = True
        self._missing = ""

    @property
    def path(self) -> Path:
        """Where clients find it."""
        return self._folder / "pcscd.comm"

    @property
    def process(self) -> int | None:
        """Its process id; None while it does not run."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def refused(self) -> str:
        """Why it does not run though it should: not installed, or what it said when it ended by itself."""
        if self._process is None or self.running:
            return self._missing
        return (self._folder / "log").read_text(errors="replace").strip()[-200:] or "pcscd ended"

    def start(self) -> None:
        """Start it, with its reader or without. ``refused`` tells why it does not run."""
        if self.running:
            return
        program = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
        if program is None or not _DRIVER.exists():
            self._missing = "pcscd or vsmartcard-vpcd is not installed"
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if self._folder.stat().st_uid != os.getuid():
            raise OSError(f"{self._folder} belongs to somebody else")
        readers = self._folder / "readers"
        readers.mkdir(exist_ok=True)
        line = f'FRIENDLYNAME "{READER}"\nDEVICENAME /dev/null:{PORT:#x}\nLIBPATH {_DRIVER}\nCHANNELID {PORT:#x}\n'
        (readers / "vpcd").write_text(line if self.reader else "", encoding="ascii")
        self.path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listening, (self._folder / "log").open("wb") as log:
            listening.bind(str(self.path))
            listening.listen(16)
            number = listening.fileno()
            arguments = [sys.executable, "-SEc", _LAUNCH, str(number), program, "--foreground", "--config", str(readers)]
            self._process = subprocess.Popen(arguments, pass_fds=(number,), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def freeze(self, on: bool) -> None:
        """Let it hang (it keeps its socket and answers nothing), or go on."""
        if self._process is not None and self.running:
            self._process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)
            if on:  # not before every thread of it stands still
                os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    async def stop(self) -> None:
        """Stop it; its socket vanishes."""
        self.path.unlink(missing_ok=True)
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        process.send_signal(signal.SIGCONT)
        try:
            await asyncio.to_thread(process.wait, 3)
        except subprocess.TimeoutExpired:
            process.kill()
            await asyncio.to_thread(process.wait)

    async def close(self) -> None:
        """Stop it for good and leave nothing behind."""
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
        _numbers.discard(self._number)

    async def connect(self) -> socket.socket | None:
        """A connection to the virtual reader's slot, made inside the daemon's network namespace; None while nothing listens there."""
        if not self.running or self._process is None or not self.reader:
            return None
        return await asyncio.to_thread(_connect_inside, self._process.pid)


def _sweep() -> None:
    """Take away what simulators left that were killed."""
    for folder in Path(tempfile.gettempdir()).glob("kiosk-pcscd-*-*"):
        owner = folder.name.split("-")[2]
        if owner.isdigit() and not Path("/proc", owner).exists() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _connect_inside(pid: int) -> socket.socket | None:
    """A socket belongs to the namespace its thread was in when it was made: so make it in a thread that enters and ends."""
    made: list[socket.socket] = []

    def enter() -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            namespace = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
        except OSError:
            return
        try:
            if os.fstat(namespace).st_ino == Path("/proc/self/ns/net").stat().st_ino or libc.setns(namespace, _CLONE_NEWNET):
                return
        except OSError:
            return
        finally:
            os.close(namespace)
        connection = socket.socket()
        try:
            connection.connect(("127.0.0.1", PORT))
        except OSError:
            connection.close()
            return
        connection.setblocking(False)
        made.append(connection)

    thread = threading.Thread(target=enter, name="virtual-card-connect")
    thread.start()
    thread.join()
    return made[0] if made else None
