"""Where a command finds state and hub: an explicit option wins, then the environment, then the terminal's settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.settings import Settings


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
    return given or terminal_settings(settings_file, home).hub.url


def terminal_settings(settings_file: str | None, home: Path) -> Settings:
    """The settings of ``settings_file``, of ``$KIOSK_SETTINGS``, of the state folder, or the defaults where there is no file.

    Raises ValueError with everything that is wrong in them.
    """
    from kiosk.settings import Settings, SettingsError, load

    named = settings_file or os.environ.get("KIOSK_SETTINGS")
    path = Path(named) if named else home / "terminal.toml"
    if not named and not path.exists():
        return Settings()
    try:
        return load(path)
    except SettingsError as error:
        raise ValueError(str(error)) from error
