"""How soon the state of every device is known when one of them is dead, and what watching idle devices costs."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from devices.status import DeviceState
from devices.supervisor import Supervisor
from kiosk.bench.far_side import FarSide, far_side
from kiosk.bench.figure import Figure

STARTS = 3
IDLE_SECONDS = 20.0
_SETTLED_SECONDS = 3.0
_DEADLINE = 15.0
_DEATHS = {"id_reader": ("silent on", "silent off"), "receipt_printer": ("silent on", "silent off")}
"""Connected and never answering is the slowest way to be dead; everything else is noticed at once."""


def measure() -> list[Figure]:
    """All simulated devices of a terminal, each dead in turn; then all well, and nobody asks anything of them."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, far_side(Path(folder)) as far:
        worst = max(_worst(far, name) for name in far.addresses)
        share = _idle_share(far.addresses)
    return [
        Figure(f"first status of all {len(far.addresses)} devices, the worst of them dead", worst, "s", 2.0),
        Figure("idle CPU of all supervisors, cameras closed", 100 * share, "% of one core", 3.0),
    ]


def _worst(far: FarSide, name: str) -> float:
    dead, alive = _DEATHS.get(name, ("unplug", "plug"))
    far.tell(f"{name} {dead}")
    try:
        return statistics.median(_first_status(far.addresses, name) for _ in range(STARTS))
    finally:
        far.tell(f"{name} {alive}")


def _first_status(addresses: Mapping[str, str], dead: str) -> float:
    """Seconds from the start until every device has a state. Raises RuntimeError when one has none, or the dead one is said to be well."""
    started = time.perf_counter()
    devices = {name: Supervisor(name, address) for name, address in addresses.items()}
    try:
        states = {name: device.settle(_DEADLINE).device for name, device in devices.items()}
        took = time.perf_counter() - started
    finally:
        for device in devices.values():
            device.close()
    if DeviceState.STARTING in states.values() or states[dead] is DeviceState.ONLINE:
        raise RuntimeError(f"with {dead} dead the devices say {states}")
    return took


def _idle_share(addresses: Mapping[str, str]) -> float:
    """Seconds of processor a second, of this process, while the supervisors only watch."""
    devices = [Supervisor(name, address) for name, address in addresses.items()]
    try:
        for device in devices:
            device.settle(_DEADLINE)
        time.sleep(_SETTLED_SECONDS)
        clock, processor = time.perf_counter(), time.process_time()
        time.sleep(IDLE_SECONDS)
        return (time.process_time() - processor) / (time.perf_counter() - clock)
    finally:
        for device in devices:
            device.close()
