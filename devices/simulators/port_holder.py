"""Another process that has a serial port open for itself, as a forgotten terminal program would."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

_PROGRAM = """
import fcntl, os, sys
port = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)
fcntl.flock(port, fcntl.LOCK_EX | fcntl.LOCK_NB)
print("held", flush=True)
sys.stdin.read()
"""


class PortHolder:
    """Holds one port at a time. The process ends with ``release``, or with the process that started it."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    @property
    def holding(self) -> bool:
        """Whether a port is held."""
        return self._process is not None

    async def hold(self, port: Path) -> None:
        """Open the port and keep it. Raises OSError when it could not be had."""
        await self.release()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-S",
            "-c",
            _PROGRAM,
            str(port),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        assert process.stdout is not None
        self._process = process
        if await process.stdout.readline() != b"held\n":
            await self.release()
            raise OSError(f"another process has {port.name} already")

    async def release(self) -> None:
        """Let go of the port."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            await process.wait()
