"""Only the hub opens a package, and only an unharmed one."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.sealing import SealingError, open_sealed, seal, seal_pieces
from tests.queue.support import ADDRESS, NAME, NUMBER, Terminal, key_pair

IDENTITY, RECIPIENT = key_pair()
SEALED = seal(b"plain" * 100, [RECIPIENT])


def test_every_recipient_opens_and_nobody_else() -> None:
    second, second_recipient = key_pair()
    sealed = seal(b"plain", [RECIPIENT, second_recipient])
    assert open_sealed(sealed, [IDENTITY]) == open_sealed(sealed, [second]) == b"plain"
    with pytest.raises(SealingError):
        open_sealed(sealed, [key_pair()[0]])


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_changed_byte_is_noticed(place: int, change: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= change
    with pytest.raises(SealingError):
        open_sealed(bytes(changed), [IDENTITY])


@given(st.integers(0, len(SEALED) - 1))
def test_cut_package_is_noticed(length: int) -> None:
    with pytest.raises(SealingError):
        open_sealed(SEALED[:length], [IDENTITY])


@pytest.mark.parametrize("recipients", [[], ["age1wrong"], [RECIPIENT, ""]])
def test_without_a_good_recipient_nothing_is_sealed(recipients: list[str]) -> None:
    with pytest.raises(SealingError):
        seal(b"plain", recipients)


@given(st.lists(st.binary(max_size=20_000), max_size=12))
def test_what_is_sealed_piece_by_piece_opens_as_the_whole_and_the_pieces_stay_as_they_were(pieces: list[bytes]) -> None:
    whole, sealed = b"".join(pieces), bytearray()
    seal_pieces(pieces, sealed.extend, [RECIPIENT])
    assert open_sealed(bytes(sealed), [IDENTITY]) == whole == b"".join(pieces)


def test_an_error_of_either_end_comes_out_as_it_is() -> None:
    def full(_data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space")

    def broken() -> Iterator[bytes]:
        yield b"one"
        raise LookupError("the second")

    with pytest.raises(OSError, match="no space") as raised:
        seal_pieces([bytes(200_000)], full, [RECIPIENT])
    assert raised.value.errno == errno.ENOSPC
    with pytest.raises(LookupError, match="the second"):
        seal_pieces(broken(), len, [RECIPIENT])


def test_no_file_of_the_state_folder_shows_a_person(terminal: Terminal) -> None:
    terminal.submit()
    files = [path for path in terminal.home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".age" for path in files)
    for path in files:
        content = path.read_bytes() + str(path.relative_to(terminal.home)).encode()
        for secret in (NAME, NUMBER, ADDRESS, "13800000000", "KX7P2M"):
            for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
                assert secret.encode(encoding) not in content, Path(path.name)
