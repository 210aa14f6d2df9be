"""Upload of 20 MB, beside tuspy against the same server: a plain tus 1.0 endpoint on loopback that fsyncs every request."""

from __future__ import annotations

import importlib
import logging
import os
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from kiosk.bench.figure import Figure
from kiosk.bench.submit import seconds
from kiosk.hub_client import HubClient
from kiosk.queue.pace import LARGEST
from kiosk.queue.uploader import Upload

SIZE = 20 * 1024 * 1024
RUNS = 9
SHARE = 0.9


def measure() -> list[Figure]:
    """In turns. Both send chunks of the same largest size; ours begins with smaller ones."""
    logging.getLogger("tusclient").setLevel(logging.WARNING)
    tus = importlib.import_module("tusclient.client")
    ours, theirs = [], []
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-", dir=Path.cwd()) as name, _server(Path(name)) as url:
        path = Path(name) / "package"
        path.write_bytes(os.urandom(SIZE))
        for _ in range(RUNS):
            with closing(HubClient(url, None)) as client:
                ours.append(seconds(lambda: Upload(client, path, {"name": "package"}).run()))
            peer = tus.TusClient(f"{url}/v1/packages")
            theirs.append(seconds(lambda: peer.uploader(str(path), chunk_size=LARGEST).upload()))  # noqa: B023 run at once
    own, rival = statistics.median(ours), statistics.median(theirs)
    return [Figure("upload of 20 MB", own * 1000, "ms", rival * 1000 / SHARE, "tuspy", rival / own)]


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    files: dict[str, int] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Silence."""

        def do_POST(self) -> None:
            name = f"{len(files)}"
            files[name] = os.open(folder / f"arrived-{name}", os.O_RDWR | os.O_CREAT)
            self._answer(201, {"Location": f"/v1/packages/{name}"})

        def do_HEAD(self) -> None:
            self._answer(200, {"Upload-Offset": str(os.fstat(self._file()).st_size)})

        def do_PATCH(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            os.pwrite(self._file(), data, int(self.headers["Upload-Offset"]))
            os.fsync(self._file())
            self._answer(204, {"Upload-Offset": str(os.fstat(self._file()).st_size)})

        def do_GET(self) -> None:
            self._answer(200, {}, b'{"acknowledgement":"whole"}')

        def _file(self) -> int:
            return files[self.path.rpartition("/")[2]]

        def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
            self.send_response_only(status)
            for name, value in {**headers, "Tus-Resumable": "1.0.0", "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    worker = threading.Thread(target=server.serve_forever, name="tus")
    worker.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        worker.join()
        server.server_close()
        for descriptor in files.values():
            os.close(descriptor)
