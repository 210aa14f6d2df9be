"""The words on the screens, through gettext. The Chinese text is the source; a language without a catalogue shows it."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "kiosk"
SOURCE = "zh_CN"

_words: gettext.NullTranslations = gettext.NullTranslations()


def use(language: str) -> None:
    """Speak ``language`` (``zh_CN``, ``en`` …) from now on."""
    global _words
    _words = gettext.NullTranslations()
    if language != SOURCE:
        _words = gettext.translation(DOMAIN, Path(__file__).parent, [language], fallback=True)


def _(text: str) -> str:
    """``text`` in the language of the moment."""
    return _words.gettext(text)


def available() -> tuple[str, ...]:
    """The languages that can be chosen: the source, and those with a catalogue."""
    return (SOURCE, *sorted(path.parent.parent.name for path in Path(__file__).parent.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")))
