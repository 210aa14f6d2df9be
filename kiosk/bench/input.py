"""The on-screen keyboard: speed, memory, and how well names and addresses come out; see ``kiosk.commands.input_measured``.

Measured in a process of its own, for the keyboard is of the screens, which nothing here may import.
"""

from __future__ import annotations

import json
import subprocess
import sys

from kiosk.bench.figure import Figure


def measure() -> list[Figure]:
    """All figures. Takes some minutes. Raises subprocess.CalledProcessError where they cannot be measured."""
    told = subprocess.run([sys.executable, "-m", "kiosk.commands.input_measured"], stdout=subprocess.PIPE, check=True).stdout
    return [Figure(**figure) for figure in json.loads(told.splitlines()[-1])]
