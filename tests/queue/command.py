"""Runs one command of the product in a process of its own: ``python -m tests.queue.command agent --once``."""

from __future__ import annotations

import argparse
import importlib
import sys


def main(words: list[str]) -> int:
    """The exit status of the command named first."""
    command = importlib.import_module(f"kiosk.commands.{words[0]}")
    parser = argparse.ArgumentParser(prog=f"kiosk {words[0]}")
    command.add_arguments(parser)
    status: int = command.run(parser.parse_args(words[1:]))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
