"""Two replicas on one database and one store, killed and raced; the tables on SQLite and PostgreSQL; the same API on both."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from alembic import command as alembic
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from kiosk.bench.postgres import Postgres
from kiosk.hub import cases, decisions, trail
from kiosk.hub.core import Hub, open_hub
from kiosk.hub.database import MIGRATIONS, HubDatabase
from kiosk.hub.enrolment import new_code
from kiosk.hub.intake import open_case
from kiosk.hub.models_work import TABLES
from kiosk.hub.stores import open_store
from kiosk.hub_client import HubClient, enrol
from kiosk.identity import Identity, load
from kiosk.package import pack
from kiosk.sealing import seal
from tests.hub.servers import bucket_url, free_ports
from tests.hub.support import ask, bench
from tests.queue.support import make_case, new_terminal_id

BYTES = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}
KINDS = ("sqlite and folder", "postgresql and bucket")


@dataclass
class Replicas:
    """Two hubs that are one."""

    hub: Hub
    urls: list[str]
    processes: list[subprocess.Popen[str]]
    words: list[str]
    terminal: Identity
    home: Path
    stack: ExitStack

    def listed(self, receipts: Collection[str]) -> list[dict[str, Any]]:
        """Those of the hub's cases."""
        return [case for case in cases.listing(self.hub) if case["receipt_no"] in receipts]

    def send(self, number: int, method: str, path: str, data: bytes = b"", **headers: str) -> requests.Response:
        """One signed request to one of them."""
        named = {**BYTES, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return ask(self.terminal, self.urls[number], method, path, data=data, headers=named)

    def announce(self, number: int, size: int = 3000) -> tuple[str, bytes, str]:
        """A new case, announced to one of them: its path, sealed bytes and receipt number."""
        case = make_case(self.home, self.terminal.terminal_id, size=size)
        sealed = seal(pack(case), self.terminal.recipients)
        facts = {"submission_id": case.submission_id, "receipt_no": case.receipt_no, "sha256": hashlib.sha256(sealed).hexdigest()}
        metadata = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in facts.items())
        answer = self.send(number, "POST", "/v1/packages", Upload_Length=str(len(sealed)), Upload_Metadata=metadata)
        assert answer.status_code == 201
        return answer.headers["Location"], sealed, case.receipt_no

    def patch(self, number: int, path: str, data: bytes, offset: int) -> int:
        """Send bytes to one of them; the status."""
        return self.send(number, "PATCH", path, data, Upload_Offset=str(offset)).status_code

    def acknowledgement(self, number: int, path: str) -> str:
        """The signed word."""
        answer = self.send(number, "GET", f"{path}/acknowledgement")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["acknowledgement"])


def _storage(request: pytest.FixtureRequest, kind: str, home: Path) -> tuple[str, str]:
    """Database and storage address of a kind."""
    if kind == KINDS[0]:
        return f"sqlite:///{home / 'shared.db'}", str(home / "packages")
    postgres: Postgres = request.getfixturevalue("postgres")
    return postgres.new_database(), bucket_url(request.getfixturevalue("bucket"))


def _serve(words: list[str], stack: ExitStack) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-m", "kiosk", "hub", "serve", *words], stdout=subprocess.PIPE, text=True)
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    process.wait(60)
    if process.stdout:
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture(params=KINDS, scope="module")
def replicas(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    folder = tmp_path_factory.mktemp("replicas")
    home = folder / "hub"
    home.mkdir()
    database, storage = _storage(request, request.param, folder)
    words = ["--home", str(home), "--database", database, "--storage", storage, "--listen", "127.0.0.1:0"]
    with ExitStack() as stack:
        hub = open_hub(home, storage=storage, database=database)
        stack.callback(hub.close)
        processes = [_serve(words, stack) for _ in range(2)]
        urls = [_address(process) for process in processes]
        client = HubClient(urls[0], None)
        enrol(client, folder / "terminal", new_code(hub, new_terminal_id()))
        client.close()
        yield Replicas(hub, urls, processes, words, load(folder / "terminal"), folder / "terminal", stack)


def test_upload_goes_on_at_the_other_replica_also_after_a_kill(replicas: Replicas) -> None:
    path, sealed, receipt_no = replicas.announce(0, size=300_000)
    third = len(sealed) // 3
    assert replicas.patch(0, path, sealed[:third], 0) == 204
    assert replicas.patch(1, path, sealed[third : 2 * third], third) == 204
    replicas.processes[0].send_signal(signal.SIGKILL)
    replicas.processes[0].wait(60)
    assert int(replicas.send(1, "HEAD", path).headers["Upload-Offset"]) == 2 * third
    assert replicas.patch(1, path, sealed[2 * third :], 2 * third) == 204
    token = replicas.acknowledgement(1, path)
    replicas.terminal.verify_acknowledgement(token, path.rpartition("/")[2], hashlib.sha256(sealed).hexdigest())
    replicas.urls[0] = _address(_serve(replicas.words, replicas.stack))
    assert replicas.acknowledgement(0, path) == token
    assert len(replicas.listed([receipt_no])) == 1
    assert open_case(replicas.hub, path.rpartition("/")[2]).manifest.receipt_no == receipt_no


def test_two_replicas_never_mix_double_or_give_a_number_twice(replicas: Replicas) -> None:
    announced = [replicas.announce(number % 2) for number in range(6)]
    start = threading.Barrier(4)
    answers: list[tuple[str, int]] = []

    def send(number: int) -> None:
        start.wait()
        for path, sealed, _ in announced:
            answers.append((path, replicas.patch(number % 2, path, sealed, 0)))

    writers = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    for path, _sealed, _ in announced:
        mine = [status for where, status in answers if where == path]
        assert mine.count(204) == 1, mine
        assert set(mine) <= {204, 409, 423}
        assert replicas.acknowledgement(0, path) == replicas.acknowledgement(1, path)
        assert open_case(replicas.hub, path.rpartition("/")[2]).manifest.terminal_id == replicas.terminal.terminal_id
    assert len(replicas.listed([receipt_no for _, _, receipt_no in announced])) == 6
    serials = sorted(case["case_no"][-4:] for case in cases.listing(replicas.hub))
    assert serials == [f"{number:04d}" for number in range(1, len(serials) + 1)]
    assert trail.verify(replicas.hub).broken_at is None


def test_token_used_at_one_replica_is_used_at_the_other(replicas: Replicas) -> None:
    token = replicas.terminal.token("POST", "/v1/people/cases", time.time())
    body = {"id_number": "330299195801010025"}
    assert ask(replicas.terminal, replicas.urls[0], "POST", "/v1/people/cases", body, token=token).status_code == 200
    assert ask(replicas.terminal, replicas.urls[1], "POST", "/v1/people/cases", body, token=token).status_code == 401


def test_replicas_that_start_together_migrate_once(postgres: Postgres, bucket: str, tmp_path: Path) -> None:
    words = ["--home", str(tmp_path), "--database", postgres.new_database(), "--storage", bucket_url(bucket), "--listen", "127.0.0.1:0"]
    open_hub(tmp_path).close()
    with ExitStack() as stack:
        addresses = [_address(process) for process in [_serve(words, stack) for _ in range(2)]]
        assert all(requests.get(f"{url}/v1/health", timeout=120).status_code == 200 for url in addresses)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
    made = create_engine(url)
    yield made
    made.dispose()


def _migrate(engine: Engine, revision: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        (alembic.downgrade if revision == "base" else alembic.upgrade)(settings, revision)


def test_empty_database_becomes_what_the_models_say(engine: Engine) -> None:
    _migrate(engine, "head")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), TABLES) == []
    _migrate(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_first_releases_cases_are_there_after_the_migration(engine: Engine) -> None:
    _migrate(engine, "0001")
    moment = "2026-11-21 02:00:00+00:00" if engine.dialect.name == "postgresql" else "2026-11-21 02:00:00.000000"
    with engine.begin() as connection:
        connection.execute(text(f"INSERT INTO terminals VALUES ('T1', '{'x' * 43}', '{moment}')"))
        columns = "submission_id, terminal_id, receipt_no, sha256, length, received, state, created_at"
        connection.execute(text(f"INSERT INTO uploads ({columns}) VALUES ('s', 'T1', 'r', 'h', 1, 1, 'accepted', '{moment}')"))
        connection.execute(
            text(
                "INSERT INTO cases (case_no, submission_id, receipt_no, terminal_id, matter_code, matter_version, received_at,"
                " clock_synchronised, arrived_at, status, query_code_hash, parts, size, acknowledgement)"
                f" VALUES ('c', 's', 'r', 'T1', 'm', '1', '{moment}', true, '{moment}', 'received', 'q', 1, 1, 'a')"
            )
        )
    url = engine.url.render_as_string(hide_password=False)
    engine.dispose()
    database = HubDatabase(url)
    with database.reading() as session:
        found = decisions.find(session, "c")
        assert found is not None
        assert (found.parent_no, found.return_count, found.excess_return, found.person_key) == (None, 0, False, "")
    database.close()


@pytest.mark.parametrize("kind", KINDS)
def test_case_goes_its_whole_way_on_every_kind_of_storage(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    database, storage = _storage(request, kind, tmp_path)
    with bench(tmp_path, database=database, storage=storage) as desk:
        owed = [{"material": "photo", "last_day": "2026-11-27"}]
        case = desk.arrive(owed=owed, materials=[{"id": "photo", "name": "近期照片"}])
        silent = desk.arrive()
        decisions.accept(desk.hub, case.case_no, "li")
        desk.arrive(parent_case_no=case.receipt_no)
        decisions.complete(desk.hub, case.case_no, "li", b"%PDF-1.7", stamped=True)
        assert decisions.collect(desk.hub, case.case_no)[0] == b"%PDF-1.7"
        desk.clock.forward(days=7)
        assert decisions.keep_time(desk.hub) == 1
        assert desk.find(silent.case_no).status == "deemed_accepted"


def test_object_that_is_not_there_and_store_that_is_gone_are_os_errors(bucket: str) -> None:
    store = open_store(bucket_url(bucket))
    with pytest.raises(FileNotFoundError):
        store.get("none")
    store.put("a/b", b"x")
    store.delete("a/b")
    store.delete("a/b")
    with pytest.raises(FileNotFoundError):
        store.get("a/b")
    (port,) = free_ports(1)
    with pytest.raises(OSError, match="object store failed"):
        open_store(f"s3://hub?endpoint=http://127.0.0.1:{port}").put("a", b"x")
    for wrong in ("s3://hub?endpoint=http://x&secret=1", "ftp://x"):
        with pytest.raises(ValueError, match="s3://"):
            open_store(wrong)
