"""What a citizen answers outside the form: questions, for whom they came, promises, consents, children of a package, the way to a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from config.matter import Field, FieldType, IdentifyWay
from devices.printer.outcome import PrintOutcome
from kiosk import asks, journey, privacy
from kiosk import hand_off as leaving
from kiosk.applicant import Applicant
from kiosk.display_mode import SOURCE_LANGUAGE
from kiosk.giving import GUARDIAN_CONSENT, SUPPLEMENT
from kiosk.guide_paper import GuideData
from kiosk.journey import Acting, Consent, Place, Step, Visit
from kiosk.one_time_notice import NoticeData, notice
from kiosk.own_pages import DOCUMENTS
from kiosk.paper_data import Paper
from kiosk.receipt import PartsOf
from kiosk.words import good_news, listed, words

if TYPE_CHECKING:
    from kiosk.session import Session

SLIP_PRINTED = good_news(words("单子打印好了，请取走"))
SLIP_FAILED = words("单子没有打出来，请用手机拍下这个屏幕")


class Answers:
    """One citizen's answers, on the main thread. ``print_slip`` prints a paper elsewhere and tells how it went."""

    def __init__(self, session: Session, print_slip: Callable[[Paper, PartsOf, Callable[[PrintOutcome], None]], None]) -> None:
        self._session, self.print_slip = session, print_slip

    # Before the form ------------------------------------------------------------------------------------------------

    def answer(self, question_id: str, yes: bool) -> None:
        """Answer a question of the pre-check."""
        self._keep(journey.answer(self._visit, question_id, yes))

    def act_for(self, acting: Acting) -> None:
        """For oneself, or for somebody else."""
        self._keep(journey.act_for(self._visit, acting))

    def choose_way(self, way: IdentifyWay | None) -> None:
        """Show who one is by a document that is photographed here; ``None``: by a chip after all."""
        self._session.go(journey.choose_way(self._visit, way))

    def hand_off(self, cause: str = leaving.ASKED) -> None:
        """To a window instead, with a slip."""
        self._session.go(journey.hand_off(self._visit, cause))

    @property
    def parting(self) -> leaving.HandOff:
        """What the hand-off says."""
        return self._parting(self._visit)

    def print_parting(self) -> None:
        """Print the slip for the window: 一次性告知单 where the matter's own demands stand in the way, else 去窗口办理单."""
        session, visit = self._session, self._source
        what = self._parting(visit)
        self._print(notice(visit, what, session.today, session.scheduler.now()) or leaving.HandOffData(what, session.scheduler.now()))

    def print_guide(self) -> None:
        """Print what to bring, for who comes back with it."""
        session = self._session
        self._print(GuideData(self._source.matter, session.settings.terminal, session.scheduler.now()))

    def person_read(self, person: Applicant) -> bool:
        """Somebody's card was read at a place that asks for one; false where it is of no use there."""
        session = self._session
        session.touched()
        if session.visit is None:
            return session.live.cases.person_read(person)
        visit = session.visit
        match visit.place.step:
            case Step.IDENTIFY:
                if person.way not in visit.matter.identification:
                    wanted = listed(DOCUMENTS[way] for way in visit.matter.identification)
                    session.notify(words("办这件事要用{}，{}不行。请换一张，或到窗口办", wanted, DOCUMENTS[person.way]))
                    return False
                session.identified(person)
                return True
            case Step.PRINCIPAL:
                if visit.agent is not None and person.number == visit.agent.number:
                    return False
                self._keep(journey.principal_read(visit, person))
                return False
            case Step.GUARDIAN:
                if visit.applicant is not None and person.number == visit.applicant.number:
                    session.notify(words("这是孩子自己的证件，请换监护人的身份证"))
                    return False
                session.notice = ""
                self._keep(journey.guardian_read(visit, person))
                return False
            case _:
                return False

    def _parting(self, visit: Visit) -> leaving.HandOff:
        return leaving.hand_off(visit, self._session.today, self._session.settings.terminal)

    # The form -------------------------------------------------------------------------------------------------------

    def toggle(self, field_id: str, value: str) -> None:
        """Choose one more answer of several, or one less. A field within a group is named with its row (``members.0.kinds``)."""
        field = self._field(field_id)
        if field is not None:
            self._entered(journey.toggle(self._visit, field, value), field_id)

    def add_row(self, group_id: str) -> None:
        """One more row of a group."""
        field = self._field(group_id)
        if field is not None and field.type is FieldType.GROUP:
            self._entered(journey.add_row(self._visit, field), group_id)

    def remove_row(self, group_id: str, index: int) -> None:
        """Without one row of a group."""
        field = self._field(group_id)
        if field is not None and field.type is FieldType.GROUP:
            self._entered(journey.remove_row(self._visit, field, index), group_id)

    def photograph(self, field_id: str) -> None:
        """To the camera, for a photo of the form."""
        self._session.go(replace(self._visit, place=Place(Step.CAPTURE, f"field.{field_id}")))

    # Promises, consents, children -----------------------------------------------------------------------------------

    def leave_out(self, child_id: str, out: bool) -> None:
        """Leave an optional matter of a package out, or have it after all."""
        self._keep(journey.leave_out(self._visit, child_id, out))

    def promise(self, commitment_id: str, agreed: bool | None) -> None:
        """Agree to an informed commitment, bring the proof instead, or take the choice back."""
        item = next(item for item in asks.commitments(self._source, self._session.today) if item.id == commitment_id)
        consent = self._consent(f"informed_commitment:{commitment_id}", privacy.promise_text(item))
        self._keep(journey.promise(self._visit, commitment_id, agreed, consent))

    def commit(self, agreed: bool) -> None:
        """Agree to hand in later what is owed, or take it back."""
        missing = [item.name for item in journey.owed(self._source, self._session.today)]
        text = "\n".join(privacy.supplement_text(self._source, missing))
        self._keep(journey.commit(self._visit, agreed, self._consent(SUPPLEMENT, text)))

    @property
    def guardian_text(self) -> str:
        """What a guardian is asked to agree to."""
        return _guardian_text(self._visit)

    def guardian_agrees(self, agreed: bool) -> None:
        """A guardian's consent for a child, or taking it back."""
        visit, consent = self._visit, self._consent(GUARDIAN_CONSENT, _guardian_text(self._source))
        self._keep(journey.give_consent(visit, consent) if agreed else journey.withdraw(visit, GUARDIAN_CONSENT))

    def told_of_privacy(self) -> None:
        """The notice stood on the guide, one tap away in full, when the citizen chose to begin."""
        text = privacy.notice_text(self._source.matter, self._session.settings.terminal)
        self._session.visit = journey.give_consent(self._visit, self._consent(privacy.HANDLE_MATTER, text))

    # Inside ---------------------------------------------------------------------------------------------------------

    def _print(self, paper: GuideData | leaving.HandOffData | NoticeData) -> None:
        session, this = self._session, self._visit.place
        if session.busy:
            return
        session.busy, session.notice = words("正在打印…"), ""
        session.changed()

        def told(outcome: PrintOutcome) -> None:
            if session.visit is not None and session.visit.place == this:
                session.notify(SLIP_PRINTED if outcome is PrintOutcome.PRINTED else SLIP_FAILED)

        self.print_slip(paper, paper.parts, told)

    @property
    def _visit(self) -> Visit:
        visit = self._session.visit
        assert visit is not None
        return visit

    @property
    def _source(self) -> Visit:
        """The visit with the matter as it was written: a consent is to that text, in whatever language it was read."""
        return self._session.visit_in(SOURCE_LANGUAGE)

    def _consent(self, purpose: str, text: str) -> Consent:
        session = self._session
        return privacy.consent(purpose, text, session.scheduler.now(), session.pressed, session.display.language)

    def _field(self, field_id: str) -> Field | None:
        """The field of that id on the page that is shown; ``members.0.kinds`` names one within a row of a group."""
        visit, today = self._visit, self._session.today
        page = journey.page_at(visit, visit.place)
        shown = journey.visible(page, visit, today) if page else ()
        group, _, inner = field_id.partition(".")
        for field in shown:
            if field.id == field_id:
                return field
            if field.id == group and field.fields and inner:
                name = inner.partition(".")[2]
                found = next((one for one in field.fields if one.id == name), None)
                return None if found is None else _named(found, field_id)
        return None

    def _entered(self, visit: Visit, field_id: str) -> None:
        session = self._session
        session.visit = visit
        session.problems = tuple(item for item in session.problems if item.field.partition(".")[0] != field_id.partition(".")[0])
        session.changed()

    def _keep(self, visit: Visit) -> None:
        self._session.visit, self._session.problems = visit, ()
        self._session.changed()


def _guardian_text(visit: Visit) -> str:
    who, child = journey.guardian(visit), visit.applicant
    return privacy.guardian_text(visit.matter, child.name if child else "", who.name if who else "")


def _named(field: Field, field_id: str) -> Field:
    return structs.replace(field, id=field_id)
