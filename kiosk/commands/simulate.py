"""``kiosk simulate``: the devices of a terminal, simulated on the far side of their wires, until standard input ends."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

from devices.simulators.console import NAMES, Console
from devices.simulators.simulator import CommandError

HELP = "start simulators, print their addresses, take fault commands on standard input"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line's arguments."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which devices: {', '.join(NAMES)} (default: all)")
    parser.add_argument("--json", action="store_true", help="print the addresses as one line of JSON")
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where serial ports, control socket and printed receipts go (default: a new folder)"
    )
    parser.add_argument("--hub", metavar="URL", help="put the network (network on|off|slow N) before the hub at this address")


def run(arguments: argparse.Namespace) -> int:
    """Run until standard input ends or SIGTERM comes."""
    unknown = [name for name in arguments.names if name not in NAMES]
    if unknown:
        print(f"no simulator {', '.join(unknown)}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    names = tuple(dict.fromkeys(arguments.names)) or NAMES
    with tempfile.TemporaryDirectory(prefix="kiosk-simulate-") as temporary:
        try:
            console = Console(arguments.out or Path(temporary), names, hub=arguments.hub)
            asyncio.run(_serve(console, as_json=arguments.json))
        except CommandError as error:
            print(error, file=sys.stderr)
            return 2
        except OSError as error:
            print(f"the simulators cannot start: {error.strerror or error}", file=sys.stderr)
            return 3
    return 0


async def _serve(console: Console, *, as_json: bool) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lines.put_nowait, None)
    try:
        await console.start()
        _announce(console, as_json=as_json)
        threading.Thread(target=_read_lines, args=(loop, lines), name="standard-input", daemon=True).start()
        while (line := await lines.get()) is not None:
            if line.strip():
                print(
                    json.dumps(await console.run(line.decode("utf-8", errors="replace")), ensure_ascii=False), file=sys.stderr, flush=True
                )
    finally:
        await console.stop()


def _announce(console: Console, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"addresses": console.addresses, "control": str(console.control)}, ensure_ascii=False), flush=True)
        return
    for name, address in console.addresses.items():
        print(f"{name} = {json.dumps(address)}")
    print(f"# control socket: {console.control}\n# commands: state, or for example: id_reader put elderly", flush=True)


def _read_lines(loop: asyncio.AbstractEventLoop, lines: asyncio.Queue[bytes | None]) -> None:
    """Lines from standard input to the loop, on a thread, for a file or a terminal cannot be waited for otherwise. None at the end."""
    rest = b""
    try:
        while data := os.read(0, 4096):
            *whole, rest = (rest + data).split(b"\n")
            for line in whole:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, rest)
        loop.call_soon_threadsafe(lines.put_nowait, None)
    except (OSError, RuntimeError):
        return  # standard input is closed, or the loop ended first
