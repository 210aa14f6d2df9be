"""A visit over real devices, without its screens: what goes wrong is told in one sentence, and nothing is lost."""

from __future__ import annotations

import shutil
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from kiosk.answers import SLIP_PRINTED
from kiosk.display_mode import DisplayMode
from kiosk.offers import Grouping
from kiosk.receipt import Printing
from kiosk.rig import DEFAULT_MATTERS, Rig
from kiosk.session import Overlay, Screen
from kiosk.settings import Matters, load
from tests.config.test_corpus import GOOD
from tests.journey.people import RENT, SENIOR
from tests.journey.visitor import STROKES, Visitor, visiting
from tests.waiting import until

MONTHLY = "11330299MB000004X74330511007000"


def test_a_visit_ends_with_a_kept_case_and_a_printed_slip(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.SIGN, "worker")
    receipt = visitor.sign()
    assert receipt.printing is Printing.PRINTED
    assert [item.last_day_text for item in receipt.owed] == ["11月27日（周五）"]
    assert receipt.receipt_no in {row.receipt_no for row in visitor.rows()}


def test_what_was_promised_is_printed_for_the_citizen_behind_the_receipt(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.SIGN, "worker")
    before = visitor.slips()
    assert visitor.sign().copy is Printing.PRINTED
    until(lambda: visitor.slips() == before + 2)


def test_who_is_stopped_by_the_precheck_prints_everything_that_stands_in_the_way(visitor: Visitor) -> None:
    session, before = visitor.session, visitor.slips()
    session.wake()
    session.choose(RENT)
    session.begin()
    while session.screen is Screen.PRECHECK:
        assert session.visit is not None
        question = next(item for item in session.visit.matter.exclusions if item.id == session.visit.place.item)
        session.answers.answer(question.id, question.stops_on)
        session.next()
    assert session.screen is Screen.HAND_OFF
    session.answers.print_parting()
    visitor.thread.until(lambda: session.busy == "" and bool(session.notice))
    assert session.notice == SLIP_PRINTED
    until(lambda: visitor.slips() == before + 1)


def test_outside_its_days_a_matter_is_listed_with_them_and_ends_at_the_guide_before_any_card(rig: Rig, tmp_path: Path) -> None:
    shutil.copy(GOOD / "monthly_window.yaml", tmp_path)
    with visiting(rig, replace(load(rig.settings), matters=Matters(folder=str(tmp_path)))) as visitor:
        session, code = visitor.session, MONTHLY
        session.wake()
        theme = next(theme for theme in session.themes if theme.total)
        assert (theme.total, theme.possible) == (1, 0)
        session.open_theme(theme.id)
        (offer,) = session.listed
        assert (offer.possible, offer.readable) == (False, True)
        assert offer.reason == "每月 1 日到 10 日受理，今天不收。当月审核、下月发，其他日子可以先看要带什么"
        session.choose(code)
        assert "每月 1 日到 10 日" in [fact.text for fact in session.guide.facts]
        session.begin()
        assert session.screen is Screen.HAND_OFF
        assert session.answers.parting.reasons == (offer.reason,)
        session.leave()

        visitor.thread.let_pass(timedelta(days=10).total_seconds())
        session.wake()
        session.open_theme(theme.id)
        assert session.listed[0].possible
        session.choose(code)
        session.begin()
        assert session.screen is not Screen.HAND_OFF


def test_a_sample_is_looked_at_among_the_materials_and_a_damaged_one_keeps_nobody_from_going_on(rig: Rig, tmp_path: Path) -> None:
    folder = tmp_path / "matters"
    shutil.copytree(DEFAULT_MATTERS, folder)
    with visiting(rig, replace(load(rig.settings), matters=Matters(folder=str(folder)))) as visitor:
        session = visitor.session
        visitor.go_to(RENT, Screen.MATERIALS, "worker")
        session.materials.show_sample("lease")
        assert session.overlay is Overlay.SAMPLE
        assert session.materials.sample is not None
        assert session.materials.sample.material == "lease"
        assert session.materials.sample.picture == (DEFAULT_MATTERS / "samples" / "lease.png").read_bytes()
        session.close_overlay()
        assert session.screen is Screen.MATERIALS

        (folder / "samples" / "lease.png").write_bytes(b"not what was checked")
        session.materials.show_sample("lease")
        assert session.overlay is None
        assert session.notice == "样例现在看不了，不影响办理"
        session.materials.defer("lease")
        session.next()
        assert session.screen is not Screen.MATERIALS


def test_a_matter_is_found_by_what_happened_by_its_department_and_by_what_people_call_it(visitor: Visitor) -> None:
    session = visitor.session
    session.wake()
    session.browse()
    assert session.life_events
    assert all(group.total for group in session.life_events)
    retirement = next(group for group in session.life_events if group.title == "退休养老")
    session.open_theme(retirement.id, Grouping.LIFE_EVENT)
    assert (session.screen, session.list_title) == (Screen.LIST, "退休养老")
    assert SENIOR in [offer.matter.code for offer in session.listed]
    session.choose(SENIOR)
    ways = []
    for _step in range(3):
        session.back()
        ways.append(session.screen)
    assert ways == [Screen.LIST, Screen.BROWSE, Screen.HOME]

    bureau = next(group for group in session.departments if group.title == "区民政局")
    session.open_theme(bureau.id, Grouping.DEPARTMENT)
    assert [offer.matter.code for offer in session.listed] == [SENIOR]
    assert (bureau.total, session.list_title) == (1, "区民政局")
    session.set_display(language="en")
    assert session.list_title == "Civil Affairs Bureau"
    session.back()
    session.back()
    assert session.screen is Screen.HOME

    session.search("kaid")
    assert session.suggestions == (), "what people say is Chinese"
    session.set_display(language="zh_CN")
    assert "开店" in session.suggestions
    session.search("开店")
    assert "开店" not in session.suggestions
    assert session.listed[0].matter.short_name == "个体户开业登记"


def test_a_second_tap_on_submit_makes_no_second_case(visitor: Visitor) -> None:
    before = len(visitor.rows())
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    visitor.session.submit(STROKES, b"png")
    visitor.sign()
    assert len(visitor.rows()) == before + 1


def test_nobody_there_is_asked_and_then_everything_is_wiped(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.FORM, "worker")
    session, thread = visitor.session, visitor.thread
    thread.let_pass(session.settings.timing.idle_personal)
    session.tick()
    assert session.overlay is Overlay.IDLE
    thread.let_pass(session.settings.timing.idle_countdown - 1)
    session.tick()
    assert session.visit is not None
    session.stay()
    assert session.overlay is None
    thread.let_pass(session.settings.timing.idle_personal)
    session.tick()
    thread.let_pass(session.settings.timing.idle_countdown)
    session.tick()
    assert session.screen is Screen.ATTRACT
    assert session.visit is None


def test_the_same_person_goes_on_with_another_matter_without_the_card(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    visitor.sign()
    visitor.session.another()
    visitor.session.choose(RENT)
    visitor.session.begin()
    while visitor.session.screen is Screen.PRECHECK:
        visitor.give()
    assert visitor.session.screen is Screen.FORM


def test_what_is_missing_is_listed_whole_and_goes_as_it_is_filled(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.FORM, "elderly")
    visitor.session.next()
    assert visitor.session.problems
    field = visitor.session.problems[0].field
    visitor.session.enter(field, "1")
    assert field not in {problem.field for problem in visitor.session.problems}


def test_leaving_a_visit_with_personal_data_is_asked_first(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.FORM, "elderly")
    visitor.session.leave()
    assert visitor.session.overlay is Overlay.LEAVE
    assert visitor.session.visit is not None
    visitor.session.confirm_leave()
    assert visitor.session.visit is None


def test_with_large_text_and_slow_mode_the_question_comes_after_twice_the_time(visitor: Visitor) -> None:
    visitor.go_to(RENT, Screen.FORM, "worker")
    session, thread = visitor.session, visitor.thread
    session.set_display(large=True, slow=True)
    thread.let_pass(2 * session.settings.timing.idle_personal - 1)
    session.tick()
    assert session.overlay is None
    thread.let_pass(1)
    session.tick()
    assert session.overlay is Overlay.IDLE


def test_every_way_of_looking_ends_with_the_visit(visitor: Visitor) -> None:
    """Also one that is added later: nobody shall find what the citizen before needed."""
    visitor.go_to(RENT, Screen.FORM, "worker")
    session = visitor.session
    session.set_display(**{field.name: "en" if field.name == "language" else True for field in fields(DisplayMode)})
    session.help()
    session.close_overlay()
    usual = DisplayMode()
    assert [field.name for field in fields(usual) if getattr(session.display, field.name) == getattr(usual, field.name)] == []
    session.confirm_leave()
    assert session.display == usual


def test_another_matter_of_the_same_citizen_keeps_the_way_of_looking(visitor: Visitor) -> None:
    visitor.go_to(SENIOR, Screen.SIGN, "elderly")
    visitor.sign()
    session = visitor.session
    session.set_display(contrast=True)
    session.another()
    assert session.display == DisplayMode(contrast=True)


def test_what_is_out_of_order_leads_to_the_matters_it_stops_and_back_home(visitor: Visitor) -> None:
    session = visitor.session
    session.wake()
    assert not session.stopped
    visitor.rig.tell("document_camera unplug")
    visitor.thread.until(lambda: not session.terminal.usable("document_camera"))
    session.open_theme("stopped", Grouping.STOPPED)
    shown = list(session.listed)
    assert (session.screen, session.list_title) == (Screen.LIST, "现在办不了的事")
    assert {offer.matter.code for offer in shown} == {
        matter.code for matter in session.terminal.catalogue.entries if "document_camera" in matter.devices
    }
    assert all("扫描台" in offer.reason for offer in shown)
    session.back()
    assert session.screen == Screen.HOME
    visitor.rig.tell("document_camera plug")
    visitor.thread.until(lambda: session.terminal.usable("document_camera"))
    assert not session.stopped
