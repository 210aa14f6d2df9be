"""What the terminal offers right now: matters, themes, and what is out of order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.catalogue import Catalogue
from config.entry import Entry, Listed
from config.themes import Theme
from kiosk.device_names import CITIZEN_NAMES
from kiosk.display_mode import SOURCE_LANGUAGE
from kiosk.open_days import closed
from kiosk.terminal import Terminal
from kiosk.translated import heading
from kiosk.words import words


class Grouping(StrEnum):
    """By what matters are put together; ``STOPPED`` are all that cannot be done here while something is out of order."""

    THEME = "theme"
    LIFE_EVENT = "life_event"
    DEPARTMENT = "department"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Offer:
    """A matter and whether it can be started now; ``reason`` is the citizen's sentence when not.

    ``readable``: its guide can be opened. That stays so on a day when the matter is not accepted: people read what to bring, and when.
    """

    matter: Listed
    possible: bool
    reason: str
    readable: bool


@dataclass(frozen=True, slots=True)
class ThemeOffer:
    """A theme, a life event or a department: how many matters it has and how many can be done now. A department has no ``icon``."""

    id: str
    title: str
    icon: str
    total: int
    possible: int


def offers(terminal: Terminal, matters: Iterable[Listed], today: date, language: str = SOURCE_LANGUAGE) -> tuple[Offer, ...]:
    """Each matter, in ``language``, with its state of now; a matter not meant for terminals is left out."""
    found = dict[tuple[object, ...], str]()

    def obstacle(matter: Listed) -> str:
        """Asked once for all matters that need the same: a city has thousands of them, and a disk is asked each time."""
        needs = (terminal.catalogues.taken_down(matter), tuple(matter.services), tuple(matter.devices))
        if needs not in found:
            found[needs] = terminal.obstacle(matter)
        return found[needs]

    return tuple(_offer(heading(matter, language), obstacle(matter), today) for matter in matters if matter.kiosk_enabled)


def stopped(terminal: Terminal, today: date, language: str = SOURCE_LANGUAGE) -> tuple[Offer, ...]:
    """The matters that cannot be done here now though their day is right, each with its reason."""
    return tuple(offer for offer in offers(terminal, terminal.catalogue.entries, today, language) if not offer.readable)


def _offer(matter: Listed, obstacle: str, today: date) -> Offer:
    reason = obstacle or closed(matter, today)
    return Offer(matter, not reason, reason, not obstacle)


def groups(terminal: Terminal, grouping: Grouping, today: date, language: str = SOURCE_LANGUAGE) -> tuple[ThemeOffer, ...]:
    """The groups of the catalogue in its order, those without a matter too."""
    catalogue, found = terminal.catalogue, []
    icons = {theme.id: theme.icon for theme in _themes(catalogue, grouping)}
    codes = [department.code for department in catalogue.departments] if grouping is Grouping.DEPARTMENT else []
    for name in (*icons, *codes):
        rows = offers(terminal, members(catalogue, grouping, name), today)
        called = title(catalogue, grouping, name, language)
        found.append(ThemeOffer(name, called, icons.get(name, ""), len(rows), sum(row.possible for row in rows)))
    return tuple(found)


def members(catalogue: Catalogue, grouping: Grouping, name: str) -> tuple[Entry, ...]:
    """The matters of one group."""
    match grouping:
        case Grouping.THEME:
            return catalogue.by_theme(name)
        case Grouping.LIFE_EVENT:
            return catalogue.by_event(name)
        case Grouping.DEPARTMENT:
            return catalogue.by_department(name)
        case Grouping.STOPPED:
            return catalogue.entries


def title(catalogue: Catalogue, grouping: Grouping, name: str, language: str = SOURCE_LANGUAGE) -> str:
    """What a group is called; empty for one that the catalogue no longer has."""
    if grouping is Grouping.STOPPED:
        return words("现在办不了的事")
    if grouping is Grouping.DEPARTMENT:
        own = next((matter for matter in catalogue.entries if matter.authority.code == name), None)
        return heading(own, language).authority.short_name if own else ""
    return next((words(theme.title) for theme in _themes(catalogue, grouping) if theme.id == name), "")


def _themes(catalogue: Catalogue, grouping: Grouping) -> tuple[Theme, ...]:
    return {Grouping.THEME: catalogue.themes, Grouping.LIFE_EVENT: catalogue.life_events}.get(grouping, ())


def faults(terminal: Terminal, today: date) -> tuple[str, ...]:
    """What everybody should know first: the city's notices (公告) of the day, and a sentence for each device that does not work."""
    notices = terminal.catalogues.policy.notices_for(today, terminal.settings.terminal.hall)
    matters = [matter for matter in terminal.catalogue.entries if matter.kiosk_enabled]
    broken = [name for name in terminal.devices if not terminal.usable(name)]
    return notices + tuple(fault_sentence(name, sum(name in matter.devices for matter in matters)) for name in broken)


_WAY_OUT = {
    "receipt_printer": words("凭条打印机现在打不了，办完请记下编号。"),
    "a4_printer": words("打印机现在打不了 A4 纸，请到窗口打印。"),
    "smart_card": words("插卡口坏了，请用身份证，或到窗口办理。"),
    "barcode": words("扫码口坏了，有编号的请在屏幕上输入。"),
    "scanner": words("扫描仪坏了，材料请放在扫描台上拍。"),
}


def fault_sentence(name: str, stopped: int) -> str:
    """What a citizen reads of a device that does not work: ``stopped`` is how many matters cannot be done without it."""
    spoken = CITIZEN_NAMES.get(name, name)
    if stopped and name != "receipt_printer":
        return words("{}坏了，{} 件事现在办不了。", spoken, stopped)
    return _WAY_OUT.get(name, words("{}坏了，要拍的材料可以以后补交。", spoken))
