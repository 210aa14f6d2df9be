"""行政区划代码 (GB/T 2260): provinces, cities and counties in force, and the codes that were retired.

The table is the one python-stdnum carries (``cn/loc.dat``, made from the public lists of codes since 1980, with the years each was in force);
``defaults/regions/*.toml`` adds what is not in it: streets with nine digits, or invented regions for tests, which are marked so.

An identity card may carry a retired code for life: look such a code up with :func:`name`, never refuse it because of its age.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

_ADDED = Path(__file__).resolve().parent / "defaults" / "regions"
_LINE = re.compile(r'\s+(\d{4}) county="(.*)"')
_PROVINCE = re.compile(r'(\d{2}) province="(.*)"')
_NAME = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")
_PLACEHOLDER = re.compile("市辖区|县|市区|林区|.*直辖县级.*")
"""Levels that stand in the list of codes only: nobody lives in 市辖区."""
COUNTRY = ""
"""The code above all provinces."""


@dataclass(frozen=True, slots=True)
class Region:
    """One place. ``code`` has six digits (nine for a street); ``name`` is its newest; ``retired`` the year its code went out of use, 0 in force."""

    code: str
    name: str
    retired: int = 0
    synthetic: bool = False

    @property
    def level(self) -> int:
        """1 province, 2 city, 3 county, 4 street."""
        return level(self.code)


def level(code: str) -> int:
    """How deep ``code`` stands: 1 province, 2 city, 3 county, 4 street, 0 the country."""
    if not code:
        return 0
    return 4 if len(code) > 6 else 1 if code.endswith("0000") else 2 if code.endswith("00") else 3


def find(code: str) -> Region | None:
    """The region of ``code``, in force or retired."""
    return _table().get(code)


def children(code: str) -> tuple[Region, ...]:
    """The regions in force just below ``code`` (``COUNTRY`` for the provinces), by code.

    Counties that stand directly below a province (of a municipality, or run by the province itself) follow its cities.
    """
    return _below().get(code, ())


def path(code: str) -> tuple[Region, ...]:
    """The regions from the province down to ``code`` itself; empty for a code nobody knows."""
    if code not in _table():
        return ()
    steps = [code[:2] + "0000", code[:4] + "00", code[:6], code]
    return tuple(_table()[step] for step in dict.fromkeys(steps) if step in _table())


def name(code: str) -> str:
    """The full name, province first (浙江省宁波市江北区); ``code`` itself where it is unknown."""
    return "".join(region.name for region in path(code) if not _PLACEHOLDER.fullmatch(region.name)) or code


def current(code: str) -> bool:
    """Whether ``code`` is in force."""
    region = find(code)
    return region is not None and not region.retired


@cache
def _table() -> Mapping[str, Region]:
    found: dict[str, Region] = {}
    province = ""
    for line in (files("stdnum.cn") / "loc.dat").read_text(encoding="utf-8").splitlines():
        if head := _PROVINCE.match(line):
            province = head[1]
            found[f"{province}0000"] = Region(f"{province}0000", head[2])
        elif province and (row := _LINE.match(line)):
            code = province + row[1]
            spans = [(int(end or 0), text) for _start, end, text in _NAME.findall(row[2])]
            end, text = max(spans, key=lambda span: (span[0] == 0, span[0]))
            if not _PLACEHOLDER.fullmatch(text):
                found[code] = Region(code, text, end)
    for file in sorted(_ADDED.glob("*.toml")):
        for row_ in tomllib.loads(file.read_text(encoding="utf-8"))["region"]:
            found[row_["code"]] = Region(row_["code"], row_["name"], row_.get("retired", 0), row_.get("synthetic", False))
    return found


@cache
def _below() -> Mapping[str, tuple[Region, ...]]:
    table, found = _table(), dict[str, list[Region]]()
    for code in sorted(table):
        if not table[code].retired:
            found.setdefault(_above(code, table), []).append(table[code])
    return {code: tuple(_once(regions)) for code, regions in found.items()}


def _once(siblings: list[Region]) -> list[Region]:
    """Each name once: a place that was raised to a city stands in the lists under its old code too. The city counts, else the newest code."""
    best: dict[str, Region] = {}
    for region in siblings:
        if region.name not in best or region.level <= best[region.name].level:
            best[region.name] = region
    return [region for region in siblings if best[region.name] is region]


def _above(code: str, table: Mapping[str, Region]) -> str:
    match level(code):
        case 1:
            return COUNTRY
        case 2:
            return code[:2] + "0000"
        case 3:
            city = code[:4] + "00"
            return city if city in table and not table[city].retired else code[:2] + "0000"
        case _:
            return code[:6]
