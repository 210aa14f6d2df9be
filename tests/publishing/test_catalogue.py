"""The signed catalogue on its way to a terminal: what is published arrives whole, and nothing else ever comes into force."""

from __future__ import annotations

import gzip
import json
import resource
import shutil
from pathlib import Path

import pytest

from config.bundle import Bundle, BundleError, collect, pack, unpack
from config.channels import Takedown, Trial
from config.repository import PublishingError
from kiosk.catalogue_sync import SyncError
from tests.publishing.conftest import NOON, City
from tests.publishing.server import Quiet

FIRST, SECOND = "2026.11.22-1", "2026.11.22-2"
CODE = "12330299MB000007X73332038002000"


def refused(city: City, name: str = "JB0147") -> str:
    """The kind of refusal a terminal gives; what it had stays in force."""
    store, sync = city.terminal(name)
    before = store.current
    with pytest.raises(SyncError) as caught:
        sync.poll()
    assert store.current == before
    return caught.value.kind


def test_a_published_catalogue_comes_into_force(city: City) -> None:
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    assert sync.poll().version == FIRST
    assert store.current == FIRST
    assert sorted(path.name for path in (store.path(FIRST) / "matters").iterdir()) == sorted(
        path.name for path in (city.folder / "catalogue" / "matters").iterdir()
    )


def test_a_poll_without_change_is_two_small_questions(city: City) -> None:
    city.publish(city.matters(), FIRST)
    _, sync = city.terminal("JB0147")
    sync.poll()
    Quiet.asked.clear()
    assert not sync.poll().changed
    assert Quiet.asked == ["/metadata/2.root.json", "/metadata/timestamp.json"]


def test_nothing_is_published_before_the_last_signature(city: City) -> None:
    city.repository.add(collect(city.matters(), FIRST))
    city.repository.promote(FIRST)
    assert city.repository.sign(city.target_keys[0]) == 1
    assert city.repository.sign(city.target_keys[0]) == 1, "the same key twice is one signature"
    city.repository.refresh(city.online)
    store, sync = city.terminal("JB0147")
    sync.poll()
    assert store.current == ""
    assert city.repository.sign(city.target_keys[1]) == 0


def test_a_change_after_a_signature_needs_it_again(city: City) -> None:
    city.repository.add(collect(city.matters(), FIRST))
    city.repository.sign(city.target_keys[0])
    city.repository.promote(FIRST)
    assert city.repository.status()["signatures_missing"] == 2


def test_an_online_key_cannot_sign_a_release(city: City) -> None:
    city.repository.add(collect(city.matters(), FIRST))
    with pytest.raises(PublishingError):
        city.repository.sign(city.online["takedown"])


def test_a_trial_reaches_the_named_terminals_and_halls_only(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    city.repository.add(collect(folder, SECOND))
    city.repository.stage(Trial(SECOND, terminals=["JB0147"], halls=["海曙"]))
    city.sign()
    seen = {
        name: city.terminal(name, hall)[1].poll().version for name, hall in (("JB0147", "江北"), ("JB0148", "江北"), ("HS0001", "海曙"))
    }
    assert seen == {"JB0147": SECOND, "JB0148": FIRST, "HS0001": SECOND}


def test_a_trial_waits_for_its_start(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    city.repository.add(collect(folder, SECOND))
    city.repository.stage(Trial(SECOND, percentage=100, starts_at="2026-11-22T20:00:00+08:00"))
    city.sign()
    _, sync = city.terminal("JB0147")
    city.pass_days(-0.1)
    assert sync.poll().version == FIRST
    city.pass_days(0.2)
    assert sync.poll().version == SECOND


def test_a_share_of_the_terminals_is_that_share() -> None:
    trial = Trial(SECOND, percentage=20)
    taking_part = sum(trial.covers(f"JB{number:04d}", "江北", NOON) for number in range(2000))
    assert 330 <= taking_part <= 470


def test_promoted_everywhere_then_rolled_back(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.publish(folder, SECOND)
    assert sync.poll().version == SECOND
    assert city.repository.roll_back() == FIRST
    city.sign()
    Quiet.asked.clear()
    assert sync.poll().version == FIRST
    assert not any(path.endswith(".bundle") for path in Quiet.asked), "the version was still here"
    assert store.previous == SECOND


def test_a_matter_taken_down_stays_down_until_the_offline_keys_restore_it(city: City) -> None:
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.repository.take_down(Takedown("t1", CODE, "政策停止", "2026-11-22T12:00:00+08:00"), city.online["takedown"])
    city.repository.refresh(city.online)
    assert sync.poll().takedowns_changed
    assert [entry.code for entry in store.taken_down()] == [CODE]
    old = city.web / "metadata" / "1.takedown.json"
    shutil.copy(old, city.web / "metadata" / "3.takedown.json")
    assert [entry.code for entry in store.taken_down()] == [CODE]
    (city.web / "metadata" / "3.takedown.json").unlink()
    city.repository.restore(["t1"])
    city.sign()
    assert sync.poll().takedowns_changed
    assert store.taken_down() == ()


# What is refused -------------------------------------------------------------------------------------------------------


def test_an_older_repository_is_refused(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    shutil.copytree(city.web, city.folder / "old")
    city.publish(folder, SECOND)
    _, sync = city.terminal("JB0147")
    sync.poll()
    shutil.rmtree(city.web)
    shutil.copytree(city.folder / "old", city.web)
    assert refused(city) == "refused"


def test_a_mix_of_two_versions_is_refused(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    city.publish(folder, SECOND)
    metadata = city.web / "metadata"
    shutil.copy(metadata / "2.targets.json", metadata / "3.targets.json")
    assert refused(city) == "refused"


def test_an_altered_release_is_refused(city: City) -> None:
    city.publish(city.matters(), FIRST)
    (bundle,) = (city.web / "targets" / "releases").iterdir()
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    assert refused(city) in ("refused", "offline")


def test_a_longer_release_is_refused(city: City) -> None:
    city.publish(city.matters(), FIRST)
    (bundle,) = (city.web / "targets" / "releases").iterdir()
    bundle.write_bytes(bundle.read_bytes() + b"\0" * (1 << 20))
    assert refused(city) in ("refused", "offline")


def test_a_repository_with_other_keys_is_refused(city: City, tmp_path: Path) -> None:
    city.publish(city.matters(), FIRST)
    stranger = City(tmp_path / "stranger")
    stranger.publish(stranger.matters(), SECOND)
    _, sync = city.terminal("JB0147")
    shutil.rmtree(city.web)
    shutil.copytree(stranger.web, city.web)
    stranger.server.shutdown()
    stranger.server.server_close()
    with pytest.raises(SyncError) as caught:
        sync.poll()
    assert caught.value.kind == "refused"


def test_a_signature_that_was_written_over_is_refused(city: City) -> None:
    city.publish(city.matters(), FIRST)
    path = city.web / "metadata" / "timestamp.json"
    stamp = json.loads(path.read_bytes())
    stamp["signed"]["version"] += 1
    path.write_text(json.dumps(stamp), encoding="utf-8")
    assert refused(city) == "refused"


def test_expired_signatures_stop_updates_and_nothing_else(city: City) -> None:
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.pass_days(-30)
    city.publish(city.folder / "catalogue", SECOND)
    assert refused(city) == "expired"
    assert store.has(FIRST)


def test_without_a_server_the_terminal_goes_on(city: City) -> None:
    city.publish(city.matters(), FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.server.shutdown()
    city.server.server_close()
    assert refused(city) == "offline"
    assert store.current == FIRST


def test_one_bad_matter_refuses_the_whole_release_and_names_every_problem(city: City) -> None:
    folder = city.matters()
    matter = folder / "matters" / "senior_card_application.yaml"
    text = matter.read_text(encoding="utf-8")
    matter.write_text(
        text.replace("max_visits: 0", "max_visits: some").replace("kiosk_enabled: true", "kiosk_enabled: maybe"), encoding="utf-8"
    )
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    with pytest.raises(SyncError) as caught:
        sync.poll()
    assert caught.value.kind == "bad"
    assert str(caught.value).count("matters/senior_card_application.yaml:") == 2
    assert store.current == ""
    assert [path for path in store.folder.iterdir() if path.name.startswith(".tmp")] == []


def test_a_full_disk_while_unpacking_leaves_the_old_catalogue(city: City) -> None:
    folder = city.matters()
    city.publish(folder, FIRST)
    store, sync = city.terminal("JB0147")
    sync.poll()
    city.publish(folder, SECOND)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        with pytest.raises((OSError, SyncError)):
            sync.poll()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert store.current == FIRST
    assert not store.has(SECOND)
    assert sync.poll().version == SECOND


# The container ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../etc/passwd", "/matters/a.yaml", "matters/../a.yaml", "matters/a.yaml\0", "notes.txt", "matters/A.yaml"]
)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(BundleError):
        unpack(pack(Bundle(1, FIRST, {name: "x"})))


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    bomb = gzip.compress(b" " * (200 << 20))
    with pytest.raises(BundleError):
        unpack(bomb)


@pytest.mark.parametrize("damage", [b"", b"\x1f\x8b", b"PK\x03\x04", bytes(range(64))])
def test_what_is_no_bundle_is_refused(damage: bytes) -> None:
    with pytest.raises(BundleError):
        unpack(damage)


def test_the_same_files_give_the_same_bytes(city: City) -> None:
    folder = city.matters()
    assert pack(collect(folder, FIRST)) == pack(collect(folder, FIRST))


def test_every_stray_file_is_named_at_once(city: City) -> None:
    folder = city.matters()
    (folder / "notes.txt").write_text("x")
    (folder / "matters" / "Backup.yaml~").write_text("x")
    (folder / "matters" / "link.yaml").symlink_to("/etc/passwd")
    with pytest.raises(BundleError) as caught:
        collect(folder, FIRST)
    assert all(name in str(caught.value) for name in ("notes.txt", "Backup.yaml~", "link.yaml"))
