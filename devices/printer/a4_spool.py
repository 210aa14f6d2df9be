"""Whether the print server on this machine would leave a citizen's document on a disk: where it spools, and how long it keeps jobs.

Reads its two configuration files (``cups-files.conf(5)``, ``cupsd.conf(5)``) and ``/proc/self/mountinfo``. The defaults are those of CUPS 2.4.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

DEFAULT_CONF = "/etc/cups/cups-files.conf"
_REQUEST_ROOT = "/var/spool/cups"
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Spool:
    """``on_disk``: the folders that are not in memory. ``keeps_files``, ``forgets_jobs``: PreserveJobFiles is not No, PreserveJobHistory is."""

    on_disk: tuple[str, ...] = ()
    keeps_files: bool = False
    forgets_jobs: bool = False

    @property
    def warning(self) -> str:
        """What staff must put right, empty when nothing."""
        if self.on_disk:
            return f"打印服务把要打的文件放在磁盘上（{'、'.join(self.on_disk)}），应放在内存盘，见部署说明"
        if self.keeps_files:
            return "打印服务打完还留着文件，应设 PreserveJobFiles No，见部署说明"
        return "打印服务不留打印记录，打没打成说不准，应设 PreserveJobHistory 300，见部署说明" if self.forgets_jobs else ""


def inspect(files_conf: str) -> Spool | None:
    """What the configuration says; None when it cannot be read here (another machine's, or not allowed)."""
    files = _read(Path(files_conf))
    daemon = _read(Path(files_conf).with_name("cupsd.conf"))
    mounts = _read(Path("/proc/self/mountinfo"))
    if files is None or daemon is None or mounts is None:
        return None
    return judge(files, daemon, mounts)


def judge(files_conf: str, cupsd_conf: str, mountinfo: str) -> Spool:
    """As ``inspect``, of the texts of the three files."""
    files, daemon = _directives(files_conf), _directives(cupsd_conf)
    root = files.get("requestroot", _REQUEST_ROOT)
    folders = dict.fromkeys((root, files.get("tempdir", str(Path(root, "tmp")))))
    return Spool(
        on_disk=tuple(folder for folder in folders if _file_system(folder, mountinfo) not in _IN_MEMORY),
        keeps_files=not _off(daemon.get("preservejobfiles", "86400")),
        forgets_jobs=_off(daemon.get("preservejobhistory", "yes")),
    )


def _off(value: str) -> bool:
    return value.lower() in ("no", "off", "false", "0")


def _directives(text: str) -> dict[str, str]:
    """Name in small letters -> value; CUPS takes the last of several."""
    found = {}
    for line in text.splitlines():
        name, _, value = line.strip().partition(" ")
        if name and not name.startswith(("#", "<")) and value.strip():
            found[name.lower()] = value.strip()
    return found


def _file_system(folder: str, mountinfo: str) -> str:
    """The type of the file system a folder lies on, empty when it cannot be told."""
    real = os.path.realpath(folder)
    best, kind = -1, ""
    for point, name in _mounts(mountinfo.splitlines()):
        if (real == point or real.startswith(point.rstrip("/") + "/")) and len(point) >= best:
            best, kind = len(point), name
    return kind


def _mounts(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, kind = before.split(" "), after.split(" ")
        if len(fields) > 4 and kind[0]:
            yield fields[4].replace("\\040", " "), kind[0]


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST).decode("utf-8", errors="replace")
    except OSError:
        return None
