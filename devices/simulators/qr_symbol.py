"""The QR code a receipt printer draws by itself: the functions of ``GS ( k`` with cn 49."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LONGEST = 2000  # bytes; more does not fit into a symbol


class QrSymbol:
    """Keeps module size and data until it is told to print."""

    def __init__(self) -> None:
        self._module = 3
        self._data = b""

    def function(self, body: bytes) -> NDArray[np.uint8] | None:
        """Obey one function; the symbol's dots (0 black, 255 white) when it is to be printed now and can be."""
        match body[:2]:
            case b"1C" if len(body) == 3 and 1 <= body[2] <= 16:
                self._module = body[2]
            case b"1P" if 3 < len(body) <= _LONGEST:
                self._data = body[3:]
            case b"1Q" if self._data:
                return self._dots()
        return None

    def _dots(self) -> NDArray[np.uint8] | None:
        import zxingcpp

        try:
            code = zxingcpp.create_barcode(self._data.decode("latin-1"), zxingcpp.BarcodeFormat.QRCode)
        except ValueError:
            return None
        return np.array(code.to_image(scale=self._module, add_quiet_zones=False), np.uint8)
