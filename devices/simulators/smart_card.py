"""A smart card reader behind a real PC/SC daemon: synthetic social-security cards and staff cards, and faults on command."""

from __future__ import annotations

import asyncio
import random
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from devices.simulators.applets import RETRIES, Applet, OtherCard, PivApplet, SocialApplet
from devices.simulators.cards import CARDS
from devices.simulators.pcscd import READER, PrivatePcscd
from devices.simulators.simulator import CommandError, Simulator, choice, on_off
from devices.simulators.virtual_card import VirtualCard

SOCIAL = ("elderly", "worker", "minor", "hong-kong")
STAFF = ("staff", "staff-2")
OTHER = "other"
_DAEMON = ("stop", "start", "restart", "freeze", "thaw")
USAGE = (
    "insert CARD | remove | pull-mid-read | wrong-sw | garbage on|off | slow on|off | mute on|off | "
    "daemon stop|start|restart|freeze|thaw | busy on|off | unblock | unplug | plug"
)
_HOLD = """
import sys, time
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
while True:
    _, readers = scard.SCardListReaders(context, [])
    if readers and scard.SCardConnect(context, readers[0], scard.SCARD_SHARE_EXCLUSIVE, 3)[0] == 0:
        break
    time.sleep(0.02)
print("held", flush=True)
sys.stdin.read()
"""


class SmartCardSimulator(Simulator):
    """``folder`` keeps the staff cards' keys (``staff.pub`` is to be registered; their PIN is 123456)."""

    def __init__(self, folder: Path, *, options: str = "") -> None:
        self._options = options
        self.daemon = PrivatePcscd()
        self._card: str | None = None
        self._applets: dict[str, Applet] = {name: SocialApplet(CARDS[name]) for name in SOCIAL}
        self._applets |= {name: PivApplet(folder / "staff_cards", name) for name in STAFF} | {OTHER: OtherCard()}
        self._slot = VirtualCard(self.daemon.connect, random.Random(147), self._pulled)  # noqa: S311 - noise, not a secret
        self._holder: Process | None = None

    @property
    def address(self) -> str:
        """The first virtual reader of the simulator's own daemon."""
        more = f"&{self._options.removeprefix('?')}" if self._options else ""
        return f"pcsc:///{quote(READER)}*?socket={quote(str(self.daemon.path))}{more}"

    @property
    def staff_keys(self) -> dict[str, str]:
        """Name of a staff card -> SHA-256 of its public key."""
        return {name: applet.key_sha256 for name, applet in self._applets.items() if isinstance(applet, PivApplet)}

    async def start(self) -> None:
        """Start the daemon with its reader. Where that cannot be, the address leads nowhere and ``state`` says why."""
        self.daemon.start()

    async def stop(self) -> None:
        """Take everything away."""
        await self._let_go()
        await self._slot.remove()
        await self.daemon.close()

    def state(self) -> dict[str, object]:
        """Which card is in and which faults are on."""
        return {
            "card": self._card,
            "daemon": self.daemon.running,
            "plugged": self.daemon.reader,
            "refused": self.daemon.refused,
            "busy": self._holder is not None,
            "staff_keys": self.staff_keys,
            **self._slot.switches,
        }

    async def command(self, words: list[str]) -> None:
        """See ``USAGE``."""
        match words:
            case ["insert", *rest]:
                name = choice(rest, "smart_card insert", *self._applets)
                await self._slot.remove()
                self._card = name
                self._slot.insert(self._applets[name])
            case ["remove"]:
                await self._slot.remove()
                self._card = None
            case ["pull-mid-read" | "wrong-sw" as once]:
                self._slot.switches[once] = True
            case ["garbage" | "slow" | "mute" as switch, *rest]:
                self._slot.turn(switch, on_off(rest, f"smart_card {switch}"))
            case ["unblock"]:
                self._unblock()
            case _:
                await self._reader_command(words)

    async def _reader_command(self, words: list[str]) -> None:
        match words:
            case ["daemon", *rest]:
                await self._daemon_command(choice(rest, "smart_card daemon", *_DAEMON))
            case ["busy", *rest]:
                await (self._hold() if on_off(rest, "smart_card busy") else self._let_go())
            case ["unplug" | "plug" as what]:
                self.daemon.reader = what == "plug"
                await self._daemon_command("restart")
            case _:
                raise CommandError(f"smart_card: {USAGE}")

    def _unblock(self) -> None:
        for applet in self._applets.values():
            if isinstance(applet, PivApplet):
                applet.retries = RETRIES

    async def _daemon_command(self, what: str) -> None:
        if what in ("freeze", "thaw"):
            self.daemon.freeze(what == "freeze")
            return
        if what != "start":
            await self._let_go()
            await self.daemon.stop()
        if what != "stop":
            self.daemon.start()

    def _pulled(self) -> None:
        self._card = None

    async def _hold(self) -> None:
        """Another process takes the card for itself and keeps it. Raises CommandError when it does not get it within 5 seconds."""
        await self._let_go()
        if self._card is None:
            raise CommandError("smart_card busy: another process can only hold a card that is in the reader")
        environment = {"PCSCLITE_CSOCK_NAME": str(self.daemon.path)}
        program = (sys.executable, "-c", _HOLD)
        self._holder = await asyncio.create_subprocess_exec(*program, env=environment, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        assert self._holder.stdout is not None
        try:
            await asyncio.wait_for(self._holder.stdout.readline(), 5)
        except TimeoutError as error:
            await self._let_go()
            raise CommandError("smart_card busy: the card could not be taken") from error

    async def _let_go(self) -> None:
        holder, self._holder = self._holder, None
        if holder is None:
            return
        if holder.stdin is not None:
            holder.stdin.close()
        with suppress(ProcessLookupError):
            holder.kill()
        await holder.wait()
