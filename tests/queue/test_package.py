"""A package is read only when every byte of it is what its manifest says."""

from __future__ import annotations

import dataclasses
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.case import Part
from kiosk.package import PART_NAME, Manifest, PackageError, hash_query_code, pack, read
from kiosk.receipt_number import number
from tests.queue.support import make_case

RECEIPT = number("T0000", "261121", 1)
PACKED = pack(make_case(Path(), size=100, receipt_no=RECEIPT))
Members = list[tuple[tarfile.TarInfo, bytes]]


def _unpack(packed: bytes) -> Members:
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        return [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]


def _repack(members: Members, form: int = tarfile.USTAR_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for member, data in members:
            member.size = len(data) if member.isreg() else 0
            archive.addfile(member, io.BytesIO(data) if member.isreg() else None)
    return buffer.getvalue()


def _manifest(members: Members, **changes: object) -> None:
    manifest = msgspec.structs.replace(msgspec.json.decode(members[0][1], type=Manifest), **changes)
    members[0] = (members[0][0], msgspec.json.encode(manifest))


def test_what_was_packed_is_read(tmp_path: Path) -> None:
    case = make_case(tmp_path)
    opened = read(pack(case))
    assert opened.record == case.record
    assert opened.parts == case.parts
    assert opened.manifest.received_at == case.received_at
    assert opened.manifest.receipt_no == case.receipt_no
    assert opened.manifest.query_code_hash == hash_query_code(case.receipt_no, case.query_code)
    assert case.query_code.encode() not in pack(case)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}/[a-z0-9]{1,8}\.pdf", fullmatch=True), st.binary(max_size=2000), max_size=6))
def test_any_parts_come_back_as_they_were(contents: dict[str, bytes]) -> None:
    parts = tuple(Part(name, "application/pdf", data) for name, data in contents.items())
    case = make_case(Path(), receipt_no=RECEIPT, parts=parts)
    assert read(pack(case)).parts == parts


@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_one_changed_bit_in_anything_the_manifest_lists_is_noticed(place: float, bit: int) -> None:
    changed, start = bytearray(PACKED), PACKED.index(b"case.json\x00")
    changed[start + int(place * (len(PACKED) - start))] ^= 1 << bit
    with pytest.raises(PackageError):
        read(bytes(changed))


@given(st.binary(max_size=3000))
def test_garbage_is_refused_and_nothing_else_happens(garbage: bytes) -> None:
    with pytest.raises(PackageError):
        read(garbage)


@given(name=st.from_regex(PART_NAME, fullmatch=True).filter(lambda name: len(name) <= 100), data=st.binary(max_size=20_000))
def test_a_package_is_byte_for_byte_what_tarfile_writes(name: str, data: bytes) -> None:
    assume(name.casefold() not in ("case.json", "manifest.json"))
    packed = pack(dataclasses.replace(make_case(Path(), size=1, receipt_no=RECEIPT), parts=(Part(name, "image/png", data),)))
    plain = [(tarfile.TarInfo(member.name), content) for member, content in _unpack(packed)]
    for member, _ in plain:
        member.mode = 0o600
    assert _repack(plain) == packed


@pytest.mark.parametrize("size", [b"-0000000001", b"77777777777", b"+0000000144", b" 0000000144", b"0000000_144"])
def test_a_header_with_another_size_is_refused(size: bytes) -> None:
    with pytest.raises(PackageError):
        read(PACKED[:124] + size + PACKED[135:])


@given(st.integers(1, 20000))
def test_a_cut_package_is_refused(lost: int) -> None:
    with pytest.raises(PackageError):
        read(PACKED[:-lost])


def _wrong_hash(members: Members) -> None:
    members[2] = (members[2][0], bytes(len(members[2][1])))


def _swapped_contents(members: Members) -> None:
    members[2], members[3] = (members[2][0], members[3][1]), (members[3][0], members[2][1])


def _swapped_order(members: Members) -> None:
    members[2], members[3] = members[3], members[2]


def _missing(members: Members) -> None:
    del members[3]


def _unknown(members: Members) -> None:
    members.append((tarfile.TarInfo("more.txt"), b"more"))


def _twice(members: Members) -> None:
    members.append(members[3])


def _manifest_last(members: Members) -> None:
    members.append(members.pop(0))


def _link(members: Members) -> None:
    member = tarfile.TarInfo(members[3][0].name)
    member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
    members[3] = (member, b"")


def _other_terminals_number(members: Members) -> None:
    _manifest(members, terminal_id="T9999")


def _no_time_zone(members: Members) -> None:
    _manifest(members, received_at=msgspec.json.decode(members[0][1], type=Manifest).received_at.replace(tzinfo=None))


def _submission_path(members: Members) -> None:
    _manifest(members, submission_id="../../../../../../etc/cron.d/00000000")


@pytest.mark.parametrize(
    "trick",
    [
        _wrong_hash, _swapped_contents, _swapped_order, _missing, _unknown, _twice, _manifest_last, _link, _other_terminals_number,
        _no_time_zone, _submission_path,
    ],
)  # fmt: skip
def test_tricks_with_members_are_refused(trick: Callable[[Members], None]) -> None:
    members = _unpack(PACKED)
    trick(members)
    with pytest.raises(PackageError):
        read(_repack(members))


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "a/../../b", "a//b", "a\\b", "", ".", "a/.", ".hidden", "case.json", "CASE.json", "manifest.json", "a" * 101,
     "a/b/c/d/e/f", "名字.jpg", "a\x00b", "a b", "a/b\n"],
)  # fmt: skip
def test_path_tricks_are_refused_on_both_sides(name: str) -> None:
    with pytest.raises(PackageError):
        pack(make_case(Path(), receipt_no=RECEIPT, parts=(Part(name, "image/jpeg", b"x"),)))
    members = _unpack(PACKED)
    manifest = msgspec.json.decode(members[0][1], type=Manifest)
    _manifest(members, parts=(*manifest.parts[:2], msgspec.structs.replace(manifest.parts[2], name=name)))
    members[3][0].name = name
    with pytest.raises(PackageError):
        read(_repack(members, tarfile.PAX_FORMAT))


def test_bytes_behind_the_end_are_refused() -> None:
    for hidden in (b"hidden", bytes(512), bytes(10240)):
        with pytest.raises(PackageError):
            read(PACKED + hidden)


def test_compressed_package_is_refused_before_it_unfolds() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        bomb = tarfile.TarInfo("manifest.json")
        bomb.size = 50_000_000
        archive.addfile(bomb, io.BytesIO(bytes(bomb.size)))
    with pytest.raises(PackageError):
        read(buffer.getvalue())
