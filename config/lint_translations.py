"""Lint of translations: of languages there are, of texts there are, and all of them once a language is begun."""

from __future__ import annotations

from collections.abc import Iterator

from config.limits import limits
from config.matter import Matter
from config.problem import Problem
from config.translated import shown_texts
from config.yaml_source import Source


def translation_problems(matter: Matter, source: Source) -> Iterator[Problem]:
    """What is missing, and what translates nothing. A language is one finding that names every text still missing."""
    if not matter.translations:
        return
    texts = shown_texts(matter)
    languages = limits().languages
    for language, words in matter.translations.items():
        here = ("translations", language)
        if language not in languages:
            yield source.problem(here, "unknown-language", f"没有语言“{language}”，能用的是 {'、'.join(languages)}", key=True)
            continue
        for path in words:
            if path not in texts:
                yield source.problem((*here, path), "unknown-translation", f"事项里没有“{path}”这段文字", key=True)
        missing = [path for path in texts if not words.get(path, "").strip()]
        if missing:
            yield source.problem(here, "missing-translation", f"还差 {len(missing)} 段：{'、'.join(missing)}", key=True)
