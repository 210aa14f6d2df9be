"""The publishing repository as static files at /catalogue, kept fresh by the hub where it holds the online keys."""

from __future__ import annotations

import logging
from base64 import b64encode
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from config.repository import PublishingError, Repository
from config.signing import KeyFileError, online_keys
from kiosk.hub.core import Hub

LOG = logging.getLogger(__name__)
FOLDERS = ("metadata", "targets")
"""What is handed out; ``staged`` never is."""


def files(hub: Hub) -> Starlette | None:
    """An application that hands the repository out, None where the hub has none."""
    if hub.settings.catalogue is None:
        return None
    folder = Path(hub.settings.catalogue.folder)
    return Starlette(routes=[Mount(f"/{name}", StaticFiles(directory=folder / name, check_dir=False)) for name in FOLDERS])


def root(hub: Hub) -> str | None:
    """The first root metadata in base64: what a terminal trusts from its enrolment on."""
    if hub.settings.catalogue is None:
        return None
    path = Path(hub.settings.catalogue.folder) / "metadata" / "1.root.json"
    return b64encode(path.read_bytes()).decode() if path.exists() else None


def renew(hub: Hub) -> bool:
    """New snapshot and timestamp under the online keys; False where the hub has none, or could not, which is logged."""
    settings = hub.settings.catalogue
    if settings is None or not settings.online_keys:
        return False
    try:
        Repository(Path(settings.folder), hub.now).refresh(online_keys(Path(settings.online_keys)))
    except (PublishingError, KeyFileError, OSError) as error:
        LOG.error("the catalogue's signatures could not be renewed: %s", error)
        return False
    return True
