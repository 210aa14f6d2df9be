"""``kiosk staff``: who may use staff mode on this terminal. People are numbers; a secret is shown once, when it is made."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kiosk.audit import AuditEvent
from kiosk.audit import record as audit_record
from kiosk.commands.cli import Exit
from kiosk.places import state_folder
from kiosk.staff import accounts
from kiosk.staff.accounts import Account, AccountsError, Role
from kiosk.terminal_db import TerminalDatabase

HELP = "who may use staff mode on this terminal"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The three actions and their arguments."""
    parser.add_argument("--home", type=Path, metavar="DIR", help="state folder (default: $KIOSK_HOME, else the platform's)")
    doing = parser.add_subparsers(dest="action", required=True, metavar="add|list|remove")
    add = doing.add_parser("add", help="let a staff number in, by card, by code, or both")
    add.add_argument("id", metavar="ID", help="staff number, 3 to 8 digits")
    add.add_argument("--role", choices=[role.value for role in Role], default=Role.TECHNICIAN.value, help="default: %(default)s")
    add.add_argument("--totp", action="store_true", help="make a secret for an authenticator app (RFC 6238) and print it once")
    add.add_argument("--card", metavar="ADDRESS", help="read the PIV card that is in the reader at this address (pcsc:///…) now")
    add.add_argument("--card-key", default="", metavar="SHA256", help="the card's public key: SHA-256 of its DER SubjectPublicKeyInfo")
    listing = doing.add_parser("list", help="the staff numbers and what each gets in with")
    remove = doing.add_parser("remove", help="let a staff number in no more")
    remove.add_argument("id", metavar="ID")
    for each in (add, listing, remove):
        each.add_argument("--json", action="store_true", help="print one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Exit status: 0 done, 1 refused, 3 could not do it."""
    home = state_folder(arguments.home)
    try:
        if arguments.action == "add":
            return _add(home, arguments)
        if arguments.action == "list":
            return _list(home, as_json=arguments.json)
        accounts.remove(home, arguments.id)
        _record(home, AuditEvent.STAFF_REMOVED, arguments.id)
    except AccountsError as error:
        print(error, file=sys.stderr)
        return Exit.FOUND_WRONG
    except OSError as error:
        print(f"the state folder cannot be used: {error}", file=sys.stderr)
        return Exit.COULD_NOT
    print(json.dumps({"removed": arguments.id}) if arguments.json else f"工号 {arguments.id} 不能再进了")
    return Exit.DONE


def _add(home: Path, arguments: argparse.Namespace) -> int:
    key = _read_card(arguments.card) if arguments.card else arguments.card_key.lower()
    secret = accounts.new_secret() if arguments.totp else ""
    try:
        account = msgspec.convert({"id": arguments.id, "role": arguments.role, "card_key": key, "totp_secret": secret}, Account)
    except msgspec.ValidationError as error:
        raise AccountsError("工号是 3 到 8 位数字；卡的公钥摘要是 64 位十六进制") from error
    accounts.add(home, account)
    _record(home, AuditEvent.STAFF_ADDED, account.id)
    uri = accounts.provisioning_uri(account, "kiosk") if secret else None
    if arguments.json:
        print(json.dumps({"id": account.id, "role": account.role.value, "card": bool(key), "totp_uri": uri}, ensure_ascii=False))
        return Exit.DONE
    print(f"{account.title} 登记好了")
    if uri:
        print(f"把这一行给本人扫进手机上的动态码程序，只显示这一次：\n{uri}")
    return Exit.DONE


def _list(home: Path, *, as_json: bool) -> int:
    found = [
        {"id": account.id, "role": account.role.value, "card": bool(account.card_key), "totp": bool(account.totp_secret)}
        for account in accounts.load(home)
    ]
    if as_json:
        print(json.dumps({"staff": found}, ensure_ascii=False))
        return Exit.DONE
    for entry, account in zip(found, accounts.load(home), strict=True):
        ways = [word for word, has in (("卡", entry["card"]), ("动态码", entry["totp"])) if has]
        print(f"{account.title}  {'、'.join(ways)}")
    if not found:
        print("还没有登记工作人员；kiosk staff add 工号 --totp")
    return Exit.DONE


def _read_card(address: str) -> str:
    """The key of the staff card that is in the reader. Raises AccountsError."""
    from devices.address import AddressError, open_device
    from devices.device import DeviceError
    from devices.smart_card.card import StaffCard
    from devices.smart_card.reader import SmartCardReader

    try:
        device = open_device(address)
        if not isinstance(device, SmartCardReader):
            raise AccountsError("读卡器的地址应是 pcsc:///…")
        try:
            device.open()
            found = device.staff_card()
        finally:
            device.close()
    except (AddressError, DeviceError) as error:
        raise AccountsError(f"读卡器用不了：{error}") from error
    if not isinstance(found, StaffCard):
        raise AccountsError("没有读到工作人员卡（PIV）")
    return found.key_sha256


def _record(home: Path, event: AuditEvent, staff_id: str) -> None:
    database = TerminalDatabase(home)
    try:
        audit_record(database, event, datetime.now(UTC), staff=staff_id)
    finally:
        database.close()
