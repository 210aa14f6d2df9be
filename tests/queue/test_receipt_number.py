"""A receipt number is given once, whatever is lost."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.receipt_number import ReceiptNumbers, number, verify
from tests.queue.support import NOW, Terminal

KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
NUMBERS = st.builds(
    number,
    st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=1, max_size=16),
    st.dates().map(lambda day: day.strftime("%y%m%d")),
    st.integers(1, 20000),
)


def test_numbers_follow_each_other_and_name_terminal_day_and_sequence(tmp_path: Path) -> None:
    numbers = ReceiptNumbers(tmp_path, "JB0147")
    first, second = numbers.next(NOW), numbers.next(NOW)
    assert first.startswith("JB0147-261121-0001-")
    assert second.startswith("JB0147-261121-0002-")
    assert verify(first)
    assert verify(second)
    assert numbers.next(NOW + timedelta(days=1)).startswith("JB0147-261122-0001-")


@given(NUMBERS, st.integers(0), st.integers(1, 35))
def test_one_wrong_key_is_noticed(receipt_no: str, place: int, change: int) -> None:
    assert verify(receipt_no)
    places = [i for i, character in enumerate(receipt_no) if character != "-"]
    at = places[place % len(places)]
    wrong = KEYS[(KEYS.index(receipt_no[at]) + change) % len(KEYS)]
    assert not verify(receipt_no[:at] + wrong + receipt_no[at + 1 :])


def test_two_swapped_keys_are_noticed_nearly_always() -> None:
    numbers = [number("JB0147", "261121", sequence) for sequence in range(1, 1000)]
    swapped = [
        receipt_no[:i] + receipt_no[i + 1] + receipt_no[i] + receipt_no[i + 2 :]
        for receipt_no in numbers
        for i in range(len(receipt_no) - 1)
        if "-" not in receipt_no[i : i + 2] and receipt_no[i] != receipt_no[i + 1]
    ]
    assert sum(map(verify, swapped)) <= len(swapped) / 100


@given(st.text())
def test_anything_else_is_no_number(text: str) -> None:
    assert not verify(text) or text.isascii()


def test_sequence_file_lost_or_damaged_goes_on_from_the_queue(terminal: Terminal) -> None:
    given = [terminal.submit().receipt_no for _ in range(3)]
    file = terminal.home / "numbers" / f"{terminal.id}.json"
    for damage in (file.unlink, lambda: file.write_bytes(b"\x00" * 12)):
        damage()
        given.append(ReceiptNumbers(terminal.home, terminal.id).next(NOW))
        given.append(terminal.submit().receipt_no)
    assert len(set(given)) == len(given)


def test_sequence_and_database_lost_goes_on_from_the_outbox(terminal: Terminal) -> None:
    given = [terminal.submit().receipt_no for _ in range(2)]
    for path in [terminal.home / "numbers" / f"{terminal.id}.json", *terminal.home.glob("terminal.db*")]:
        path.unlink()
    assert ReceiptNumbers(terminal.home, terminal.id).next(NOW) not in given
    (terminal.home / "terminal.db").write_bytes(b"this is no database" * 100)
    assert ReceiptNumbers(terminal.home, terminal.id).next(NOW) not in given


def test_clock_set_back_finds_where_that_day_stopped(tmp_path: Path) -> None:
    numbers = ReceiptNumbers(tmp_path, "JB0147")
    given = [numbers.next(NOW + timedelta(days=days)) for days in (0, 0, 365, 0, -1, 365, 0)]
    assert len(set(given)) == len(given)


DRAW = """
import sys
from datetime import datetime
from pathlib import Path
from kiosk.receipt_number import ReceiptNumbers

numbers = ReceiptNumbers(Path(sys.argv[1]), "JB0147")
print(*(numbers.next(datetime.fromisoformat(sys.argv[2])) for _ in range(25)))
"""


def test_several_processes_never_get_the_same_number(tmp_path: Path) -> None:
    command = [sys.executable, "-c", DRAW, str(tmp_path), NOW.isoformat()]
    drawing = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    given = [number for process in drawing for number in process.communicate(timeout=120)[0].split()]
    assert len(given) == len(set(given)) == 100


def test_impossible_terminal_id_is_refused(tmp_path: Path) -> None:
    for wrong in ("", "jb0147", "JB-0147", "../JB", "J" * 17):
        with pytest.raises(ValueError):
            ReceiptNumbers(tmp_path, wrong)
