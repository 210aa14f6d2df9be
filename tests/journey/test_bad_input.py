"""What is hardest to take in a visit reaches the sealed package whole: names, addresses, leap days, a dot for a signature, sixty pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import cv2
import numpy as np
import pypdfium2
import pytest
import zxingcpp
from msgspec import structs
from numpy.typing import NDArray
from PIL import Image

from config.holidays import load_holidays
from config.matter import Limit, LimitUnit
from devices.document_camera.page import to_jpeg
from devices.simulators.scenes import DOCUMENT_SIZE, contract_page, place_of
from kiosk import fields, journey
from kiosk.applicant import Applicant
from kiosk.case import Part
from kiosk.commands.run import open_terminal
from kiosk.desk import Preview
from kiosk.fields import address_entry
from kiosk.hub.keys import HubKeys
from kiosk.journey import Place, Sheet, Step, Visit
from kiosk.memory import resident_bytes
from kiosk.package import Package, read
from kiosk.receipt import slip_data
from kiosk.rig import Rig
from kiosk.sealing import open_sealed
from kiosk.session import Screen
from kiosk.settings import load
from kiosk.submission import Identity, Signature, identity, submit
from kiosk.terminal import Terminal
from kiosk.working_days import last_day
from tests.journey.main_thread import MainThread
from tests.journey.people import RENT, TODAY, WORKER, person
from tests.journey.rich import RICH, give, go_to, pass_on
from tests.journey.visitor import Visitor, standing_before

NAMES = ("测" * 25, "阿卜杜热西提·买买提艾力·测试", "䶮㛃𠮷𬭊", "阿", "O'Brien-Lee 测试")
WRITTEN = Signature((((1.0, 1.0, 0.0), (20.0, 8.0, 0.2)),), b"png")
DOT = Signature((((5.0, 5.0, 0.0),),), b"png")
PAGES = 60
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    folder = tmp_path_factory.mktemp("bad-input")
    with Rig(folder, folder / "out") as rig:
        yield rig


@pytest.fixture(scope="module")
def terminal(rig: Rig) -> Iterator[Terminal]:
    terminal = open_terminal(load(rig.settings), rig.home)
    yield terminal
    terminal.papers.end()
    terminal.close()


def keep(terminal: Terminal, rig: Rig, visit: Visit, signature: Signature = WRITTEN) -> tuple[Identity, Package]:
    """Submit the visit; the package as the hub opens it."""
    now = MainThread().now()
    who = identity(terminal, now)
    submit(terminal, visit, who, signature, now)
    sealed = next(path for path in (rig.home / "outbox").iterdir() if who.submission_id in path.name).read_bytes()
    return who, read(open_sealed(sealed, HubKeys(rig.hub_home).sealing_identities()))


def to_sign(who: Applicant = WORKER, **entries: str) -> Visit:
    """The matter that has everything, up to the signature, with ``entries`` in place of what is usually given."""
    visit = journey.identified(go_to(Step.IDENTIFY), who, TODAY)
    while visit.place.step is not Step.SIGN:
        visit = give(visit)
        for name, text in entries.items():
            visit = journey.enter(visit, name.replace("__", "."), text)
        visit = pass_on(visit)
    return visit


def part(package: Package, name: str) -> Part:
    return next(item for item in package.parts if item.name == name)


def said(pdf: bytes) -> str:
    """The words of a PDF without white space, and without the hyphens of its line ends."""
    return "".join("".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


@pytest.mark.parametrize("name", NAMES, ids=["25 characters", "middle dots", "rare", "one character", "letters"])
def test_a_hard_name_is_whole_in_the_case_and_on_the_form_and_masked_on_the_slip(terminal: Terminal, rig: Rig, name: str) -> None:
    visit = to_sign(replace(WORKER, name=name), members__0__name=name)
    who, package = keep(terminal, rig, visit)
    assert name in str(package.record)
    assert said(part(package, "form-signed.pdf").data).count("".join(name.split())) >= 2, "the applicant, and the member of the family"
    slip = slip_data(terminal, visit, who, (), MainThread().now())
    assert slip.surname_masked.startswith(name[0])
    assert "＊" in slip.surname_masked
    assert len(name) == 1 or name not in str(slip.values())


def test_an_address_of_200_characters_is_whole_and_one_more_is_told(terminal: Terminal, rig: Rig) -> None:
    street = "测试大道" * 50
    _, package = keep(terminal, rig, to_sign(place=address_entry("330299", street)))
    assert street in str(package.record)
    assert street in said(part(package, "form.pdf").data)
    home = journey.enter(journey.identified(go_to(Step.IDENTIFY), WORKER, TODAY), "place", address_entry("330299", street + "路"))
    told = {problem.field: problem.say for problem in journey.problems(home, home.place, TODAY)}
    assert "最多写 200 个字" in told["place"]
    assert told.keys() >= {"place", "housing"}, "all at once"


def test_pictures_and_control_characters_are_told_all_at_once_and_nothing_is_lost() -> None:
    visit = journey.identified(go_to(Step.IDENTIFY), WORKER, TODAY)
    family = replace(visit, place=Place(Step.FORM, "family"))
    group = RICH.form[1].fields[0]
    wrong = {"members.0.name": "张😀三", "members.1.name": "李\u202e四", "members.2.name": "王\x07五"}
    for _ in range(len(wrong) - fields.rows(group, family.entries)):
        family = journey.add_row(family, group)
    for name, text in wrong.items():
        family = journey.enter(family, name, text)
    told = {problem.field: problem.say for problem in journey.problems(family, family.place, TODAY)}
    assert "表情" in told["members.0.name"]
    assert "看不见" in told["members.1.name"]
    assert "看不见" in told["members.2.name"]
    assert {name: family.entries[name] for name in wrong} == wrong


def test_who_was_born_on_a_leap_day_grows_older_on_the_first_of_march() -> None:
    born = person(date(1964, 2, 29))
    assert [born.age_on(day) for day in (date(2024, 2, 28), date(2024, 2, 29))] == [59, 60]
    assert [born.age_on(day) for day in (date(2025, 2, 28), date(2025, 3, 1))] == [60, 61]


def test_a_month_from_the_end_of_january_ends_on_the_leap_day() -> None:
    ends = last_day(date(2028, 1, 31), Limit(unit=LimitUnit.MONTH, value=1), load_holidays())
    assert ends == date(2028, 2, 29)


def test_a_card_that_ends_on_a_leap_day_is_good_all_that_day() -> None:
    card = replace(WORKER, valid_to=date(2028, 2, 29))
    assert not card.expired_on(date(2028, 2, 29))
    assert card.expired_on(date(2028, 3, 1))


def test_a_dot_for_a_signature_is_kept_as_it_is_and_the_signed_form_comes_out(terminal: Terminal, rig: Rig) -> None:
    _, package = keep(terminal, rig, to_sign(), DOT)
    assert package.record["signature"]["strokes"] == [[[5.0, 5.0, 0.0]]]
    assert said(part(package, "form-signed.pdf").data)


@cache
def blank() -> NDArray[np.uint8]:
    return contract_page(1)


def numbered(number: int) -> Sheet:
    """A page as the document camera gives it, with its number in a code."""
    page = blank().copy()
    code = np.asarray(zxingcpp.create_barcode(f"page {number}", zxingcpp.BarcodeFormat.QRCode).to_image(scale=12))
    page[-code.shape[0] - 200 : -200, 130 : 130 + code.shape[1]] = cv2.cvtColor(code, cv2.COLOR_GRAY2BGR)
    return Sheet(to_jpeg(page))


def test_sixty_pages_reach_the_package_in_order_and_within_memory(terminal: Terminal, rig: Rig) -> None:
    visit = to_sign()
    sheets = [numbered(number) for number in range(PAGES)]
    visit = replace(visit, supplies={**visit.supplies, "income_proof": journey.Supply(())}, promises={"income": False})
    for sheet in sheets:
        visit = journey.add_sheet(visit, "income_proof", sheet)
    size = sum(len(sheet.jpeg) for sheet in sheets)
    before = resident_bytes()
    _, package = keep(terminal, rig, visit)
    assert resident_bytes() - before < 6 * size + 50 * MEGABYTE
    document = pypdfium2.PdfDocument(part(package, "materials/income_proof.pdf").data)
    assert len(document) == PAGES
    assert [read_code(page.render(scale=0.7).to_pil()) for page in document] == [f"page {number}" for number in range(PAGES)]


def read_code(picture: Image.Image) -> str:
    return zxingcpp.read_barcodes(picture)[0].text


def scan(citizen: Visitor, count: int) -> list[int]:
    """Put ``count`` pages of the lease under the document camera one after another; which page each picture shows."""
    session, materials = citizen.session, citizen.session.materials
    citizen.go_to(RENT, Screen.MATERIALS, "worker")
    assert session.visit is not None
    matter = session.visit.matter
    wide = [structs.replace(item, max_pages=count) for item in matter.materials]
    session.visit = replace(session.visit, matter=structs.replace(matter, materials=wide))
    materials.open("lease")
    for number in range(count):
        wanted = number % 3 + 1
        citizen.rig.tell(f"document_camera page contract {wanted}")
        citizen.thread.until(lambda wanted=wanted: lies_there(materials.preview, wanted), 20)  # type: ignore[misc]
        materials.capture()
        citizen.thread.until(lambda: not session.busy)
        assert session.notice == ""
    materials.capture()
    assert f"最多拍 {count} 页" in session.notice
    sheets = session.visit.supplies["lease"].sheets
    assert len(sheets) == count
    return [page_of(sheet.jpeg) for sheet in sheets]


def lies_there(preview: Preview | None, page: int) -> bool:
    """Whether the live picture shows that page of the contract: each lies at another place."""
    if preview is None or not preview.ok or preview.corners is None:
        return False
    there = place_of(page) * (preview.frame.shape[1] / DOCUMENT_SIZE[0])
    return float(np.abs(np.sort(np.asarray(preview.corners), axis=0) - np.sort(there, axis=0)).max()) < 12


def page_of(jpeg: bytes) -> int:
    """Which page of the contract is on the picture: the one that is most like it."""
    seen = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    small = cv2.resize(seen, (120, 170), interpolation=cv2.INTER_AREA).astype(float)
    return max((1, 2, 3), key=lambda page: float(np.corrcoef(small.ravel(), like(page).ravel())[0, 1]))


@cache
def like(page: int) -> NDArray[np.float64]:
    grey = cv2.cvtColor(contract_page(page), cv2.COLOR_BGR2GRAY)
    return np.asarray(cv2.resize(grey, (120, 170), interpolation=cv2.INTER_AREA), dtype=np.float64)


@pytest.fixture
def citizen(terminal: Terminal, rig: Rig) -> Iterator[Visitor]:
    rig.tell("id_reader take")
    with standing_before(terminal, rig) as visitor:
        yield visitor


def test_pages_under_the_camera_are_kept_in_order_and_the_limit_is_told(citizen: Visitor) -> None:
    assert scan(citizen, 2) == [1, 2]


@pytest.mark.soak
def test_sixty_pages_under_the_camera_are_kept_in_order_and_submitted(citizen: Visitor) -> None:
    before = resident_bytes()
    assert scan(citizen, PAGES) == [number % 3 + 1 for number in range(PAGES)]
    assert citizen.session.visit is not None
    size = sum(len(sheet.jpeg) for sheet in citizen.session.visit.supplies["lease"].sheets)
    citizen.session.materials.finish()
    while citizen.session.screen is not Screen.SIGN:
        citizen.give()
    assert citizen.sign().receipt_no in {row.receipt_no for row in citizen.rows()}
    assert resident_bytes() - before < 6 * size + 150 * MEGABYTE
