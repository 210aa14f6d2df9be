"""A terminal with every simulated device and a real hub, and a member of staff before it."""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from kiosk import audit
from kiosk.commands.run import open_terminal
from kiosk.rig import Rig
from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.settings import load
from kiosk.staff import accounts
from kiosk.staff.accounts import Account
from kiosk.staff.staff import Staff
from kiosk.terminal import Terminal
from tests.journey.main_thread import MainThread

_NUMBERS = itertools.count(1000)
WELL = (
    "id_reader take",
    "id_reader plug",
    "receipt_printer paper full",
    "receipt_printer cover closed",
    "smart_card remove",
    "smart_card unblock",
    "network on",
)


class Visit:
    """Somebody of staff at one terminal."""

    def __init__(self, rig: Rig, terminal: Terminal, session: Session, thread: MainThread) -> None:
        self.rig, self.terminal, self.session, self.thread = rig, terminal, session, thread

    @property
    def staff(self) -> Staff:
        return self.session.staff

    def shows(self, screen: Screen) -> bool:
        """Whether that screen is up."""
        return self.session.screen is screen

    def account(self, card_key: str = "") -> Account:
        """A new member of staff."""
        account = Account(str(next(_NUMBERS)), card_key=card_key, totp_secret="" if card_key else accounts.new_secret())
        accounts.add(self.rig.home, account)
        return account

    def enter(self) -> Account:
        """Get in by code."""
        account = self.account()
        self.staff.open_login()
        self.staff.use_totp()
        self.staff.enter(account.id, accounts.code_at(account.totp_secret, time.time()))
        assert self.session.screen is Screen.STAFF, self.staff.login
        return account

    def chain(self) -> list[tuple[str, dict[str, Any]]]:
        """The audit chain, which holds."""
        assert audit.verify(audit.records(self.terminal.database)).broken_at is None
        return [(link.event, json.loads(link.details)) for link in audit.records(self.terminal.database)]

    def staff_key(self, name: str) -> str:
        """The key of a simulated staff card."""
        pem = next(self.rig.out.rglob(f"{name}.pub"))
        key = serialization.load_pem_public_key(pem.read_bytes())
        der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return hashlib.sha256(der).hexdigest()


@pytest.fixture(scope="package")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("staff")
    with Rig(folder, folder / "out") as rig:
        yield rig


@pytest.fixture
def visit(rig: Rig) -> Iterator[Visit]:
    for command in WELL:
        rig.tell(command)
    (rig.home / accounts.FILE).unlink(missing_ok=True)
    terminal = open_terminal(load(rig.settings), rig.home)
    for device in terminal.devices.values():
        device.settle(60)
    thread = MainThread()
    session = Session(terminal, thread)
    session.service.resume()
    yield Visit(rig, terminal, session, thread)
    session.close()
    terminal.close()
