"""The one redactor: what goes to a log, an audit event or a support bundle passes through here first.

Patterns find what has a shape (identity numbers, bank cards, mobile numbers); what has none (names, addresses) is found by its key.
Receipt, case and matter numbers, digests and times pass: staff need them and they say nothing about a person.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

STAR = "*"
WIDE_STAR = "＊"
PERSONAL_KEYS = re.compile(
    r"(^|_)(name|names|address|number|numbers|phone|mobile|birth|photo|signature|bank_card|query_code|card|form|values|applicant|record)$"
)
"""Keys whose values are personal wherever they stand. ``receipt_number`` and the like are no exception: staff's keys end in ``_no``."""

_EDGE_BEFORE, _EDGE_AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_PATTERNS = (
    re.compile(_EDGE_BEFORE + r"\d{17}[0-9Xx]" + _EDGE_AFTER),
    re.compile(_EDGE_BEFORE + r"\d{6}(?:[ -]?\d{4}){2}[ -]?\d{3}[0-9Xx]" + _EDGE_AFTER),
    re.compile(_EDGE_BEFORE + r"\d{15,19}" + _EDGE_AFTER),
    re.compile(_EDGE_BEFORE + r"(?:\d{4}[ -]){3}\d{4}(?:[ -]?\d{1,3})?" + _EDGE_AFTER),
    re.compile(_EDGE_BEFORE + r"(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}" + _EDGE_AFTER),
    re.compile(_EDGE_BEFORE + r"(?:[A-Z]{3}\d{12}|[HMCEG]\d{8,9})" + _EDGE_AFTER),
)
_ANY = re.compile("|".join(pattern.pattern for pattern in _PATTERNS))


def mask_number(number: str) -> str:
    """First 3 and last 4 characters, as on everything a terminal shows: ``330***********2510``. Short ones are masked whole."""
    if len(number) < 11:
        return STAR * len(number)
    return number[:3] + STAR * (len(number) - 7) + number[-4:]


def mask_name(name: str) -> str:
    """The first character and ＊: ``测＊＊``. How long the rest is stays hidden from three characters on."""
    stripped = name.strip()
    if not stripped:
        return ""
    return stripped[0] + WIDE_STAR * min(max(len(stripped) - 1, 1), 2)


def redact(text: str) -> str:
    """Mask every number in ``text`` that has the shape of a person's: identity, bank card, mobile, pass."""
    if _ANY.search(text) is None:
        return text
    for pattern in _PATTERNS:
        text = pattern.sub(lambda match: mask_number(match[0]), text)
    return text


def redact_value(value: Any, key: str = "") -> Any:
    """A copy of plain data (mappings, lists, strings, numbers) in which personal values are gone: by key whole, elsewhere by shape."""
    if key and PERSONAL_KEYS.search(key):
        return STAR * 3
    if isinstance(value, Mapping):
        return {str(name): redact_value(item, str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact_value(item) for item in value]
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return value
    if isinstance(value, int):
        masked = redact(str(value))
        return value if masked == str(value) else masked
    return redact(str(value))


class RedactingFormatter(logging.Formatter):
    """Formats a log record, its traceback included, and redacts the whole of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return redact(super().format(record))


def log_to_standard_error(level: int = logging.INFO) -> None:
    """Send the process's log to standard error, redacted. For the commands that run in the background."""
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
