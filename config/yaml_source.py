"""YAML as administrators write it, read strictly: values with the place of each, and nothing that surprises.

Scalars follow the YAML 1.2 core schema, so ``no``, ``12:30`` and ``2026-01-01`` stay text. Anchors, aliases, tags, duplicate keys, several
documents, deep nesting and large files are refused: a matter is plain data, and a bomb is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

import yaml

from config.limits import limits
from config.problem import MatterError, Problem, found

Place = tuple[str | int, ...]
"""Where a value stands in the document: ``("form", 0, "title")``."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, object] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file. ``keys`` and ``values`` give (line, column), from 1, of the key and of the value at a path."""

    file: Path
    data: Any
    keys: dict[Place, tuple[int, int]]
    values: dict[Place, tuple[int, int]]

    def place(self, path: Place, *, key: bool = False) -> tuple[int, int]:
        """Where ``path`` stands, else its nearest written ancestor."""
        while path:
            if key and path in self.keys:
                return self.keys[path]
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get((), (1, 1))

    def problem(self, path: Place, rule: str, message: str, *, key: bool = False) -> Problem:
        """A problem at ``path``."""
        line, column = self.place(path, key=key)
        return found(self.file, line, column, rule, message)


def read_yaml(file: Path) -> Source:
    """The content of ``file``. Raises MatterError (all problems found), OSError where the file cannot be read."""
    most = limits().sizes.matter_bytes
    with file.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise MatterError([found(file, 1, 1, "too-large", f"文件太大，最多 {most // 1024} KiB")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MatterError([found(file, line, 1, "not-utf8", "文件不是 UTF-8 编码，请另存为 UTF-8")]) from None
    reader = _Reader(file)
    try:
        data = reader.read(text)
    except yaml.YAMLError as error:
        line, column = _place_of(error)
        problem = found(file, line, column, "not-yaml", f"不是正确的 YAML：{getattr(error, 'problem', None) or '有不能用的字符'}")
        raise MatterError([*reader.problems, problem]) from None
    if reader.problems:
        raise MatterError(reader.problems)
    return Source(file, data, reader.keys, reader.values)


class _TooDeep(yaml.YAMLError):
    problem = "套得太深"

    def __init__(self, mark: Any) -> None:
        super().__init__()
        self.problem_mark = mark


class _Reader:
    """Builds values from parser events, so that a bomb is refused at its first alias and nothing is ever expanded."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.keys: dict[Place, tuple[int, int]] = {}
        self.values: dict[Place, tuple[int, int]] = {}
        self.most_depth = limits().sizes.matter_depth

    def read(self, text: str) -> Any:
        events = iter(yaml.parse(text, Loader=_Loader))
        data: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._add(event.start_mark, "several-documents", "一个文件只能写一个事项，去掉多余的 ---")
                    return data
                data = self._value(next(events), events, ())
        return data

    def _value(self, event: Any, events: Any, path: Place) -> Any:
        mark = event.start_mark
        self.values[path] = (mark.line + 1, mark.column + 1)
        if len(path) > self.most_depth:
            raise _TooDeep(mark)
        if isinstance(event, yaml.AliasEvent):
            self._add(mark, "alias", "不能用 * 引用，请把内容写全")
            return None
        if event.anchor is not None:
            self._add(mark, "anchor", "不能用 & 锚点，请把内容写全")
        if event.tag is not None and event.tag != "!":
            self._add(mark, "tag", "不能用 ! 标签")
        if isinstance(event, yaml.ScalarEvent):
            value = _scalar(event.value) if event.implicit[0] else event.value
            if isinstance(value, float) and not isfinite(value):
                self._add(mark, "range", "数字太大")
            return value
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(item := next(events), yaml.SequenceEndEvent):
                items.append(self._value(item, events, (*path, len(items))))
            return items
        return self._mapping(events, path)

    def _mapping(self, events: Any, path: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            mark = key.start_mark
            if not isinstance(key, yaml.ScalarEvent):
                self._add(mark, "key", "键名必须是一个词")
                if not isinstance(key, yaml.AliasEvent):
                    self._value(key, events, (*path, "?"))
                self._value(next(events), events, (*path, "?"))
                continue
            name = key.value
            here = (*path, name)
            if name in result:
                first = self.keys[here][0]
                self._add(mark, "duplicate-key", f"“{name}”写了两次，第一次在第 {first} 行")
                self._value(next(events), events, (*path, name, "?"))
                continue
            self.keys[here] = (mark.line + 1, mark.column + 1)
            result[name] = self._value(next(events), events, here)
        return result

    def _add(self, mark: Any, rule: str, message: str) -> None:
        self.problems.append(found(self.file, mark.line + 1, mark.column + 1, rule, message))


def _scalar(text: str) -> object:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _place_of(error: yaml.YAMLError) -> tuple[int, int]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
