"""What the device bench takes for the time of the wire."""

from __future__ import annotations

from kiosk.bench.id_read import wire_seconds


def test_reading_a_card_takes_1359_bytes_on_the_wire() -> None:
    assert round(wire_seconds() * 115200 / 10) == 3 * 10 + 15 + 19 + 1295
