"""The agent's memory at its worst: 100,000 rows in the queue and a package of 200 MB on the way to a real hub."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from pathlib import Path

from kiosk import identity
from kiosk.bench.figure import Figure
from kiosk.bench.queue_rows import WAITING, fill
from kiosk.bench.submit import case
from kiosk.queue.outbox import Outbox
from kiosk.queue.store import LONGEST_WAIT, Queue
from kiosk.rig import TERMINAL_ID, Rig, RigError

SIZE = 200_000_000
DEADLINE = 180.0


def measure() -> list[Figure]:
    """The most memory the agent ever had (VmHWM). Raises RigError when the package did not arrive."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder, Rig(Path(folder), Path(folder) / "out") as rig:
        with closing(Queue(rig.home)) as queue:
            fill(queue, WAITING, time.time() + LONGEST_WAIT - 60)
        with closing(Outbox(rig.home)) as outbox:
            large = case(rig.home, SIZE, TERMINAL_ID)
            outbox.put(large, identity.load(rig.home).recipients)
        rig.start_agent()
        assert rig.agent is not None
        arrived = rig.wait_for_upload([large.receipt_no], DEADLINE)
        most = _most_resident(rig.agent.pid)
        if not arrived:
            raise RigError("the large package did not arrive")
    return [Figure(f"agent's memory, {WAITING:,} rows and a 200 MB package", most / 1e6, "MB", 90.0)]


def _most_resident(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RigError("the agent has ended")
