"""``kiosk bench``: measure speed and memory, and say which targets are met."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from kiosk.bench.figure import Figure
from kiosk.commands.cli import Exit

HELP = "measure speed and memory"
BENCHES = ("screens", "devices", "matters", "queue", "hub", "input", "face")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which benches, and how to print them."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which benches (default all): {', '.join(BENCHES)}")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when a figure misses its target."""
    unknown = [name for name in arguments.names if name not in BENCHES]
    if unknown:
        print(f"kiosk bench: there is no bench {', '.join(unknown)}; there is {', '.join(BENCHES)}", file=sys.stderr)
        return Exit.USAGE
    results: dict[str, list[Figure]] = {}
    for name in arguments.names or BENCHES:
        print(f"measuring {name} …", file=sys.stderr)
        results[name] = importlib.import_module(f"kiosk.bench.{name}").measure()
    documents = [{"bench": name, "figures": [figure.row() for figure in figures]} for name, figures in results.items()]
    if arguments.json:
        print(json.dumps(documents[0] if len(documents) == 1 else documents, ensure_ascii=False, indent=2))
    else:
        for name, figures in results.items():
            print(name)
            print(*map(_line, figures), sep="\n")
    return Exit.DONE if all(figure.met for figures in results.values() for figure in figures) else Exit.FOUND_WRONG


def _line(figure: Figure) -> str:
    """A figure for people: its target and whether it is met, and how many times the peer's it is."""
    parts = [f"  {figure.what:<72}{figure.value:>10.2f} {figure.unit:<12}"]
    if figure.target is not None:
        parts.append(f"({'>=' if figure.floor else '<='} {figure.target:.4g})  {'met' if figure.met else 'MISSED'}  ")
    if figure.peer and figure.ratio is not None:
        parts.append(f"{figure.ratio:.2f} of {figure.peer}")
    return "".join(parts).rstrip()
