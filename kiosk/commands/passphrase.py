"""A passphrase, from where nobody else reads it: a file, the environment, or the keyboard. Never from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

from config.signing import KeyFileError

SHORTEST = 10
"""Characters of a new passphrase."""


def passphrase(prompt: str) -> bytes:
    """From ``$KIOSK_PASSPHRASE_FILE`` (first line), else ``$KIOSK_PASSPHRASE``, else typed. Raises KeyFileError, OSError (file)."""
    file, value = os.environ.get("KIOSK_PASSPHRASE_FILE"), os.environ.get("KIOSK_PASSPHRASE")
    if file:
        return Path(file).read_bytes().partition(b"\n")[0].rstrip(b"\r")
    return value.encode() if value else _typed(prompt)


def new_passphrase(prompt: str) -> bytes:
    """The same for a new key; typed twice. Raises KeyFileError when it is too short or the two differ."""
    given = passphrase(prompt)
    if len(given.decode("utf-8", "replace")) < SHORTEST:
        raise KeyFileError(f"口令至少 {SHORTEST} 个字")
    from_elsewhere = os.environ.get("KIOSK_PASSPHRASE_FILE") or os.environ.get("KIOSK_PASSPHRASE")
    if not from_elsewhere and _typed(f"{prompt}，再输一遍") != given:
        raise KeyFileError("两遍口令不一样")
    return given


def _typed(prompt: str) -> bytes:
    if not sys.stdin.isatty():
        raise KeyFileError("要口令：请在终端窗口里运行，或设 KIOSK_PASSPHRASE_FILE")
    try:
        return getpass.getpass(f"{prompt}：").encode()
    except EOFError as error:
        raise KeyFileError("没有输入口令") from error
