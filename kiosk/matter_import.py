"""An element table in .xlsx -> matter files, with everything that is missing or was not understood listed.

One row a matter, one column an element; materials stand in a sheet of their own (with the 实施编码), or in further rows of the same matter.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from config.themes import load_themes
from kiosk.element_columns import MATERIAL, MATTER, CellError, Column, cell_text

MOST_BYTES = 20 << 20
MOST_UNPACKED = 200 << 20
MOST_ROWS = 20_000
MOST_COLUMNS = 200
_KEY = ("codes", "implementation")


class TableError(Exception):
    """A file that is no such table; the message says why."""


@dataclass
class Draft:
    """A matter as far as the table tells: plain data in the model's shape, ``notes`` what was not taken over, with its cell."""

    data: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """``m330711003000.yaml``, after the basic code."""
        code = str(self.data.get("codes", {}).get("implementation", ""))
        kept = "".join(letter for letter in code[19:] or code if letter.isascii() and letter.isalnum()).lower()
        return f"m{kept or 'atter'}.yaml"

    def yaml(self) -> str:
        """The file's text; what has to be looked at stands on top."""
        head = ["# yaml-language-server: $schema=matter.json", "# 从要素表导入。还要补的，运行 kiosk matters lint 逐条看。"]
        head += [f"# 没有导入：{' '.join(note.split())}" for note in self.notes]
        return "\n".join(head) + "\n" + yaml.safe_dump(self.data, allow_unicode=True, sort_keys=False, width=120)


def read_table(path: Path) -> tuple[list[Draft], list[str]]:
    """The drafts of a table, and what is wrong with the table itself. Raises TableError, OSError."""
    drafts: dict[str, Draft] = {}
    wrong: list[str] = []
    for title, rows in _sheets(path):
        headers = [cell_text(value) for value in next(rows, ())]
        own, theirs = _known(headers, MATTER), _known(headers, MATERIAL)
        if not any(column.path in (("name",), _KEY) for column in own.values()):
            if any(headers):
                wrong.append(f"“{title}”：第一行没有 事项名称 或 实施编码，整张没有读")
            continue
        unknown = [name for at, name in enumerate(headers) if name and at not in own and at not in theirs]
        wrong += [f"“{title}”：不认得这一列：{name}" for name in unknown]
        _read_rows(title, rows, own, theirs, drafts)
    if not drafts:
        raise TableError("\n".join([*wrong, "表里没有一个事项：第一行写要素名（事项名称、实施编码……），下面一行一个事项"]))
    for draft in drafts.values():
        _finish(draft)
    return list(drafts.values()), wrong


def _sheets(path: Path) -> Iterator[tuple[str, Iterator[tuple[object, ...]]]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if path.stat().st_size > MOST_BYTES:
        raise TableError(f"文件太大，最多 {MOST_BYTES >> 20} MiB")
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise TableError("文件解开后太大")
        book = load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise TableError("不是 .xlsx 文件；请在表格软件里另存为 .xlsx") from error
    try:
        for sheet in book.worksheets:
            yield sheet.title, islice(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), MOST_ROWS)
    finally:
        book.close()


def _known(headers: Sequence[str], columns: Sequence[Column]) -> dict[int, Column]:
    by_name = {name: column for column in columns for name in column.names}
    return {at: by_name[name] for at, name in enumerate(headers) if name in by_name}


def _read_rows(
    title: str, rows: Iterator[tuple[object, ...]], own: Mapping[int, Column], theirs: Mapping[int, Column], drafts: dict[str, Draft]
) -> None:
    last = ""
    for number, row in enumerate(rows, start=2):
        cells = {at: cell_text(value) for at, value in enumerate(row)}
        names = {column.path: cells.get(at, "") for at, column in own.items()}
        key = names.get(_KEY) or names.get(("name",)) or last
        if not key or not any(cells.values()):
            continue
        last, draft = key, drafts.setdefault(key, Draft())
        _take(draft.data, draft.notes, own, cells, f"“{title}”第 {number} 行")
        if any(cells.get(at) for at in theirs):
            material: dict[str, Any] = {}
            _take(material, draft.notes, theirs, cells, f"“{title}”第 {number} 行")
            draft.data.setdefault("materials", []).append(material)


def _take(data: dict[str, Any], notes: list[str], columns: Mapping[int, Column], cells: Mapping[int, str], where: str) -> None:
    for at, column in columns.items():
        text = cells.get(at, "")
        if not text:
            continue
        part = data
        for name in column.path[:-1]:
            part = part.setdefault(name, {})
        try:
            part.setdefault(column.path[-1], column.convert(text))
        except CellError as error:
            notes.append(f"{where} {column.names[0]}：{error}")


def _finish(draft: Draft) -> None:
    """Into the model's shape and order; what a table cannot hold is left to be written."""
    found, notes = draft.data, draft.notes
    codes = found.get("codes", {})
    implementation = codes.get("implementation", "")
    if implementation and not codes.get("basic"):
        codes["basic"] = implementation[19:]
    authority = found.get("authority", {})
    if implementation and not authority.get("code"):
        authority["code"] = implementation[:18]
    name = found.get("name", "")
    fee, faq = found.pop("fee", {}), found.pop("faq", {})
    if conditions := found.pop("conditions", ""):
        notes.append(f"受理条件要写成 eligibility 的规则：{conditions}")
    for limit in ("statutory_limit", "promised_limit"):
        if limit in found:
            found[limit].setdefault("unit", "working_day")
    themes = {theme.title: theme.id for theme in load_themes()}
    topics = found.pop("topics", [])
    notes += [f"主题分类“{topic}”没有对应的主题，能用的是 {'、'.join(themes)}" for topic in topics if topic not in themes]
    made = {
        "schema": 1,
        "codes": codes,
        "name": name,
        "short_name": found.pop("short_name", name[:10]),
        "themes": [themes[topic] for topic in topics if topic in themes],
        "version": "1.0.0",
        **{key: value for key, value in found.items() if key not in ("codes", "name", "materials", "guide", "courier", "authority")},
        "authority": {
            **authority,
            **({"short_name": authority["name"][:10]} if authority.get("name") and "short_name" not in authority else {}),
        },
        "guide": found.get("guide", {}),
        "materials": [_material(at, material) for at, material in enumerate(found.get("materials", []), start=1)],
        "delivery": ["collect", *(["courier"] if found.get("courier") else [])],
        "devices": ["id_reader"],
    }
    if fee.get("charged") or fee.get("name"):
        notes.append(f"收费标准要写成金额（分）：{fee.get('standard', '（表里没有）')}")
        made["fees"] = [{"name": fee.get("name", ""), "amount": 0, "basis": fee.get("basis", ""), "relief": fee.get("relief", "")}]
    if faq:
        made["faq"] = [faq]
    draft.data = made


def _material(number: int, found: Mapping[str, Any]) -> dict[str, Any]:
    role = found.get("role", "")
    exempt, application = found.get("exempt", False), found.get("kind") == "application"
    made = {"id": f"material_{number}", **{key: value for key, value in found.items() if key not in ("exempt", "role")}}
    if role:
        made["role"] = "secondary" if role == "deferrable" else role
    made["capture"] = "shared" if exempt else "form" if application else "scan"
    if role == "deferrable":
        made["deferrable"] = {"working_days": 5}
    return made
