"""Whatever ends an update, and whatever the clock says, a terminal has a whole catalogue: the old one or the new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.catalogue import Catalogue
from kiosk.catalogue_in_force import CatalogueInForce
from kiosk.catalogue_store import CatalogueStore
from kiosk.catalogue_sync import CatalogueSync, SyncError
from kiosk.catalogue_trust import trust
from tests.publishing.conftest import City
from tests.publishing.test_catalogue import FIRST, SECOND

SENIOR = "senior_card_application.yaml"


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (folder / "matters").iterdir()}


def small(city: City) -> Path:
    """A folder with one matter: every file more is one more place to be killed at, and no new kind of place."""
    folder = city.matters()
    shutil.rmtree(folder / "matters" / "samples")
    for path in (folder / "matters").iterdir():
        if path.name != SENIOR:
            path.unlink()
    return folder


def test_killed_at_every_change_to_the_disk_a_terminal_has_the_old_or_the_new_catalogue(city: City, tmp_path: Path) -> None:
    folder = small(city)
    city.publish(folder, FIRST)
    before = tmp_path / "before"
    trust(before, city.root)
    CatalogueSync(before, city.url, city.root, "JB0147", "江北", lambda: city.now).poll()
    old = texts(folder)
    matter = folder / "matters" / SENIOR
    matter.write_text(old[SENIOR].replace("short_name: 老年人优待证", "short_name: 优待证"), encoding="utf-8")
    new = texts(folder)
    city.publish(folder, SECOND)
    (tmp_path / "after").mkdir()
    words = [sys.executable, "-m", "tests.publishing.killed", str(before), str(tmp_path / "after"), city.url]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stderr
    killed = int(done.stdout)
    assert killed >= 20, "the files of metadata, of the release and both links"
    versions = []
    for number in range(1, killed + 1):
        store = CatalogueStore(tmp_path / "after" / f"{number:04d}")
        assert store.current in (FIRST, SECOND), number
        versions.append(store.current)
        for version, expected in ((FIRST, old), (SECOND, new)):
            if store.has(version):
                assert texts(store.path(version)) == expected, number
    assert versions == sorted(versions), "once the new one is in force it stays"
    assert set(versions) == {FIRST, SECOND}
    for number in range(1, killed + 1, 6):
        home = tmp_path / "after" / f"{number:04d}"
        assert CatalogueSync(home, city.url, city.root, "JB0147", "江北", lambda: city.now).poll().version == SECOND
        assert not [path for path in CatalogueStore(home).folder.iterdir() if path.name.startswith(".tmp-2026")], number


@pytest.mark.parametrize(("signed", "kind"), [(datetime(1970, 1, 2, tzinfo=UTC), "expired"), (datetime(2099, 1, 1, tzinfo=UTC), "")])
def test_a_clock_far_off_stops_updates_at_most(city: City, signed: datetime, kind: str) -> None:
    """Signatures of 1970 are to this machine what today's are to a clock that says 2099, and those of 2099 what they are to one in 1970."""
    folder = city.matters()
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.now = signed
    city.publish(folder, SECOND)
    if kind:
        with pytest.raises(SyncError) as caught:
            sync.poll()
        assert caught.value.kind == kind
    else:
        assert sync.poll().version == SECOND
    in_force = CatalogueInForce(city.folder / "JB0147")
    assert in_force.version == (FIRST if kind else SECOND) == store.current
    assert len(in_force.catalogue) == len(Catalogue.load())
    in_force.close()


def test_a_catalogue_that_was_damaged_on_the_disk_gives_way_to_the_one_before_and_then_to_the_built_in(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.publish(folder, SECOND)
    sync.poll()
    home = city.folder / "JB0147"
    for damaged, left in ((SECOND, FIRST), (FIRST, "")):
        (store.path(damaged) / "matters" / SENIOR).write_bytes(b"\0" * 100)
        (store.path(damaged) / "compiled" / "catalogue.index").write_bytes(b"\0" * 100)
        in_force = CatalogueInForce(home)
        assert in_force.version == left
        assert len(in_force.catalogue) == len(Catalogue.load())
        in_force.close()


def test_a_version_that_is_shown_is_kept_though_two_newer_ones_came(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    shown = CatalogueInForce(city.folder / "JB0147")
    for version in (SECOND, "2026.11.22-3"):
        city.publish(folder, version)
        sync.poll()
    sync.poll()
    assert store.has(FIRST)
    assert shown.version == FIRST
    shown.close()
    sync.poll()
    assert not store.has(FIRST)
