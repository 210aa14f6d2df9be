"""Fixtures of the queue's tests."""

from tests.hub.servers import postgres
from tests.queue.support import hub, own_hub, terminal

__all__ = ["hub", "own_hub", "postgres", "terminal"]
