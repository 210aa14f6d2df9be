"""A matter in another language: the texts its file has in ``translations``, Chinese where it has none. Pure.

The copy has the same ids, rules and codes, so a visit goes on with it as before; what is submitted is always the Chinese one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec

from config.matter import Matter
from kiosk.languages import SIMPLIFIED, TRADITIONAL, traditional

NEVER = {
    "code",
    "codes",
    "id",
    "value",
    "rule",
    "when",
    "prefill",
    "themes",
    "version",
    "phone",
    "devices",
    "translations",
    "schema",
    "basic",
}
"""Keys whose texts are no words."""


def in_language(matter: Matter, language: str) -> Matter:
    """``matter`` as it reads in ``language``."""
    return matter if language == SIMPLIFIED else _translated(matter.code, matter.version, language, _Held(matter))


def complete(matter: Matter, language: str) -> bool:
    """Whether a citizen who reads ``language`` reads all of ``matter`` in it."""
    if language in (SIMPLIFIED, TRADITIONAL):
        return True
    known = matter.translations.get(language, {})
    return all(path in known for path in texts(matter))


def texts(matter: Matter) -> dict[str, str]:
    """Path -> Chinese text of everything a citizen reads before and during a visit: what a translator has to translate."""
    data = msgspec.to_builtins(matter)
    found = {}
    for key in ("name", "short_name", "authority", "guide", "eligibility", "materials", "form", "computed", "checks"):
        found.update(_walk(key, data.get(key)))
    return {path: text for path, text in found.items() if path.rsplit(".", 1)[-1] in _READ or path.startswith("guide.needs")}


_READ = {
    "name",
    "short_name",
    "who",
    "otherwise",
    "note",
    "instructions",
    "shared_by",
    "title",
    "heading",
    "label",
    "hint",
    "unit",
}


class _Held:
    """A matter as an argument of a cache: compared by nothing, for code and version stand beside it."""

    def __init__(self, matter: Matter) -> None:
        self.matter = matter

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.matter is self.matter

    def __hash__(self) -> int:
        return 0


@lru_cache(64)
def _translated(_code: str, _version: str, language: str, held: _Held) -> Matter:
    data = msgspec.to_builtins(held.matter)
    if language == TRADITIONAL:
        return msgspec.convert(_turned(data), Matter)
    for path, text in held.matter.translations.get(language, {}).items():
        _put(data, path.split("."), text)
    return msgspec.convert(data, Matter)


def _walk(path: str, node: Any) -> dict[str, str]:
    if isinstance(node, str):
        return {path: node} if node else {}
    items: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        items = [(key, value) for key, value in node.items() if key not in NEVER]
    elif isinstance(node, list):
        items = [(_name(item, index), item) for index, item in enumerate(node)]
    return {found: text for key, value in items for found, text in _walk(f"{path}.{key}", value).items()}


def _name(item: Any, index: int) -> str:
    """How a path names an item of a list: by its id or value, else by its place."""
    return str(item.get("id") or item.get("value") or index) if isinstance(item, dict) else str(index)


def _put(node: Any, path: list[str], text: str) -> None:
    """Put ``text`` at ``path``. A path that leads nowhere is lint's to name; here it changes nothing."""
    head, rest = path[0], path[1:]
    key: Any = head
    if isinstance(node, list):
        key = next((index for index, item in enumerate(node) if _name(item, index) == head), None)
        if key is None:
            return
    elif not isinstance(node, dict) or head not in node:
        return
    if not rest:
        if isinstance(node[key], str):
            node[key] = text
        return
    _put(node[key], rest, text)


def _turned(node: Any) -> Any:
    """Every text in traditional characters, but for keys that are no words."""
    if isinstance(node, dict):
        return {key: value if key in NEVER else _turned(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_turned(item) for item in node]
    return traditional(node) if isinstance(node, str) and not node.isascii() else node
