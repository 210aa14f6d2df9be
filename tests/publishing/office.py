"""The administrator's computer, the server's folder and terminals, by commands alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from datetime import datetime
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from config.entry import Listed
from config.holidays import SOON
from kiosk.catalogue_in_force import CatalogueInForce
from kiosk.catalogue_poll import CataloguePoll
from kiosk.rig import DEFAULT_MATTERS
from kiosk.settings import Catalogue, Settings, Terminal
from tests.publishing.server import Quiet

SECRET = "江北区数据局的长口令"


class Office:
    """The administrator's computer, the server's folder and two terminals."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web, self.keys, self.work = folder / "web", folder / "keys", folder / "work"
        self.web.mkdir()
        secret = folder / "passphrase"
        secret.write_text(f"{SECRET}\n", encoding="utf-8")
        self.environment = {**os.environ, "KIOSK_PASSPHRASE_FILE": str(secret), "KIOSK_HOME": str(folder / "none")}
        self.environment.pop("KIOSK_PASSPHRASE", None)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(self.web)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kiosk(self, *words: str, status: int = 0) -> str:
        """Run a command; its standard output and error."""
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def publish(self, *words: str, status: int = 0) -> str:
        return self.kiosk("publish", *words, "--repository", str(self.web), status=status)

    def read(self, *words: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.publish(*words, "--json"))
        return document

    def sign(self) -> dict[str, Any]:
        """Both keys; then the online ones name what is new."""
        keys = [word for number in (1, 2) for word in ("--key", str(self.keys / f"targets-{number}.pem"))]
        return self.read("sign", *keys, "--online", str(self.keys / "online"))

    def poll(self, name: str) -> bool:
        url = f"http://127.0.0.1:{self.server.server_port}/"
        settings = replace(Settings(), terminal=Terminal(id=name), catalogue=Catalogue(url=url))
        return CataloguePoll(self.folder / name, settings).look()

    def shown(self, name: str) -> tuple[str, set[str]]:
        """The version a terminal that starts now shows, and the codes it offers."""
        found = CatalogueInForce(self.folder / name)

        def offered(matter: Listed) -> bool:
            return not found.taken_down(matter)

        codes = {matter.code for matter in found.catalogue.matters if offered(matter)}
        found.close()
        return found.version, codes


def take_defaults(work: Path) -> None:
    """The default matters, and holidays for the years a release of today is asked for, so that the walk passes in any year."""
    shutil.copytree(DEFAULT_MATTERS, work / "matters")
    today = datetime.now().astimezone().date()
    (work / "holidays").mkdir()
    for year in {today.year, (today + SOON).year}:
        (work / "holidays" / f"{year}.yaml").write_text(f"year: {year}\ndays_off: []\n", "utf-8")
