"""What ``kiosk bench input`` tells, measured: ``python -m kiosk.commands.input_measured`` prints the figures as JSON.

The on-screen keyboard: from a key to its candidates and to the screen, handwriting, memory; and how well names and addresses come out.

Accuracy is that of a terminal that learns nothing: 500 names and 500 addresses, typed in full pinyin as pypinyin spells them; names whole,
addresses in the parts that people type one after the other. Beside it Pinyin2Hanzi, which is given the syllables already cut. A first page
is the first eight candidates. Names of people are hard for both: their characters follow no grammar, and a terminal that learns nothing
knows nobody. So it is also told how many need a second page when they are chosen piece by piece, as people do. The names are Faker's, those
that the keyboard counts with come from elsewhere (:mod:`screens.input.names`).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.bench.figure import Figure
from kiosk.bench.input_words import addresses, names
from kiosk.rig import xvfb
from screens import fonts, penmanship
from screens.input.child import Child
from screens.input.composition import FEW
from screens.input.names import Naming
from screens.input.tools import handwriting_command, rime_command

PAGE = 8
PATIENCE = 20.0
MEGABYTE = 1_000_000
FIRST_USES = 5
SPLITS, FIELD = 1000, 200
CHARACTERS = "张王李刘陈杨赵黄周吴徐孙胡朱高林何郭马罗宁波江北区路号幢单元室解放人民建设中山龙国示例"
SENTENCES = ("zhejiangshengningboshijiangbeiqu", "zhongshanlu", "ouyangxiuying", "laonianyoudaizheng", "sfz", "jianshelusanhaoloudanyuan")


def measure() -> list[Figure]:
    """All figures. Takes about two minutes."""
    with tempfile.TemporaryDirectory() as folder:
        user = Path(folder) / "rime"
        return [*pinyin_speed(user), *on_screen(Path(folder)), *handwriting(), *splitting(), *accuracy(user)]


def pinyin_speed(user: Path) -> list[Figure]:
    """Key to candidates through the engine's process, its first use, and its memory."""
    Child(rime_command(user), PATIENCE).close()  # compiles the schemas, once in a terminal's life
    firsts = []
    for _ in range(FIRST_USES):
        began = time.perf_counter()
        child = Child(rime_command(user), PATIENCE)
        child.ask({"steps": ["z"], "most": FEW}, PATIENCE)
        firsts.append(1000 * (time.perf_counter() - began))
        child.close()
    child = Child(rime_command(user), PATIENCE)
    times, in_address = (_key_times(child, address=address) for address in (False, True))
    memory = _resident(child.pid)
    child.close()
    return [
        Figure("key to candidates, 99th percentile", _percentile(times, 99), "ms", 8),
        Figure("key to candidates, median", statistics.median(times), "ms", None),
        Figure("key to candidates in an address, 99th percentile", _percentile(in_address, 99), "ms", 8),
        Figure("first use of pinyin", statistics.median(firsts), "ms", 150),
        Figure("memory of the pinyin engine's process", memory, "MB", 60),
    ]


def _key_times(child: Child, *, address: bool) -> list[float]:
    """Milliseconds of every key of the sentences, several times over."""
    times = []
    for keys in SENTENCES * 12:
        for count in range(1, len(keys) + 1):
            began = time.perf_counter()
            child.ask({"steps": list(keys[:count]), "most": FEW, "address": address}, PATIENCE)
            times.append(1000 * (time.perf_counter() - began))
    return times


def on_screen(folder: Path) -> list[Figure]:
    """Key to the frame that shows its candidates, in a window; and what the keyboard adds to the terminal's own memory."""
    with xvfb(folder) as display:
        words = [sys.executable, "-m", "kiosk.commands.input_window", str(folder / "rime")]
        told = subprocess.run(words, env={**os.environ, "DISPLAY": display}, stdout=subprocess.PIPE, check=True).stdout
    seen: dict[str, Any] = json.loads(told.splitlines()[-1])
    return [
        Figure("key to its candidates on the screen, 99th percentile", _percentile(seen["to_candidates"], 99), "ms", 60),
        Figure("key to its letter on the screen, 99th percentile", _percentile(seen["to_letter"], 99), "ms", 60),
        Figure("memory of the keyboard in the terminal's process", seen["memory"], "MB", None),
        Figure("memory of keyboard and pinyin engine", seen["memory"] + seen["engine"], "MB", 60),
    ]


def handwriting() -> list[Figure]:
    """Time and memory of the recogniser, and how many characters it reads."""
    font = fonts.load().regular
    began = time.perf_counter()
    child = Child(handwriting_command(), PATIENCE)
    first = 1000 * (time.perf_counter() - began)
    times, wrong, absent = [], 0, 0
    for character in CHARACTERS * 5:
        strokes = penmanship.strokes(character, font)
        began = time.perf_counter()
        readings = child.ask({"strokes": strokes, "most": 16}, PATIENCE)["candidates"]
        times.append(1000 * (time.perf_counter() - began))
        wrong += readings[:1] != [character]
        absent += character not in readings[:PAGE]
    memory = _resident(child.pid)
    child.close()
    count = len(times)
    return [
        Figure("handwriting, a character, 99th percentile", _percentile(times, 99), "ms", 80),
        Figure("handwriting, a character, median", statistics.median(times), "ms", 80),
        Figure("handwriting, until its process is ready", first, "ms", None),
        Figure("memory of handwriting's process, only once used", memory, "MB", 200),
        Figure("characters whose first reading is wrong", 100 * wrong / count, "%", None),
        Figure("characters that are not on the first page", 100 * absent / count, "%", None),
    ]


def splitting() -> list[Figure]:
    """A field of 200 characters split by the faces that draw them: all usual, and every second one rare."""
    faces, figures = fonts.load(), []
    for what, text in (("usual characters", "浙江省宁波市" * 34), ("every second one rare", "䶮𠮷字𬭊人" * 40)):
        times = []
        for _ in range(SPLITS):
            began = time.perf_counter()
            faces.runs(text[:FIELD])
            times.append(1000 * (time.perf_counter() - began))
        figures.append(Figure(f"splitting {FIELD} characters into runs, {what}, 99th percentile", _percentile(times, 99), "ms", 1))
    return figures


def accuracy(user: Path) -> list[Figure]:
    """How many names and addresses are not the first candidate, and not on the first page, beside Pinyin2Hanzi."""
    child = Child(rime_command(user), PATIENCE)
    figures = []
    people = [[name] for name in names()]
    for what, texts in (("names", people), ("addresses", addresses())):
        ours = [[_ours(child, part, name=what == "names") for part in parts] for parts in texts]
        theirs = [[_theirs(part) for part in parts] for parts in texts]
        for place, told in ((1, "first candidate is wrong"), (PAGE, "first page lacks it")):
            mine, other = _missed(texts, ours, place), _missed(texts, theirs, place)
            figures.append(Figure(f"{what} whose {told}", mine, "%", None, "Pinyin2Hanzi", mine / other if other else None))
            figures.append(Figure(f"{what} whose {told}: Pinyin2Hanzi", other, "%", None))
        pages = [_pages(child, "".join(parts), name=what == "names") for parts in texts]
        figures.append(
            Figure(f"{what} that need a second page, chosen piece by piece", 100 * sum(map(bool, pages)) / len(pages), "%", None)
        )
    child.close()
    return figures


def _pages(child: Child, text: str, *, name: bool) -> int:
    """How many pages one turns over to choose ``text``, each time the longest candidate that it goes on with; a hundred where it is not there."""
    steps: list[Any] = list("".join(syllables(text)))
    turned = 0
    while text:
        offered = _offered(child, steps, 1200, name=name)
        fitting = [(index // PAGE, -len(offer), offer) for index, offer in enumerate(offered) if text.startswith(offer)]
        if not fitting:
            return 100
        page, _, offer = min(fitting)
        turned, text = turned + page, text.removeprefix(offer)
        steps.append({"pick": offer})
    return turned


def syllables(text: str) -> list[str]:
    """Its pinyin without tones, ü as v."""
    from pypinyin import lazy_pinyin

    return [syllable.replace("ü", "v") for syllable in lazy_pinyin(text)]


def _ours(child: Child, text: str, *, name: bool) -> list[str]:
    return _offered(child, list("".join(syllables(text))), FEW, name=name)


def _offered(child: Child, steps: list[Any], most: int, *, name: bool) -> list[str]:
    """As the keyboard offers it: names in the field of a person's name, places and streets in that of an address."""
    told = child.ask({"steps": steps, "most": most, "address": not name}, PATIENCE)
    return list(Naming.of("", told["preedit"]).offered(told["candidates"]) if name else told["candidates"])


def _theirs(text: str) -> list[str]:
    from Pinyin2Hanzi import DefaultDagParams, dag, simplify_pinyin

    cut = tuple(simplify_pinyin(syllable) for syllable in syllables(text))
    return ["".join(item.path) for item in dag(_dag_params(DefaultDagParams), cut, path_num=PAGE, log=True)]


_kept: list[Any] = []


def _dag_params(make: Any) -> Any:
    if not _kept:
        _kept.append(make())
    return _kept[0]


def _missed(texts: Sequence[Sequence[str]], told: Sequence[Sequence[list[str]]], most: int) -> float:
    """Per cent of the texts of which not every part is among its first ``most`` candidates."""
    missed = sum(
        any(part not in found[:most] for part, found in zip(parts, answers, strict=True))
        for parts, answers in zip(texts, told, strict=True)
    )
    return 100 * missed / len(texts)


def _percentile(values: Sequence[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / MEGABYTE


if __name__ == "__main__":
    sys.stdout.write(json.dumps([asdict(figure) for figure in measure()]) + "\n")
