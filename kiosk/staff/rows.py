"""A device as staff read it: how bad, in a word; the precise cause or its main facts, in a line; everything, on its own page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from devices.device import Capabilities
from devices.record import Counters, Transition
from devices.status import DeviceState, Media, Optics, Paper, Status
from kiosk.device_names import STAFF_NAMES
from kiosk.staff.views import SOUND, Action, DeviceDetail, DeviceRow, Level

ROLL_MM = 80_000
"""A roll of 80 mm paper as sold for receipts: 80 m."""
SLIP_MM = 180
"""A receipt slip, about."""

TAGS: Mapping[DeviceState, tuple[Level, str]] = MappingProxyType(
    {
        DeviceState.ONLINE: (Level.GOOD, "正常"),
        DeviceState.OFFLINE: (Level.FAULT, "掉线"),
        DeviceState.POWER_OFF: (Level.FAULT, "没电"),
        DeviceState.NO_DEVICE: (Level.FAULT, "没接上"),
        DeviceState.HARDWARE_ERROR: (Level.FAULT, "故障"),
        DeviceState.USER_ERROR: (Level.FAULT, "要处理"),
        DeviceState.DEVICE_BUSY: (Level.FAULT, "被占用"),
        DeviceState.FRAUD_ATTEMPT: (Level.FAULT, "疑被动过"),
        DeviceState.POTENTIAL_FRAUD: (Level.FAULT, "疑被动过"),
        DeviceState.STARTING: (Level.WAITING, "启动中"),
    }
)
_ACTIONS: Mapping[str, tuple[Action, ...]] = MappingProxyType(
    {
        "id_reader": (Action.SELF_TEST, Action.READ_CARD),
        "smart_card": (Action.SELF_TEST, Action.READ_CARD),
        "document_camera": (Action.PREVIEW, Action.SELF_TEST),
        "face_camera": (Action.PREVIEW, Action.SELF_TEST),
        "scanner": (Action.SELF_TEST, Action.SCAN_PAGE),
        "barcode": (Action.SELF_TEST, Action.READ_CODE),
        "receipt_printer": (Action.SELF_TEST, Action.SAMPLE, Action.NEW_ROLL),
        "a4_printer": (Action.SAMPLE, Action.SELF_TEST),
    }
)
_USES = MappingProxyType(
    {"id_reader": "读卡", "smart_card": "读卡", "receipt_printer": "打印", "a4_printer": "打印", "barcode": "扫码", "scanner": "扫描"}
)
_SEVERITY = (Level.FAULT, Level.WARNING, Level.WAITING, Level.GOOD)


class Watched(Protocol):
    """What of a supervisor is shown."""

    name: str
    address: str

    @property
    def status(self) -> Status: ...

    @property
    def counters(self) -> Counters: ...

    @property
    def transitions(self) -> tuple[Transition, ...]: ...

    @property
    def capabilities(self) -> Capabilities | None: ...

    @property
    def attempts(self) -> int: ...


def in_order(rows: Iterable[DeviceRow]) -> tuple[DeviceRow, ...]:
    """Faults first."""
    return tuple(sorted(rows, key=lambda row: _SEVERITY.index(row.level)))


def row(device: Watched, now: datetime) -> DeviceRow:
    """One line of the diagnostics."""
    status = device.status
    level, tag = tag_of(status)
    line = _cause(device, now) if level is not Level.GOOD else _facts_line(device, now)
    return DeviceRow(device.name, STAFF_NAMES.get(device.name, device.name), level, tag, line, _first_action(device, level))


def sound(trouble: str | None) -> DeviceRow:
    """The loudspeaker: ``trouble`` is why it is silent, empty while it plays, None before it was tried. Nothing but reading aloud depends on it."""
    if trouble is None:
        level, tag, line = Level.WAITING, "启动中", "还没有放过声音"
    elif trouble:
        level, tag, line = Level.WARNING, "没声音", f"{trouble}；不能朗读，其他照办"
    else:
        level, tag, line = Level.GOOD, "正常", "能放出声音，响不响请听一听"
    return DeviceRow(SOUND, "扬声器", level, tag, line, Action.TRY_SOUND)


def tag_of(status: Status) -> tuple[Level, str]:
    """How bad, and in a word what."""
    if status.device is DeviceState.ONLINE:
        if status.paper is Paper.OUT:
            return Level.FAULT, "没纸"
        if status.paper is Paper.JAMMED or status.media is Media.JAMMED:
            return Level.FAULT, "卡纸"
        if status.optics is Optics.INOPERATIVE:
            return Level.FAULT, "画面不动"
        if status.paper is Paper.LOW:
            return Level.WARNING, "将用完"
        if status.detail:
            return Level.WARNING, "注意"
    return TAGS[status.device]


def detail(device: Watched, now: datetime, *, doing: str = "", result: str = "", passed: bool | None = None) -> DeviceDetail:
    """Everything about one device."""
    capabilities = device.capabilities
    facts = tuple(capabilities.facts.items()) if capabilities else ()
    history = tuple((change.new.at, _change(change)) for change in reversed(device.transitions[-8:]))
    return DeviceDetail(
        row(device, now),
        device.address,
        facts,
        _counters(device, now),
        history,
        actions_of(device),
        doing=doing,
        result=result,
        passed=passed,
    )


def actions_of(device: Watched) -> tuple[Action, ...]:
    """What can be done with it now: an absent device can only be looked for again."""
    possible = _ACTIONS.get(device.name, (Action.SELF_TEST,))
    if device.status.device in (DeviceState.NO_DEVICE, DeviceState.OFFLINE, DeviceState.DEVICE_BUSY, DeviceState.POWER_OFF):
        return (Action.RECONNECT, *(action for action in possible if action is Action.NEW_ROLL))
    return (*possible, Action.RECONNECT)


def _first_action(device: Watched, level: Level) -> Action | None:
    if device.status.paper in (Paper.LOW, Paper.OUT) and device.name == "receipt_printer":
        return Action.NEW_ROLL
    if level is Level.FAULT and device.status.device is not DeviceState.USER_ERROR:
        return Action.RECONNECT
    return actions_of(device)[0]


def _cause(device: Watched, now: datetime) -> str:
    status = device.status
    words = [status.detail or "还不知道原因"]
    since = _since(device)
    if since is not None and status.device in (DeviceState.NO_DEVICE, DeviceState.OFFLINE):
        words.insert(0, f"{clock_words(since, now)} 起掉线" + (f"，重连 {device.attempts} 次未成功" if device.attempts > 1 else ""))
    elif status.paper is Paper.LOW and device.counters.paper_mm:
        words = [f"纸约剩 {max(0, ROLL_MM - device.counters.paper_mm) // SLIP_MM} 张"]
    return "；".join(words)


def _since(device: Watched) -> datetime | None:
    """When the device was last seen well and then was not: the first change of the row of bad ones that lasts."""
    found = None
    for change in reversed(device.transitions):
        if change.new.device is DeviceState.ONLINE:
            break
        found = change.new.at
    return found


def _facts_line(device: Watched, now: datetime) -> str:
    capabilities = device.capabilities
    facts = list(capabilities.facts.values())[:2] if capabilities else []
    counters = device.counters.on(now.date())
    if device.name in _USES and counters.uses_today:
        facts = [*facts[:1], f"今日{_USES[device.name]} {counters.uses_today} 次，失败 {counters.failures_today}"]
    return " · ".join(facts) or (capabilities.kind if capabilities else "")


def _counters(device: Watched, now: datetime) -> tuple[tuple[str, str], ...]:
    counters = device.counters
    today = counters.on(now.date())
    told = [
        ("今天", f"用 {today.uses_today} 次，失败 {today.failures_today} 次"),
        ("一共", f"用 {counters.uses:,} 次，失败 {counters.failures:,} 次"),
    ]
    causes = sorted(counters.causes.items(), key=lambda item: -item[1])[:3]
    if causes:
        told.append(("失败原因", "、".join(f"{cause} {times} 次" for cause, times in causes)))
    if counters.paper_total_mm:
        told.append(("用纸", f"这卷 {counters.paper_mm / 1000:.1f} 米，一共 {counters.paper_total_mm / 1000:.1f} 米"))
    if counters.last_seen is not None:
        told.append(("上次应答", clock_words(counters.last_seen, now)))
    return tuple(told)


def _change(change: Transition) -> str:
    _, before = tag_of(change.old)
    _, after = tag_of(change.new)
    words = f"{before} → {after}" if before != after else after
    return f"{words}：{change.new.detail}" if change.new.detail else words


def clock_words(at: datetime, now: datetime) -> str:
    """``21:03`` today, else with the day."""
    local = at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local.month}月{local.day}日 {local:%H:%M}"
