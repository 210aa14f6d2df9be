"""What the staff screens show, as plain data. Nothing of a case stands in any of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NETWORK = "network"
"""The name under which the network stands among the devices."""

SOUND = "sound"
"""The name under which the loudspeaker stands among the devices."""


class Level(StrEnum):
    """How bad it is; the tag's words say what."""

    FAULT = "fault"
    WARNING = "warning"
    GOOD = "good"
    WAITING = "waiting"


class Action(StrEnum):
    """What a technician can do with a device."""

    RECONNECT = "reconnect"
    SELF_TEST = "self_test"
    PREVIEW = "preview"
    NEW_ROLL = "new_roll"
    SAMPLE = "sample"
    READ_CARD = "read_card"
    READ_CODE = "read_code"
    SCAN_PAGE = "scan_page"
    TEST_NETWORK = "test_network"
    TRY_SOUND = "try_sound"


ACTION_WORDS = {
    Action.RECONNECT: "重连",
    Action.SELF_TEST: "自检",
    Action.PREVIEW: "预览",
    Action.NEW_ROLL: "换纸后复位",
    Action.SAMPLE: "打样张",
    Action.READ_CARD: "读测试卡",
    Action.READ_CODE: "试扫",
    Action.SCAN_PAGE: "试扫一页",
    Action.TEST_NETWORK: "再测",
    Action.TRY_SOUND: "试音",
}


@dataclass(frozen=True, slots=True)
class LoginView:
    """The login screen. ``sentence`` says what to do or what went wrong; ``asks`` is ``card`` (put the card in), ``pin`` or ``totp``.

    ``locked_seconds`` counts down after too many failures, 0 when not locked.
    """

    asks: str
    sentence: str
    wrong: str = ""
    locked_seconds: int = 0
    busy: bool = False


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One line of the diagnostics: the tag's words, the device, and the precise cause or its main facts."""

    name: str
    label: str
    level: Level
    tag: str
    line: str
    action: Action | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the tiles below the devices: what, its value, and a remark."""

    label: str
    value: str
    note: str
    level: Level = Level.GOOD


@dataclass(frozen=True, slots=True)
class DeviceDetail:
    """Everything about one device. ``facts`` and ``counters`` are (what, value); ``history`` the last transitions, newest first.

    ``doing`` is the action under way in words, ``result`` what came of the last one and ``passed`` whether it was good.
    """

    row: DeviceRow
    address: str
    facts: tuple[tuple[str, str], ...]
    counters: tuple[tuple[str, str], ...]
    history: tuple[tuple[datetime, str], ...]
    actions: tuple[Action, ...]
    doing: str = ""
    result: str = ""
    passed: bool | None = None


@dataclass(frozen=True, slots=True)
class LivePicture:
    """The newest picture of a camera: BGR uint8 (H, W, 3); ``number`` grows with each; ``note`` such as ``1920×1080 · 29.8 帧/秒``."""

    number: int
    image: NDArray[np.uint8] = field(repr=False)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop to the hub: 网线, 域名, 证书, 市级平台, 时钟. ``good`` is None while it is being measured or could not be for a hop before it."""

    label: str
    good: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class TestRow:
    """One device in the run of all self-tests."""

    label: str
    level: Level
    words: str


@dataclass(frozen=True, slots=True)
class TestRun:
    """All self-tests in a row. ``report`` is the readiness report as a PNG once it is set, ``kept`` says where it is kept and whether printed."""

    rows: tuple[TestRow, ...]
    done: int
    report: bytes | None = field(default=None, repr=False)
    kept: str = ""

    @property
    def over(self) -> bool:
        """Whether every device was tested."""
        return self.done == len(self.rows)


@dataclass(frozen=True, slots=True)
class DailyItem:
    """One item of the daily check; ``good`` is None until it was looked at. ``measured`` ones are filled in by the terminal itself."""

    id: str
    label: str
    good: bool | None
    note: str = ""
    measured: bool = False


@dataclass(frozen=True, slots=True)
class DailyCheck:
    """每日检查. ``signed`` says when and by whom it was last signed, empty when not today; ``ready`` when every item was answered."""

    items: tuple[DailyItem, ...]
    signed: str = ""

    @property
    def ready(self) -> bool:
        """Whether it can be signed."""
        return all(item.good is not None for item in self.items)
