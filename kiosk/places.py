"""Where a command finds state and hub: an explicit option wins, then the environment, then the terminal's settings."""

from __future__ import annotations

import os
from pathlib import Path


def state_folder(given: Path | None) -> Path:
    """``given`` (``--home``), else $KIOSK_HOME, else the platform's folder."""
    if given is not None:
        return given.expanduser().absolute()
    from kiosk.settings import state_folder as usual

    return usual()


def hub_url(given: str, settings_file: str | None, home: Path) -> str:
    """``given`` (``--hub``), else the settings' ``hub.url``; empty where there is no settings file: then the enrolment's address counts.

    Raises ValueError with everything that is wrong in the settings.
    """
    if given:
        return given
    named = settings_file or os.environ.get("KIOSK_SETTINGS")
    path = Path(named) if named else home / "terminal.toml"
    if not named and not path.exists():
        return ""
    from kiosk.settings import SettingsError, load

    try:
        return load(path).hub.url
    except SettingsError as error:
        raise ValueError(str(error)) from error
