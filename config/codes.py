"""The forms and check characters of the codes an administrator writes."""

from __future__ import annotations

import re

from config.limits import limits

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def credit_code_check(body: str) -> str:
    """The 18th character of a unified social credit code that begins with the 17 of ``body`` (GB 32100-2015).

    Raises ValueError for other characters or another length.
    """
    if len(body) != len(_WEIGHTS):
        raise ValueError("17 characters needed")
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, body, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Whether ``code`` is a unified social credit code with a right check character."""
    return len(code) == 18 and all(character in _ALPHABET for character in code) and credit_code_check(code[:17]) == code[17]


def is_basic_code(code: str) -> bool:
    """Whether ``code`` has the form of a 基本编码 (pattern in ``limits.toml``)."""
    return re.fullmatch(limits().codes.basic, code) is not None


def is_implementation_code(code: str) -> bool:
    """Whether ``code`` has the form of a 实施编码 (pattern in ``limits.toml``)."""
    return re.fullmatch(limits().codes.implementation, code) is not None
