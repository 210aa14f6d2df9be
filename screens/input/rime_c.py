"""The structures of librime's C interface (rime_api.h of 1.8), as far as they are used. Standard library alone."""

from __future__ import annotations

import ctypes
from typing import Any


class Traits(ctypes.Structure):
    """``RimeTraits``."""

    _fields_ = (
        ("data_size", ctypes.c_int),
        *((name, ctypes.c_char_p) for name in ("shared_data_dir", "user_data_dir", "distribution_name", "distribution_code_name")),
        ("distribution_version", ctypes.c_char_p),
        ("app_name", ctypes.c_char_p),
        ("modules", ctypes.c_void_p),
        ("min_log_level", ctypes.c_int),
        ("log_dir", ctypes.c_char_p),
        ("prebuilt_data_dir", ctypes.c_char_p),
        ("staging_dir", ctypes.c_char_p),
    )


class Composition(ctypes.Structure):
    """``RimeComposition``."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("length", "cursor_pos", "sel_start", "sel_end")),
        ("preedit", ctypes.c_char_p),
    )


class Candidate(ctypes.Structure):
    """``RimeCandidate``."""

    _fields_ = (("text", ctypes.c_char_p), ("comment", ctypes.c_char_p), ("reserved", ctypes.c_void_p))


class Menu(ctypes.Structure):
    """``RimeMenu``."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("page_size", "page_no", "is_last_page", "highlighted", "count")),
        ("candidates", ctypes.POINTER(Candidate)),
        ("select_keys", ctypes.c_char_p),
    )


class Context(ctypes.Structure):
    """``RimeContext``."""

    _fields_ = (
        ("data_size", ctypes.c_int),
        ("composition", Composition),
        ("menu", Menu),
        ("commit_text_preview", ctypes.c_char_p),
        ("select_labels", ctypes.c_void_p),
    )


class Commit(ctypes.Structure):
    """``RimeCommit``."""

    _fields_ = (("data_size", ctypes.c_int), ("text", ctypes.c_char_p))


class Walk(ctypes.Structure):
    """``RimeCandidateListIterator``."""

    _fields_ = (("pointer", ctypes.c_void_p), ("index", ctypes.c_int), ("candidate", Candidate))


def sized(made: Any) -> Any:
    """``made`` with the size that librime asks for: all of it but the first number."""
    made.data_size = ctypes.sizeof(made) - ctypes.sizeof(ctypes.c_int)
    return made
