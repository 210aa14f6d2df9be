"""Uses a session as the screens do, and the world around it as simulators do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.hub.connectors.simulated import Counterparts
from kiosk.live.instant import Instant, Phase
from kiosk.receipt import Printing, Receipt
from kiosk.rig import Rig
from kiosk.session import Screen, Session
from tests.journey.main_thread import MainThread

CERTIFICATE = "12330299MB000006X64332014001000"
ALLOWANCE = "11330299MB000004X74330711003000"
STROKES = (((1.0, 1.0, 0.0), (20.0, 8.0, 0.2)),)


@dataclass
class Visitor:
    """One citizen before one terminal."""

    rig: Rig
    session: Session
    thread: MainThread
    far: Counterparts

    def screen(self) -> Screen:
        """What is on the screen now."""
        return self.session.screen

    @property
    def instant(self) -> Instant:
        """The instant matter under way."""
        state = self.session.live.instant.state
        assert state is not None
        return state

    def until_phase(self, *phases: Phase, seconds: float = 60.0) -> None:
        """Wait until the instant matter stands there, the clock ticking."""
        live = self.session.live.instant

        def there() -> bool:
            self.session.tick()
            return live.state is not None and live.state.phase in phases

        self.thread.until(there, seconds)

    def to_the_question(self, person: str = "worker", copies: str = "2") -> None:
        """From the first screen to the moment the department is asked."""
        session = self.session
        session.wake()
        session.choose(CERTIFICATE)
        session.begin()
        self.rig.tell(f"id_reader put {person}")
        self.thread.until(lambda: session.screen is Screen.FORM)
        session.enter("copies", copies)
        session.next()
        assert session.screen is Screen.REVIEW
        session.next()
        assert self.screen() is Screen.INSTANT, session.problems

    @property
    def papers(self) -> list[Path]:
        """What the A4 printer has printed."""
        return sorted(self.rig.out.rglob("papers/*.pdf"))

    def submit(self, person: str = "worker", *, stay: bool = False, whole: bool = False) -> Receipt:
        """Hand in a case that owes a paper unless it is ``whole``, take the card and leave unless one may ``stay``; not yet uploaded."""
        session = self.session
        session.wake()
        session.choose(ALLOWANCE)
        session.begin()
        self.rig.tell(f"id_reader put {person}")
        self.thread.until(lambda: session.screen is Screen.FORM)
        session.enter("phone", "13800000000")
        session.next()
        if whole:
            self.scan()
            session.next()
        else:
            session.materials.defer("contract")
            session.next()
            session.commit(True)
            session.next()
        session.next()
        assert session.screen is Screen.SIGN, session.problems
        session.submit(STROKES, b"png")
        return self.received(stay=stay)

    def scan(self) -> None:
        """One page of the contract."""
        session = self.session
        self.rig.tell("document_camera page contract")
        session.materials.open("contract")

        def taken() -> bool:
            if session.visit is not None and "contract" in session.visit.supplies:
                return True
            if session.materials.preview and session.materials.preview.ok and not session.busy:
                session.materials.capture()
            return False

        self.thread.until(taken)
        session.materials.finish()

    def received(self, *, stay: bool = False) -> Receipt:
        """The receipt once its slip is out, then nobody is there any more."""
        session = self.session
        self.thread.until(lambda: session.receipt is not None and session.receipt.printing is not Printing.PRINTING)
        receipt = session.receipt
        assert receipt is not None
        if not stay:
            self.leave()
        return receipt

    def leave(self) -> None:
        """The card is taken, and everything wiped."""
        self.rig.tell("id_reader take")
        self.thread.until(lambda: not (self.session.receipt and self.session.receipt.card_inside))
        self.session.wipe()

    def upload(self) -> None:
        """The agent sends what is queued."""
        self.rig.kiosk("agent", "--once", "--settings", str(self.rig.settings))

    def hub_case(self, *words: str) -> str:
        """A reviewer's action."""
        return self.rig.kiosk("hub", "case", *words)
