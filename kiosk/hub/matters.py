"""The names of matters by their codes, from the folder the hub's settings name or the matters that come with the program."""

from __future__ import annotations

import functools
import logging
from pathlib import Path

from config.load import load_folder
from config.problem import MatterError
from config.themes import DEFAULTS
from kiosk.hub.core import Hub

LOG = logging.getLogger(__name__)


def name(hub: Hub, code: str) -> str:
    """The matter's name, or its code where nobody knows it."""
    return _names(hub.settings.matters).get(code, code)


@functools.cache
def _names(folder: str) -> dict[str, str]:
    try:
        return {matter.code: matter.name for matter in load_folder(Path(folder) if folder else DEFAULTS / "matters")}
    except (MatterError, OSError) as error:
        LOG.error("the names of matters cannot be read: %s", type(error).__name__)
        return {}
