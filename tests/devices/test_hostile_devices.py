"""Whatever a device answers, in whatever pieces: the adapter ends in time with a result of its own, and never says that all is well."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from devices.device import DeviceError
from devices.id_card.card import CardProblem
from devices.id_card.frame import PREAMBLE, Code, encode_answer
from devices.id_card.reader import SamReader
from devices.printer.outcome import PrintOutcome
from devices.printer.receipt import ReceiptPrinter
from devices.printer.text import Line
from devices.status import DeviceState, Paper
from devices.wire import Wire

answers = st.lists(
    st.one_of(
        st.binary(max_size=80),
        st.builds(encode_answer, st.integers(0, 255), st.binary(max_size=400)),
        st.builds(lambda data: encode_answer(Code.DONE, b"\x01\x00\x04\x00" + data.ljust(1280, b"\0")), st.binary(max_size=300)),
        st.builds(lambda length: PREAMBLE + length.to_bytes(2, "big"), st.integers(0, 65535)),
        st.sampled_from(
            [encode_answer(Code.FOUND, bytes(4)), encode_answer(Code.DONE, bytes(8)), b"\x12", b"\x16", b"\x7e", b"\x00", b"\xff"]
        ),
    ),
    max_size=12,
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def answering(said: list[bytes]) -> Iterator[Callable[[], Wire]]:
    """A line over a socket whose far side says one thing after another, each when it is asked something, and then nothing more."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)

    def answer() -> None:
        with contextlib.suppress(OSError):
            for words in said:
                if not theirs.recv(65536):
                    return
                theirs.sendall(words)
            while theirs.recv(65536):
                pass

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield lambda: Wire(ours.fileno(), lambda: ours.shutdown(socket.SHUT_RDWR))
    finally:
        with contextlib.suppress(OSError):
            ours.shutdown(socket.SHUT_RDWR)
        thread.join(60)
        ours.close()
        theirs.close()


def error_of(command: Callable[[], object]) -> DeviceState | None:
    """The state told by the only error an adapter may raise; None when it gave a result."""
    try:
        command()
    except DeviceError as error:
        return error.state
    return None


@given(answers)
@few
def test_an_id_reader_that_says_anything(said: list[bytes]) -> None:
    with answering(said) as connect:
        reader = SamReader(connect, timeout=0.02)
        reader.open()
        started = time.monotonic()
        for command in (reader.read, reader.present, reader.appended_address, reader.status, reader.self_test):
            assert error_of(command) in (None, DeviceState.HARDWARE_ERROR, DeviceState.OFFLINE)
        assert time.monotonic() - started < 9
        reader.close()


@given(answers)
@example(
    [encode_answer(Code.FOUND, bytes(4)), encode_answer(Code.DONE, bytes(8)), encode_answer(Code.DONE, b"\x01\x00\x04\x00" + bytes(1280))]
)
@few
def test_a_card_of_nonsense_is_no_card(said: list[bytes]) -> None:
    with answering(said) as connect:
        reader = SamReader(connect, timeout=0.02)
        reader.open()
        with contextlib.suppress(DeviceError):
            assert isinstance(reader.read(with_fingerprint=True), CardProblem)
        reader.close()


@given(answers)
@few
def test_a_printer_that_says_anything(said: list[bytes]) -> None:
    with answering(said) as connect:
        printer = ReceiptPrinter(connect, timeout=0.02, confirm=0.2)
        printer.open()
        started = time.monotonic()
        with contextlib.suppress(DeviceError):
            status = printer.status()
            heard = [byte for words in said for byte in words if byte & 0x93 == 0x12]
            assert heard
            assert status.paper is not Paper.OUT or any(byte & 0x60 for byte in heard)
        outcome = printer.print_text((Line("合成"),), "job-1")
        assert isinstance(outcome, PrintOutcome)
        again = printer.print_text((Line("合成"),), "job-1")
        if outcome in (PrintOutcome.PRINTED, PrintOutcome.UNCERTAIN):
            assert again is outcome
        assert time.monotonic() - started < 10
        printer.close()
