"""Sentences for citizens that are made here and translated late, where they are shown.

``words("{}还没有拍", name)`` is the Chinese text, an ordinary ``str`` for logs, papers and cases; it also remembers the template and what was
put in, so that a screen can say it in another language. Templates are collected into the catalogue (``screens/i18n``) from the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Translate = Callable[[str], str]


class Sentence(str):
    """Chinese text that knows how it was made. What is done to it as a ``str`` (``+``, ``join``, ``strip``) gives plain text."""

    __slots__ = ("template", "values")
    template: str
    values: tuple[object, ...]

    def __new__(cls, template: str, *values: object) -> Sentence:
        """``template`` is in the manner of ``str.format`` with positional fields. Raises IndexError where values are missing."""
        made = super().__new__(cls, template.format(*values) if values else template)
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[type[Sentence], tuple[object, ...]]:
        return type(self), (self.template, *self.values)


def words(template: str, *values: object) -> Sentence:
    """A sentence to be translated where it is shown; ``values`` may be sentences themselves."""
    return Sentence(template, *values)


class GoodNews(Sentence):
    """A sentence that something has come out well: shown as that, and not as a warning."""

    __slots__ = ()


def good_news(sentence: Sentence) -> GoodNews:
    """The same sentence as good news."""
    return GoodNews(sentence.template, *sentence.values)


def plain(text: str) -> str:
    """The Chinese text alone, for records: encoders take no subclass of ``str``."""
    return str(text)


def listed(items: Iterable[str], between: str = words("{}、{}")) -> str:
    """``甲、乙、丙``; empty for nothing. ``between`` is a sentence with two places."""
    made = ""
    for item in items:
        made = words(str(between), made, item) if made else item
    return made


def told(text: str, translate: Translate) -> str:
    """``text`` through ``translate``, what was put into it included; plain text as it is.

    A translation whose fields do not fit what was put in is a translator's slip: the Chinese sentence is shown instead.
    """
    if not isinstance(text, Sentence):
        return text
    template = translate(text.template)
    if not text.values:
        return template
    values = tuple(told(value, translate) if isinstance(value, str) else value for value in text.values)
    try:
        return template.format(*values)
    except (IndexError, KeyError, ValueError):
        return str(text)
