"""A new matter file begun from one that is like it: the text stays as its author wrote it, only what must differ is changed."""

from __future__ import annotations

import re
from pathlib import Path

from config.codes import is_credit_code, is_implementation_code
from config.themes import DEFAULTS

_LINES = {
    "basic": r'^(  basic: )["\']?[0-9]+["\']?',
    "implementation": r'^(  implementation: )["\']?\w+["\']?',
    "authority": r'^(authority:\n(?:  .*\n)*?  code: )["\']?\w+["\']?',
    "name": r"^(name: ).*$",
    "short_name": r"^(short_name: ).*$",
    "version": r"^(version: ).*$",
    "popular": r"^(popular: ).*$",
}


class NewMatterError(Exception):
    """Why there is no new file; the message is for an administrator."""


def templates() -> dict[str, Path]:
    """The built-in matters to start from, by file name."""
    return {path.stem: path for path in sorted((DEFAULTS / "matters").glob("*.yaml"))}


def new_matter(code: str, template: str, name: str = "") -> str:
    """The text of a matter like ``template`` (a built-in one's name, or a file) with ``code`` and, where given, ``name``; no sample pictures.

    Raises NewMatterError, OSError, UnicodeDecodeError.
    """
    if not is_implementation_code(code) or not is_credit_code(code[:18]):
        raise NewMatterError(f"“{code}”不是实施编码：要 31 位，前 18 位是实施主体的统一社会信用代码，校验位要对")
    known = templates()
    path = known.get(template) or Path(template)
    if not path.is_file():
        raise NewMatterError(f"没有模板“{template}”；自带的是 {'、'.join(known)}，也可以写一个文件")
    wanted = {
        "basic": f'"{code[19:]}"',
        "implementation": f'"{code}"',
        "authority": code[:18],
        "version": '"1.0.0"',
        "popular": "false",
        **({"name": name, "short_name": name[:10]} if name else {}),
    }
    text = path.read_text("utf-8")
    for part, value in wanted.items():
        text = re.sub(_LINES[part], rf"\g<1>{value}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^ +sample: .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"\A((?:#.*language-server.*\n)?)(?:#.*\n)*", rf"\g<1># 照 {path.stem} 起草，逐项改好再发布。\n", text)
