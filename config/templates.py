"""Which paper templates may travel in a release: typst files that reach nothing but each other."""

from __future__ import annotations

import re
from pathlib import Path

from config.problem import Problem
from config.themes import DEFAULTS

BUILT_IN = DEFAULTS / "papers"
_IMPORT = re.compile(r"\b(?:import|include)\b(?!\s*\"[^\"@\\:]+\.typ\")")
_FORBIDDEN = re.compile(r"\b(?:eval|plugin)\b")


def template_problems(folder: Path) -> list[Problem]:
    """What is wrong with the templates (``*.typ``) of ``folder``: packages go to the network, and code built at run time could import one.

    Raises OSError.
    """
    found = []
    for path in sorted(folder.rglob("*.typ")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if _IMPORT.search(line):
                found.append(Problem(path, number, 1, "paper-import", f"模板 {path.name} 只能引入同一文件夹里的 .typ 文件，不能用软件包"))
            if _FORBIDDEN.search(line):
                found.append(Problem(path, number, 1, "paper-code", f"模板 {path.name} 不能用 eval 和 plugin"))
    return found
