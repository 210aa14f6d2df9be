"""Real servers for the hub's tests: PostgreSQL and an S3-compatible store, on loopback, ended with the tests."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from kiosk.bench.postgres import Postgres
from kiosk.bench.postgres import postgres as run_postgres
from tests.waiting import until

_names = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server; every test gets a database of its own."""
    with run_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An S3 endpoint with a bucket ``hub`` (SeaweedFS from its wheel): its address, to which a test adds a prefix."""
    folder = tmp_path_factory.mktemp("seaweed")
    kinds = (
        "master.port",
        "master.port.grpc",
        "volume.port",
        "volume.port.grpc",
        "filer.port",
        "filer.port.grpc",
        "s3.port",
        "s3.port.grpc",
    )
    ports = dict(zip(kinds, free_ports(len(kinds)), strict=True))
    words = [str(Path(sys.executable).with_name("weed")), "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-bucket=hub"]
    words += [f"-{kind}={port}" for kind, port in ports.items()]
    words += ["-admin.ui=false", "-webdav=false", "-master.telemetry=false"]
    keys = {"AWS_ACCESS_KEY_ID": "synthetic", "AWS_SECRET_ACCESS_KEY": "synthetic-secret"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    endpoint = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        until(lambda: _stores(endpoint), 60)
        yield endpoint
    finally:
        process.terminate()
        process.wait(60)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def bucket_url(endpoint: str) -> str:
    """A storage address nobody else uses."""
    return f"s3://hub/t{next(_names)}?endpoint={endpoint}"


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on now."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def _stores(endpoint: str) -> bool:
    """The gateway answers before its volumes are there: only a stored object counts."""
    from kiosk.hub.stores import open_store

    try:
        if requests.get(endpoint, timeout=2).status_code >= 500:
            return False
        open_store(f"s3://hub/ready?endpoint={endpoint}").put("here", b"yes")
    except OSError:
        return False
    return True
