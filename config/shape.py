"""Whether plain data has the shape of a typed model: every problem at once, in words, where a decoder would stop at the first."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One value that does not fit. ``key`` tells that the key itself is wrong, not its value."""

    path: Path
    rule: str
    message: str
    key: bool = False


def misfits(data: object, model: type[msgspec.Struct]) -> list[Misfit]:
    """Everything in ``data`` that does not fit ``model``; empty exactly when ``msgspec.convert(data, model)`` succeeds."""
    return list(_walk(data, _type_info(model), ()))


@cache
def _type_info(model: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(model)


def _walk(data: Any, kind: inspect.Type, path: Path) -> Iterator[Misfit]:
    if isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        if data is None and kind.includes_none:
            return
        kinds = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        # A text or a struct, never two of the same: what the data is tells which one was meant.
        kind = next((each for each in kinds if isinstance(each, inspect.StructType) == isinstance(data, dict)), kinds[0])
    if isinstance(kind, inspect.StructType):
        yield from _struct(data, kind, path)
    elif isinstance(kind, inspect.ListType | inspect.DictType):
        yield from _collection(data, kind, path)
    elif isinstance(kind, inspect.EnumType | inspect.LiteralType):
        allowed = [each.value for each in kind.cls] if isinstance(kind, inspect.EnumType) else list(kind.values)
        if type(data) not in {type(each) for each in allowed} or data not in allowed:
            yield Misfit(path, "value", f"“{_shown(data)}”不能用，{_choices(data, allowed)}")
    elif isinstance(kind, inspect.DateType):
        if not isinstance(data, str) or not _is_day(data):
            yield _wrong(data, '日期，例如 "2026-03-01"', path)
    else:
        yield from _leaf(data, kind, path)


def _collection(data: Any, kind: inspect.ListType | inspect.DictType, path: Path) -> Iterator[Misfit]:
    if isinstance(kind, inspect.ListType):
        if not isinstance(data, list):
            yield _wrong(data, "一个列表", path)
            return
        for index, item in enumerate(data):
            yield from _walk(item, kind.item_type, (*path, index))
    elif not isinstance(data, dict):
        yield _wrong(data, "一组“键: 值”", path)
    else:
        for key, item in data.items():
            yield from _walk(item, kind.value_type, (*path, key))


def _struct(data: Any, kind: inspect.StructType, path: Path) -> Iterator[Misfit]:
    if not isinstance(data, dict):
        yield _wrong(data, "一组“键: 值”", path)
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, value in data.items():
        if key in fields:
            yield from _walk(value, fields[key].type, (*path, key))
        else:
            yield Misfit((*path, key), "unknown-key", f"没有“{key}”这一项，{_choices(key, sorted(fields))}", key=True)
    for name, field in fields.items():
        if field.required and name not in data:
            yield Misfit(path, "missing-key", f"缺少“{name}”")


def _leaf(data: Any, kind: inspect.Type, path: Path) -> Iterator[Misfit]:
    if isinstance(kind, inspect.StrType):
        if not isinstance(data, str):
            hint = "；数字要加引号" if isinstance(data, int | float) and not isinstance(data, bool) else ""
            yield Misfit(path, "type", f"这里要写文字{hint}，现在是 {_shown(data)}")
        elif kind.min_length and len(data.strip()) < kind.min_length:
            yield Misfit(path, "empty-text", "这里不能空着")
        elif kind.pattern is not None and not _matches(kind.pattern, data):
            yield Misfit(path, "value", f"“{_shown(data)}”的写法不对，要符合 {kind.pattern}")
    elif isinstance(kind, inspect.BoolType):
        if not isinstance(data, bool):
            yield Misfit(path, "type", f"这里要写 true 或 false，现在是 {_shown(data)}")
    elif isinstance(kind, inspect.IntType | inspect.FloatType):
        whole = isinstance(kind, inspect.IntType)
        if isinstance(data, bool) or not isinstance(data, int if whole else int | float):
            yield Misfit(path, "type", f"这里要写{'整数' if whole else '数字'}，现在是 {_shown(data)}")
        elif not math.isfinite(data):
            yield Misfit(path, "range", "数字太大")
        elif (
            (kind.ge is not None and data < kind.ge)
            or (kind.le is not None and data > kind.le)
            or (kind.gt is not None and data <= kind.gt)
        ):
            yield Misfit(path, "range", f"{_shown(data)} 超出范围，{_range(kind)}")
    else:
        raise TypeError(f"no words for {kind!r}")


def _is_day(text: str) -> bool:
    try:
        msgspec.convert(text, date)
    except msgspec.ValidationError:
        return False
    return True


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


def _range(kind: inspect.IntType | inspect.FloatType) -> str:
    low = f"至少 {kind.ge:g}" if kind.ge is not None else f"大于 {kind.gt:g}" if kind.gt is not None else ""
    high = f"最多 {kind.le:g}" if kind.le is not None else ""
    return "，".join(part for part in (low, high) if part)


def _wrong(data: object, wanted: str, path: Path) -> Misfit:
    return Misfit(path, "type", f"这里要写{wanted}，现在是 {_shown(data)}")


def _shown(data: object) -> str:
    if data is None:
        return "空的"
    if isinstance(data, bool):
        return "true" if data else "false"
    if isinstance(data, list):
        return "一个列表"
    if isinstance(data, dict):
        return "一组“键: 值”"
    text = str(data)
    return text if len(text) <= 40 else text[:40] + "…"


def _choices(given: object, allowed: list[Any]) -> str:
    close = difflib.get_close_matches(str(given), [str(each) for each in allowed], n=1)
    if close:
        return f"是不是 {close[0]}？能用的是 {'、'.join(str(each) for each in allowed)}"
    return f"能用的是 {'、'.join(str(each) for each in allowed)}"
