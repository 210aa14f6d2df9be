"""The ``kiosk`` command: finds the chosen command's module, hands it its arguments, and turns what goes wrong into one sentence.

A command is a module of this package with ``HELP``, ``add_arguments(parser)`` and ``run(arguments) -> int``. It is imported only when
it was chosen, so that ``kiosk agent`` never pays for the touchscreen's libraries.

Exit status, which scripts depend on: 0 done; 1 done and found something wrong; 2 wrong usage; 3 could not do it.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import logging
import os
import select
import sys
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import NoReturn, Protocol, cast

COMMANDS: Mapping[str, str] = {
    "run": "the touchscreen application",
    "agent": "the background process: uploads sealed cases, reports to the hub",
    "demo": "everything on one machine: simulators, hub, terminal",
    "simulate": "start simulated devices and take fault commands",
    "doctor": "every device: status, counters, self-test",
    "control": "pause, resume or restart the running terminal",
    "queue": "the sealed cases that wait for the hub",
    "matters": "check, show and search matter configs",
    "publish": "sign and publish matter configs; try, withdraw and roll back",
    "enrol": "make this terminal known to a hub",
    "staff": "who may use staff mode on this terminal",
    "hub": "the receiving side",
    "audit": "verify or export the audit chain",
    "bench": "measure speed and memory",
}
"""What this release has: the command's name, which is its module's name too, and one line about it."""

OURS = ("kiosk", "devices", "screens", "config")

INTERRUPTED = 130
"""What a shell gives a command that Ctrl-C ended."""

log = logging.getLogger("kiosk")


class Exit(IntEnum):
    """Exit status of every command."""

    DONE = 0
    FOUND_WRONG = 1
    USAGE = 2
    COULD_NOT = 3


class Command(Protocol):
    """The shape of a command module."""

    HELP: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and where the help is, instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(Exit.USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status. Wrong usage and ``--help`` leave through SystemExit, as argparse does."""
    words = list(sys.argv[1:] if argv is None else argv)
    name, rest = _choose(words)
    _log_to_stderr()
    try:
        command = cast(Command, importlib.import_module(f"kiosk.commands.{name}"))
        parser = _Parser(prog=f"kiosk {name}", description=command.HELP)
        command.add_arguments(parser)
        status = int(command.run(parser.parse_args(rest)))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError as error:
        if _stdout_is_gone():
            return Exit.DONE
        return _could_not(name, describe(error))
    except (OSError, ImportError) as error:
        log.debug("kiosk %s", name, exc_info=True)
        return _could_not(name, describe(error))
    except Exception as error:
        if _says_it_plainly(error):
            log.debug("kiosk %s", name, exc_info=True)
            return _could_not(name, str(error))
        # A programming fault: the trace is for us, and the status must not read as "found something wrong".
        log.exception("kiosk %s stopped on a fault of its own", name)
        return Exit.COULD_NOT
    return status


def describe(error: OSError | ImportError) -> str:
    """One plain sentence for an error of the system or a missing package, without a trace."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        if error.name.partition(".")[0] in OURS:
            return f"this installation is incomplete: the module {error.name} is missing"
        return f"the Python package {error.name.partition('.')[0]} is not installed; make setup installs what is missing"
    if isinstance(error, ImportError):
        return f"a Python package cannot be loaded: {_one_line(error)}; make setup installs what is missing"
    what = error.strerror or _one_line(error) or type(error).__name__
    return f"{error.filename}: {what}" if isinstance(error.filename, str) else what


def _choose(words: list[str]) -> tuple[str, list[str]]:
    listing = "\n".join(f"  {name:<10}{about}" for name, about in COMMANDS.items())
    parser = _Parser(
        prog="kiosk",
        usage="kiosk [--help] [--version] COMMAND …",
        description="Self-service terminal of a government service hall (政务服务自助终端).",
        epilog=f"commands:\n{listing}\n\nkiosk COMMAND --help tells more. KIOSK_LOG=INFO (or DEBUG) makes any command say more.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"kiosk {_version()}")
    parser.add_argument("words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen: list[str] = parser.parse_args(words).words
    if not chosen:
        parser.print_help(sys.stderr)
        raise SystemExit(Exit.USAGE)
    name, *rest = chosen
    if name not in COMMANDS:
        near = difflib.get_close_matches(name, COMMANDS, n=1)
        parser.error(f"there is no command {name!r}" + (f"; did you mean {near[0]}?" if near else ""))
    return name, rest


def _version() -> str:
    import importlib.metadata

    try:
        return importlib.metadata.version("kiosk")
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _log_to_stderr() -> None:
    """Messages go to standard error, from the level that ``KIOSK_LOG`` names upwards (a word that is no level counts as WARNING)."""
    level = logging.getLevelNamesMapping().get(os.environ.get("KIOSK_LOG", "").upper(), logging.WARNING)
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)


def _could_not(name: str, sentence: str) -> int:
    print(f"kiosk {name}: {sentence}", file=sys.stderr)
    return Exit.COULD_NOT


def _says_it_plainly(error: Exception) -> bool:
    """Whether the message is a sentence for staff: by our rule those of our own exception classes are; SQLite's read well enough."""
    return type(error).__module__.partition(".")[0] in (*OURS, "sqlite3")


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _stdout_is_gone() -> bool:
    """Whether the reader of our output went away (``kiosk queue list | head -1``), which is no fault of the command.

    Standard output is then pointed at nothing, so that the interpreter's last flush does not complain.
    """
    output = sys.stdout.fileno()
    poller = select.poll()
    poller.register(output, 0)
    gone = any(event & select.POLLERR for _, event in poller.poll(0))
    if gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output)
    return gone
