"""The photo on a card: 1,024 bytes that only a vendor's library opens (WLT), so opening them is left to plug-ins.

A plug-in is an entry point of the group ``kiosk.photo_decoders``: a callable that takes the bytes (at most 1,024) and returns the picture as
an array of height x width x 3 bytes, blue first, or None when the bytes are not of its kind. Without any plug-in every card is read as well,
only without a picture.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENTRY_POINTS = "kiosk.photo_decoders"
LONGEST = 1024  # bytes
LARGEST_SIDE = 1024  # pixels; a card's photo has 102 x 126

Photo: TypeAlias = "NDArray[np.uint8]"
Decoder = Callable[[bytes], Any]

_LOG = logging.getLogger(__name__)


def decode_photo(photo: bytes) -> Photo | None:
    """The picture of a card (height x width x 3, blue first), or None when no plug-in here can open it. Never raises for what the bytes are."""
    if not any(photo) or len(photo) > LONGEST:
        return None
    for name, decoder in decoders():
        picture = _decoded(name, decoder, photo)
        if picture is not None:
            return picture
    return None


@cache
def decoders() -> tuple[tuple[str, Decoder], ...]:
    """Every plug-in that can be loaded, by name. One that cannot is logged once and left out."""
    from importlib.metadata import entry_points

    found: list[tuple[str, Decoder]] = []
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda each: each.name):
        try:
            found.append((point.name, point.load()))
        except Exception as error:  # noqa: BLE001 - somebody else's package; the cards are read all the same
            _LOG.warning("photo decoder %s cannot be loaded: %s", point.name, type(error).__name__)
    return tuple(found)


def _decoded(name: str, decoder: Decoder, photo: bytes) -> Photo | None:
    import numpy as np

    try:
        picture = decoder(photo)
    except Exception as error:  # noqa: BLE001 - the bytes come from outside and the decoder from somebody else
        _LOG.warning("photo decoder %s failed: %s", name, type(error).__name__)
        return None
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8 or picture.ndim != 3 or picture.shape[2] != 3:
        return None
    height, width, _ = picture.shape
    return picture if 0 < height <= LARGEST_SIDE and 0 < width <= LARGEST_SIDE else None
