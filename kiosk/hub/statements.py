"""Statements for several rows or several questions at a time, on either database.

What waits for an answer costs a journey to PostgreSQL and back, and in the event loop as much again to be woken. A lot of cases therefore
asks all it has to know at once (``ask``), and the rest of it is sent without waiting: two journeys, however many cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import ARRAY, ColumnElement, Compiled, Connection, Dialect, Select, any_, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.util import await_

Rows = Sequence[tuple[Any, ...]]
Statement = Select[*tuple[Any, ...]] | ReturningInsert[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """A statement that gives rows. ``values``: text, whole numbers, lists of them; the rows hold what the driver makes of the columns."""

    statement: Statement
    values: Mapping[str, Any] = field(default_factory=dict)


def ask(connection: Connection, questions: Sequence[Question]) -> list[Rows]:
    """The rows of each question, in their order. Where a lot is written on PostgreSQL, all are sent before the first answer is waited for.

    Raises sqlalchemy.exc.SQLAlchemyError, psycopg.Error.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.AsyncConnection):
        return await_(_answers(driver, [(_compiled(each.statement, connection.dialect), each.values) for each in questions]))
    return [connection.execute(each.statement, each.values).all() for each in questions]


async def _answers(driver: psycopg.AsyncConnection[Any], questions: Sequence[tuple[Compiled, Mapping[str, Any]]]) -> list[Rows]:
    asked = [await driver.execute(statement.string, statement.construct_params(values)) for statement, values in questions]
    return [await cursor.fetchall() for cursor in asked]


@lru_cache(maxsize=64)
def _compiled(statement: Statement, dialect: Dialect) -> Compiled:
    return statement.compile(dialect=dialect)


def rows(several: list[dict[str, Any]]) -> list[dict[str, Any]] | dict[str, Any]:
    """What to execute an insert with: a list of one takes a longer way through the drivers than the one."""
    return several[0] if len(several) == 1 else several


def inserting(dialect: str) -> Callable[[Any], sqlite.Insert | postgresql.Insert]:
    """``insert`` of a database, which knows what to do where a row is there already. Raises KeyError for another one."""
    found: dict[str, Callable[[Any], sqlite.Insert | postgresql.Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return found[dialect]


def among(dialect: str, column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """That a column is one of the values called ``name``: one statement, however many they are."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(bindparam(name, expanding=True))
