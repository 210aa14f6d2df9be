"""What this terminal still knows by itself of a case that the hub cannot tell of: its number and how far it is, nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.queue.store import Queue, State
from kiosk.words import words

SENTENCES = {
    State.SEALED: words("{} 已经收下，加密存在本机，网络一通就自动送出。现在网络不通，别的暂时查不到"),
    State.UPLOADING: words("{} 已经收下，正在往部门送。现在网络不通，别的暂时查不到"),
    State.PARKED: words("{} 已经收下，还没有送到部门，工作人员正在处理。着急请打电话或到窗口问"),
    State.ACKNOWLEDGED: words("{} 已经送到部门。现在网络不通，办到哪一步了请稍后再查"),
}
SOON = {
    State.SEALED: words("{} 已经收下，加密存在本机，正等着送出。过一会儿再查"),
    State.UPLOADING: words("{} 已经收下，正在往部门送。过一会儿再查"),
    State.PARKED: SENTENCES[State.PARKED],
}
"""Where the hub answers, but the case has not arrived yet."""


def sentence(home: Path, receipt_no: str, *, offline: bool) -> str:
    """How far the case of that number is; empty where this terminal does not hold it, or the hub must know more."""
    try:
        with closing(Queue(home)) as queue:
            row = queue.find(receipt_no)
    except (OSError, sqlite3.Error):
        return ""
    if row is None or row.receipt_no != receipt_no:
        return ""
    said = (SENTENCES if offline else SOON).get(State(row.state), "")
    return words(str(said), row.receipt_no) if said else ""
