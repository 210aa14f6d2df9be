"""The receipt printer over real wires: paper, cover, silence, unplugging, and never the same receipt twice."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw

from devices.address import AddressError, open_device
from devices.device import DeviceError
from devices.printer.outcome import Mode, PrintOutcome
from devices.printer.raster import PictureError, bitmap
from devices.printer.text import Align, Code, Line
from devices.simulators.fonts import font
from devices.simulators.receipt_printer import ReceiptPrinterSimulator
from devices.status import DeviceState, Paper
from devices.supervisor import Supervisor
from tests.devices.conftest import Bench
from tests.waiting import until

MakeBench = Callable[..., Bench]
Connect = Callable[[str], Any]
PAYLOAD = "JB0147-261121-0047-6/K7Q2M9"


def receipt(height: int = 700) -> bytes:
    picture = Image.new("L", (576, height), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((288, 40), "收件凭条", font=font(44, bold=True), fill=0, anchor="mm")
    draw.text((20, 90), "收件编号 JB0147-261121-0047-6", font=font(26), fill=0)
    code = zxingcpp.create_barcode(PAYLOAD, zxingcpp.BarcodeFormat.QRCode)
    picture.paste(Image.fromarray(np.array(code.to_image(scale=7))), (170, 160))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def bench(make_bench: MakeBench) -> Bench:
    return make_bench("receipt_printer", options={"receipt_printer": "?timeout=0.2&confirm=2"})


@pytest.fixture
def printer(bench: Bench, connect: Connect) -> Any:
    return connect(bench.address("receipt_printer"))


def test_the_receipts_code_can_be_read_from_the_paper(bench: Bench, printer: Any) -> None:
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    (path,) = bench.receipts
    paper = Image.open(path)
    assert [code.text for code in zxingcpp.read_barcodes(paper)] == [PAYLOAD]
    printed = np.asarray(paper.convert("L"))[24 : 24 + 700, 32 : 32 + 576]
    assert np.array_equal(printed, np.asarray(bitmap(receipt()).convert("L")))


def test_over_tcp_too(loop: Any, tmp_path: Path, connect: Connect, make_bench: MakeBench) -> None:
    bench = make_bench()
    simulator = ReceiptPrinterSimulator(tmp_path, tmp_path / "receipts", tcp=True, options="?timeout=0.2&confirm=2")
    bench.run(simulator.start())
    try:
        printer = connect(simulator.address)
        assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
        assert len(simulator.printed) == 1
        bench.run(simulator.stop())
        assert printer.print_png(receipt(), "job-2") is PrintOutcome.OFFLINE
    finally:
        bench.run(simulator.stop())


def test_the_same_job_is_never_printed_twice(bench: Bench, printer: Any) -> None:
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    printer.open()
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert len(bench.receipts) == 1


def test_no_paper_before_printing_and_the_same_job_after_new_paper(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer paper out")
    status = printer.status()
    assert (status.paper, status.usable) == (Paper.OUT, False)
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PAPER_OUT
    bench.say("receipt_printer paper full")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert [path.name for path in bench.receipts] == ["01.png"]


def test_paper_ends_mid_print_and_the_rest_is_not_finished_for_the_next_citizen(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer out-after 20000")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PAPER_OUT
    bench.say("receipt_printer paper full")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PAPER_OUT
    assert printer.print_png(receipt(), "job-2") is PrintOutcome.PRINTED
    torn, whole = bench.receipts
    assert (torn.name, whole.name) == ("01-torn.png", "02.png")
    assert Image.open(torn).height < 400 < Image.open(whole).height < 900


def test_paper_low_prints_and_warns(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer paper low")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    status = printer.status()
    assert (status.device, status.paper, status.usable) == (DeviceState.ONLINE, Paper.LOW, True)


def test_cover_open(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer cover open")
    status = printer.status()
    assert (status.device, status.detail) == (DeviceState.USER_ERROR, "打印机上盖没有合上")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.COVER_OPEN
    bench.say("receipt_printer cover closed")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED


def test_a_silent_printer_is_not_said_to_be_out_of_paper(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer silent on")
    with pytest.raises(DeviceError) as caught:
        printer.status()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "timeout")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.OFFLINE
    bench.say("receipt_printer silent off")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert len(bench.receipts) == 1


def test_unreadable_answers_are_unknown_never_out_of_paper(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer garbage on")
    with pytest.raises(DeviceError) as caught:
        printer.status()
    assert (caught.value.state, caught.value.vendor_code) == (DeviceState.HARDWARE_ERROR, "garbage")
    assert "纸" not in caught.value.detail


def test_falls_silent_in_mid_print_so_nobody_knows(bench: Bench, printer: Any) -> None:
    once_a_picture_is_sent(printer, lambda: bench.say("receipt_printer silent on"))
    started = time.monotonic()
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.UNCERTAIN
    assert time.monotonic() - started < 9
    bench.say("receipt_printer silent off")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.UNCERTAIN
    assert len(bench.receipts) == 1


def test_unplugged(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer unplug")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.OFFLINE
    bench.say("receipt_printer plug")
    printer.open()
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED


def test_self_test_uses_no_paper(bench: Bench, printer: Any) -> None:
    assert printer.self_test().passed
    bench.say("receipt_printer paper out")
    assert not printer.self_test().passed
    assert bench.receipts == ()


def test_an_overheated_head_is_told_and_recovers(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer hot on")
    status = printer.status()
    assert (status.device, status.usable, status.paper) == (DeviceState.HARDWARE_ERROR, False, Paper.FULL)
    assert "过热" in status.detail
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.OVERHEATED
    bench.say("receipt_printer hot off")
    assert printer.status().usable
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert len(bench.receipts) == 1


def once_a_picture_is_sent(printer: Any, call: Callable[[], None]) -> None:
    line = printer._line
    send = line.write

    def write(data: bytes, timeout: float) -> None:
        if len(data) > 1000:
            line.write = send
            call()
        send(data, timeout)

    line.write = write


def test_a_head_that_cools_down_in_time_finishes_the_slip(bench: Bench, printer: Any) -> None:
    once_a_picture_is_sent(printer, lambda: bench.say("receipt_printer hot on"))
    cooling = threading.Timer(0.6, bench.say, ["receipt_printer hot off"])
    cooling.start()
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    cooling.join()
    assert len(bench.receipts) == 1


def test_a_head_that_stays_hot_does_not_print_the_rest_later(bench: Bench, printer: Any) -> None:
    once_a_picture_is_sent(printer, lambda: bench.say("receipt_printer hot on"))
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.OVERHEATED
    bench.say("receipt_printer hot off")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.OVERHEATED
    assert bench.receipts == ()
    assert printer.print_png(receipt(), "job-2") is PrintOutcome.PRINTED


def test_a_jammed_blade_is_told_and_recovers(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer cutter-jam on")
    status = printer.status()
    assert (status.device, status.usable) == (DeviceState.HARDWARE_ERROR, False)
    assert "切刀" in status.detail
    assert not printer.self_test().passed
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.CUTTER_JAMMED
    bench.say("receipt_printer cutter-jam off")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED


def test_the_near_end_sensor_warns(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer near-end")
    status = printer.status()
    assert (status.paper, status.usable, status.detail) == (Paper.LOW, True, "纸快用完了，请准备换纸")


def test_slow_answers_are_waited_for_within_their_time(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer slow 120")
    assert printer.status().usable
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    bench.say("receipt_printer slow 900")
    with pytest.raises(DeviceError) as caught:
        printer.status()
    assert caught.value.vendor_code == "timeout"


def test_another_process_holds_the_port(bench: Bench, connect: Connect) -> None:
    bench.say("receipt_printer busy on")
    with pytest.raises(DeviceError, match=r"正被程序 .*进程 \d+") as caught:
        connect(bench.address("receipt_printer"))
    assert caught.value.state is DeviceState.DEVICE_BUSY
    bench.say("receipt_printer busy off")
    assert connect(bench.address("receipt_printer")).status().usable


def test_unplugged_in_mid_print_then_plugged_in_the_job_is_not_printed_again(bench: Bench, printer: Any) -> None:
    bench.say("receipt_printer paper out")
    once_a_picture_is_sent(printer, lambda: bench.say("receipt_printer unplug"))
    bench.say("receipt_printer paper full")
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.UNCERTAIN
    bench.say("receipt_printer plug")
    printer.open()
    assert printer.status().usable
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.UNCERTAIN
    assert printer.print_png(receipt(), "job-2") is PrintOutcome.PRINTED
    assert [path.name for path in bench.receipts if "torn" not in path.name] == ["01.png"]


def test_a_job_keeps_its_outcome_when_the_supervisor_reconnects(bench: Bench) -> None:
    supervisor = Supervisor("receipt_printer", bench.address("receipt_printer"), backoff=lambda _: 0.05, probe_every=0.1)
    try:
        png = receipt()
        assert supervisor.submit(lambda device: device.print_png(png, "job-1"), 15).result() is PrintOutcome.PRINTED
        bench.say("receipt_printer unplug")
        until(lambda: not supervisor.status.usable)
        bench.say("receipt_printer plug")
        until(lambda: supervisor.status.usable)
        assert supervisor.submit(lambda device: device.print_png(png, "job-1"), 15).result() is PrintOutcome.PRINTED
        assert len(bench.receipts) == 1
    finally:
        supervisor.close()


def test_paper_is_counted_in_millimetres(bench: Bench, printer: Any) -> None:
    assert printer.take_paper_mm() == 0
    assert printer.print_png(receipt(801), "job-1") is PrintOutcome.PRINTED
    assert printer.take_paper_mm() == 115
    assert printer.take_paper_mm() == 0
    for number in range(8):
        assert printer.print_png(receipt(801), f"job-{number + 2}") is PrintOutcome.PRINTED
    assert printer.take_paper_mm() == 8 * 115 + 1
    assert printer.print_png(receipt(801), "job-1") is PrintOutcome.PRINTED
    bench.say("receipt_printer paper out")
    assert printer.print_png(receipt(801), "job-20") is PrintOutcome.PAPER_OUT
    assert printer.take_paper_mm() == 0


def test_a_slow_printer_gets_text_and_the_same_job_once(make_bench: MakeBench, connect: Connect) -> None:
    bench = make_bench("receipt_printer", options={"receipt_printer": "?timeout=0.2&confirm=2&mode=text&cutter=full"})
    printer = connect(bench.address("receipt_printer"))
    assert printer.mode is Mode.TEXT
    assert printer.capabilities().facts["切刀"] == "全切"
    slip = (Line("收件凭条", Align.MIDDLE, big=True), Code(PAYLOAD), Line("合成𠮷"))
    assert printer.print_text(slip, "job-1") is PrintOutcome.PRINTED
    assert printer.print_text(slip, "job-1") is PrintOutcome.PRINTED
    (path,) = bench.receipts
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(path))] == [PAYLOAD]
    assert printer.take_paper_mm() > 30


@pytest.mark.parametrize("options", ["mode=fax", "cutter=scissors", "speed=1", "timeout=0"])
def test_an_option_nobody_understands_is_refused(options: str) -> None:
    with pytest.raises(AddressError):
        open_device(f"escpos+serial:///dev/nothing?{options}")


@pytest.mark.parametrize("data", [b"", b"no picture", receipt()[:200]])
def test_what_is_no_picture_is_refused_before_anything_is_sent(bench: Bench, printer: Any, data: bytes) -> None:
    with pytest.raises(PictureError):
        printer.print_png(data, "job-1")
    assert bench.receipts == ()


def test_too_wide_or_endless_is_refused() -> None:
    for size in ((577, 100), (576, 7001)):
        stream = io.BytesIO()
        Image.new("1", size).save(stream, "PNG")
        with pytest.raises(PictureError):
            bitmap(stream.getvalue())


def test_printing_says_nothing_on_standard_output(printer: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert printer.print_png(receipt(), "job-1") is PrintOutcome.PRINTED
    assert capfd.readouterr().out == ""
