"""The photo on a card: opened by whatever plug-in can, and by none otherwise; no bytes break anything."""

from __future__ import annotations

import io
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.id_card.photo import decode_photo, decoders
from devices.simulators.cards import CARDS, SEALED_PHOTOS, photo
from devices.simulators.photo_decoder import decode


def written(form: str, size: tuple[int, int] = (102, 126)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, (200, 30, 10)).save(stream, form)
    return stream.getvalue()


@pytest.mark.parametrize("name", [name for name in CARDS if name not in SEALED_PHOTOS])
def test_a_simulated_cards_photo_opens(name: str) -> None:
    picture = decode(photo(name))
    assert picture is not None and picture.shape == (126, 102, 3)
    assert len(photo(name)) == 1024


@pytest.mark.parametrize("name", sorted(SEALED_PHOTOS))
def test_a_photo_only_the_vendor_opens_is_left_to_the_vendor(name: str) -> None:
    assert decode_photo(photo(name)) is None
    assert len(photo(name)) == 1024


@pytest.mark.parametrize("form", ["WEBP", "AVIF"])
def test_webp_and_avif_open_with_blue_first(form: str) -> None:
    picture = decode(written(form).ljust(1024, b"\0"))
    assert picture is not None
    assert np.abs(picture[60, 50].astype(int) - (10, 30, 200)).max() < 12


@pytest.mark.parametrize("data", [b"", bytes(1024), b"WLf" + bytes(1021), written("PNG"), written("JPEG"), written("WEBP", (600, 600))])
def test_what_is_not_of_its_kind_is_left_to_others(data: bytes) -> None:
    assert decode(data) is None


@given(
    st.binary(max_size=1024),
    st.sampled_from([b"", b"RIFF\x00\x04\x00\x00WEBPVP8 ", b"RIFF\x10\x00\x00\x00WEBPVP8L", b"\0\0\0\x1cftypavif"]),
)
def test_no_bytes_break_the_decoder(data: bytes, head: bytes) -> None:
    for each in (decode(head + data), decode_photo((head + data)[:1024])):
        assert each is None or (each.dtype == np.uint8 and each.ndim == 3 and max(each.shape) <= 1024)


@given(st.integers(0, 1023), st.binary(min_size=1, max_size=16))
def test_a_damaged_photo_is_a_picture_or_none(place: int, damage: bytes) -> None:
    data = photo("worker")
    picture = decode((data[:place] + damage + data[place + len(damage) :])[:1024])
    assert picture is None or picture.shape[2] == 3


def test_more_than_a_card_holds_is_not_looked_at() -> None:
    assert decode_photo(photo("worker") + b"\0") is None


PLUG_INS = {
    "good": "import numpy\ndef decode(photo):\n    return numpy.full((126, 102, 3), photo[0], numpy.uint8)\n",
    "raising": "def decode(photo):\n    raise RuntimeError(photo.hex())\n",
    "unimportable": "import a_package_that_is_not_there\n",
    "nonsense": "def decode(photo):\n    return [[1, 2], [3]]\n",
    "huge": "import numpy\ndef decode(photo):\n    return numpy.zeros((4000, 4000, 3), numpy.uint8)\n",
}


@pytest.mark.parametrize(
    ("plug_ins", "expected"),
    [
        ((), "None"),
        (("good",), "(126, 102, 3)"),
        (("raising", "unimportable", "nonsense", "huge"), "None"),
        (("huge", "raising", "good"), "(126, 102, 3)"),
    ],
)
def test_plug_ins_of_other_packages_are_found_and_none_can_do_harm(tmp_path: Path, plug_ins: tuple[str, ...], expected: str) -> None:
    """In a process of its own, with packages installed into a folder of its own: what is installed is looked up once."""
    for name in plug_ins:
        (tmp_path / f"decoder_{name}.py").write_text(PLUG_INS[name])
        metadata = tmp_path / f"decoder_{name}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: decoder-{name}\nVersion: 1.0\n")
        (metadata / "entry_points.txt").write_text(f"[kiosk.photo_decoders]\n{name} = decoder_{name}:decode\n")
    program = textwrap.dedent(
        f"""
        import sys
        sys.path.append({str(tmp_path)!r})
        from devices.id_card.photo import decode_photo
        picture = decode_photo(b"\\x07" * 1024)
        print(None if picture is None else picture.shape)
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2])
    assert done.stdout.strip() == expected, done.stderr
    assert "0707" not in done.stderr


def test_the_simulators_plug_in_is_found_where_this_project_is_installed() -> None:
    assert "simulated" in dict(decoders())
    picture = decode_photo(photo("worker"))
    assert picture is not None and picture.shape == (126, 102, 3)
