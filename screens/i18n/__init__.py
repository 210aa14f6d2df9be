"""The words on the screens, through gettext. The Chinese text is the source; what a language's catalogue lacks is shown in Chinese.

``_`` is for texts that stand in ``screens``; sentences made in ``kiosk`` carry their template along (``kiosk.words``) and become words of the
language in :func:`shown`, which every piece of text passes.
"""

from __future__ import annotations

import gettext
from typing import Any

from kiosk import words
from kiosk.languages import LANGUAGES, SIMPLIFIED, TRADITIONAL, traditional
from screens.i18n import catalogue

SOURCE = SIMPLIFIED


class _Traditional(gettext.NullTranslations):
    """Simplified characters turned into traditional ones."""

    def gettext(self, message: str) -> str:
        return traditional(message)


class Told(str):
    """A text of the moment's language. ``format`` puts sentences in as they read in it."""

    __slots__ = ()

    def format(self, *values: Any, **named: Any) -> str:
        return super().format(
            *(shown(value) if isinstance(value, str) else value for value in values),
            **{name: shown(value) if isinstance(value, str) else value for name, value in named.items()},
        )


_language = SOURCE
_words: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str, translate: gettext.NullTranslations | None = None) -> None:
    """Speak ``language`` (``zh_CN``, ``en`` …) from now on; ``translate`` takes the place of its catalogue."""
    global _words, _language
    _language = language
    if translate is not None:
        _words = translate
    elif language == SOURCE:
        _words = gettext.NullTranslations()
    elif language == TRADITIONAL:
        _words = _Traditional()
    else:
        _words = catalogue.translations(language)


def current() -> str:
    """The language of the moment."""
    return _language


def available() -> tuple[str, ...]:
    """Every language there is a catalogue of, the source first."""
    return (SOURCE, TRADITIONAL, *(language.code for language in LANGUAGES if catalogue.path(language.code).exists()))


def _(text: str) -> str:
    """``text`` in the language of the moment."""
    return Told(shown(text) if isinstance(text, words.Sentence) else _words.gettext(text))


def shown(text: str) -> str:
    """A sentence made elsewhere in the language of the moment; any other text as it is."""
    return words.told(text, _words.gettext)
