"""What is plugged in and in no address: told with an address that would work; bounded in time; nonsense from a device stays nonsense."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import scan as scanning
from devices.address import parse
from devices.found import LONGEST_TEXT, PARSERS, Found, cameras, card_readers, not_configured, queues, scanners, serial_ports, usb_devices
from devices.scan import KINDS, links_to, scan
from tests.devices.conftest import Bench

READER = {
    "device": "/dev/ttyUSB0",
    "links": ["/dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"],
    "manufacturer": "1a86",
    "product": "USB Serial",
    "usb": "1a86:7523",
}
SCANNER: dict[str, Any] = {"device": "/dev/ttyACM0", "links": [], "manufacturer": None, "product": "2D Barcode Scanner", "usb": "1eab:1d06"}


def real(path: str) -> str:
    """As the links of ``READER`` would lead."""
    return "/dev/ttyUSB0" if path == READER["links"][0] else path


def test_a_serial_port_is_told_by_the_name_that_survives_a_reboot() -> None:
    reader, scanner, board = serial_ports([READER, SCANNER, {"device": "/dev/ttyS0"}])
    assert reader.addresses[0] == "sam+serial:///dev/serial/by-id/usb-1a86_USB_Serial-if00-port0"
    assert scanner.addresses[0] == "scanner+serial:///dev/ttyACM0", "it says itself what it is"
    assert "1a86 USB Serial" in reader.what
    assert "看不出" in board.what


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("sam+serial:///dev/ttyUSB0", 0),
        ("sam+serial:///dev/serial/by-id/usb-1a86_USB_Serial-if00-port0?baud=9600", 0),
        ("sam+serial:///dev/ttyUSB1", 1),
        ("escpos+tcp://127.0.0.1:9100", 1),
        ("nonsense", 1),
    ],
)
def test_a_port_is_configured_under_any_of_its_names(address: str, left: int) -> None:
    assert len(not_configured(serial_ports([READER]), [address], real)) == left


def test_cameras_readers_scanners_and_queues_have_addresses_that_lead_to_them() -> None:
    found = (
        *cameras([{"device": "/dev/video0", "links": ["/dev/v4l/by-id/usb-Cam-video-index0"], "name": "HD Cam: HD Cam\n"}]),
        *card_readers(["ACS ACR38U [CCID Interface] 00 00", "Virtual PCD 00 01"]),
        *scanners([["test:0", "Noname", "frontend-tester", "virtual device"], ["short"]]),
        *queues({"a4": "Generic IPP Everywhere", "大厅": ""}),
        *usb_devices(
            [
                {"vendor": 0x0416, "product": 0x5011, "classes": [7], "said": "POS58"},
                {"vendor": 0x0400, "product": 0xC35A, "classes": [0xFF], "said": ""},
                {"vendor": 0x1D6B, "product": 2, "classes": [9], "said": "hub"},
            ]
        ),
    )
    addresses = [each.addresses[0] for each in found]
    assert addresses[:5] == [
        "v4l2:///dev/v4l/by-id/usb-Cam-video-index0",
        "pcsc:///ACS%20ACR38U*",
        "pcsc:///Virtual%20PCD*",
        "sane:///test:0",
        "cups:///a4",
    ]
    assert len(found) == 8
    assert not_configured(found, [], os.path.realpath) == found
    assert not_configured(found, addresses, os.path.realpath) == ()
    by_options = not_configured(found[-1:], ["sam+usb:///?vendor=0400&product=C35A"], os.path.realpath)
    assert by_options == ()


def test_only_the_names_that_lead_to_a_device_count(tmp_path: Path) -> None:
    (tmp_path / "port").touch()
    (tmp_path / "by-id").mkdir()
    (tmp_path / "by-id" / "usb-b").symlink_to("../port")
    (tmp_path / "by-id" / "usb-a").symlink_to("../port")
    assert links_to(tmp_path / "by-id") == {str((tmp_path / "port").resolve()): [f"{tmp_path}/by-id/usb-a", f"{tmp_path}/by-id/usb-b"]}
    assert links_to(tmp_path / "nowhere") == {}


def test_only_the_node_of_a_camera_that_gives_pictures_is_told(tmp_path: Path) -> None:
    for number, index in enumerate("01"):
        node = tmp_path / "system" / f"video{number}"
        node.mkdir(parents=True)
        (node / "index").write_text(f"{index}\n")
        (node / "name").write_text("HD Cam\n")
    [camera] = cameras(scanning._video(tmp_path / "system", tmp_path / "dev"))
    assert (camera.what, camera.addresses) == ("摄像头 HD Cam", (f"v4l2://{tmp_path}/dev/video0",))


def test_the_scanners_of_a_real_sane_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dll.conf").write_text("test\n")
    (tmp_path / "test.conf").write_text("number_of_devices 2\n")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(tmp_path))
    seen = scan(["sane"], seconds=30)
    assert [each.addresses for each in seen.found] == [("sane:///test:0",), ("sane:///test:1",)], seen.problems


def test_the_readers_of_a_real_pcscd_are_found(make_bench: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch) -> None:
    address = make_bench("smart_card").address("smart_card")
    monkeypatch.setenv("PCSCLITE_CSOCK_NAME", parse(address).options["socket"])
    seen = scan(["pcsc"], seconds=30)
    assert seen.found, seen.problems
    assert all(each.what.startswith("读卡器 Virtual PCD") for each in seen.found)
    assert not_configured(seen.found, [address], os.path.realpath) == (), "the address has both in its pattern"


def test_every_kind_answers_or_says_why_not() -> None:
    seen = scan()
    assert all(problem.startswith("没有找") for problem in seen.problems)
    assert {each.kind for each in seen.found} <= set(KINDS)


def test_a_library_that_hangs_costs_its_time_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A SANE of its own that never answers, put before the real one on the path of the asking process."""
    (tmp_path / "sane.py").write_text("import select\nselect.select([], [], [])\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}")
    started = time.monotonic()
    seen = scan(["sane"], seconds=1.0)
    assert time.monotonic() - started < 9
    assert seen.problems == ("没有找扫描仪（SANE）：1 秒内没有应答",)


def test_a_driver_that_crashes_takes_only_its_own_process_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sane.py").write_text("import os\nos.abort()\n")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}")
    assert scan(["sane"], seconds=20).problems == ("没有找扫描仪（SANE）：驱动程序出错",)


ANYTHING = st.text(max_size=200)
LISTINGS = {
    "serial": st.lists(
        st.fixed_dictionaries({"device": ANYTHING, "links": st.lists(ANYTHING, max_size=2), "product": ANYTHING, "usb": ANYTHING})
    ),
    "video": st.lists(st.fixed_dictionaries({"device": ANYTHING, "links": st.lists(ANYTHING, max_size=2), "name": ANYTHING})),
    "usb": st.lists(
        st.fixed_dictionaries(
            {
                "vendor": st.integers(0, 0xFFFF),
                "product": st.integers(0, 0xFFFF),
                "classes": st.lists(st.sampled_from([7, 255]), max_size=2),
                "said": ANYTHING,
            }
        )
    ),
    "pcsc": st.lists(ANYTHING),
    "sane": st.lists(st.lists(ANYTHING, max_size=5)),
    "cups": st.dictionaries(ANYTHING, ANYTHING),
}


@given(st.data(), st.sampled_from(KINDS))
def test_whatever_a_device_says_of_itself_the_text_is_plain_and_the_address_whole(data: st.DataObject, kind: str) -> None:
    for found in PARSERS[kind](data.draw(LISTINGS[kind])):
        assert found.what.isprintable()
        assert len(found.what) < 3 * LONGEST_TEXT
        assert all(" " not in address and address.isprintable() for address in found.addresses)


def test_what_was_found_can_be_opened_as_it_is_told() -> None:
    for address in Found("serial", "", serial_ports([READER])[0].addresses, ()).addresses:
        assert parse(address).path == READER["links"][0]
