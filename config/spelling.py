"""Chinese names as people type them: full pinyin and initials.

The dictionaries that know 银行 from 行政 take 56 MB and are needed for a moment only, so a child process does the spelling and takes them
away with it. Where no child can be started the dictionaries are loaded here: slower to forget, never wrong.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

Spelling = tuple[str, str]
"""Full pinyin, initials."""

_SECONDS = 30.0


def spell(names: Sequence[str]) -> list[Spelling]:
    """The spelling of each name, which holds letters and digits only, in lower case."""
    if not names:
        return []
    try:
        return _spell_in_child(names)
    except (OSError, ValueError, subprocess.SubprocessError):
        return spell_here(names)


def spell_here(names: Sequence[str]) -> list[Spelling]:
    """The same, in this process."""
    from pypinyin import lazy_pinyin

    found = []
    for name in names:
        syllables = ["".join(letter for letter in syllable.casefold() if letter.isalnum()) for syllable in lazy_pinyin(name)]
        found.append(("".join(syllables), "".join(syllable[:1] for syllable in syllables)))
    return found


def _spell_in_child(names: Sequence[str]) -> list[Spelling]:
    here = str(Path(__file__).parent.parent)
    path = os.pathsep.join(part for part in (here, os.environ.get("PYTHONPATH", "")) if part)
    done = subprocess.run(
        [sys.executable, "-m", "config.spelling"],
        input=json.dumps(list(names)).encode(),
        capture_output=True,
        check=True,
        timeout=_SECONDS,
        env={**os.environ, "PYTHONPATH": path},
    )
    found = [(str(pinyin), str(initials)) for pinyin, initials in json.loads(done.stdout)]
    if len(found) != len(names):
        raise ValueError("not every name was spelt")
    return found


def main() -> None:
    """The child: names as JSON on standard input, spellings as JSON on standard output."""
    json.dump(spell_here(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
