"""What runs under strace for the power-cut test: submits cases, then uploads them. Says on standard output what it has promised.

``python -m tests.queue.cut_workload HOME CASES``
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kiosk.agent import Agent
from kiosk.identity import load
from kiosk.queue.outbox import Outbox
from kiosk.queue.store import Queue
from tests.queue.samples import make_case


def main(home: Path, count: int) -> None:
    """Each line of output is one ``write``, so that the record shows at which moment it was said."""
    identity = load(home)
    outbox = Outbox(home)
    for _ in range(count):
        case = make_case(home, identity.terminal_id, size=6000)
        outbox.put(case, identity.recipients)
        os.write(1, f"promised {case.submission_id} {case.receipt_no}\n".encode())
    outbox.close()
    real = Queue.acknowledge

    def acknowledge(queue: Queue, submission_id: str, case_no: str) -> None:
        os.write(1, f"arrived {submission_id}\n".encode())
        real(queue, submission_id, case_no)

    Queue.acknowledge = acknowledge  # type: ignore[method-assign, assignment]
    agent = Agent(home)
    assert agent.run_once() == count
    agent.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
