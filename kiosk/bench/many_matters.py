"""Generated matters, as many as a city has and as long as real ones, each with its own code and a name people could search for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path

import msgspec

from config.compiled import BODIES_FILE, INDEX_FILE, compile_matters, encode
from config.matter import Matter
from config.themes import DEFAULTS, load_life_events, load_themes
from config.words import load_sayings
from config.yaml_source import read_yaml

LEAST_BYTES = 8192
_MODEL = DEFAULTS / "matters" / "senior_card_application.yaml"
_WORDS: dict[str, list[str]] = json.loads(Path(__file__).with_name("matter_words.json").read_text("utf-8"))
_ANSWER = "材料齐全、符合法定形式的，当场收下材料，在承诺的时限内办好；不齐全的，一次说清要补什么。"
_CODE = '  basic: "330711003000"\n  implementation: "11330299MB000004X74330711003000"\n'


def texts() -> Iterator[str]:
    """The YAML of one matter after another; 10,000 and more differ in code and name."""
    model = _MODEL.read_text("utf-8").replace("popular: true\n", "")
    names = (f"{thing}{kind}{act}" for kind, act, thing in product(_WORDS["kinds"], _WORDS["acts"], _WORDS["things"]))
    for number, name in enumerate(names):
        basic = f"330711{number // 1000 + 100:03d}{number % 1000:03d}"
        text = model.replace(_CODE, f'  basic: "{basic}"\n  implementation: "11330299MB000004X74{basic}"\n')
        text = text.replace("name: 老年人优待证申领\n", f"name: {name}\n").replace(
            "short_name: 老年人优待证\n", f"short_name: {name[:10]}\n"
        )
        text = text.replace(
            "aliases: [老年证, 老人证, 敬老卡, 老年优待卡]", f"aliases: [{name[:-2]}, 办{name[:4]}]\nsayings: [{name[:4]}怎么办]"
        )
        yield text + _questions(name, LEAST_BYTES - len(text.encode()))


def _questions(name: str, least: int) -> str:
    lines, size, number = ["faq:\n"], 0, 1
    while size < least:
        line = f"  - question: {name}第 {number} 个常见的问题是什么？\n    answer: {_ANSWER}\n"
        lines.append(line)
        size += len(line.encode())
        number += 1
    return "".join(lines)


def write_folder(folder: Path, number: int) -> list[Path]:
    """``number`` matter files; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for at, text in enumerate(islice(texts(), number)):
        paths.append(folder / f"m{at:05d}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def matters(folder: Path, number: int) -> list[Matter]:
    """The same, loaded without lint."""
    return [msgspec.convert(read_yaml(path).data, Matter) for path in write_folder(folder, number)]


def write_compiled(folder: Path, made: list[Matter]) -> None:
    """Compile matters into ``folder`` as the agent does."""
    folder.mkdir(parents=True, exist_ok=True)
    index, bodies = compile_matters(made, load_themes(), load_life_events(), load_sayings())
    (folder / INDEX_FILE).write_bytes(encode(index))
    (folder / BODIES_FILE).write_bytes(bodies)
