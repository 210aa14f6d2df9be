"""A key that was lost or stolen is replaced, terminals follow by themselves, and what the old one signs counts for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.repository import PublishingError
from config.root_renewal import keys_in_use, replace_offline_key, replace_online_keys
from config.signing import ONLINE, new_key
from kiosk.catalogue_sync import SyncError
from kiosk.catalogue_trust import repository_url, trust
from tests.publishing.conftest import City
from tests.publishing.office import Office
from tests.publishing.test_catalogue import FIRST, SECOND


@pytest.fixture
def city_in_use(city: City) -> City:
    """A city whose first release a terminal has."""
    city.publish(city.matters(), FIRST)
    city.terminal("JB0147")[1].poll()
    return city


def follows(city: City) -> None:
    """The terminal takes the next release."""
    city.publish(city.matters("second"), SECOND)
    assert city.terminal("JB0147")[1].poll().version == SECOND


def test_a_targets_key_is_replaced(city_in_use: City) -> None:
    city = city_in_use
    lost, kept = city.target_keys
    new = new_key(city.keys / "targets-3.pem", b"t")
    replace_offline_key(city.web, "targets", lost.public_key.keyid[:12], new, city.root_keys, [kept], city.now)
    city.repository.refresh(city.online)
    assert city.terminal("JB0147")[1].poll().version == FIRST
    city.target_keys = [kept, new]
    follows(city)
    city.repository.promote(FIRST)
    with pytest.raises(PublishingError, match="不能签"):
        city.repository.sign(lost)


def test_a_root_key_is_replaced(city_in_use: City) -> None:
    city = city_in_use
    new = new_key(city.keys / "root-3.pem", b"r")
    replace_offline_key(city.web, "root", city.root_keys[0].public_key.keyid, new, city.root_keys, [], city.now)
    city.repository.refresh(city.online)
    follows(city)
    assert new.public_key.keyid in keys_in_use(city.web)["root"]
    with pytest.raises(PublishingError, match="root"):
        replace_offline_key(city.web, "root", new.public_key.keyid, city.root_keys[0], city.root_keys, [], city.now)


def test_stolen_online_keys_are_replaced_and_can_switch_nothing_off_any_more(city_in_use: City) -> None:
    city = city_in_use
    stolen, city.online = city.online, {role: new_key(city.keys / "second" / f"{role}.pem", None) for role in ONLINE}
    replace_online_keys(city.web, city.online, city.root_keys, city.target_keys, city.now)
    city.repository.refresh(city.online)
    follows(city)
    city.repository.refresh(stolen)
    with pytest.raises(SyncError) as caught:
        city.terminal("JB0147")[1].poll()
    assert caught.value.kind == "refused"
    city.repository.refresh(city.online)
    assert city.terminal("JB0147")[1].poll().version == SECOND


def test_what_is_not_signed_by_enough_keys_changes_nothing(city_in_use: City) -> None:
    city = city_in_use
    before = {path: path.read_bytes() for path in city.web.rglob("*") if path.is_file()}
    new, old = new_key(city.keys / "new.pem", b"t"), city.target_keys[0].public_key.keyid
    wrong = [
        ("targets", old, city.root_keys[:1], city.target_keys[1:]),
        ("targets", old, city.root_keys, []),
        ("targets", old, [*city.root_keys, city.target_keys[0]], city.target_keys[1:]),
        ("targets", "", city.root_keys, city.target_keys[1:]),
        ("root", old, city.root_keys, []),
    ]
    for role, keyid, root_keys, target_keys in wrong:
        with pytest.raises(PublishingError):
            replace_offline_key(city.web, role, keyid, new, root_keys, target_keys, city.now)
    with pytest.raises(PublishingError):
        replace_online_keys(city.web, dict.fromkeys(ONLINE, new), city.root_keys, city.target_keys[:1], city.now)
    city.repository.promote(FIRST)
    with pytest.raises(PublishingError, match="等签名"):
        replace_offline_key(city.web, "targets", old, new, city.root_keys, city.target_keys[1:], city.now)
    (city.web / "staged" / "targets.json").unlink()
    after = {path: path.read_bytes() for path in (city.web / "metadata").iterdir()}
    assert after == {path: data for path, data in before.items() if path.parent.name == "metadata"}


def test_the_command_replaces_each_kind(office: Office) -> None:
    office.publish("init", "--keys", str(office.keys))
    keys = office.read("status")["keys"]
    base = ["--key", str(office.keys / "root-1.pem"), "--online", str(office.keys / "online")]
    office.publish("replace-key", "targets", "--old", keys["targets"][0], "--new", str(office.keys / "targets-3.pem"), *base)
    office.publish("replace-key", "root", "--old", keys["root"][1], "--new", str(office.keys / "root-3.pem"), *base)
    moved = [
        "--key",
        str(office.keys / "root-1.pem"),
        "--sign",
        str(office.keys / "targets-3.pem"),
        "--online",
        str(office.keys / "online-2"),
    ]
    office.publish("replace-key", "online", *moved)
    now = office.read("status")["keys"]
    assert all(set(now[role]) != set(keys[role]) for role in keys)
    assert "2 个" not in office.publish("replace-key", "targets", *base, status=3)


def test_enrolment_brings_the_root_and_where_the_catalogue_is(city: City, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert repository_url(home, "", "https://hub.example") == ""
    trust(home, city.root)
    assert repository_url(home, "", "https://hub.example") == "https://hub.example/catalogue/"
    assert repository_url(home, "https://cdn.example/", "https://hub.example") == "https://cdn.example/"
    assert repository_url(home, "", "") == ""
    assert json.loads(city.root)["signed"]["_type"] == "root"
