"""Speed of queue and upload: the durable submit, puts and claims, a full queue, the upload, the agent's memory; peers in the same run."""

from __future__ import annotations

from kiosk.bench import agent_load, queue_rows, submit, tus_upload
from kiosk.bench.figure import Figure


def measure() -> list[Figure]:
    """Everything, one after another. Raises RuntimeError, RigError when something did not do what it is measured for."""
    return [*submit.measure(), *queue_rows.measure(), *tus_upload.measure(), *agent_load.measure()]
