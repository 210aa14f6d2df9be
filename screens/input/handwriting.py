"""Handwriting: strokes in, characters out, by the text recogniser that the wheel ``rapidocr`` carries, run by onnxruntime.

Runs in a process of its own (``python -I handwriting.py [MODEL]``), started only once somebody writes: one JSON request a line, one JSON
answer a line. A request is ``{"strokes": [[[x, y], …], …], "most": 12}``, y growing downwards, in parts of the pad's height; the answer
``{"candidates": […]}``, best first. Nothing is kept.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import resource
import sys
from pathlib import Path
from typing import Any

Strokes = list[list[list[float]]]

MODEL = "PP-OCRv6_rec_small.onnx"
DIGEST = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
"""SHA-256 of the model in rapidocr 3.10.0."""
SIDE = 256
PEN = 16
MARGIN = 26
"""Pixels of the picture that a character is drawn into."""
HEIGHT = 48
"""Pixels: the height of a line that the model reads."""
ROOM = 96
"""Pixels: a picture is filled up to this width; the model's own 320 read no better and three times slower."""
LINE = 1.45
"""What is so much wider than high is several characters beside each other, unless it is as flat as 一."""
FLAT = 0.35
HAN = (0x2E80, 0x323AF)


class HandwritingMissing(OSError):
    """A package or the model is not there or is not the known one; the message says which, for staff."""


def model_path() -> Path:
    """The recogniser inside the wheel. Raises HandwritingMissing."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or not found.submodule_search_locations:
        raise HandwritingMissing("没有装 rapidocr，手写要用它的模型")
    return Path(next(iter(found.submodule_search_locations))) / "models" / MODEL


def checked(path: Path) -> bytes:
    """The model's bytes. Raises HandwritingMissing where it is not the known file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HandwritingMissing(f"手写模型 {path.name} 读不出来：{error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != DIGEST:
        raise HandwritingMissing(f"手写模型 {path.name} 不是原来的那个：SHA-256 对不上")
    return content


def placed(strokes: Strokes) -> tuple[Strokes, int]:
    """The strokes in pixels of a picture ``SIDE`` high, in its middle and as large as fits, and the picture's width. Pure."""
    points = [point for stroke in strokes for point in stroke]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    wide, high = right - left, bottom - top
    inner = SIDE - 2 * MARGIN
    several = wide > LINE * high and high > FLAT
    scale = inner / max(high if several else max(wide, high), 1e-6)
    width = round(wide * scale) + 2 * MARGIN if several else SIDE
    across, down = (width - wide * scale) / 2, (SIDE - high * scale) / 2
    return [[[across + (x - left) * scale, down + (y - top) * scale] for x, y in stroke] for stroke in strokes], width


def picture(strokes: Strokes) -> Any:
    """The strokes in black on white, ``HEIGHT`` pixels high, as a Pillow image."""
    from PIL import Image, ImageDraw

    lines, width = placed(strokes)
    drawn = Image.new("L", (width, SIDE), 255)
    pen = ImageDraw.Draw(drawn)
    for line in lines:
        points = [(x, y) for x, y in line]
        if len(points) > 1:
            pen.line(points, fill=0, width=PEN, joint="curve")
        for x, y in (points[0], points[-1]):
            pen.ellipse((x - PEN / 2, y - PEN / 2, x + PEN / 2, y + PEN / 2), fill=0)
    return drawn.resize((max(1, round(width * HEIGHT / SIDE)), HEIGHT), Image.Resampling.BILINEAR)


class Recogniser:
    """The model, loaded. Raises HandwritingMissing."""

    def __init__(self, model: Path | None = None) -> None:
        content = checked(model or model_path())
        try:
            import onnxruntime
        except ImportError:
            raise HandwritingMissing("没有装 onnxruntime，手写要用它") from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        characters = self._session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._characters = ["", *characters, " "]

    def read(self, strokes: Strokes, most: int) -> list[str]:
        """The best readings of what was written, at most ``most``."""
        import numpy as np

        strokes = [stroke for stroke in strokes if stroke]
        if not strokes:
            return []
        grey = (np.asarray(picture(strokes), np.float32) / 255 - 0.5) / 0.5
        line = np.zeros((1, 3, HEIGHT, max(ROOM, grey.shape[1])), np.float32)
        line[0, :, :, : grey.shape[1]] = grey
        (likely,) = self._session.run(None, {self._session.get_inputs()[0].name: line})
        return self._readings(likely[0], most)

    def _readings(self, likely: Any, most: int) -> list[str]:
        best = likely.argmax(axis=1)
        whole = "".join(self._characters[at] for at, before in zip(best, [0, *best], strict=False) if at not in (0, before))
        peak = likely.max(axis=0)
        peak[0] = 0
        single = [self._characters[at] for at in (-peak).argsort()[: 4 * most]]
        kept = [text for text in single if HAN[0] <= ord(text[0]) <= HAN[1]] + [text for text in single if text.isalnum()]
        first = [whole.strip()] if len(whole.strip()) > 1 else []
        return list(dict.fromkeys([*first, *kept]))[:most]


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def serve(model: Path | None) -> int:
    """Answer requests until standard input ends. A core dump would hold what was written: there is none."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        recogniser = Recogniser(model)
    except OSError as error:
        _say({"missing": str(error)})
        return 1
    _say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        _say({"candidates": recogniser.read(request["strokes"], request["most"])})
    return 0


if __name__ == "__main__":
    sys.exit(serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
