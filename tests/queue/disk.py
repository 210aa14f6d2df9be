"""A disk as a power cut leaves it: replays recorded system calls and gives the content there may be after a cut.

The model is the strict one of ALICE (Pillai et al., OSDI 2014): content is durable only after fsync of the file, a name only after fsync of
its folder; of everything else any part may be there, writes torn at sectors of 512 bytes and in any order.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
TRACED = "openat,creat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat"
_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)(<[^>]*>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_DESCRIPTOR = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """One system call that worked. ``path`` is the file's, ``data`` what was written, ``other`` the new name or number."""

    name: str
    path: str
    data: bytes = b""
    other: str = ""
    flags: str = ""


def calls(trace: Path) -> Iterator[Call]:
    """What ``strace -f -y -xx -s LARGE -e trace=TRACED`` recorded. Raises AssertionError for a line it cannot read: nothing may be missed."""
    for line in _whole(trace.read_text(encoding="ascii").splitlines()):
        match = _CALL.match(line)
        assert match, line[:200]
        name, words, result = match[1], match[2], int(match[3])
        if result < 0:
            continue
        texts = [_plain(text) for text in _TEXT.findall(words)]
        handle = _DESCRIPTOR.match(words)
        of = _plain(handle[2]).decode() if handle else ""
        if name in ("openat", "creat"):
            yield Call(name, texts[0].decode(), flags=words)
        elif name in ("write", "pwrite64"):
            where = words.rpartition(", ")[2] if name == "pwrite64" else ""
            assert handle is not None
            yield Call(name, of, texts[0][:result], where, handle[1])
        elif name == "ftruncate":
            yield Call(name, of, other=words.rpartition(", ")[2])
        elif name.startswith("rename"):
            yield Call("rename", texts[0].decode(), other=texts[1].decode())
        elif name.startswith(("unlink", "mkdir")):
            yield Call(name.removesuffix("at"), texts[0].decode())
        else:
            yield Call("fsync", of)


def _whole(lines: list[str]) -> Iterator[str]:
    """Lines as they are, those of a call that another thread interrupted put together where the call ended."""
    begun: dict[str, str] = {}
    for line in lines:
        thread, _, rest = line.partition(" ")
        if "+++" in line or "---" in line:
            continue
        if rest.endswith("<unfinished ...>"):
            begun[thread] = rest.removesuffix("<unfinished ...>")
        elif rest.lstrip().startswith("<... "):
            yield f"{thread} {begun.pop(thread)}{rest.partition('resumed>')[2]}"
        else:
            yield line


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass
class Content:
    """One file: what is durable, and what was done to it since."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and data; no data: the file is cut off there."""
    end: int = 0
    """Where the next plain write goes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of a folder: ``gone`` loses its name, ``name`` gets one, both at once."""

    folder: str
    name: str = ""
    number: int = -1
    gone: str = ""


class Disk:
    """The files below ``root``. Starts with what is there now, durable."""

    def __init__(self, root: Path) -> None:
        self.root = str(root)
        self._numbers = itertools.count()
        self._contents: dict[int, Content] = {}
        self._now: dict[str, int] = {}
        self._durable: dict[str, int] = {}
        self._entries: list[Entry] = []
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                self._now[str(path)] = -1
            else:
                self._now[str(path)] = self._new(path.read_bytes())
        self._durable = dict(self._now)

    def apply(self, call: Call) -> bool:
        """Do what was done; whether it concerned this disk."""
        if not call.path.startswith(self.root):
            return False
        getattr(self, f"_{call.name}")(call)
        return True

    def after_a_cut(self, dice: random.Random, keep: float, target: Path) -> None:
        """Write into ``target`` a disk there may be: of what is not durable each thing is kept with probability ``keep``, perhaps torn."""
        names = dict(self._durable)
        for entry in self._entries:
            if dice.random() < keep:
                _change(names, entry)
        for name, number in sorted(names.items()):
            if any(str(parent) not in names for parent in Path(name).parents if len(str(parent)) > len(self.root)):
                continue
            path = target / Path(name).relative_to(self.root)
            if number == -1:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.write_bytes(self._left(self._contents[number], dice, keep))

    @staticmethod
    def _left(content: Content, dice: random.Random, keep: float) -> bytes:
        data = bytearray(content.durable)
        for offset, piece in content.pending:
            if dice.random() >= keep:
                continue
            if piece is None:
                data[offset:] = bytes(max(0, offset - len(data)))
                continue
            whole = keep == 1 or dice.random() < 0.5
            part = piece if whole else piece[: dice.randrange(0, len(piece) // SECTOR + 1) * SECTOR]
            if part:
                data.extend(bytes(max(0, offset - len(data))))
                data[offset : offset + len(part)] = part
        return bytes(data)

    def _new(self, durable: bytes = b"") -> int:
        number = next(self._numbers)
        self._contents[number] = Content(durable, end=len(durable))
        return number

    def _openat(self, call: Call) -> None:
        if call.path in self._now:
            if "O_TRUNC" in call.flags:
                self._contents[self._now[call.path]].pending.append((0, None))
            if self._now[call.path] != -1:
                self._contents[self._now[call.path]].end = 0
        elif "O_CREAT" in call.flags:
            self._name(call.path, self._new())

    _creat = _openat

    def _write(self, call: Call) -> None:
        content = self._contents[self._now[call.path]]
        content.pending.append((content.end, call.data))
        content.end += len(call.data)

    def _pwrite64(self, call: Call) -> None:
        self._contents[self._now[call.path]].pending.append((int(call.other), call.data))

    def _ftruncate(self, call: Call) -> None:
        self._contents[self._now[call.path]].pending.append((int(call.other), None))

    def _fsync(self, call: Call) -> None:
        number = self._now.get(call.path, -1)
        if number == -1:
            for entry in [entry for entry in self._entries if entry.folder == call.path]:
                _change(self._durable, entry)
                self._entries.remove(entry)
            return
        content = self._contents[number]
        content.durable, content.pending = self._left(content, random.Random(0), 1), []

    def _rename(self, call: Call) -> None:
        number = self._now.pop(call.path)
        self._now[call.other] = number
        self._entries.append(Entry(str(Path(call.other).parent), call.other, number, call.path))

    def _unlink(self, call: Call) -> None:
        self._now.pop(call.path)
        self._entries.append(Entry(str(Path(call.path).parent), gone=call.path))

    def _mkdir(self, call: Call) -> None:
        self._name(call.path, -1)

    def _name(self, path: str, number: int) -> None:
        self._now[path] = number
        self._entries.append(Entry(str(Path(path).parent), path, number))


def _change(names: dict[str, int], entry: Entry) -> None:
    if entry.gone:
        names.pop(entry.gone, None)
    if entry.name:
        names[entry.name] = entry.number
