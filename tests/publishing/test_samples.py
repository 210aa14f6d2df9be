"""Sample pictures come to the terminal with their matters, whole; what is no plain picture is refused on both sides."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image

from config.bundle import Bundle, BundleError, collect, pack, unpack
from config.compiled import DamagedError
from config.samples import MOST_BYTES, fault
from kiosk.catalogue_in_force import CatalogueInForce
from kiosk.catalogue_sync import SyncError
from kiosk.rig import DEFAULT_MATTERS
from tests.journey.people import RENT
from tests.publishing.conftest import City
from tests.publishing.test_catalogue import FIRST

LEASE = "matters/samples/lease.png"


def picture(width: int = 300, height: int = 400, kind: str = "PNG", frames: int = 1) -> bytes:
    out = BytesIO()
    images = [Image.new("RGB", (width, height), (shade, 200, 90)) for shade in range(frames)]
    images[0].save(out, kind, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return out.getvalue()


@dataclass(frozen=True)
class Bad:
    name: str
    data: bytes
    said: str


BAD = [
    Bad("a.png", b"\x89PNG" + bytes(MOST_BYTES), f"最多 {MOST_BYTES}"),
    Bad("a.png", b"<svg/>", "不是完整的 PNG"),
    Bad("a.png", b"", "不是完整的 PNG"),
    Bad("a.png", picture()[:-40], "不是完整的 PNG"),
    Bad("a.jpg", picture(), "不是完整的 JPEG"),
    Bad("a.png", picture(kind="JPEG"), "不是完整的 PNG"),
    Bad("a.jpg", picture(kind="JPEG")[:-200], "不是完整的 JPEG"),
    Bad("a.png", picture(30_000, 400), "30000×400 像素"),
    Bad("a.png", picture(199, 400), "199×400 像素"),
    Bad("a.png", picture(frames=3), "会动"),
]


def test_a_published_sample_is_shown_as_it_was_and_never_when_damaged(city: City) -> None:
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    in_force = CatalogueInForce(store.folder.parent)
    try:
        catalogue = in_force.catalogue
        assert in_force.version == FIRST
        assert catalogue.has_sample(RENT, "lease.png")
        assert not catalogue.has_sample(RENT, "other.png")
        whole = (DEFAULT_MATTERS / "samples" / "lease.png").read_bytes()
        assert catalogue.sample(RENT, "lease.png") == whole
        (store.path(FIRST) / LEASE).write_bytes(whole[:-1] + b"\x00")
        with pytest.raises(DamagedError):
            catalogue.sample(RENT, "lease.png")
    finally:
        in_force.close()


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.said)
def test_what_is_no_plain_picture_is_refused_by_its_author(bad: Bad) -> None:
    assert bad.said in fault(bad.name, bad.data)


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG")])
def test_a_plain_picture_is_taken(name: str, kind: str) -> None:
    assert fault(name, picture(kind=kind)) == ""


@given(st.sampled_from(["a.png", "a.jpg"]), st.binary(max_size=300), st.integers(0, 600))
def test_nothing_in_a_picture_raises(name: str, noise: bytes, at: int) -> None:
    good = picture(kind="PNG" if name.endswith("png") else "JPEG")
    assert isinstance(fault(name, good[:at] + noise + good[at + len(noise) :]), str)


def test_every_bad_picture_is_named_at_once_and_nothing_is_packed(city: City) -> None:
    folder = city.matters()
    for number, bad in enumerate(BAD):
        (folder / "matters" / "samples" / f"bad{number}{Path(bad.name).suffix}").write_bytes(bad.data)
    (folder / "matters" / "samples" / "Übel.png").write_bytes(picture())
    (folder / "matters" / "samples" / "link.png").symlink_to("/etc/hostname")
    with pytest.raises(BundleError) as caught:
        collect(folder, FIRST)
    lines = str(caught.value).split("\n")
    assert len(lines) == len(BAD) + 2
    assert all(any(bad.said in line for line in lines) for bad in BAD)


@pytest.mark.parametrize(
    "name",
    [
        "matters/samples/../../../etc/x.png",
        "/matters/samples/a.png",
        "matters/samples/a.png/b.png",
        "matters/samples/a.svg",
        "matters/samples/a.png\n",
        "samples/a.png",
        "papers/samples/a.png",
        "matters/a/b/samples/a.png",
        f"matters/samples/{'a' * 81}.png",
    ],
)
def test_a_picture_that_would_lie_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BundleError):
        unpack(pack(Bundle(1, FIRST, {"matters/a.yaml": "x"}, {name: picture()})))


def test_a_picture_larger_than_terminals_take_is_refused_unopened() -> None:
    with pytest.raises(BundleError, match="太大"):
        unpack(pack(Bundle(1, FIRST, {"matters/a.yaml": "x"}, {"matters/samples/a.png": bytes(MOST_BYTES + 1)})))


@pytest.mark.parametrize("data", [picture(kind="JPEG"), picture(30_000, 400), None], ids=["another format", "huge", "missing"])
def test_a_terminal_refuses_a_signed_release_with_a_bad_picture(city: City, data: bytes | None) -> None:
    bundle = collect(city.matters(), FIRST)
    city.repository.add(replace(bundle, pictures={LEASE: data} if data else {}))
    city.repository.promote(FIRST)
    city.sign()
    store, sync = city.terminal("JB0147")
    with pytest.raises(SyncError, match=r"lease\.png") as caught:
        sync.poll()
    assert (caught.value.kind, store.current) == ("bad", "")


def test_samples_beside_matters_in_a_folder_of_their_own_come_too(city: City) -> None:
    folder = city.matters()
    (folder / "matters" / "fund").mkdir()
    shutil.move(folder / "matters" / "samples", folder / "matters" / "fund" / "samples")
    shutil.move(folder / "matters" / "housing_fund_rent_withdrawal.yaml", folder / "matters" / "fund")
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    in_force = CatalogueInForce(store.folder.parent)
    try:
        assert in_force.catalogue.sample(RENT, "lease.png").startswith(b"\x89PNG")
    finally:
        in_force.close()
