"""``kiosk staff``: a secret is shown once and kept nowhere but in the file, and wrong input is refused in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import audit
from kiosk.staff import accounts
from kiosk.terminal_db import TerminalDatabase

KEY = "ab" * 32


def staff(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", "staff", "--home", str(home), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_somebody_is_added_listed_and_removed(tmp_path: Path) -> None:
    added = staff(tmp_path, "add", "0312", "--totp", "--json")
    uri = json.loads(added.stdout)["totp_uri"]
    [account] = accounts.load(tmp_path)
    assert (added.returncode, added.stderr, account.totp_secret in uri) == (0, "", True)
    assert account.totp_secret not in repr(account)
    assert (tmp_path / accounts.FILE).stat().st_mode & 0o777 == 0o600
    listed = staff(tmp_path, "list", "--json")
    assert json.loads(listed.stdout) == {"staff": [{"id": "0312", "role": "technician", "card": False, "totp": True}]}
    for path in tmp_path.rglob("*"):
        if path.is_file() and path.name != accounts.FILE:
            assert account.totp_secret.encode() not in path.read_bytes(), path.name
    assert staff(tmp_path, "remove", "0312").returncode == 0
    assert account.totp_secret.encode() not in (tmp_path / accounts.FILE).read_bytes()
    database = TerminalDatabase(tmp_path)
    events = [(link.event, json.loads(link.details)) for link in audit.records(database)]
    assert audit.verify(audit.records(database)).broken_at is None
    database.close()
    assert events == [("staff.added", {"staff": "0312"}), ("staff.removed", {"staff": "0312"})]


def test_what_is_already_there_is_refused(tmp_path: Path) -> None:
    assert staff(tmp_path, "add", "0312", "--card-key", KEY.upper()).returncode == 0
    for words, said in ((("0312", "--totp"), "已经登记过"), (("0313", "--card-key", KEY), "另一个工号"), (("0314",), "至少要有一样")):
        done = staff(tmp_path, "add", *words)
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
    gone = staff(tmp_path, "remove", "9999")
    assert (gone.returncode, gone.stderr.strip()) == (1, "没有工号 9999")


@pytest.mark.parametrize(
    "words",
    [
        ("12", "--totp"),
        ("123456789", "--totp"),
        ("../../x", "--totp"),
        ("０３１２", "--totp"),
        ("0312\n[[staff]]", "--totp"),
        ("0312", "--card-key", "xyz"),
        ("0312", "--card", "serial:///dev/null"),
        ("0312", "--card", "pcsc:///*?socket=/nowhere"),
        ("0312", "--card", "nonsense"),
    ],
)
def test_bad_input_is_a_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = staff(tmp_path, "add", *words)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert accounts.load(tmp_path) == ()


@pytest.mark.parametrize("text", ["nonsense", '[[staff]]\nid = "1"\n', "staff = 3\n", "\xff"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / accounts.FILE).write_bytes(text.encode("latin-1"))
    for words in (("list",), ("add", "0312", "--totp"), ("remove", "0312")):
        done = staff(tmp_path, *words)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert accounts.FILE in done.stderr
    assert (tmp_path / accounts.FILE).read_bytes() == text.encode("latin-1")
