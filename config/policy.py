"""What a city tells all its terminals besides matters: ``policy.toml`` in a release, signed with it and in force with it.

A key left out leaves what the terminal's own settings or enrolment say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pyrage
from msgspec import Meta, Struct

from config.matter import Matter
from config.problem import MatterError, Problem
from config.shape import Misfit, misfits
from config.toml_source import line_of, lines_of

FILE = "policy.toml"
MOST_BYTES = 65_536
NOTICE_CHARACTERS = 60
LEAST_LOG_DAYS = 183
"""Six months: 网络安全法（2017）第二十一条第三项."""
MOST_RECIPIENTS = 8

Seconds = Annotated[int, Meta(ge=5, le=3600)]


class _Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all parts."""


class Timers(_Part, frozen=True, kw_only=True):
    """Seconds, by the names of ``[timing]`` in a terminal's settings."""

    idle_public: Seconds | None = None
    idle_personal: Seconds | None = None
    idle_reading: Seconds | None = None
    idle_countdown: Seconds | None = None
    done: Seconds | None = None

    def given(self) -> dict[str, int]:
        """Those that are written."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


class Limits(_Part, frozen=True, kw_only=True):
    """``material_pages``: the most pages of one material, whatever a matter says."""

    material_pages: Annotated[int, Meta(ge=1, le=200)] | None = None


class Notice(_Part, frozen=True, kw_only=True):
    """公告: one sentence on the first screens, from ``start`` to ``end`` (both included), in ``halls`` (empty: everywhere)."""

    text: Annotated[str, Meta(min_length=1)]
    start: date | None = None
    end: date | None = None
    halls: list[str] = []

    def shown(self, today: date, hall: str) -> bool:
        """Whether it concerns this hall today."""
        return (self.start is None or self.start <= today) and (self.end is None or today <= self.end) and hall in (self.halls or [hall])


class Sealing(_Part, frozen=True, kw_only=True):
    """``recipients``: age public keys that every package is sealed for; none leaves it to what each terminal learnt at enrolment."""

    recipients: list[str] = []


class Retention(_Part, frozen=True, kw_only=True):
    """``log_days``: how long the terminal keeps its audit records and the rows of delivered cases."""

    log_days: Annotated[int, Meta(ge=LEAST_LOG_DAYS, le=3660)] = 400


class Policy(_Part, frozen=True, kw_only=True):
    """The whole file."""

    timers: Timers = Timers()
    limits: Limits = Limits()
    notices: list[Notice] = []
    sealing: Sealing = Sealing()
    retention: Retention = Retention()

    def notices_for(self, today: date, hall: str) -> tuple[str, ...]:
        """The sentences to show."""
        return tuple(notice.text for notice in self.notices if notice.shown(today, hall))

    def adapted(self, matter: Matter) -> Matter:
        """The matter within the limits."""
        most = self.limits.material_pages
        if most is None or all(material.max_pages <= most for material in matter.materials):
            return matter
        materials = [msgspec.structs.replace(material, max_pages=min(material.max_pages, most)) for material in matter.materials]
        return msgspec.structs.replace(matter, materials=materials)


def load_policy(folder: Path) -> Policy:
    """The policy of a release's folder; an empty one where it has none. Raises MatterError with all problems, OSError."""
    path = folder / FILE
    if not path.exists():
        return Policy()
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        if len(content) > MOST_BYTES:
            raise ValueError(f"文件太大，最多 {MOST_BYTES // 1024} KiB")
        text = content.decode("utf-8-sig")
        data = tomllib.loads(text)
    except ValueError as error:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors too
        found = re.search(r"at line (\d+)", str(error))
        raise MatterError([Problem(path, int(found.group(1)) if found else 1, 1, "not-toml", f"不是正确的 TOML：{error}")]) from None
    plain = _plain(data)
    wrong = list(_problems(plain))
    if wrong:
        lines = lines_of(text)
        problems = [(line_of(each.path, lines), each) for each in wrong]
        raise MatterError(
            [Problem(path, line, 1, each.rule, f"{'.'.join(map(str, each.path))}：{each.message}") for line, each in problems]
        )
    return msgspec.convert(plain, Policy)


def _problems(data: dict[str, Any]) -> Iterator[Misfit]:
    yield from misfits(data, Policy)
    sealing, notices = data.get("sealing"), data.get("notices")
    given = sealing.get("recipients") if isinstance(sealing, dict) else None
    recipients = given if isinstance(given, list) else []
    for index, recipient in enumerate(recipients):
        here = ("sealing", "recipients", index)
        if isinstance(recipient, str) and not _usable(recipient):
            yield Misfit(here, "value", "不是 age 公钥；用 kiosk hub keys new 打印的那一行，以 age1 开头")
        if recipient in recipients[:index]:
            yield Misfit(here, "value", "这把公钥写了两次")
    if len(recipients) > MOST_RECIPIENTS:
        yield Misfit(("sealing", "recipients"), "value", f"最多 {MOST_RECIPIENTS} 个公钥")
    for index, notice in enumerate(notices if isinstance(notices, list) else []):
        if misfits(notice, Notice):
            continue
        found = msgspec.convert(notice, Notice)
        if len(found.text) > NOTICE_CHARACTERS:
            yield Misfit(("notices", index, "text"), "too-long", f"公告 {len(found.text)} 个字，最多 {NOTICE_CHARACTERS} 个，屏幕放不下")
        if found.start and found.end and found.end < found.start:
            yield Misfit(("notices", index, "end"), "value", "结束的日子在开始之前")


def _usable(key: str) -> bool:
    try:
        pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError:
        return False
    return True


def _plain(data: Any) -> Any:
    """TOML's own dates as text, as YAML has them."""
    if isinstance(data, dict):
        return {key: _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data.isoformat() if isinstance(data, date) else data
