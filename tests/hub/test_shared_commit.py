"""What several write at the same time: one commit, the result of each, and nobody pays for another's fault."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.bench.postgres import Postgres
from kiosk.hub.database import HubDatabase
from kiosk.hub.in_loop import on_sqlite
from kiosk.hub.models import Serial
from kiosk.hub.shared_commit import SharedCommit
from kiosk.hub.statements import Question, ask, rows
from tests.waiting import until

MANY = 40


class Table:
    """One column of numbers that stand in it once, written through a shared commit; ``lots``: how many transactions were begun."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.lots = 0
        self.lasting: list[bool] = []
        self.shared = SharedCommit(self._transact)
        self.held = threading.Event()
        self.held.set()
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))

    async def _transact(self, lasting: bool, write: Callable[[Connection], None]) -> None:
        self.lots += 1
        self.lasting.append(lasting)
        assert await asyncio.to_thread(self.held.wait, 60)
        with self._engine.begin() as connection:
            write(connection)

    def add(self, connection: Connection, numbers: Sequence[int]) -> list[int]:
        """Each number once; its square."""
        connection.execute(text("INSERT INTO numbers VALUES (:number)"), [{"number": number} for number in numbers])
        return [number * number for number in numbers]

    def read(self) -> list[int]:
        """What is durable."""
        with self._engine.begin() as connection:
            return sorted(connection.execute(text("SELECT number FROM numbers")).scalars())


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    engine = create_engine(f"sqlite:///{tmp_path / 'numbers.db'}")
    yield Table(engine)
    engine.dispose()


async def _all(table: Table, numbers: Sequence[int]) -> list[int | BaseException]:
    """The first lot is held until the others have come."""
    table.held.clear()
    waiting = [asyncio.ensure_future(table.shared.run(table.add, number)) for number in numbers]
    await asyncio.sleep(0)
    table.held.set()
    return await asyncio.gather(*waiting, return_exceptions=True)


def test_those_who_come_together_share_commits_and_each_has_its_own_result(table: Table) -> None:
    numbers = range(1, MANY + 1)
    assert asyncio.run(_all(table, numbers)) == [number * number for number in numbers]
    assert table.read() == list(numbers)
    assert table.lots <= 3, "they did not share"


def test_one_that_fails_fails_alone(table: Table) -> None:
    found = asyncio.run(_all(table, [1, 2, 3, 2, 4]))
    assert [each for each in found if not isinstance(each, IntegrityError)] == [1, 4, 9, 16]
    assert isinstance(found[3], IntegrityError)
    assert table.read() == [1, 2, 3, 4]


def test_works_of_two_kinds_share_a_commit(table: Table) -> None:
    def negative(connection: Connection, numbers: Sequence[int]) -> list[str]:
        table.add(connection, [-number for number in numbers])
        return [f"-{number}" for number in numbers]

    async def both() -> list[object]:
        return list(await asyncio.gather(table.shared.run(table.add, 5), table.shared.run(negative, 7), table.shared.run(table.add, 6)))

    assert asyncio.run(both()) == [25, "-7", 36]
    assert table.read() == [-7, 5, 6]


def test_a_lot_lasts_when_one_of_it_does(table: Table) -> None:
    async def several() -> None:
        table.held.clear()
        first = asyncio.ensure_future(table.shared.run(table.add, 1, lasting=False))
        await asyncio.sleep(0)
        await asyncio.to_thread(until, lambda: table.lots == 1)
        more = [asyncio.ensure_future(table.shared.run(table.add, number, lasting=number == 3)) for number in (2, 3, 4)]
        await asyncio.sleep(0)
        table.held.set()
        await asyncio.gather(first, *more)

    asyncio.run(several())
    assert table.lasting == [False, True]
    assert table.read() == [1, 2, 3, 4]


def test_one_who_has_gone_does_not_hold_up_the_others(table: Table) -> None:
    async def one_leaves() -> int:
        table.held.clear()
        leaving = asyncio.ensure_future(table.shared.run(table.add, 1))
        staying = asyncio.ensure_future(table.shared.run(table.add, 2))
        await asyncio.sleep(0)
        leaving.cancel()
        table.held.set()
        return await staying

    assert asyncio.run(one_leaves()) == 4
    assert table.read() == [1, 2], "what was begun is written; only its answer has nobody to go to"


def test_a_lot_after_another_loop_was_closed_is_written(table: Table) -> None:
    for number in (1, 2, 3):
        assert asyncio.run(table.shared.run(table.add, number)) == number * number


def test_one_who_goes_while_another_process_writes_leaves_the_turn_to_the_next(tmp_path: Path) -> None:
    turn = threading.Lock()
    wrote: list[Connection] = []
    hub = HubDatabase(f"sqlite:///{tmp_path / 'hub.db'}")
    transact = on_sqlite(hub.engine, turn)
    other = sqlite3.connect(tmp_path / "hub.db", isolation_level=None)

    async def one_leaves() -> None:
        other.execute("BEGIN IMMEDIATE")
        leaving = asyncio.ensure_future(transact(True, wrote.append))
        await asyncio.to_thread(until, turn.locked)
        leaving.cancel()
        other.execute("ROLLBACK")
        with pytest.raises(asyncio.CancelledError):
            await leaving

    asyncio.run(one_leaves())
    assert not turn.locked()
    assert wrote == []
    asyncio.run(transact(True, wrote.append))
    assert len(wrote) == 1
    other.close()
    hub.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[HubDatabase]:
    url = f"sqlite:///{tmp_path / 'hub.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres").new_database()
    made = HubDatabase(url)
    yield made
    made.close()


def test_what_collides_fails_alone_on_either_database_and_the_next_are_written(database: HubDatabase) -> None:
    asked: list[int] = []

    def count(connection: Connection, numbers: Sequence[int]) -> Sequence[int]:
        """Counts those that are there, then adds: what collides is known at the end of the transaction at the latest."""
        (((found,),),) = ask(connection, [Question(select(func.count()).select_from(Serial))])
        asked.append(len(numbers))
        connection.execute(insert(Serial), rows([{"matter_code": "m", "day": str(number), "last": 0} for number in numbers]))
        return [found] * len(numbers)

    async def together(*numbers: int) -> list[int | BaseException]:
        return await asyncio.gather(*(database.together(count, number) for number in numbers), return_exceptions=True)

    assert asyncio.run(together(1, 2)) == [0, 0]
    first, collided, second = asyncio.run(together(3, 2, 4))
    assert isinstance(collided, IntegrityError)
    assert (first, second) == (2, 3)
    assert asyncio.run(together(5, 6)) == [4, 4]
    assert asked == [2, 3, 1, 1, 1, 2], "a lot, a lot that collides and each of it alone, a lot"


def test_a_server_that_ended_its_connections_costs_one_who_is_alone_one_answer_and_several_none(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    database = HubDatabase(postgres.new_database())

    def add(connection: Connection, numbers: Sequence[int]) -> Sequence[int]:
        connection.execute(insert(Serial), rows([{"matter_code": "m", "day": str(number), "last": 0} for number in numbers]))
        return numbers

    def end_them() -> None:
        with database.engine.connect() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
            assert connection.execute(text(others)).scalar_one()

    async def outage() -> None:
        assert await database.together(add, 1) == 1
        await asyncio.to_thread(end_them)
        with pytest.raises(OperationalError):
            await database.together(add, 2)
        assert await database.together(add, 2) == 2
        await asyncio.to_thread(end_them)
        assert await asyncio.gather(*(database.together(add, number) for number in (3, 4, 5))) == [3, 4, 5]

    asyncio.run(outage())
    database.close()
    assert not [each for each in caplog.records if each.levelname == "ERROR"], caplog.text


def test_only_what_need_not_last_is_committed_without_an_fsync(database: HubDatabase) -> None:
    sqlite = database.engine.dialect.name == "sqlite"
    waits, waits_not = ("2", "1") if sqlite else ("on", "off")

    def how(connection: Connection, items: Sequence[int]) -> list[str]:
        if sqlite:
            found = connection.execute(text("PRAGMA synchronous")).scalar_one()
        else:
            (((found,),),) = ask(connection, [Question(select(func.current_setting("synchronous_commit")))])
        return [str(found)] * len(items)

    for lasting in (True, False, True, False, True):
        assert asyncio.run(database.together(how, 1, lasting=lasting)) == (waits if lasting else waits_not)
    asyncio.run(database.together(how, 1, lasting=False))
    with database.writing() as session, session.begin():
        assert how(session.connection(), [1]) == [waits]
