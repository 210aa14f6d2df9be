"""How a visit is shown and told: large text, contrast, low, slow, voice, language. Pure."""

from __future__ import annotations

from dataclasses import dataclass

SOURCE_LANGUAGE = "zh_CN"


@dataclass(frozen=True, slots=True)
class DisplayMode:
    """What the citizen has chosen; a fresh one after every visit. ``language`` is one of ``kiosk.languages``."""

    large: bool = False
    contrast: bool = False
    low: bool = False
    slow: bool = False
    voice: bool = False
    language: str = SOURCE_LANGUAGE
