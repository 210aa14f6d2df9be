"""tus 1.0 client: create, ask the offset, send chunks from there, fetch the acknowledgement. Whatever was cut is asked for again."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kiosk.hub_client import Answer, HubClient, HubError
from kiosk.queue.pace import Pace
from kiosk.queue.retry import Action

PACKAGES = "/v1/packages"
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = "application/offset+octet-stream"
_MAX_CONFLICTS = 3


class Stopped(Exception):
    """The upload was told to stop between two chunks; what was sent is kept by the hub."""


class Upload:
    """One package on its way. ``going_on`` is asked before every chunk and stops the upload by saying no.

    ``url``: where an earlier try began; ``pace`` says how much at once, ``pause`` waits the seconds it asks for.
    """

    def __init__(
        self,
        client: HubClient,
        path: Path,
        metadata: dict[str, str],
        *,
        url: str | None = None,
        pace: Pace | None = None,
        pause: Callable[[float], object] = time.sleep,
        going_on: Callable[[], bool] = lambda: True,
        on_url: Callable[[str | None], object] = lambda _url: None,
    ) -> None:
        self.sent = 0
        """Bytes sent by this try."""
        self._client = client
        self._path = path
        self._size = path.stat().st_size
        self._metadata = metadata
        self._url = url
        self._pace = pace or Pace()
        self._pause = pause
        self._going_on = going_on
        self._on_url = on_url
        self._token: str | None = None

    def run(self) -> str:
        """Upload what the hub does not have yet; returns its acknowledgement, still unverified. Raises HubError, OSError, Stopped."""
        offset = self._offset()
        if self._token is not None:
            return self._token
        with self._path.open("rb") as source:
            conflicts = 0
            while offset < self._size:
                if not self._going_on():
                    raise Stopped
                try:
                    offset = self._send(source, offset)
                    conflicts = 0
                except HubError as error:
                    conflicts += 1
                    if error.status != 409 or conflicts > _MAX_CONFLICTS:
                        raise
                    offset = self._offset()
        if not self._going_on():
            raise Stopped
        return self._told(self._client.request("GET", f"{self._url}/acknowledgement"))

    @staticmethod
    def _told(answer: Answer) -> str:
        token = answer.json().get("acknowledgement")
        if not isinstance(token, str):
            raise HubError("the hub has the package and does not acknowledge it yet", Action.LATER, status=202)
        return token

    def _offset(self) -> int:
        """How many bytes the hub has; creates the upload where it is unknown there."""
        if self._url is not None and (known := self._asked(self._url)) is not None:
            return known
        answer = self._create()
        self._url = self._client.address(answer.headers["location"], self._client.url + PACKAGES)
        if "upload-offset" in answer.headers:
            offset = self._offset_of(answer)
            if offset == self._size and answer.body:
                self._token = self._told(answer)
            else:
                self._on_url(self._url)
            return offset
        self._on_url(self._url)
        asked = self._asked(self._url)
        if asked is None:
            raise HubError("the hub does not know the upload it just announced: its answer was cut off", Action.LATER, status=404)
        return asked

    def _asked(self, url: str) -> int | None:
        """What the hub says it has; None, and the address forgotten, when it does not know it (any more)."""
        try:
            return self._offset_of(self._client.request("HEAD", url, headers=TUS))
        except HubError as error:
            if error.status not in (404, 410):
                raise
            self._url = None
            self._on_url(None)
            return None

    def _create(self) -> Answer:
        """Announce the package; a small one goes along (creation-with-upload), and is then acknowledged in the same answer.

        Our hub says at once how much of it it has; another tus server has to be asked.
        """
        pairs = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in self._metadata.items())
        headers, body = {**TUS, "Upload-Length": str(self._size), "Upload-Metadata": pairs}, b""
        if self._size <= self._pace.chunk:
            if not self._going_on():
                raise Stopped
            headers, body = {**headers, "Content-Type": BYTES}, self._path.read_bytes()
            if len(body) != self._size:
                raise OSError(f"{self._path.name} changed while it was sent")
        began = time.monotonic()
        answer = self._client.request("POST", PACKAGES, headers=headers, body=body)
        if body:
            self._went(len(body), began)
        if answer.status != 201 or "location" not in answer.headers:
            raise _nonsense(answer)
        return answer

    def _send(self, source: BinaryIO, offset: int) -> int:
        source.seek(offset)
        data = source.read(self._pace.chunk)
        if self._url is None or not data:
            raise OSError(f"{self._path.name} became shorter while it was sent")
        headers = {**TUS, "Upload-Offset": str(offset), "Content-Type": BYTES}
        began = time.monotonic()
        reached = self._offset_of(self._client.request("PATCH", self._url, headers=headers, body=data))
        if not offset < reached <= offset + len(data):
            raise HubError("the hub's offset makes no sense", Action.LATER, status=204)
        self._went(len(data), began)
        return reached

    def _went(self, size: int, began: float) -> None:
        self.sent += size
        rest = self._pace.sent(size, time.monotonic() - began)
        if rest:
            self._pause(rest)

    def _offset_of(self, answer: Answer) -> int:
        text = answer.headers.get("upload-offset", "")
        if answer.headers.get("tus-resumable") != TUS["Tus-Resumable"] or not (text.isascii() and text.isdigit()):
            raise _nonsense(answer)
        offset = int(text)
        if offset > self._size:
            raise HubError("the hub has more bytes than the package", Action.LATER, status=answer.status)
        return offset


def _nonsense(answer: Answer) -> HubError:
    return HubError("something between here and the hub answered in its place", Action.LATER, status=answer.status)
