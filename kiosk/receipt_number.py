"""Receipt numbers (收件编号): ``JB0147-261121-0047-6`` is terminal, day, sequence of that day, check character.

They are the terminal's own, for a 4-digit daily serial per matter cannot be shared by terminals that are offline; the hub maps them to
the 办件编号. A number is given once, whatever is lost or rebuilt and whichever way the clock is set: the next one follows the
highest of that day found in the sequence's two files, in the queue's rows and in the names of the outbox.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec

from kiosk import durable

LOG = logging.getLogger(__name__)
TERMINAL_ID = re.compile(r"[A-Z0-9]{1,16}")
PATTERN = re.compile(r"([A-Z0-9]{1,16})-(\d{6})-(\d{4,})-([A-Z0-9])", re.ASCII)


def verify(receipt_no: str) -> bool:
    """Whether the number has the right shape and its check character (ISO 7064 MOD 37,36) fits: one wrong key is always found."""
    from stdnum.iso7064 import mod_37_36

    match = PATTERN.fullmatch(receipt_no)
    return match is not None and bool(mod_37_36.is_valid("".join(match.groups())))


def number(terminal_id: str, day: str, sequence: int) -> str:
    """Put a number together. ``day`` is yymmdd."""
    from stdnum.iso7064 import mod_37_36

    digits = f"{sequence:04d}"
    return f"{terminal_id}-{day}-{digits}-{mod_37_36.calc_check_digit(terminal_id + day + digits)}"


class ReceiptNumbers:
    """The numbers of one terminal. ``folder`` is the state folder; the sequence lives in ``folder/numbers``.

    Raises ValueError for a terminal id that is not 1 to 16 capital letters and digits.
    """

    def __init__(self, folder: Path, terminal_id: str) -> None:
        if TERMINAL_ID.fullmatch(terminal_id) is None:
            raise ValueError("a terminal id is 1 to 16 capital letters and digits")
        self._state = folder
        self._home = folder / "numbers"
        self._files = (self._home / f"{terminal_id}.json", self._home / f"{terminal_id}.copy.json")
        self._terminal_id = terminal_id

    def next(self, now: datetime) -> str:
        """The next number of the day of ``now`` (its own time zone). Durable before it returns; safe across processes. Raises OSError."""
        day = now.strftime("%y%m%d")
        with self._alone():
            given = self._given()
            sequence = 1 + max(given.get(day, 0), self._highest_row(day), self._highest_name(day))
            given[day] = sequence
            for file in self._files:
                durable.write(file, msgspec.json.encode(given))
        return number(self._terminal_id, day, sequence)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        durable.make_folder(self._home)
        descriptor = os.open(self._home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _given(self) -> dict[str, int]:
        """Day -> highest sequence in either file. Every day is kept, so that a clock set back finds where that day stopped."""
        given: dict[str, int] = {}
        for file in self._files:
            try:
                found = msgspec.json.decode(file.read_bytes(), type=dict[str, int])
            except FileNotFoundError:
                continue
            except (msgspec.DecodeError, ValueError):
                LOG.error("%s is damaged; going on from its twin, the queue and the outbox", file.name)
                continue
            given = {day: max(found.get(day, 0), given.get(day, 0)) for day in found.keys() | given.keys()}
        return given

    def _highest_row(self, day: str) -> int:
        database = self._state / "terminal.db"
        if not database.exists():
            return 0
        prefix = f"{self._terminal_id}-{day}-"
        try:
            with closing(sqlite3.connect(database, timeout=10)) as connection:
                rows = connection.execute(
                    "SELECT receipt_no FROM queue WHERE receipt_no >= ? AND receipt_no < ?", (prefix, prefix + "~")
                ).fetchall()
        except sqlite3.DatabaseError as error:
            LOG.error("the queue cannot be asked for receipt numbers: %s", error)
            return 0
        return max((self._sequence(row[0]) for row in rows), default=0)

    def _highest_name(self, day: str) -> int:
        names = (self._state / "outbox").glob(f"{self._terminal_id}-{day}-*")
        return max((self._sequence(path.name.split(".")[0]) for path in names), default=0)

    @staticmethod
    def _sequence(receipt_no: str) -> int:
        match = PATTERN.fullmatch(receipt_no)
        return int(match[3]) if match else 0
