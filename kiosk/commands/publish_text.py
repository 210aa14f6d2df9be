"""What ``kiosk publish status`` says to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

_ROLES = {
    "root": "根（root）",
    "targets": "配置（targets）",
    "takedown": "停办（takedown）",
    "snapshot": "快照（snapshot）",
    "timestamp": "时间（timestamp）",
}


def status_text(found: dict[str, Any]) -> Iterator[str]:
    """Lines of the plain data that ``Repository.status`` gives."""
    channels = found["channels"]
    yield f"版本：{'、'.join(found['releases']) or '（一个也没有）'}"
    yield f"所有终端：{channels['stable'] or '（还没有）'}"
    if channels["previous"]:
        yield f"可以退回：{channels['previous']}"
    if trial := channels["trial"]:
        who = [f"{trial['percentage']}% 的终端"] if trial["percentage"] else []
        who += [f"终端 {name}" for name in trial["terminals"]] + [f"大厅 {name}" for name in trial["halls"]]
        since = f"，{trial['starts_at']} 开始" if trial["starts_at"] else ""
        yield f"试用：{trial['version']}，{'、'.join(who) or '没有终端'}{since}"
    for entry in found["takedowns"]:
        state = "已恢复" if entry["id"] in channels["restored"] else "停办"
        yield f"{state}：{entry['code']}，{entry['reason']}（记录 {entry['id']}，{entry['at']}）"
    if found["signatures_missing"]:
        yield f"有改动在等 {found['signatures_missing']} 个签名；上面已经算上这些改动"
    for role, until in found["expires"].items():
        yield f"{_ROLES[role]}的签名有效到 {datetime.fromisoformat(until):%Y-%m-%d %H:%M} UTC"
    for role, keys in found["keys"].items():
        yield f"{_ROLES[role]}的密钥：{'、'.join(key[:12] for key in keys)}"
