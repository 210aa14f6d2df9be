"""How many bytes follow the commands of ESC/POS that a simulated printer knows only well enough to skip them."""

from __future__ import annotations

import re

CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
REALTIME = re.compile(rb"\x10\x04[\x01-\x04]|" + re.escape(CLEAR) + rb"|\x10\x05\x02")
ESC_PARAMETERS = {ord(c): n for c, n in {"!": 1, "a": 1, "d": 1, "J": 1, "E": 1, "G": 1, "t": 1, "R": 1, "M": 1, "3": 1, "-": 1}.items()}
ESC_PARAMETERS |= {ord(c): n for c, n in {"{": 1, "p": 3, "$": 2, "\\": 2, "c": 2, "=": 1, " ": 1, "V": 1, "r": 1, "B": 2, "e": 1}.items()}
FS_PARAMETERS = {ord(c): n for c, n in {"!": 1, "S": 2, "-": 1, "W": 1, "C": 1}.items()}
GS_PARAMETERS = {ord(c): n for c, n in {"!": 1, "B": 1, "H": 1, "h": 1, "w": 1, "f": 1, "L": 2, "W": 2, "P": 2, "r": 1, "a": 1}.items()}
GS_PARAMETERS |= {ord(c): n for c, n in {"I": 1, "$": 2, "\\": 2, "/": 1, "b": 1}.items()}
