"""The live picture and the page being taken are looked at by two threads at once."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
from concurrent.futures import ThreadPoolExecutor
import numpy as np
from devices.document_camera.sheet import find_sheet

noise = np.random.default_rng(1)
pictures = [noise.integers(0, 255, (height, 480, 3), dtype=np.uint8) for height in (120, 480, 270, 900)] * 15
with ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda picture: find_sheet(picture), pictures))
"""


def test_two_threads_may_look_for_a_page_at_once() -> None:
    """In a process of its own: what this is about ends a process."""
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-400:]
