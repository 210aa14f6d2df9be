"""Speed of the device layer: reading a card, knowing every device's state, the first byte of a receipt, idle supervisors; and the pages."""

from __future__ import annotations

import importlib

from kiosk.bench import first_byte, id_read, supervisors
from kiosk.bench.figure import Figure


def measure() -> list[Figure]:
    """Everything, one after another. Raises RuntimeError when something did not do what it is measured for."""
    pages: list[Figure] = importlib.import_module("kiosk.bench.pages").measure()
    return [*id_read.measure(), *supervisors.measure(), *first_byte.measure(), *pages]
