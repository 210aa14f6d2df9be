"""Uses a session as the screens do, and the world around it as simulators do."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.hub.connectors.simulated import Counterparts
from kiosk.live.instant import Phase
from kiosk.rig import Rig
from kiosk.session import Screen, Session
from tests.journey.main_thread import MainThread

CERTIFICATE = "12330299MB000006X64332014001000"


@dataclass
class Visitor:
    """One citizen before one terminal."""

    rig: Rig
    session: Session
    thread: MainThread
    far: Counterparts

    def until_phase(self, *phases: Phase, seconds: float = 30.0) -> None:
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
        assert session.screen is Screen.INSTANT, session.problems

    @property
    def papers(self) -> int:
        """How many sheets sets the A4 printer has printed."""
        return len(list((self.rig.out / "a4_printer" / "papers").glob("*.pdf")))
