"""People at the hub: two factors, roles, decisions over the API; terminals, revocation, the command line."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from kiosk.agent import Agent
from kiosk.hub import fleet, trail, users
from kiosk.hub.core import open_hub
from kiosk.hub.users import Credentials, Role
from kiosk.scheduler import HALL_ZONE
from kiosk.staff.accounts import code_at
from tests.hub.support import Bench, ask, bench, new_terminal, serving
from tests.queue.support import HubProcess, command, command_json

PDF = b"%PDF-1.7\n" + bytes(100_000)


@dataclass
class Person:
    """Somebody at the hub."""

    desk: Bench
    url: str
    name: str
    secrets: Credentials
    token: str = ""

    def log_in(self, **changes: str) -> requests.Response:
        """Both factors, unless told otherwise."""
        code = code_at(self.secrets.totp_secret, self.desk.clock().timestamp())
        body = {"name": self.name, "password": self.secrets.password, "code": code, **changes}
        answer = requests.post(f"{self.url}/v1/staff/sessions", json=body, timeout=120)
        if answer.status_code == 201:
            self.token = answer.json()["token"]
        return answer

    def ask(self, method: str, path: str, body: Any = None, data: bytes | None = None) -> requests.Response:
        """One request under the login."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.request(method, f"{self.url}/v1/staff{path}", json=body, data=data, headers=headers, timeout=120)


@pytest.fixture
def url(desk: Bench) -> Iterator[str]:
    with serving(desk.hub) as address:
        yield address


def _person(desk: Bench, url: str, role: Role = Role.REVIEWER) -> Person:
    return Person(desk, url, f"li.{role}", users.add(desk.hub, f"li.{role}", role))


def _entered(desk: Bench, url: str, role: Role = Role.REVIEWER) -> Person:
    person = _person(desk, url, role)
    assert person.log_in().status_code == 201
    return person


def test_both_factors_are_needed_and_a_code_works_once(desk: Bench, url: str) -> None:
    person = _person(desk, url)
    assert person.log_in(password="wrong").status_code == 403
    assert person.log_in(code="000000").status_code == 403
    assert person.log_in(name="nobody").status_code == 403
    assert person.log_in().status_code == 201
    assert person.log_in().status_code == 403, "the same code again"
    desk.clock.forward(seconds=60)
    assert person.log_in().status_code == 201


def test_five_wrong_tries_lock_the_account_for_a_while(desk: Bench, url: str) -> None:
    person = _person(desk, url)
    for _ in range(5):
        assert person.log_in(password="wrong").status_code == 403
    locked = person.log_in()
    assert (locked.status_code, int(locked.headers["Retry-After"]) > 800) == (429, True)
    desk.clock.forward(minutes=16)
    assert person.log_in().status_code == 201


def test_login_ends_by_itself_by_hand_and_with_the_account(desk: Bench, url: str) -> None:
    person = _entered(desk, url)
    assert person.ask("GET", "/cases").status_code == 200
    assert person.ask("DELETE", "/sessions").status_code == 204
    assert person.ask("GET", "/cases").status_code == 401
    desk.clock.forward(seconds=90)
    person.log_in()
    users.remove(desk.hub, person.name)
    assert person.ask("GET", "/cases").status_code == 401
    other = _entered(desk, url, Role.AUDITOR)
    desk.clock.forward(hours=9)
    assert other.ask("GET", "/cases").status_code == 401


def test_passwords_and_codes_lie_nowhere_in_the_clear(desk: Bench) -> None:
    made = users.add(desk.hub, "li", Role.REVIEWER)
    for path in desk.home.rglob("hub.db*"):
        assert made.password.encode() not in path.read_bytes()
        assert made.totp_secret.encode() not in path.read_bytes()


def test_roles_keep_to_what_they_are_for(desk: Bench, url: str) -> None:
    number = desk.arrive().case_no
    auditor, administrator = _entered(desk, url, Role.AUDITOR), _entered(desk, url, Role.ADMINISTRATOR)
    for person in (auditor, administrator):
        assert person.ask("GET", f"/cases/{number}").status_code == 200
        assert person.ask("POST", f"/cases/{number}/accept", {}).status_code == 403
    assert auditor.ask("POST", f"/terminals/{desk.terminal.terminal_id}/revoke").status_code == 403
    assert administrator.ask("POST", f"/terminals/{desk.terminal.terminal_id}/revoke").status_code == 204
    assert requests.get(f"{url}/v1/staff/cases", timeout=120).status_code == 401


def test_terminals_token_is_no_login_and_the_other_way_round(desk: Bench, url: str) -> None:
    assert ask(desk.terminal, url, "GET", "/v1/staff/cases").status_code == 401
    person = _entered(desk, url)
    answer = requests.get(f"{url}/v1/services", headers={"Authorization": f"Bearer {person.token}"}, timeout=120)
    assert answer.status_code == 401


def test_reviewer_takes_a_case_through(desk: Bench, url: str) -> None:
    number = desk.arrive().case_no
    person = _entered(desk, url)
    owes = [{"material": "photo", "name": "近期照片", "last_day": "2026-11-27"}]
    assert person.ask("POST", f"/cases/{number}/return", {"reasons": []}).status_code == 422
    answer = person.ask("POST", f"/cases/{number}/return", {"reasons": ["照片不清楚", "缺合同"], "owes": owes})
    assert answer.json() == {"status": "correction_required", "excess_return": False}
    desk.arrive(parent_case_no=number)
    assert person.ask("POST", f"/cases/{number}/accept", {}).json()["status"] == "accepted"
    assert person.ask("POST", f"/cases/{number}/accept", {}).status_code == 409
    assert person.ask("POST", f"/cases/{number}/step", {"action": "accept"}).status_code == 422
    assert person.ask("POST", f"/cases/{number}/step", {"action": "review"}).json()["status"] == "in_review"
    assert person.ask("PUT", f"/cases/{number}/result?stamped=true", data=b"no pdf").status_code == 409
    assert person.ask("PUT", f"/cases/{number}/result?stamped=true", data=PDF).json()["status"] == "completed"
    detail = person.ask("GET", f"/cases/{number}").json()
    assert [step["action"] for step in detail["history"]] == ["return", "supplement", "accept", "review", "complete"]
    assert {step["actor"] for step in detail["history"]} == {person.name, "citizen"}
    assert len(detail["supplements"]) == 1
    assert person.ask("GET", "/cases/none").status_code == 404
    assert person.ask("POST", "/cases/none/accept", {}).status_code == 404


def test_cases_come_in_pages(desk: Bench, url: str) -> None:
    numbers = [desk.arrive().case_no for _ in range(5)]
    person, after, seen = _entered(desk, url, Role.AUDITOR), "", []
    while after is not None:
        page = person.ask("GET", f"/cases?limit=2&after={after}").json()
        seen += [case["case_no"] for case in page["cases"]]
        after = page["more"]
    assert seen == numbers
    assert person.ask("GET", "/cases?status=accepted").json()["cases"] == []


def test_revoked_terminal_is_refused_at_once_and_may_be_enrolled_anew(desk: Bench, url: str) -> None:
    who = desk.terminal
    assert ask(who, url, "GET", "/v1/services").status_code == 200
    assert fleet.revoke(desk.hub, who.terminal_id)
    refused = ask(who, url, "GET", "/v1/services")
    assert (refused.status_code, refused.json()["type"], "Date" in refused.headers) == (401, "/problems/revoked", True)
    again = new_terminal(desk.hub, terminal_id=who.terminal_id)
    assert ask(again, url, "GET", "/v1/services").status_code == 200
    assert ask(who, url, "GET", "/v1/services").status_code == 401, "the lost key stays lost"
    assert not fleet.revoke(desk.hub, "T-NONE")


def test_terminals_show_how_they_last_were(desk: Bench, url: str) -> None:
    beat = {
        "at": datetime.now(UTC).isoformat(),
        "queue": {"sealed": 2, "uploading": 0, "parked": 1, "acknowledged": 7, "oldest": "2026-11-21T09:00:00+08:00"},
        "devices": {"id_reader": {"status": {"device": "offline"}, "at": "2026-11-21T09:00:00+08:00"}},
        "audit": {"sequence": 5, "hash": "0" * 64},
        "catalogue": {"version": "2026.11.21-1"},
    }
    token = desk.terminal.token("POST", "/v1/heartbeats", time.time())
    assert ask(desk.terminal, url, "POST", "/v1/heartbeats", beat, token=token).status_code == 204
    assert ask(desk.terminal, url, "POST", "/v1/heartbeats", beat, token=token).status_code == 401, "a replayed heartbeat"
    (shown,) = _entered(desk, url, Role.AUDITOR).ask("GET", "/terminals").json()
    assert (shown["undelivered"], shown["parked"], shown["catalogue_version"]) == (3, 1, "2026.11.21-1")
    assert shown["devices"]["id_reader"]["device"] == "offline"


def test_command_line_decides_lists_and_revokes(own_hub: HubProcess, tmp_path: Path) -> None:
    home = ("--home", str(own_hub.home))
    terminal = own_hub.enrol(tmp_path / "terminal")
    case = terminal.submit()
    agent = Agent(terminal.home)
    assert agent.run_once() == 1
    agent.close()
    number = case.receipt_no
    assert command("hub", "case", "accept", number, "--by", "li", "--owes", "photo=近期照片", *home)[:2] == (0, "provisionally_accepted\n")
    assert command("hub", "case", "accept", number, "--by", "li", "--owes", "photo", "--days", "0", *home)[0] == 3
    assert command("hub", "case", "complete", number, str(tmp_path / "none.pdf"), "--by", "li", *home)[0] == 3
    status, _, errors = command("hub", "case", "accept", number, "--by", "li", *home)
    assert (status, errors) == (3, "kiosk hub: still owed: photo\n")
    listed = command_json("hub", "terminal", "list", "--json", *home)["terminals"]
    assert [row["id"] for row in listed] == [terminal.id]
    assert command("hub", "terminal", "revoke", terminal.id, *home)[0] == 0
    assert command("hub", "terminal", "revoke", "NONE", *home)[0] == 3
    terminal.submit()
    again = Agent(terminal.home)
    assert again.run_once() == 0
    assert again.undelivered() == 1, "a revoked terminal keeps what it has"
    again.close()
    status, said, _ = command("hub", "user", "add", "li", "--role", "reviewer", *home)
    assert status == 0 and "otpauth://" in said
    assert command_json("hub", "user", "list", "--json", *home) == {"users": [{"name": "li", "role": "reviewer"}]}
    assert command("hub", "user", "add", "Li Si", "--role", "reviewer", *home)[0] == 2
    assert command("hub", "user", "remove", "li", *home)[0] == 0
    status, exported, _ = command("hub", "audit", "export", *home)
    events = [json.loads(line)["event"] for line in exported.splitlines()]
    assert events[0] == "terminal.enrolled" and "terminal.revoked" in events and "case.decided" in events
    assert command("hub", "audit", "verify", *home)[0] == 0
    with own_hub.hub.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit SET details = '{}' WHERE sequence = 2")
    status, said, _ = command("hub", "audit", "verify", *home)
    assert (status, said.split(";")[0]) == (1, "the chain is broken at 2")


@pytest.mark.parametrize("statement", ["DELETE FROM audit WHERE sequence = 2", "DELETE FROM audit WHERE sequence = 3"])
def test_link_taken_out_or_cut_off_shows(desk: Bench, statement: str) -> None:
    trail.record(desk.hub, trail.HubEvent.KEY_MADE)
    trail.record(desk.hub, trail.HubEvent.KEY_MADE)
    assert trail.verify(desk.hub).records == 3
    with desk.hub.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert trail.verify(desk.hub).broken_at is not None


def test_retention_shortens_the_chain_and_the_rest_still_holds(desk: Bench) -> None:
    desk.arrive()
    kept_from = desk.clock().replace(microsecond=0)
    desk.clock.forward(days=100)
    for _ in range(3):
        trail.record(desk.hub, trail.HubEvent.KEY_MADE)
    whole = trail.verify(desk.hub).records
    assert trail.forget_before(desk.hub, kept_from) == 0
    removed = trail.forget_before(desk.hub, desk.clock())
    assert removed == whole - 3
    found = trail.verify(desk.hub)
    assert (found.broken_at, found.records) == (None, 4)
    with desk.hub.database.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM audit WHERE sequence = {removed + 1}")
    assert trail.verify(desk.hub).broken_at is not None


def test_settings_below_the_law_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(
        '[retention]\naudit_days = 30\nconsent_days = 30\n[mail]\nhost = "mail.example"\nsender = "a@b"\nsecurity = "none"\n'
    )
    with pytest.raises(ValueError, match=r"audit_days.*consent_days.*encryption"):
        open_hub(tmp_path)
    (tmp_path / "hub.toml").write_text("unknown = 1\n")
    with pytest.raises(ValueError, match="unknown"):
        open_hub(tmp_path)


def test_case_numbers_follow_the_citys_own_pattern(tmp_path: Path) -> None:
    with bench(tmp_path, settings='case_number = "NB-{day}-{matter_code}-{serial:06d}"\n') as desk:
        first, second = desk.arrive(), desk.arrive()
        day = desk.clock().astimezone(HALL_ZONE).strftime("%Y%m%d")
        assert first.case_no == f"NB-{day}-{first.matter_code}-000001"
        assert second.case_no == f"NB-{day}-{second.matter_code}-000002"
        assert desk.arrive(parent_case_no=first.case_no).case_no == f"{first.case_no}-01"


@pytest.mark.parametrize(
    "pattern",
    [
        "{day}{serial}",
        "{matter_code}{day:.4}{serial}",
        "{matter_code}{day}{serial}{other}",
        "{matter_code}{day}{serial.real}",
        "{matter_code}{day}{serial",
        "{matter_code}/{day}/{serial}",
        "{matter_code:>40}{day:0>12}{serial:09d}",
        "合{matter_code}{day}{serial}",
    ],
)
def test_a_pattern_whose_numbers_would_repeat_or_not_fit_is_refused(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "hub.toml").write_text(f'case_number = "{pattern}"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="case_number"):
        open_hub(tmp_path)
