"""docs/package.md is true: its reader in ten lines reads a real package, and its description fits the bytes."""

from __future__ import annotations

import io
import re
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pyrage
import pytest

from kiosk.package import pack
from kiosk.queue.outbox import Outbox
from tests.queue.samples import key_pair, make_case

PAGE = Path(__file__).parents[2] / "docs" / "package.md"


def _reader() -> Any:
    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    assert len(block[1].partition("def ")[2].strip().splitlines()) <= 10
    names: dict[str, Any] = {}
    exec(compile(block[1], str(PAGE), "exec"), names)
    return names["read"]


def test_reader_of_the_page_reads_a_package_and_sees_a_changed_part(tmp_path: Path) -> None:
    private, public = key_pair()
    case = make_case(tmp_path)
    with closing(Outbox(tmp_path)) as outbox:
        outbox.put(case, [public])
    (path,) = (tmp_path / "outbox").iterdir()
    manifest, members = _reader()(path, private)
    assert manifest["receipt_no"] == case.receipt_no
    assert members["signature.png"] == case.parts[1].data
    packed = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(private)])
    changed = tmp_path / "changed.age"
    changed.write_bytes(pyrage.encrypt(packed.replace(b"\x89PNG", b"\x89GNP"), [pyrage.x25519.Recipient.from_str(public)]))
    with pytest.raises(AssertionError, match=r"signature\.png"):
        _reader()(changed, private)


def test_bytes_are_as_the_page_says(tmp_path: Path) -> None:
    _, public = key_pair()
    case = make_case(tmp_path)
    packed = pack(case)
    assert len(packed) % 10_240 == 0
    assert packed[257:265] == b"ustar\x0000"
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = archive.getmembers()
    assert [member.name for member in members][:2] == ["manifest.json", "case.json"]
    assert {(member.mtime, member.uid, member.gid, member.uname, member.mode) for member in members} == {(0, 0, 0, "", 0o600)}
    with closing(Outbox(tmp_path)) as outbox:
        outbox.put(case, [public, key_pair()[1]])
    (path,) = (tmp_path / "outbox").iterdir()
    header = path.read_bytes().partition(b"\n---")[0].splitlines()
    assert path.name == f"{case.receipt_no}.{case.submission_id}.age"
    assert path.stat().st_mode & 0o777 == 0o600
    assert header[0] == b"age-encryption.org/v1"
    assert sum(line.startswith(b"-> X25519 ") for line in header) == 2
