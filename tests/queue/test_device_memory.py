"""What is known of the devices outlives the process that knew it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from devices.status import DeviceState
from kiosk import audit, device_states
from kiosk.device_memory import DeviceMemory
from kiosk.terminal_db import TerminalDatabase

ABSENT = {"id_reader": "sam+serial:///dev/there-is-no-such-port"}


def test_counters_and_changes_come_back_after_a_restart(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as database:
        reader = DeviceMemory(database, ABSENT).supervisors()["id_reader"]
        reader.settle(60)
        reader.note_use("pulled")
        reader.close()
    with closing(TerminalDatabase(tmp_path)) as database:
        again = DeviceMemory(database, ABSENT).supervisors()["id_reader"]
        counters, transitions = again.counters, again.transitions
        again.close()
    assert (counters.uses, counters.causes["pulled"]) == (1, 1)
    assert transitions[0].new.device is DeviceState.NO_DEVICE


def test_another_device_under_the_same_name_starts_anew(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as database:
        first = DeviceMemory(database, ABSENT).supervisors()["id_reader"]
        first.note_use()
        first.close()
        second = DeviceMemory(database, {"id_reader": "sam+serial:///dev/another-port"}).supervisors()["id_reader"]
        assert second.counters.uses == 0
        second.close()


def test_the_change_is_told_with_its_cause_and_stands_in_the_audit_chain(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as database:
        reader = DeviceMemory(database, ABSENT).supervisors()["id_reader"]
        reader.settle(60)
        reader.close()
        assert "device.changed" in [record.event for record in audit.records(database)]
    told = device_states.read(tmp_path)["id_reader"]
    assert told.address == ABSENT["id_reader"]
    assert told.status["device"] == "noDevice"
    assert told.transitions[0]["before"]["device"] == "starting"
    assert "没有找到" in told.transitions[0]["after"]["detail"]


def test_only_the_last_changes_are_kept(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as database:
        for number in range(30):
            device_states.write(database, "camera", {"device": "online", "detail": str(number)}, before={"device": "offline"})
    changes = device_states.read(tmp_path)["camera"].transitions
    assert [change["after"]["detail"] for change in changes] == [str(number) for number in range(10, 30)]


def test_a_record_nobody_can_read_costs_the_counters_only(tmp_path: Path) -> None:
    with closing(TerminalDatabase(tmp_path)) as database:
        device_states.write(database, "id_reader", {"device": "online"})
        device_states.write_counters(database, "id_reader", ABSENT["id_reader"], {"uses": "many"})
        reader = DeviceMemory(database, ABSENT).supervisors()["id_reader"]
        assert reader.counters.uses == 0
        reader.close()
