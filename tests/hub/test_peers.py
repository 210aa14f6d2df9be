"""The tus endpoint with a client that is not ours: tuspy, unchanged, through a relay that signs its requests as the terminal would."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from kiosk.package import pack
from kiosk.sealing import seal
from tests.queue.support import HubProcess, Terminal, make_case


@pytest.fixture
def signing_relay(hub: HubProcess, terminal: Terminal) -> Iterator[str]:
    """Adds the terminal's token to each request; everything else passes as it is."""

    class Relay(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")}
            headers["Authorization"] = f"Bearer {terminal.identity.token(self.command, self.path, time.time())}"
            answer = requests.request(self.command, hub.url + self.path, data=body, headers=headers, timeout=120)
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name.lower() not in ("connection", "content-length", "server", "date"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_POST = do_HEAD = do_PATCH = _pass  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/packages"
    server.shutdown()
    thread.join()
    server.server_close()


def _case(terminal: Terminal, folder: Path) -> tuple[Path, dict[str, str]]:
    case = make_case(terminal.home, terminal.id, size=3_000_000)
    sealed = seal(pack(case), terminal.identity.recipients)
    path = folder / "package.age"
    path.write_bytes(sealed)
    return path, {"submission_id": case.submission_id, "receipt_no": case.receipt_no, "sha256": hashlib.sha256(sealed).hexdigest()}


def test_tuspy_delivers_a_case_in_chunks(hub: HubProcess, terminal: Terminal, signing_relay: str, tmp_path: Path) -> None:
    path, facts = _case(terminal, tmp_path)
    uploader = TusClient(signing_relay).uploader(str(path), chunk_size=1024 * 1024, metadata=facts)
    uploader.upload()
    assert uploader.offset == path.stat().st_size
    (case,) = hub.arrived(facts["submission_id"])
    assert case["receipt_no"] == facts["receipt_no"]


def test_tuspy_goes_on_where_it_stopped(hub: HubProcess, terminal: Terminal, signing_relay: str, tmp_path: Path) -> None:
    path, facts = _case(terminal, tmp_path)
    first = TusClient(signing_relay).uploader(str(path), chunk_size=512 * 1024, metadata=facts)
    first.upload(stop_at=1024 * 1024)
    assert hub.arrived(facts["submission_id"]) == []
    second = TusClient(signing_relay).uploader(str(path), chunk_size=700_000, url=first.url)
    assert second.offset == first.offset == 1024 * 1024
    second.upload()
    assert len(hub.arrived(facts["submission_id"])) == 1


def test_tuspy_is_told_when_it_lost_its_place(terminal: Terminal, signing_relay: str, tmp_path: Path) -> None:
    path, facts = _case(terminal, tmp_path)
    uploader = TusClient(signing_relay).uploader(str(path), chunk_size=512 * 1024, metadata=facts)
    uploader.upload(stop_at=1024 * 1024)
    uploader.offset = 0
    with pytest.raises(TusUploadFailed):
        uploader.upload()
    assert uploader.get_offset() == 1024 * 1024
