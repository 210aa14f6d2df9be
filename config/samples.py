"""Sample pictures of materials (示例样表): ``samples/`` beside the matters that name them, checked before anybody is shown one.

What a picture may be is bounded, for it travels with the matters and is opened on every terminal: a whole PNG or JPEG, as its name says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

from msgspec import Struct

from config.matter import Material, Matter

SAMPLES = "samples"
"""The folder of sample pictures beside the matters."""
NAME = re.compile(r"[a-z0-9_]{1,80}\.(?:png|jpg)")
MOST_BYTES = 512 << 10
LEAST_SIDE, MOST_SIDE = 200, 2400
"""Pixels: a terminal's display has 1,080 by 1,920."""
_FORMATS = {".png": "PNG", ".jpg": "JPEG"}


class Sample(Struct, frozen=True):
    """Where a picture lies below the folder of matters, and the SHA-256 of its bytes, hexadecimal."""

    path: str
    sha256: str


Samples = Mapping[str, Mapping[str, Sample]]
"""实施编码 -> name in the matter -> picture; matters without one are left out."""


def fault(name: str, data: bytes) -> str:
    """Why ``data`` may not be the sample picture ``name``, for an administrator; empty where it may."""
    if len(data) > MOST_BYTES:
        return f"示例图片有 {len(data)} 字节，最多 {MOST_BYTES}"
    from PIL import Image

    wanted = _FORMATS[Path(name).suffix]
    try:
        with Image.open(BytesIO(data), formats=[wanted]) as picture:
            if not all(LEAST_SIDE <= side <= MOST_SIDE for side in picture.size):
                return f"示例图片 {picture.width}×{picture.height} 像素，每边要在 {LEAST_SIDE} 到 {MOST_SIDE} 之间"
            if getattr(picture, "n_frames", 1) != 1:
                return "示例图片会动，要一张不动的"
            picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return f"示例图片打不开，不是完整的 {wanted}"
    return ""


def materials(matter: Matter) -> Iterable[Material]:
    """The applicant's materials and an agent's."""
    return (*matter.materials, *matter.agent.materials)


def located(folder: Path, files: Iterable[Path], matters: Iterable[Matter]) -> dict[str, dict[str, Sample]]:
    """The pictures that ``matters`` name, each matter with its file below ``folder``. Raises OSError where one cannot be read."""
    found: dict[str, dict[str, Sample]] = {}
    for file, matter in zip(files, matters, strict=True):
        for name in dict.fromkeys(item.sample for item in materials(matter) if item.sample):
            path = file.parent / SAMPLES / name
            made = Sample(path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
            found.setdefault(matter.code, {})[name] = made
    return found
