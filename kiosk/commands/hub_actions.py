"""What ``kiosk hub`` does beside serving: one function an action."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.hub.core import Hub
    from kiosk.hub.decisions import Owes


def act(hub: Hub, arguments: argparse.Namespace) -> int:
    """Do what was asked for."""
    return _ACTIONS[arguments.action](hub, arguments)


def complain(sentence: str, status: int) -> int:
    """One sentence on standard error; returns ``status``."""
    print(f"kiosk hub: {sentence}", file=sys.stderr)
    return status


def _code(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub.enrolment import new_code

    try:
        print(new_code(hub, arguments.terminal, arguments.hall))
    except ValueError as error:
        return complain(str(error), 2)
    return 0


def _terminal(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub import fleet

    if arguments.what == "revoke":
        if not fleet.revoke(hub, arguments.terminal):
            return complain(f"there is no terminal {arguments.terminal}", 3)
        print(f"{arguments.terminal} is refused from now on")
        return 0
    states = [state.plain() for state in fleet.listing(hub)]
    return _show(arguments, "terminals", states, lambda row: f"{row['id']}  {row['hall']}  {_condition(row)}")


def _condition(row: Mapping[str, Any]) -> str:
    if row["revoked_at"]:
        return f"revoked {row['revoked_at']}"
    wrong = ", ".join(f"{name} {status.get('device')}" for name, status in row["devices"].items() if status.get("device") != "online")
    seen = f"seen {row['last_heartbeat']}" if row["last_heartbeat"] else "never seen"
    return f"{seen}  undelivered {row['undelivered']}  catalogue {row['catalogue_version'] or 'built-in'}  {wrong or 'devices well'}"


def _case(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub import cases
    from kiosk.hub.lifecycle import StepError

    if arguments.what == "list":
        return _show(
            arguments,
            "cases",
            cases.listing(hub),
            lambda row: f"{row['case_no']}  {row['receipt_no']}  {row['received_at']}  {row['status']}",
        )
    try:
        if arguments.what == "open":
            print(f"{cases.extract(hub, arguments.number, arguments.folder)} files in {arguments.folder}")
        else:
            print(_decide(hub, arguments))
    except (cases.CaseError, StepError) as error:
        return complain(str(error), 3)
    except OSError as error:
        return complain(f"{error.strerror}: {error.filename}", 3)
    return 0


def _decide(hub: Hub, arguments: argparse.Namespace) -> str:
    """Raises StepError, OSError."""
    from kiosk.hub import decisions
    from kiosk.hub.lifecycle import Action

    if arguments.what == "accept":
        return decisions.accept(hub, arguments.number, arguments.by, _owes(hub, arguments))
    if arguments.what == "return":
        excess = decisions.send_back(hub, arguments.number, arguments.by, arguments.reason, _owes(hub, arguments))
        return "correction_required" + (" (it was returned before: flagged as excess)" if excess else "")
    if arguments.what == "complete":
        return decisions.complete(hub, arguments.number, arguments.by, arguments.pdf.read_bytes(), stamped=arguments.stamped)
    return decisions.decide(hub, arguments.number, Action(arguments.step), arguments.by, arguments.reason)


def _owes(hub: Hub, arguments: argparse.Namespace) -> list[Owes]:
    from config.matter import LateConsequence
    from kiosk.hub.decisions import Owes, default_deadline
    from kiosk.hub.lifecycle import StepError

    if arguments.days < 1:
        raise StepError("--days is at least 1")
    last_day = default_deadline(hub, arguments.days)
    named = (text.partition("=") for text in arguments.owes)
    return [Owes(material, name or material, last_day, LateConsequence(arguments.consequence)) for material, _, name in named]


def _user(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub import users

    try:
        if arguments.what == "add":
            made = users.add(hub, arguments.name, users.Role(arguments.role))
            print(f"password: {made.password}\ncode app: {made.totp_uri}")
        elif arguments.what == "remove":
            users.remove(hub, arguments.name)
        else:
            rows = [{"name": staff.name, "role": str(staff.role)} for staff in users.listing(hub)]
            return _show(arguments, "users", rows, lambda row: f"{row['name']}  {row['role']}")
    except users.UserError as error:
        return complain(str(error), 2)
    return 0


def _keys(hub: Hub, _arguments: argparse.Namespace) -> int:
    from kiosk.hub import trail

    public = hub.keys.new_sealing_key()
    trail.record(hub, trail.HubEvent.KEY_MADE, recipient=public)
    print(public)
    return 0


def _audit(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub import trail

    if arguments.what == "export":
        for link in trail.links(hub):
            print(json.dumps(asdict(link), ensure_ascii=False))
        return 0
    found = trail.verify(hub)
    if found.broken_at is not None:
        print(f"the chain is broken at {found.broken_at}; {found.records} links before it are whole")
        return 1
    print(f"{found.records} links, whole; head {found.head}")
    return 0


def _import(hub: Hub, arguments: argparse.Namespace) -> int:
    from kiosk.hub.carried import CarriedError, take_in_folder

    try:
        done = take_in_folder(hub, arguments.folder)
    except CarriedError as error:
        return complain(str(error), 3)
    rows = [asdict(each) for each in done]
    status = _show(
        arguments,
        "packages",
        rows,
        lambda row: f"{row['receipt_no']}  {row['problem'] or row['case_no']}{'  (known)' if row['known'] else ''}",
    )
    return 1 if any(each.problem for each in done) else status


def _show(arguments: argparse.Namespace, what: str, rows: list[dict[str, Any]], line: Callable[[dict[str, Any]], str]) -> int:
    if arguments.json:
        print(json.dumps({what: rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print(line(row))
    if not rows:
        print(f"no {what}", file=sys.stderr)
    return 0


_ACTIONS: Mapping[str, Callable[[Hub, argparse.Namespace], int]] = {
    "code": _code,
    "terminal": _terminal,
    "case": _case,
    "user": _user,
    "keys": _keys,
    "audit": _audit,
    "import": _import,
}
