"""Who gets into staff mode, who does not, and when it ends by itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kiosk.journey import Acting
from kiosk.screen import Screen
from kiosk.session import Session
from kiosk.staff import accounts
from kiosk.staff.accounts import Account
from kiosk.staff.lockout import LONGEST_SECONDS, Lockout
from kiosk.staff.memory import StaffMemory
from kiosk.staff.staff import IDLE_SECONDS
from tests.journey.people import SENIOR
from tests.staff.conftest import Visit

PIN = "123456"
T = 1_800_000_000.0


def test_the_lock_doubles_after_the_fifth_failure_up_to_an_hour() -> None:
    lock, waits = Lockout(), []
    for _ in range(14):
        lock = lock.failed(T)
        waits.append(lock.left(T))
    assert waits == [0, 0, 0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600]
    assert (lock.left(T + 3599.6), lock.left(T + 3600)) == (1, 0)


def test_the_lock_outlives_a_restart_and_a_clock_set_back_ends_it_within_the_hour(tmp_path: Path) -> None:
    lock = Lockout()
    for _ in range(6):
        lock = lock.failed(T)
    for _ in range(2):
        StaffMemory(tmp_path).note_lockout(lock)
    kept = StaffMemory(tmp_path).lockout
    assert (kept, kept.left(T + 1)) == (lock, 119)
    back = T - 86_400
    assert kept.at_most(back).left(back + LONGEST_SECONDS) == 0


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_code_of_this_step_and_its_neighbours_counts_once(off: int) -> None:
    account = Account("0312", totp_secret=accounts.new_secret())
    code = accounts.code_at(account.totp_secret, T + off * 30)
    step = accounts.totp_step(account, code, T, 0)
    assert step == T // 30 + off
    assert accounts.totp_step(account, code, T, step) is None
    assert accounts.totp_step(account, accounts.code_at(account.totp_secret, T + 90), T, 0) is None


@pytest.mark.parametrize("digits", ["", "12345", "１２３４５６", "abcdef", "1234567", "12345\n"])
def test_what_is_no_code_is_none(digits: str) -> None:
    assert accounts.totp_step(Account("0312", totp_secret=accounts.new_secret()), digits, T, 0) is None


def test_a_used_code_and_an_unknown_number_are_refused_with_the_same_sentence(visit: Visit) -> None:
    account = visit.enter()
    visit.staff.leave()
    used = accounts.code_at(account.totp_secret, 30 * visit.staff._desk.memory.last_step(account.id))
    said = []
    for number in (account.id, "99999"):
        visit.staff.open_login()
        visit.staff.use_totp()
        visit.staff.enter(number, used)
        said.append(visit.staff.login.wrong.split("，")[0])
        visit.staff.leave()
    assert said == ["工号或动态码不对"] * 2
    visit.enter()


def test_five_wrong_codes_lock_and_a_right_one_is_not_even_looked_at(visit: Visit) -> None:
    account = visit.account()
    visit.staff.open_login()
    visit.staff.use_totp()
    for _ in range(5):
        visit.staff.enter("99999", "000000")
    assert 55 <= visit.staff.login.locked_seconds <= 60
    visit.staff.enter(account.id, accounts.code_at(account.totp_secret, time.time()))
    assert visit.shows(Screen.STAFF_LOGIN)
    refused = [event for event, _ in visit.chain() if event == "staff.refused"]
    assert len(refused) >= 5
    visit.staff._desk.memory.note_lockout(Lockout())


def card(visit: Visit, name: str = "staff", known: bool = True) -> None:
    if known:
        visit.account(visit.staff_key(name))
    else:
        visit.account(visit.staff_key("staff-2"))
    visit.staff.open_login()
    visit.rig.tell(f"smart_card insert {name}")


def test_a_card_and_its_pin_get_in_and_taking_the_card_out_ends_it(visit: Visit) -> None:
    card(visit)
    visit.thread.until(lambda: visit.staff.login.asks == "pin")
    visit.staff.enter("", "999999")
    visit.thread.until(lambda: bool(visit.staff.login.wrong) and not visit.staff.login.busy)
    assert visit.staff.login.wrong.startswith("密码不对，卡还能试 ")
    visit.staff.enter("", PIN)
    visit.thread.until(lambda: visit.session.screen is Screen.STAFF)
    for _ in range(10):
        visit.staff.tick()
    assert visit.shows(Screen.STAFF)
    visit.rig.tell("smart_card remove")

    def left() -> bool:
        visit.session.tick()
        return visit.staff.screen is None

    visit.thread.let_pass(5)
    visit.thread.until(left)
    assert [event for event, _ in visit.chain()][-2:].count("staff.left") == 1
    visit.staff.close()


def test_a_blocked_card_is_told(visit: Visit) -> None:
    card(visit)
    visit.thread.until(lambda: visit.staff.login.asks == "pin")
    for _ in range(4):
        visit.staff.enter("", "999999")
        visit.thread.until(lambda: not visit.staff.login.busy)
        if "锁死" in visit.staff.login.wrong:
            break
    assert "锁死" in visit.staff.login.wrong
    visit.staff._desk.memory.note_lockout(Lockout())


def test_a_card_nobody_registered_and_one_taken_away(visit: Visit) -> None:
    card(visit, known=False)
    visit.thread.until(lambda: visit.staff.login.wrong == "这张卡没有在本机登记")
    visit.rig.tell("smart_card insert staff-2")
    visit.thread.until(lambda: visit.staff.login.asks == "pin")
    visit.rig.tell("smart_card remove")
    visit.thread.until(lambda: visit.staff.login.asks == "card")
    assert visit.staff.login.wrong == "卡拿走了，请再插一次"


def for_oneself(session: Session) -> None:
    """Past the question for whom one came."""
    session.answers.act_for(Acting.SELF)
    session.next()


def visiting(visit: Visit) -> None:
    session = visit.session
    session.wake()
    session.choose(SENIOR)
    session.begin()
    for_oneself(session)
    visit.rig.tell("id_reader put elderly")
    visit.thread.until(lambda: session.screen is Screen.FORM)


def test_nobody_gets_in_over_a_visit_unless_the_citizen_agrees(visit: Visit) -> None:
    visiting(visit)
    account = visit.account()
    visit.staff.open_login()
    visit.staff.use_totp()
    assert visit.staff.asks_to_end_visit
    visit.staff.enter(account.id, accounts.code_at(account.totp_secret, time.time()))
    assert visit.shows(Screen.STAFF_LOGIN)
    visit.staff.leave()
    assert visit.shows(Screen.FORM)
    visit.staff.open_login()
    visit.staff.use_totp()
    visit.session.confirm_leave()
    assert not visit.staff.asks_to_end_visit
    assert not visit.session.visiting
    visit.staff.enter(account.id, accounts.code_at(account.totp_secret, time.time()))
    assert visit.shows(Screen.STAFF)


def test_a_card_put_on_the_reader_once_staff_are_in_begins_nobodys_visit(visit: Visit) -> None:
    visit.session.wake()
    visit.session.choose(SENIOR)
    visit.session.begin()
    for_oneself(visit.session)
    visit.staff.open_login()
    visit.staff.leave()
    assert visit.shows(Screen.IDENTIFY)
    visit.enter()
    visit.rig.tell("id_reader put elderly")
    visit.thread.let_pass(2)
    visit.thread.until(lambda: any(hop.label == "时钟" and hop.good is not None for hop in visit.staff.hops))
    assert not visit.session.visiting
    visit.staff.leave()
    assert visit.shows(Screen.ATTRACT)


def test_it_leaves_by_itself_after_five_minutes(visit: Visit) -> None:
    visit.enter()
    visit.thread.let_pass(IDLE_SECONDS - 2)
    visit.session.tick()
    assert visit.shows(Screen.STAFF)
    visit.session.touched()
    visit.thread.let_pass(IDLE_SECONDS - 2)
    visit.session.tick()
    assert visit.shows(Screen.STAFF)
    visit.thread.let_pass(2)
    visit.session.tick()
    assert visit.shows(Screen.ATTRACT)
    assert visit.staff.who == ""
