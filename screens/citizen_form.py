"""The robot citizen before a page of fields: answers what is asked, makes the mistakes it was sent to make once, and mends what is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from config import regions
from config.matter import Field, FieldType
from kiosk import fields, journey
from kiosk.errands import REGION, Errand, usual
from kiosk.session import Screen, Session
from screens.form_slots import Slot, slots
from screens.robot import Plan, Robot


class Filler:
    """``picture`` takes one under a name; ``told`` gets each sentence that says what is wrong."""

    def __init__(self, robot: Robot, session: Session, picture: Callable[[str], Plan], told: Callable[[str], None]) -> None:
        self._robot, self._session, self._picture, self._told = robot, session, picture, told
        self._made = set[str]()

    def begin(self) -> None:
        """A new visit: no mistake is made yet."""
        self._made.clear()

    def fill(self, errand: Errand) -> Plan:
        """Everything the page asks, and on."""
        here = self._visit.place
        mistakes = {name: words for name, words in errand.mistakes.items() if name not in self._made}
        yield from self._answers(errand, {**errand.answers, **mistakes}, set(), mistakes)
        if self._visit.place != here:
            return
        wrong = {slot.field.id for slot in self._slots()} & set(mistakes)
        yield from self._picture("filled")
        yield from self._on()
        if wrong:
            yield lambda: bool(self._session.problems)
            yield from self._picture("wrong")
            for problem in self._session.problems:
                self._told(problem.say)
            self._made |= wrong
            yield from self._answers(errand, errand.answers, {slot.field.id for slot in self._slots()} - wrong, {})
            yield from self._picture("mended")
            yield from self._on()

    def _on(self) -> Plan:
        if self._robot.sees("keyboard.hide"):
            yield from self._robot.touch("keyboard.hide")
        yield from self._robot.touch("bar.primary")

    @property
    def _visit(self) -> journey.Visit:
        assert self._session.visit is not None
        return self._session.visit

    def _shown(self) -> tuple[Field, ...]:
        """The fields of the page that is on the screen."""
        page = journey.page_at(self._visit, self._visit.place)
        return journey.visible(page, self._visit, self._session.today) if page else ()

    def _slots(self) -> tuple[Slot, ...]:
        return slots(self._shown(), self._visit.entries)

    def _answers(self, errand: Errand, wanted: Mapping[str, str], done: set[str], mistakes: Mapping[str, str]) -> Plan:
        """Field by field until nothing new is asked: an answer may bring the next question, and a group may want another row."""
        here = self._visit.place
        while (slot := next((slot for slot in self._slots() if slot.field.id not in done), None)) is not None:
            field = slot.field
            done.add(field.id)
            stands = self._visit.entries.get(field.id, "")
            asked = not field.read_only and (not stands or field.id in wanted or field.id in self._made)
            if asked and not (field.id in mistakes and not mistakes[field.id]):
                yield from self._answer(field, wanted.get(field.id, ""), by_hand=errand.by_hand)
            if self._visit.place != here:
                return
        for group in [item for item in self._shown() if item.type is FieldType.GROUP]:
            if fields.rows(group, self._visit.entries) < errand.rows:
                yield from self._robot.touch(f"group.{group.id}.add")
                yield from self._answers(errand, wanted, done, mistakes)
                return

    def _answer(self, field: Field, wanted: str, *, by_hand: bool) -> Plan:
        robot = self._robot
        if not wanted and (not field.required or field.required_when):
            return
        answer, stands = wanted or usual(field), self._visit.entries.get(field.id, "")
        match field.type:
            case FieldType.CHOICE | FieldType.YES_NO:
                yield from robot.touch(f"choice.{field.id}.{answer}")
            case FieldType.SEVERAL:
                for value in set(answer.split(",")) ^ set(stands.split(",") if stands else ()):
                    yield from robot.touch(f"choice.{field.id}.{value}")
            case FieldType.DECLARATION if answer == stands:
                return
            case FieldType.DECLARATION | FieldType.PHOTO:
                yield from robot.touch(f"field.{field.id}")
                if field.type is FieldType.PHOTO:
                    yield lambda: self._session.screen is Screen.CAPTURE
            case FieldType.REGION:
                yield from self._pick_region(field, answer)
            case FieldType.ADDRESS:
                region, _, street = answer.partition(" ")
                yield from self._pick_region(field, region or REGION)
                yield from robot.touch(f"field.{field.id}")
                yield from robot.write(street) if by_hand else robot.type_pinyin(street)
            case _:
                yield from self._write(field, answer, by_hand=by_hand)

    def _write(self, field: Field, words: str, *, by_hand: bool) -> Plan:
        """Type or write ``words`` into a field: what stands there already and begins so is added to, anything else wiped."""
        robot, stands = self._robot, self._visit.entries.get(field.id, "")
        yield from robot.touch(f"field.{field.id}")
        if stands and words.startswith(stands):
            words = words.removeprefix(stands)
        elif stands:
            yield from robot.clear()
        if field.type is not FieldType.TEXT:
            yield from robot.type(words)
        else:
            yield from robot.write(words) if by_hand else robot.type_pinyin(words)

    def _pick_region(self, field: Field, code: str) -> Plan:
        """Level by level, down to ``code`` or as deep as the field goes. The next level opens by itself."""
        if self._robot.sees("keyboard.hide"):
            yield from self._robot.touch("keyboard.hide")
        yield from self._robot.touch(f"region.{field.id}.level1")
        for step in regions.path(code):
            if step.level <= field.levels:
                yield from self._robot.touch(f"region.{field.id}.{step.code}")
