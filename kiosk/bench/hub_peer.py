"""The hub bench's peer: a FastAPI endpoint that writes the body to a file, fsyncs it, and answers. ``python -m kiosk.bench.hub_peer DIR``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool


def application(folder: Path) -> FastAPI:
    """One endpoint."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    def keep(name: str, data: bytes) -> None:
        descriptor = os.open(folder / f"peer-{name}", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @app.post("/{name}", status_code=204)
    async def take(name: str, request: Request) -> Response:
        """Write and fsync."""
        await run_in_threadpool(keep, name, await request.body())
        return Response(status_code=204)

    return app


def main() -> None:
    """Serve until terminated; print the address first."""
    import socket

    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    config = uvicorn.Config(application(Path(sys.argv[1])), log_config=None, access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
