"""What a city decides for all its terminals, in ``policy.toml`` of the signed catalogue: whom to seal for, how long traces are kept.

A file nobody can use keeps its whole catalogue out (the dry load finds it); a catalogue without one means the defaults here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
import pyrage
from msgspec import Meta, Struct

from config.problem import MatterError, Problem
from config.shape import misfits

FILE = "policy.toml"
LEAST_LOG_DAYS = 183
"""Six months: 网络安全法（2017）第二十一条第三项."""
MOST_RECIPIENTS = 8


class Sealing(Struct, frozen=True, forbid_unknown_fields=True):
    """``recipients``: age public keys that every package is sealed for; none leaves it to what each terminal learnt at enrolment."""

    recipients: Annotated[list[str], Meta(max_length=MOST_RECIPIENTS)] = []


class Retention(Struct, frozen=True, forbid_unknown_fields=True):
    """``log_days``: how long the terminal keeps its audit records and the rows of delivered cases."""

    log_days: Annotated[int, Meta(ge=LEAST_LOG_DAYS, le=3660)] = 400


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    sealing: Sealing = Sealing()
    retention: Retention = Retention()


def load_policy(folder: Path) -> Policy:
    """The policy in a catalogue's folder; the defaults where it has none. Raises MatterError with every problem, OSError."""
    path = folder / FILE
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Policy()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MatterError([Problem(path, 1, 1, "policy", f"不是正确的 TOML（{error}）")]) from None
    found = [(misfit.path, misfit.message) for misfit in misfits(data, Policy)]
    sealing = data.get("sealing")
    given = sealing.get("recipients") if isinstance(sealing, dict) else None
    recipients = given if isinstance(given, list) else []
    found += [
        (("sealing", "recipients", index), "不是 age 公钥；用 kiosk hub keys new 打印的那一行，以 age1 开头")
        for index, key in enumerate(recipients)
        if isinstance(key, str) and not _usable(key)
    ]
    if len(recipients) > MOST_RECIPIENTS:
        found.append((("sealing", "recipients"), f"最多 {MOST_RECIPIENTS} 个公钥"))
    if found:
        raise MatterError([Problem(path, 1, 1, "policy", f"{'.'.join(map(str, where))}：{message}") for where, message in found])
    return msgspec.convert(data, Policy)


def _usable(key: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        return False
    return True
