"""``kiosk doctor``: every device of this terminal, its state, and what to do about it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from kiosk.commands.cli import Exit

HELP = "every device: status, capability, counters, self-test"

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "id_reader": "sam+serial:///dev/ttyUSB0",
        "smart_card": "pcsc:///*",
        "document_camera": "v4l2:///dev/video0",
        "face_camera": "v4l2:///dev/video2",
        "scanner": "sane:///genesys",
        "barcode": "scanner+serial:///dev/ttyACM0",
        "receipt_printer": "escpos+serial:///dev/ttyS1",
        "a4_printer": "cups:///a4",
    }
)
"""Where the devices of a terminal without settings are looked for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line's arguments."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="which devices (default: all, and whatever else is plugged in)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--self-test", action="store_true", help="exercise each device too")
    parser.add_argument(
        "--settings", type=Path, metavar="FILE", help="settings file (default: $KIOSK_SETTINGS, else $KIOSK_HOME/terminal.toml)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Examine the devices. 0 all well, 1 something is wrong, 2 unknown name, 3 the settings cannot be read."""
    from kiosk.diagnosis import diagnose, look_around
    from kiosk.diagnosis_report import as_document, as_table
    from kiosk.settings import SettingsError, load, settings_file, state_folder

    path = settings_file(arguments.settings)
    try:
        addresses = dict(load(path).devices) if arguments.settings is not None or path.exists() else {}
    except SettingsError as error:
        print(error, file=sys.stderr)
        return Exit.COULD_NOT
    addresses = addresses or dict(DEFAULTS)
    unknown = [name for name in arguments.names if name not in addresses]
    if unknown:
        print(f"no device {', '.join(unknown)} in the settings; there are {', '.join(addresses)}", file=sys.stderr)
        return Exit.USAGE
    chosen = {name: addresses[name] for name in (arguments.names or addresses)}
    with waiting(f"正在检查 {len(chosen)} 台设备…", shown=not arguments.json):
        diagnosis = diagnose(chosen, state_folder(), self_test=arguments.self_test)
        if not arguments.names:
            diagnosis = look_around(diagnosis, addresses)
    print(json.dumps(as_document(diagnosis), ensure_ascii=False, indent=2) if arguments.json else as_table(diagnosis))
    return Exit.DONE if diagnosis.ok else Exit.FOUND_WRONG


@contextmanager
def waiting(sentence: str, *, shown: bool) -> Iterator[None]:
    """Say on a terminal what takes some seconds, and take it back once it is done."""
    shown = shown and sys.stderr.isatty()
    if shown:
        print(sentence, end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
