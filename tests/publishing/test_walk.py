"""The administrator's walk, as docs/publishing.md tells it: by commands alone, the terminals behind a plain static HTTP server."""

from __future__ import annotations

from pathlib import Path

from tests.publishing.office import Office, take_defaults

FIRST, SECOND = "2026.11.22-1", "2026.11.22-2"
SENIOR, NEW = "11330299MB000004X74330711003000", "11330299MB000004X74330711003001"


def edit(path: Path) -> None:
    """What an administrator changes in a new matter: what is said about it, and who may."""
    text = path.read_text(encoding="utf-8").replace("aliases: [老年证,", "aliases: [老年证换新,")
    path.write_text(text.replace("who: 年满 60 周岁的人，外地户籍也能办", "who: 优待证旧了或坏了的老人"), encoding="utf-8")


def test_an_administrator_publishes_tries_promotes_switches_off_and_rolls_back(office: Office) -> None:
    made = office.publish("init", "--keys", str(office.keys), "--root-threshold", "2", "--targets-threshold", "2")
    assert "1.root.json" in made
    for name in ("JB0001", "JB0002"):
        office.kiosk("publish", "trust", str(office.web / "metadata" / "1.root.json"), "--home", str(office.folder / name))
        assert office.poll(name), "an empty repository changes nothing"
        assert office.shown(name)[0] == ""

    take_defaults(office.work)
    assert office.read("add", str(office.work), "--version", FIRST)["ok"]
    assert office.read("promote", FIRST)["signatures_missing"] == 2
    assert office.sign()["signatures_missing"] == 0
    for name in ("JB0001", "JB0002"):
        assert office.poll(name)
        assert office.shown(name)[0] == FIRST

    path = office.work / "matters" / "senior_card_renewal.yaml"
    office.kiosk("matters", "new", NEW, "--template", "senior_card_application", "--name", "老年人优待证换领", "--out", str(path))
    edit(path)
    changed = office.kiosk("matters", "diff", str(office.work / "matters" / "senior_card_application.yaml"), str(path))
    assert "老年人优待证换领" in changed
    good = path.read_text(encoding="utf-8")
    path.write_text(
        good.replace("max_visits: 0", "max_visits: some").replace("kiosk_enabled: true", "kiosk_enabled: maybe"), encoding="utf-8"
    )
    office.kiosk("matters", "lint", str(office.work / "matters"), status=1)
    refused = office.publish("add", str(office.work), "--version", SECOND, status=1)
    assert refused.count("senior_card_renewal.yaml:") == 2, refused
    assert office.read("status")["releases"] == [FIRST], "a release with one bad matter is refused whole"
    path.write_text(good, encoding="utf-8")
    office.kiosk("matters", "lint", str(office.work / "matters"))
    shown = office.kiosk("matters", "show", NEW, "--matters", str(office.work / "matters"), "--out", str(office.folder / "shown"))
    assert "老年人优待证换领" in shown
    assert "优待证旧了或坏了的老人" in shown
    assert len(list((office.folder / "shown").glob("*.png"))) >= 10, "every screen of it"

    office.publish("add", str(office.work), "--version", SECOND)
    office.publish("stage", SECOND, "--terminal", "JB0001")
    office.sign()
    assert office.poll("JB0001")
    assert office.poll("JB0002")
    version, codes = office.shown("JB0001")
    assert version == SECOND
    assert NEW in codes
    assert office.shown("JB0002")[0] == FIRST

    office.publish("promote", SECOND)
    office.sign()
    assert office.poll("JB0002")
    assert office.shown("JB0002")[0] == SECOND

    down = office.read("takedown", NEW, "--reason", "等新办法", "--online", str(office.keys / "online"))
    for name in ("JB0001", "JB0002"):
        assert office.poll(name)
        assert NEW not in office.shown(name)[1]
        assert SENIOR in office.shown(name)[1]
    assert f"停办：{NEW}，等新办法" in office.publish("status")
    office.publish("restore", down["id"])
    office.sign()
    assert office.poll("JB0001")
    assert NEW in office.shown("JB0001")[1]

    roots = [word for number in (1, 2) for word in ("--key", str(office.keys / f"root-{number}.pem"))]
    assert "2 个签名" in office.publish("renew", *roots[:2], status=3)
    office.publish("renew", *roots)

    assert FIRST in office.publish("rollback")
    office.sign()
    for name in ("JB0001", "JB0002"):
        assert office.poll(name)
        version, codes = office.shown(name)
        assert version == FIRST
        assert NEW not in codes
    assert not list(office.web.rglob("*.pem")), "no key is ever served"


def test_what_cannot_be_done_is_said_and_nothing_is_written(office: Office) -> None:
    office.publish("init", "--keys", str(office.web / "keys"), status=3)
    office.publish("init", "--keys", str(office.keys), "--root-threshold", "3", status=3)
    assert not office.keys.exists()
    assert "不是发布仓库" in office.publish("status", status=3)
    office.publish("init", "--keys", str(office.keys))
    assert "已经有一个仓库" in office.publish("init", "--keys", str(office.folder / "more"), status=3)
    for words in (
        ("promote", FIRST),
        ("rollback",),
        ("stage", FIRST, "--percentage", "10"),
        ("restore", "x"),
        ("takedown", "../x", "--reason", "r", "--online", str(office.keys / "online")),
        ("sign", "--key", str(office.keys / "targets-1.pem")),
        ("sign", "--key", str(office.folder / "missing.pem")),
        ("refresh", "--online", str(office.folder)),
    ):
        assert office.publish(*words, status=3).strip()
    assert office.read("status")["channels"]["stable"] == ""
    take_defaults(office.work)
    office.publish("add", str(office.work), "--version", FIRST)
    assert "0 到 100" in office.publish("stage", FIRST, "--percentage", "101", status=3)
    assert "时区" in office.publish("stage", FIRST, "--starts-at", "2026-11-22T20:00:00", status=3)
    assert "已经有了" in office.publish("add", str(office.work), "--version", FIRST, status=3)
    office.environment["KIOSK_PASSPHRASE"] = office.environment.pop("KIOSK_PASSPHRASE_FILE")
    assert "口令不对" in office.publish("sign", "--key", str(office.keys / "targets-1.pem"), status=3)
    del office.environment["KIOSK_PASSPHRASE"]
    assert "要口令" in office.publish("sign", "--key", str(office.keys / "targets-1.pem"), status=3)
    office.publish("promote", status=2)


def test_a_terminal_believes_one_repository_and_only_a_signed_root(office: Office) -> None:
    office.publish("init", "--keys", str(office.keys))
    root = office.web / "metadata" / "1.root.json"
    altered = office.folder / "altered.json"
    altered.write_bytes(root.read_bytes().replace(b'"consistent_snapshot":true', b'"consistent_snapshot":false'))
    home = office.folder / "JB0001"
    assert not office.poll("JB0001"), "no root, no update"
    for wrong in (altered, office.web / "metadata" / "timestamp.json", office.folder / "passphrase"):
        assert "1.root.json" in office.kiosk("publish", "trust", str(wrong), "--home", str(home), status=3)
    office.kiosk("publish", "trust", str(root), "--home", str(home))
    office.kiosk("publish", "trust", str(root), "--home", str(home))
    (office.folder / "other").mkdir()
    other = Office(office.folder / "other")
    other.publish("init", "--keys", str(other.keys))
    assert "另一个仓库" in office.kiosk("publish", "trust", str(other.web / "metadata" / "1.root.json"), "--home", str(home), status=3)
    other.server.shutdown()
    other.server.server_close()
