"""The simulated devices in a process of their own, so that their work is not counted as the terminal's."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


class FarSide:
    """``addresses`` by the name of the device; ``tell`` gives a fault command."""

    def __init__(self, process: subprocess.Popen[str], addresses: Mapping[str, str]) -> None:
        self._process = process
        self.addresses = addresses

    def tell(self, command: str) -> None:
        """Give a command and wait until it was obeyed. Raises RuntimeError when it was not."""
        assert self._process.stdin is not None
        assert self._process.stderr is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        for line in self._process.stderr:
            if line.startswith("{"):
                answer = json.loads(line)
                if answer["ok"]:
                    return
                raise RuntimeError(answer["error"])
        raise RuntimeError("the simulators ended")


@contextmanager
def far_side(folder: Path, *names: str) -> Iterator[FarSide]:
    """Start the simulators of these devices, all there are without names, and end them."""
    command = [sys.executable, "-m", "kiosk", "simulate", *names, "--json", "--out", str(folder)]
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            assert process.stderr is not None
            raise RuntimeError(f"the simulators did not start: {process.stderr.read().strip()}")
        yield FarSide(process, json.loads(line)["addresses"])
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
