"""What an IPP printer's own words mean: ``printer-state``, ``printer-state-reasons`` and the supplies, to a status and a sentence for staff.

Pure. The keywords are those of RFC 8011 (5.4.12) and PWG 5100.9, the ones that CUPS adds included. A keyword ends with how bad it is: ``-report``,
``-warning`` or ``-error``; without an ending it is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from devices.status import DeviceState, Paper

_IDLE, _PROCESSING, _STOPPED = 3, 4, 5
_MOST_REASONS = 64
_KEYWORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SEVERITY = re.compile(r"-(report|warning|error)$")
_MOST_MARKERS = 16


class A4Outcome(StrEnum):
    """What became of a document.

    ``PAPER_OUT``, ``JAMMED``, ``COVER_OPEN``, ``TONER_EMPTY``, ``OFFLINE``: the printer cannot print, and the job was not sent or was taken
    back; sheets before it may be out. ``REFUSED``: the queue takes or prints no jobs. ``CANCELLED``: taken back before the printer began, or
    by somebody at the print server. ``UNCERTAIN``: nobody knows; it may be printed, wholly, in part or not.
    """

    PRINTED = "printed"
    PAPER_OUT = "paper_out"
    JAMMED = "jammed"
    COVER_OPEN = "cover_open"
    TONER_EMPTY = "toner_empty"
    OFFLINE = "offline"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class A4Report:
    """What the printer said. ``stops``: why it cannot print now, None when it can. ``detail`` is for staff, empty when all is well."""

    device: DeviceState
    paper: Paper
    detail: str
    vendor_code: str | None
    stops: A4Outcome | None
    connecting: bool = False


@dataclass(frozen=True, slots=True)
class _Meaning:
    """``state`` and ``outcome`` hold when it is an error, ``paper`` (at an error) and ``low`` (at a warning) say what the paper is."""

    state: DeviceState
    outcome: A4Outcome | None
    sentence: str
    warning: str
    paper: Paper | None = None
    low: Paper | None = None


_CONNECTING = "connecting-to-device"
_OFFLINE = _Meaning(
    DeviceState.OFFLINE,
    A4Outcome.OFFLINE,
    "打印机脱机，请检查电源、连接线和机身上的联机键",
    "打印机脱机，请检查电源、连接线和机身上的联机键",
)
_OUT = _Meaning(DeviceState.ONLINE, A4Outcome.PAPER_OUT, "打印机没有纸了，请加 A4 纸", "打印机有纸盒空了，请加 A4 纸", Paper.OUT, Paper.LOW)
_COVER = _Meaning(DeviceState.USER_ERROR, A4Outcome.COVER_OPEN, "打印机的盖板没有合上", "打印机的盖板没有合上")
_TONER = _Meaning(DeviceState.USER_ERROR, A4Outcome.TONER_EMPTY, "碳粉用完了，请换碳粉盒", "碳粉快用完了，请准备换碳粉盒")
_PAUSED = _Meaning(DeviceState.USER_ERROR, A4Outcome.REFUSED, "打印队列被暂停，请在打印服务里恢复", "打印队列被暂停，请在打印服务里恢复")
_HEAT = _Meaning(DeviceState.HARDWARE_ERROR, A4Outcome.OFFLINE, "打印机定影温度不对，请关机稍后再开", "打印机正在调整定影温度")

_MEANINGS: Mapping[str, _Meaning] = MappingProxyType(
    {
        "shutdown": _OFFLINE,
        "offline": _OFFLINE,
        _CONNECTING: _Meaning(
            DeviceState.OFFLINE, A4Outcome.OFFLINE, "连不上打印机，请检查电源和连接线", "连不上打印机，请检查电源和连接线"
        ),
        "timed-out": _Meaning(DeviceState.OFFLINE, A4Outcome.OFFLINE, "打印机没有应答，请检查电源和连接线", "打印机应答很慢"),
        "media-jam": _Meaning(
            DeviceState.ONLINE, A4Outcome.JAMMED, "打印机卡纸了，请打开盖板取出卡住的纸", "打印机报告有纸没走好，请查看", Paper.JAMMED
        ),
        "cover-open": _COVER,
        "door-open": _COVER,
        "interlock-open": _COVER,
        "media-empty": _OUT,
        "media-needed": _OUT,
        "media-low": _Meaning(
            DeviceState.ONLINE, None, "打印机的纸快用完了，请准备加纸", "打印机的纸快用完了，请准备加纸", Paper.LOW, Paper.LOW
        ),
        "input-tray-missing": _Meaning(DeviceState.USER_ERROR, A4Outcome.PAPER_OUT, "打印机的纸盒没有装好", "打印机有纸盒没有装好"),
        "output-area-full": _Meaning(DeviceState.USER_ERROR, A4Outcome.REFUSED, "打印机出纸口满了，请取走纸", "打印机出纸口满了，请取走纸"),
        "output-tray-missing": _Meaning(DeviceState.USER_ERROR, A4Outcome.REFUSED, "打印机的出纸盘没有装好", "打印机的出纸盘没有装好"),
        "output-area-almost-full": _Meaning(DeviceState.ONLINE, None, "打印机出纸口快满了，请取走纸", "打印机出纸口快满了，请取走纸"),
        "toner-empty": _TONER,
        "marker-supply-empty": _TONER,
        "developer-empty": _TONER,
        "marker-supply-missing": _TONER,
        "toner-low": _Meaning(DeviceState.ONLINE, None, _TONER.warning, _TONER.warning),
        "marker-supply-low": _Meaning(DeviceState.ONLINE, None, _TONER.warning, _TONER.warning),
        "developer-low": _Meaning(DeviceState.ONLINE, None, _TONER.warning, _TONER.warning),
        "marker-waste-full": _Meaning(DeviceState.USER_ERROR, A4Outcome.REFUSED, "废粉盒满了，请更换", "废粉盒满了，请更换"),
        "marker-waste-almost-full": _Meaning(DeviceState.ONLINE, None, "废粉盒快满了，请准备更换", "废粉盒快满了，请准备更换"),
        "opc-life-over": _Meaning(DeviceState.HARDWARE_ERROR, A4Outcome.REFUSED, "硒鼓寿命已到，请更换", "硒鼓寿命已到，请更换"),
        "opc-near-eol": _Meaning(DeviceState.ONLINE, None, "硒鼓快到寿命，请准备更换", "硒鼓快到寿命，请准备更换"),
        "fuser-over-temp": _HEAT,
        "fuser-under-temp": _HEAT,
        "paused": _PAUSED,
        "moving-to-paused": _PAUSED,
        "deactivated": _PAUSED,
        "hold-new-jobs": _PAUSED,
        "spool-area-full": _Meaning(DeviceState.USER_ERROR, A4Outcome.REFUSED, "打印服务的存储满了", "打印服务的存储快满了"),
        "cups-missing-filter": _Meaning(
            DeviceState.USER_ERROR, A4Outcome.REFUSED, "打印服务缺少过滤程序，请重装驱动", "打印服务缺少过滤程序，请重装驱动"
        ),
        "other": _Meaning(
            DeviceState.HARDWARE_ERROR, A4Outcome.OFFLINE, "打印机报告了故障，请看机身显示屏", "打印机有提示，请看机身显示屏"
        ),
    }
)
"""Keyword without its ending -> meaning, the worst first: where several hold, the first one is told."""
_ORDER = tuple(_MEANINGS)
_HARMLESS = ("none", "cups-waiting-for-job-completed", "cups-insecure-filter", "identify-printer-requested", "printer-nv-reset")
_ALWAYS = frozenset({"offline", "shutdown", _CONNECTING, "paused", "moving-to-paused", "deactivated", "hold-new-jobs"})
"""What stops printing however mildly the printer puts it: CUPS itself says ``offline-report``."""


def interpret(attributes: Mapping[str, object]) -> A4Report:
    """The report in a printer's attributes. Takes whatever came over the wire; never raises."""
    words = _words(attributes.get("printer-state-reasons"))
    keywords = [(_SEVERITY.sub("", word), _how_bad(word)) for word in words or ()]
    known = sorted(((base, bad) for base, bad in keywords if base in _MEANINGS), key=lambda one: (_mild(*one), _ORDER.index(one[0])))
    strange = [word for word in words or () if _SEVERITY.sub("", word) not in (*_MEANINGS, *_HARMLESS)]
    told = [word for word in words or () if _SEVERITY.sub("", word) not in _HARMLESS]
    code = ",".join(told)[:200] or None
    paper = _paper(known) if words is not None else Paper.UNKNOWN
    if known and not _mild(*known[0]):
        base = known[0][0]
        meaning = _MEANINGS[base]
        if meaning.state is DeviceState.OFFLINE and paper is Paper.FULL:
            paper = Paper.UNKNOWN  # nobody asked the printer
        return A4Report(meaning.state, paper, meaning.sentence, code, meaning.outcome, base == _CONNECTING)
    if attributes.get("printer-is-accepting-jobs") is False:
        return A4Report(DeviceState.USER_ERROR, paper, "打印队列不接收任务，请在打印服务里恢复", code or "not-accepting", A4Outcome.REFUSED)
    state = attributes.get("printer-state")
    if state == _STOPPED:
        sentence = f"打印机停下了，它说的原因：{strange[0]}" if strange else "打印队列停下了，请在打印服务里恢复"
        fault = DeviceState.HARDWARE_ERROR if strange else DeviceState.USER_ERROR
        return A4Report(fault, paper, sentence, code or "stopped", A4Outcome.REFUSED)
    if state not in (_IDLE, _PROCESSING):
        return A4Report(DeviceState.HARDWARE_ERROR, paper, "打印服务的回答看不懂", code or "printer-state", A4Outcome.OFFLINE)
    if known:
        return A4Report(DeviceState.ONLINE, paper, _MEANINGS[known[0][0]].warning, code, None)
    if words is None:
        return A4Report(DeviceState.ONLINE, paper, "打印机没有说自己的状态", "printer-state-reasons", None)
    return A4Report(DeviceState.ONLINE, paper, f"打印机有提示：{strange[0]}" if strange else "", code, None)


def supplies(attributes: Mapping[str, object]) -> dict[str, str]:
    """Toner and the like as the printer tells them: name -> percent, ``不清楚`` where it cannot tell. Takes whatever came; never raises."""
    names, levels = _list(attributes.get("marker-names")), _list(attributes.get("marker-levels"))
    found = {}
    for name, level in list(zip(names, levels, strict=False))[:_MOST_MARKERS]:
        known = isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= 100
        found[plain(name) or "耗材"] = f"{level}%" if known else "不清楚"
    return found


def plain(value: object) -> str:
    """A text from the printer, short and printable; empty when it is none."""
    return "".join(char for char in value[:200] if char.isprintable()).strip()[:60] if isinstance(value, str) else ""


def _words(value: object) -> list[str] | None:
    """The reasons, what is no keyword of IPP as ``unreadable``; None when there are none to read."""
    values = _list(value)[:_MOST_REASONS]
    if not values:
        return None
    return list(dict.fromkeys(one if isinstance(one, str) and _KEYWORD.fullmatch(one) else "unreadable" for one in values))


def _list(value: object) -> list[object]:
    if isinstance(value, list | tuple):
        return list(value)
    return [] if value is None else [value]


def _how_bad(word: str) -> str:
    match = _SEVERITY.search(word)
    return match[1] if match else "error"


def _mild(base: str, bad: str) -> bool:
    """Whether printing goes on in spite of it."""
    return _MEANINGS[base].outcome is None or (bad != "error" and base not in _ALWAYS)


def _paper(known: list[tuple[str, str]]) -> Paper:
    found = {_MEANINGS[base].paper if bad == "error" else _MEANINGS[base].low for base, bad in known}
    if any(base == "input-tray-missing" and bad == "error" for base, bad in known):
        found.add(Paper.UNKNOWN)
    return next((paper for paper in (Paper.JAMMED, Paper.OUT, Paper.UNKNOWN, Paper.LOW) if paper in found), Paper.FULL)
