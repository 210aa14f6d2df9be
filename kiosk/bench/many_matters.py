"""Generated matters, as many as a city has and as long as real ones, each with its own code and a name people could search for."""

from __future__ import annotations

import json
import re
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
_CODE = '  basic: "330711003000"\n  implementation: "11330299MB000004X74330711003000"\n'


def texts() -> Iterator[str]:
    """The YAML of one matter after another; 10,000 and more differ in code and name."""
    model = _MODEL.read_text("utf-8")
    names = (f"{thing}{kind}{act}" for kind, act, thing in product(_WORDS["kinds"], _WORDS["acts"], _WORDS["things"]))
    for number, name in enumerate(names):
        basic = f"330711{number // 1000 + 100:03d}{number % 1000:03d}"
        text = model.replace(_CODE, f'  basic: "{basic}"\n  implementation: "11330299MB000004X74{basic}"\n')
        text = text.replace("name: 老年人优待证申领\n", f"name: {name}\n").replace(
            "short_name: 老年人优待证\n", f"short_name: {name[:10]}\n"
        )
        text = re.sub(r"^aliases: .*$", f"aliases: [{name[:-2]}, 办{name[:4]}]", text, count=1, flags=re.M)
        text = re.sub(r"^sayings: .*$", f"sayings: [{name[:4]}怎么办]", text, count=1, flags=re.M)
        text = re.sub(r"^popular: .*\n", "", text, count=1, flags=re.M)
        assert len(text.encode()) >= LEAST_BYTES, "the model is shorter than real matters are"
        yield text


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
