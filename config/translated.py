"""A matter's texts by path, and the matter in another language.

A path is made of keys and of the ``id`` (of an option: the ``value``) where a list's items have one, else of their number from 0:
``name``, ``guide.needs.0``, ``form.family.title``, ``form.family.fields.marriage.options.single.label``, ``materials.lease.name``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from config.matter import Matter

if TYPE_CHECKING:
    from config.yaml_source import Place

_SHOWN = frozenset(
    [
        "name",
        "short_name",
        "visit_reason",
        "who",
        "needs",
        "ask",
        "hand_off",
        "otherwise",
        "relations",
        "consent",
        "note",
        "relief",
        "instructions",
        "accept_standard",
        "title",
        "heading",
        "label",
        "hint",
        "unit",
        "add",
        "text",
        "partial",
        "validity",
        "question",
        "answer",
        "reconsideration",
        "litigation",
        "lead",
        "authority",
        "quota_note",
    ]
)
"""Keys whose texts citizens read; a ``unit`` is one of them on a field, a code on a limit."""
_NOT_SHOWN = frozenset(["legal_basis", "codes", "translations"])


def shown_texts(matter: Matter) -> dict[str, str]:
    """Every text citizens read, by path. Empty ones are left out."""
    return {path: text for path, _place, text in _walk(msgspec.to_builtins(matter), "", (), shown=False)}


def shown_places(matter: Matter) -> dict[str, Place]:
    """Where each of them stands in the file."""
    return {path: place for path, place, _text in _walk(msgspec.to_builtins(matter), "", (), shown=False)}


def translated(matter: Matter, language: str) -> Matter:
    """``matter`` with the texts of ``language`` where it has them; what has no translation stays as it is."""
    words = matter.translations.get(language)
    if not words:
        return matter
    data = msgspec.to_builtins(matter)
    places = shown_places(matter)
    for path, text in words.items():
        if text.strip() and path in places:
            *way, last = places[path]
            at: Any = data
            for step in way:
                at = at[step]
            at[last] = text
    return msgspec.convert(data, Matter)


def _walk(data: Any, path: str, place: Place, *, shown: bool) -> Iterator[tuple[str, Place, str]]:
    if isinstance(data, str):
        if shown and data.strip():
            yield path, place, data
    elif isinstance(data, list):
        for index, item in enumerate(data):
            name = str(item.get("id", item.get("value", index))) if isinstance(item, dict) else str(index)
            yield from _walk(item, f"{path}.{name}", (*place, index), shown=shown)
    elif isinstance(data, dict):
        for key, item in data.items():
            if key not in _NOT_SHOWN:
                read = key in _SHOWN and (key != "unit" or "label" in data)
                yield from _walk(item, f"{path}.{key}" if path else key, (*place, key), shown=read)
