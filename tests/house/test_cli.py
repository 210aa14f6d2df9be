"""The ``kiosk`` command: what scripts and technicians rely on whatever the chosen command does."""

from __future__ import annotations

import argparse
import importlib
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from devices.device import DeviceError
from devices.status import DeviceState
from kiosk.commands.cli import COMMANDS, main

ROOT = Path(__file__).parents[2]


def _kiosk(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "kiosk", *words], cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[argparse.Namespace], int]], None]:
    """Puts a command of the test's own in the place of ``doctor``."""

    def put(run: Callable[[argparse.Namespace], int]) -> None:
        module = ModuleType("kiosk.commands.doctor")
        module.__dict__.update(
            HELP="what the test needs", add_arguments=lambda parser: parser.add_argument("--json", action="store_true"), run=run
        )
        monkeypatch.setitem(sys.modules, "kiosk.commands.doctor", module)

    return put


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_is_there(name: str) -> None:
    module = importlib.import_module(f"kiosk.commands.{name}")
    module.add_arguments(argparse.ArgumentParser())
    assert module.HELP
    assert callable(module.run)


def test_no_command_and_an_unknown_command_are_wrong_usage() -> None:
    bare, unknown = _kiosk(), _kiosk("docter")
    assert bare.returncode == unknown.returncode == 2
    assert bare.stdout == unknown.stdout == ""
    assert unknown.stderr.splitlines() == ["kiosk: there is no command 'docter'; did you mean doctor? (see kiosk --help)"]


def test_help_lists_every_command() -> None:
    answer = _kiosk("--help")
    assert answer.returncode == 0
    assert all(f"\n  {name} " in answer.stdout for name in COMMANDS)


def test_the_list_of_commands_needs_none_of_their_libraries() -> None:
    """The agent's memory and the start of the screen depend on it."""
    code = (
        "import sys\nfrom kiosk.commands.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'cv2', 'kivy', 'numpy', 'typst', 'fastapi', 'sqlalchemy', 'msgspec'} & set(sys.modules)), file=sys.stderr)"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert answer.stderr.splitlines() == ["[]"]


def test_the_exit_status_is_the_commands_own(command: Callable[[Callable[[argparse.Namespace], int]], None]) -> None:
    command(lambda arguments: 1 if arguments.json else 0)
    assert (main(["doctor"]), main(["doctor", "--json"])) == (0, 1)


def test_a_wrong_option_is_one_line_and_wrong_usage(
    command: Callable[[Callable[[argparse.Namespace], int]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    command(lambda arguments: 0)
    with pytest.raises(SystemExit) as stopped:
        main(["doctor", "--jason"])
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def _denied(_: argparse.Namespace) -> int:
    raise PermissionError(13, "Permission denied", "/dev/ttyUSB0")


def _missing_package(_: argparse.Namespace) -> int:
    importlib.import_module("no_such_package.inner")
    return 0


def _locked_database(_: argparse.Namespace) -> int:
    raise sqlite3.OperationalError("database is locked")


def _own_error(_: argparse.Namespace) -> int:
    raise DeviceError(DeviceState.NO_DEVICE, "没有找到读卡器")


def _broken_library(_: argparse.Namespace) -> int:
    raise ImportError("libGL.so.1: cannot open:\nNo such file")


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (_denied, "/dev/ttyUSB0: Permission denied"),
        (_locked_database, "database is locked"),
        (_own_error, "没有找到读卡器"),
        (_missing_package, "the Python package no_such_package is not installed; make setup installs what is missing"),
        (
            _broken_library,
            "a Python package cannot be loaded: libGL.so.1: cannot open: No such file; make setup installs what is missing",
        ),
    ],
)
def test_what_the_system_refuses_is_one_sentence_and_could_not(
    run: Callable[[argparse.Namespace], int],
    sentence: str,
    command: Callable[[Callable[[argparse.Namespace], int]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    command(run)
    assert main(["doctor"]) == 3
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"kiosk doctor: {sentence}\n")


def test_a_programming_fault_does_not_read_as_found_something_wrong(
    command: Callable[[Callable[[argparse.Namespace], int]], None], caplog: pytest.LogCaptureFixture
) -> None:
    command(lambda arguments: int("x"))
    assert main(["doctor"]) == 3
    assert "ValueError" in caplog.text


def test_a_reader_that_stops_reading_is_no_error() -> None:
    """``kiosk queue list | head -1``: a pipe whose other end is closed."""
    code = (
        "import sys\nfrom types import ModuleType\nm = ModuleType('m')\n"
        "m.HELP = 'h'; m.add_arguments = lambda p: None; m.run = lambda a: print('row\\n' * 100_000) or 0\n"
        "sys.modules['kiosk.commands.queue'] = m\nfrom kiosk.commands.cli import main\nsys.exit(main(['queue']))"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(timeout=120) == 0
