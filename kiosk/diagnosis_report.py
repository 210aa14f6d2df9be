"""A diagnosis as the JSON document scripts depend on, and as the table people read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from devices.record import Counters
from devices.status import DeviceState, Media, Optics, Paper
from kiosk.device_names import STAFF_NAMES
from kiosk.diagnosis import Diagnosis, Finding

STATE_WORDS: Mapping[DeviceState, str] = MappingProxyType(
    {
        DeviceState.ONLINE: "正常",
        DeviceState.OFFLINE: "断开",
        DeviceState.POWER_OFF: "断电",
        DeviceState.NO_DEVICE: "没有接上",
        DeviceState.HARDWARE_ERROR: "故障",
        DeviceState.USER_ERROR: "需要处理",
        DeviceState.DEVICE_BUSY: "被占用",
        DeviceState.FRAUD_ATTEMPT: "疑似破坏",
        DeviceState.POTENTIAL_FRAUD: "疑似破坏",
        DeviceState.STARTING: "没有应答",
    }
)
_PAPER_WORDS: Mapping[Paper | None, str] = MappingProxyType({Paper.OUT: "没有纸", Paper.JAMMED: "卡纸", Paper.LOW: "纸将用完"})
_MOST_CAUSES = 3


def as_document(diagnosis: Diagnosis) -> dict[str, Any]:
    """The contract's keys, and beside them ``running`` (null when the devices were opened by doctor itself), ``found`` and ``not_scanned``."""
    running = diagnosis.running
    return {
        "devices": [_as_entry(finding) for finding in diagnosis.findings],
        "ok": diagnosis.ok,
        "running": running and {"pid": running.pid, "visiting": running.visiting, "paused": running.paused},
        "found": [found.as_dict() for found in diagnosis.found],
        "not_scanned": list(diagnosis.not_scanned),
    }


def _as_entry(finding: Finding) -> dict[str, Any]:
    status, change, test, can = finding.status, finding.last_transition, finding.self_test, finding.capabilities
    return {
        "name": finding.name,
        "address": finding.address,
        "status": status.device.value,
        "detail": status.detail,
        "vendor_code": status.vendor_code,
        "media": status.media,
        "paper": status.paper,
        "optics": status.optics,
        "ok": finding.ok,
        "note": finding.note,
        "capabilities": can and {"kind": can.kind, "facts": dict(can.facts)},
        "counters": finding.counters.as_dict(),
        "last_transition": change
        and {"from": change.old.device.value, "to": change.new.device.value, "at": change.new.at.isoformat(timespec="seconds")},
        "self_test": test and {"passed": test.passed, "detail": test.detail},
    }


def as_table(diagnosis: Diagnosis) -> str:
    """Faults first; then what is plugged in and not configured."""
    parts = [
        _running(diagnosis),
        _devices(diagnosis.findings, running=diagnosis.running is not None),
        _found(diagnosis),
        "\n".join(diagnosis.not_scanned),
    ]
    return "\n\n".join(part for part in parts if part)


def word(finding: Finding) -> str:
    """The state in one or two words."""
    status = finding.status
    if status.device is not DeviceState.ONLINE:
        return STATE_WORDS[status.device]
    if status.paper in _PAPER_WORDS:
        return _PAPER_WORDS[status.paper]
    if status.optics is Optics.INOPERATIVE:
        return "没有画面"
    if status.media is Media.JAMMED:
        return "卡住"
    return "正常" if finding.ok else "故障"


def _running(diagnosis: Diagnosis) -> str:
    running = diagnosis.running
    if running is None:
        return ""
    doing = {True: "有群众正在办事", False: "没有人在办事", None: "屏幕没有应答，可能卡住了"}[running.visiting]
    paused = f"，已暂停服务：{running.paused}" if running.paused else ""
    process = "" if running.pid is None else f"（进程 {running.pid}）"
    return f"终端程序正在运行{process}：{doing}{paused}。下面是它看到的状态。"


def _devices(findings: Sequence[Finding], *, running: bool) -> str:
    """A row a device and its sentences below. Since when is known only of a running terminal: to us every state is new."""
    ordered = sorted(findings, key=lambda finding: (finding.ok, word(finding) == "正常"))
    rows = [("状态", "设备", "用过", "失败", "从何时", "地址")]
    for finding in ordered:
        counters, change = finding.counters, finding.last_transition
        since = _moment(change.new.at) if running and change is not None else ""
        name = STAFF_NAMES.get(finding.name, finding.name)
        rows.append((word(finding), name, str(counters.uses), _failures(counters), since, finding.address))
    head, *lines = _aligned(rows).splitlines()
    indent = " " * (2 + max(_width(row[0]) for row in rows))
    said = (line + "".join(f"\n{indent}{sentence}" for sentence in _said(finding)) for line, finding in zip(lines, ordered, strict=True))
    return "\n".join([head, *said])


def _said(finding: Finding) -> tuple[str, ...]:
    """The cause where something is wrong, what it can do where all is well; what a self-test found in any case."""
    detail, test, can = finding.status.detail, finding.self_test, finding.capabilities
    said = [detail]
    if test is not None:
        told = "" if test.detail in ("", detail) else f"：{test.detail}"
        said.append(f"自检{'通过' if test.passed else '没有通过'}{told}")
    if not detail and can is not None:
        said.append("，".join([can.kind, *(f"{what} {value}" for what, value in can.facts.items())]))
    said.append(finding.note)
    return tuple(filter(None, said))


def _failures(counters: Counters) -> str:
    """How often, and the commonest causes."""
    if not counters.failures:
        return "0"
    causes = sorted(counters.causes.items(), key=lambda cause: -cause[1])[:_MOST_CAUSES]
    return f"{counters.failures}（{'，'.join(f'{cause}×{times}' for cause, times in causes)}）" if causes else str(counters.failures)


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{local:%H:%M}" if local.date() == datetime.now().astimezone().date() else f"{local:%m-%d %H:%M}"


def _found(diagnosis: Diagnosis) -> str:
    if not diagnosis.found:
        return ""
    rows = [("接着、没有配置", "可以写进设置的地址")]
    for found in diagnosis.found:
        first, *others = found.addresses or ("",)
        rows.append((found.what, first))
        rows += [("", other) for other in others]
    return _aligned(rows)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns side by side; one that is empty below its heading is left out."""
    rows = list(zip(*(column for column in zip(*rows, strict=True) if any(column[1:])), strict=True))
    widths = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell + " " * (widths[column] - _width(cell)) for column, cell in enumerate(row)).rstrip() for row in rows)


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
