"""Opens the photos of simulated cards: a WebP or AVIF picture where a real card has its WLT picture. A plug-in like any other."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

_LARGEST = 512  # pixels a side


def decode(photo: bytes) -> NDArray[np.uint8] | None:
    """The picture (height x width x 3, blue first), or None for what is neither WebP nor AVIF, or larger than any card's photo."""
    if not (photo[:4] == b"RIFF" and photo[8:12] == b"WEBP") and photo[4:12] not in (b"ftypavif", b"ftypavis"):
        return None
    from PIL import Image

    try:
        with Image.open(io.BytesIO(photo), formats=("WEBP", "AVIF")) as picture:
            if max(picture.size) > _LARGEST:
                return None
            rgb = np.asarray(picture.convert("RGB"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return np.ascontiguousarray(rgb[:, :, ::-1])
