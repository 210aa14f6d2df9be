"""A matter in the language a citizen chose: the texts its file has in ``translations``, Chinese where it has none. Pure.

The copy has the same ids, rules and codes, so a visit goes on with it as before; what is submitted is always the Chinese one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
from msgspec import structs

from config.entry import Listed
from config.matter import Matter
from config.translated import shown_places, shown_texts
from config.translated import translated as filled_in
from kiosk.languages import SIMPLIFIED, TRADITIONAL, traditional


def in_language(matter: Matter, language: str) -> Matter:
    """``matter`` as it reads in ``language``."""
    return matter if language == SIMPLIFIED else _translated(matter.code, matter.version, language, _Held(matter))


def heading(listed: Listed, language: str) -> Listed:
    """A row of a list as it reads in ``language``: its names, its authority's, and what to do on the days it is not accepted."""
    if language == SIMPLIFIED:
        return listed
    known = listed.translations.get(language, {})

    def told(path: str, text: str) -> str:
        return traditional(text) if language == TRADITIONAL else known.get(path, text)

    authority = listed.authority
    named = structs.replace(
        authority, name=told("authority.name", authority.name), short_name=told("authority.short_name", authority.short_name)
    )
    window = listed.acceptance
    if window is not None:
        window = structs.replace(window, note=told("acceptance.note", window.note))
    return structs.replace(
        listed, name=told("name", listed.name), short_name=told("short_name", listed.short_name), authority=named, acceptance=window
    )


def complete(matter: Matter, language: str) -> bool:
    """Whether a citizen who reads ``language`` reads all of ``matter`` in it."""
    if language in (SIMPLIFIED, TRADITIONAL):
        return True
    known = matter.translations.get(language, {})
    return all(known.get(path, "").strip() for path in shown_texts(matter))


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
    source = held.matter
    made = _turned(source) if language == TRADITIONAL else filled_in(source, language)
    both = zip(source.agent.relations, made.agent.relations, strict=True)
    relations = [kept if isinstance(kept, str) else told for kept, told in both]  # a label alone is what is kept, too
    return structs.replace(made, agent=structs.replace(made.agent, relations=relations))


def _turned(matter: Matter) -> Matter:
    """Every text that is shown in traditional characters."""
    data = msgspec.to_builtins(matter)
    for place in shown_places(matter).values():
        *way, last = place
        at: Any = data
        for step in way:
            at = at[step]
        at[last] = traditional(at[last])
    return msgspec.convert(data, Matter)
