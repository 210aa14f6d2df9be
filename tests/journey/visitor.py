"""A citizen before a terminal over simulated devices, who uses its session as the screens do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from kiosk.commands.run import open_terminal
from kiosk.journey import Acting
from kiosk.queue.store import Queue, Row
from kiosk.receipt import Printing, Receipt
from kiosk.rig import Rig
from kiosk.session import Screen, Session
from kiosk.settings import Settings
from kiosk.terminal import Terminal
from tests.journey.main_thread import MainThread
from tests.journey.people import ANSWERS

STROKES = (((1.0, 1.0, 0.0), (20.0, 8.0, 0.2)),)


class Visitor:
    """Uses a session as the screens do."""

    def __init__(self, rig: Rig, session: Session, thread: MainThread) -> None:
        self.rig, self.session, self.thread = rig, session, thread

    def here(self) -> Screen:
        """The screen that is shown."""
        return self.session.screen

    def go_to(self, code: str, screen: Screen, person: str) -> None:
        """On to ``screen`` with everything before it given."""
        session = self.session
        session.wake()
        session.choose(code)
        session.begin()
        self._up_to(Screen.IDENTIFY)
        if screen is Screen.IDENTIFY:
            return
        self.rig.tell(f"id_reader put {person}")
        self.thread.until(lambda: session.screen is not Screen.IDENTIFY)
        self._up_to(screen)

    def _up_to(self, screen: Screen) -> None:
        while self.session.screen is not screen:
            self.give()

    def give(self) -> None:
        """Give what the screen asks for and go on."""
        session = self.session
        assert session.visit is not None
        if session.screen is Screen.PRECHECK:
            question = next(item for item in session.visit.matter.exclusions if item.id == session.visit.place.item)
            session.answers.answer(question.id, not question.stops_on)
        elif session.screen is Screen.AGENT:
            session.answers.act_for(Acting.SELF)
        elif session.screen is Screen.PROMISE:
            session.answers.promise(session.visit.place.item, True)
        elif session.screen is Screen.FORM:
            page = next(page for page in session.visit.matter.form if page.id == session.visit.place.item)
            for field in page.fields:
                if not session.visit.entries.get(field.id):
                    session.enter(field.id, ANSWERS.get(field.id, "yes" if field.type == "declaration" else ""))
        elif session.screen is Screen.MATERIALS:
            for material in session.visit.matter.materials:
                session.materials.defer(material.id)
        elif session.screen is Screen.COMMITMENT:
            session.commit(True)
        before = session.visit.place
        session.next()
        assert session.visit.place != before, session.problems

    def before_the_camera(self, material: str) -> None:
        """Open a material's live picture and take the first page that is right."""
        materials = self.session.materials
        materials.open(material)
        self.thread.until(lambda: materials.preview is not None and materials.preview.ok)
        materials.capture()

    def sign(self) -> Receipt:
        """Sign and wait for the end of the slips."""
        self.session.submit(STROKES, b"png")
        self.thread.until(self._printed)
        receipt = self.session.receipt
        assert receipt is not None
        return receipt

    def _printed(self) -> bool:
        receipt = self.session.receipt
        return receipt is not None and Printing.PRINTING not in (receipt.printing, receipt.copy)

    def slips(self) -> int:
        """How many slips have come out of the printer."""
        return len(list((self.rig.out / "receipts").glob("*.png")))

    def rows(self) -> list[Row]:
        """The queue."""
        with contextlib.closing(Queue(self.rig.home)) as queue:
            return queue.rows()


@contextlib.contextmanager
def visiting(rig: Rig, settings: Settings) -> Iterator[Visitor]:
    """A visitor before a terminal of its own over the rig's devices."""
    for command in ("id_reader take", "receipt_printer paper full", "receipt_printer cover closed", "document_camera page contract"):
        rig.tell(command)
    terminal = open_terminal(settings, rig.home)
    with standing_before(terminal, rig) as visitor:
        yield visitor
    terminal.close()


@contextlib.contextmanager
def standing_before(terminal: Terminal, rig: Rig) -> Iterator[Visitor]:
    """A visitor before a terminal that is open, once its devices have settled."""
    for device in terminal.devices.values():
        device.settle(60)
    thread = MainThread()
    session = Session(terminal, thread)
    yield Visitor(rig, session, thread)
    session.close()
