"""Nothing a citizen reads is left in Chinese by accident, and nothing is cut where other languages need more room."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from config import regions
from config.matter import Matter
from config.translated import shown_texts
from kiosk import journey
from kiosk.languages import ENGLISH
from kiosk.translated import complete, in_language
from screens import i18n
from tests.i18n.pseudo import Pseudo, pseudo
from tests.screens.live_moments import NEWBORN, SAID_BY_DEPARTMENTS
from tests.screens.session_snapshot import CATALOGUE, NOW, SETTINGS, Snapshot
from tests.screens.snapshots import TOUCHES, known
from tests.screens.visits import received

if TYPE_CHECKING:
    from kiosk.journey import Visit
    from tests.screens.glass import Glass

HAN = re.compile(r"[\u4e00-\u9fff]")
OWN = SETTINGS.terminal
DATA = (
    OWN.title,
    OWN.slogan,
    OWN.hall,
    OWN.nearest,
    OWN.window_hours,
    "合成测试甲",
    "合成测试乙",
    "浙江省示例市示例区测试路100号测试小区12幢3单元201室",
)
"""Proper names: of the hall, of persons, of places."""
BOTH = ("语言 / Language", "返回 / Back", "您填的都还在。\nWhat you have entered is kept.", "简体中文", "繁體中文")
"""What is never translated, for whoever opens it may read any language."""
ELSEWHERE = ("70 周岁以上", "60 至 69 周岁")
"""Worked out by a rule of the matter: a rule's own texts have no translations."""
OF_A_PACKAGE = tuple(child.name for child in NEWBORN.children)
"""Matters that this terminal's catalogue does not have are called as the hub calls them."""
CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+")
"""大写: an amount in capitals is Chinese by law in every language."""
GLOSSED = re.compile(r"[\u4e00-\u9fff]+ \([a-z ]+\)")
"""What goes into a Chinese name as it is, with its meaning beside it: 店 (shop)."""
CITIZENS = {name: moment for name, moment in known().items() if not name.startswith("staff")}


def pseudo_matter(matter: Matter) -> Matter:
    translations = {"qps": {path: f"[{pseudo(text)}]" for path, text in shown_texts(matter).items()}}
    return in_language(msgspec.structs.replace(matter, translations=translations), "qps")


def english_matter(matter: Matter) -> Matter:
    """In English; a matter made for tests has no translation, and is told in letters that are not Chinese."""
    return in_language(matter, ENGLISH) if complete(matter, ENGLISH) else pseudo_matter(matter)


@pytest.fixture(scope="module")
def stage(look: Any) -> Iterator[Glass]:
    from tests.screens.glass import Glass

    made = Glass(look, Snapshot())
    yield made
    made.close()
    i18n.use(i18n.SOURCE)


def in_words(moment: Snapshot, turned: Callable[[Matter], Matter], language: str) -> Snapshot:
    """The moment as a session in that language would show it."""
    made = replace(
        moment, display_mode=replace(moment.display_mode, language=language), matters={one.code: turned(one) for one in CATALOGUE.matters}
    )
    if moment.visit:
        made = replace(made, visit=replace(moment.visit, matter=turned(moment.visit.matter)))
    if made.problems and made.visit:
        made = replace(made, problems=journey.problems(made.visit, made.visit.place, NOW.date()))
    return made


def left_in_chinese(frame: Any) -> list[str]:
    """The texts on a screen that hold Chinese which is neither a name nor Chinese on purpose."""
    from screens.input.words import Words
    from screens.widgets import controls
    from screens.widgets.tag import Badge

    typed = [text for widget in below(frame) if isinstance(widget, Words) for text in controls.texts(widget)]
    signs = [*typed, *(widget.words.text for widget in below(frame) if isinstance(widget, Badge))]
    found = []
    for text in controls.texts(frame):
        rest = GLOSSED.sub("", text)
        for name in (*DATA, *BOTH, *ELSEWHERE, *OF_A_PACKAGE, *SAID_BY_DEPARTMENTS, *names(frame.session.visit)):
            rest = rest.replace(name, "")
        if text not in signs and HAN.search(CAPITALS.sub("", rest)):
            found.append(text)
    return found


def names(visit: Visit | None) -> list[str]:
    """Names of persons and places that stand in a visit: what was typed or chosen, and what could be chosen as a place."""
    if visit is None:
        return []
    people = [who for who in (visit.applicant, visit.agent, visit.guardian, visit.principal) if who]
    entries = [part for entry in visit.entries.values() for part in entry.split(" ") if HAN.search(part)]
    codes = [part for entry in visit.entries.values() for part in entry.split(" ") if part.isdigit() and len(part) in (6, 9)]
    places = [place for code in codes for one in regions.path(code) for place in (one, *regions.children(one.code))]
    found = [text for who in people for text in (who.name, who.address)] + entries
    return sorted([*found, *(place.name for place in (*places, *regions.children("")))], key=len, reverse=True)


def below(widget: Any) -> Iterator[Any]:
    for child in widget.children:
        yield child
        yield from below(child)


def cut(frame: Any) -> list[tuple[str, Any, Any]]:
    return [
        (getattr(widget, "text", ""), widget.content_size, tuple(widget.size))
        for widget in below(frame)
        if hasattr(widget, "content_size")
        and (widget.content_size[0] > widget.width + 1 or widget.content_size[1] > widget.height + 1 or "…" in "".join(_shortened(widget)))
    ]


def _shortened(widget: Any) -> list[str]:
    lines = widget.lines_at(int(widget.width)) if isinstance(getattr(widget, "text", None), str) and widget.width else []
    return lines[-1:] if lines and lines[-1].endswith("…") and not widget.text.endswith("…") else []


@pytest.mark.parametrize("name", CITIZENS)
def test_no_text_was_forgotten(stage: Glass, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n.catalogue, "translations", lambda _: Pseudo())
    frame = stage.show(in_words(CITIZENS[name], pseudo_matter, "qps"))
    for control_id in TOUCHES.get(name, ()):
        stage.tap(control_id)
    assert left_in_chinese(frame) == []
    assert cut(frame) == []


@pytest.mark.parametrize("name", CITIZENS)
def test_english_is_whole_and_fits(stage: Glass, name: str) -> None:
    frame = stage.show(in_words(CITIZENS[name], english_matter, ENGLISH))
    for control_id in TOUCHES.get(name, ()):
        stage.tap(control_id)
    assert left_in_chinese(frame) == []
    assert cut(frame) == []


@pytest.mark.parametrize("matter", CATALOGUE.matters, ids=lambda matter: matter.short_name)
def test_the_built_in_matters_are_told_in_english(matter: Matter) -> None:
    missing = [path for path in shown_texts(matter) if path not in matter.translations.get(ENGLISH, {})]
    assert (missing, complete(matter, ENGLISH)) == ([], True)


def test_a_text_that_nobody_marked_would_be_found(stage: Glass, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n.catalogue, "translations", lambda _: Pseudo())
    frame = stage.show(in_words(Snapshot(notice="没有人标记过这句话"), pseudo_matter, "qps"))
    assert left_in_chinese(frame) == ["没有人标记过这句话"]


def test_a_text_that_is_cut_would_be_found(stage: Glass) -> None:
    frame = stage.show(in_words(CITIZENS["guide"], english_matter, ENGLISH))
    assert cut(frame) == []
    text = next(widget for widget in below(frame.body) if getattr(widget, "text", "") and hasattr(widget, "content_size"))
    text.width /= 4
    assert any(found[0] == text.text for found in cut(frame))


def test_a_guide_says_that_some_of_the_matter_is_left_in_chinese(stage: Glass) -> None:
    whole = _texts(stage.show(in_words(CITIZENS["guide"], english_matter, ENGLISH)))
    bare = msgspec.structs.replace(CATALOGUE.matters[1], translations={})
    frame = stage.show(in_words(replace(CITIZENS["guide"], visit=journey.begin(bare)), lambda matter: matter, ENGLISH))
    said = "Not all of this is translated; the rest is in Chinese. Touch “Help” if you need somebody"
    assert (said in whole, said in _texts(frame)) == (False, True)


def test_a_receipt_is_told_in_english(stage: Glass) -> None:
    frame = stage.show(in_words(replace(CITIZENS["done"], receipt=received()), english_matter, ENGLISH))
    assert any("Housing Fund Centre" in text for text in _texts(frame))


def _texts(frame: Any) -> list[str]:
    from screens.widgets import controls

    return controls.texts(frame)
