"""What a receipt printer does with the bytes it gets: text and pictures become rows of dots, a cut ends the strip, queries are answered.

Without paper, with its cover open, its head too hot or its blade stuck, it stops where it is: what arrives waits, and only the real-time
commands are still obeyed.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from devices.simulators.escpos_tables import CLEAR, ESC_PARAMETERS, FS_PARAMETERS, GS_PARAMETERS, REALTIME
from devices.simulators.printer_health import PrinterHealth
from devices.simulators.qr_symbol import QrSymbol
from devices.simulators.textline import TextLine
from devices.status import Paper

Strip = NDArray[np.uint8]

DOTS = 576
_LONGEST_STRIP = 8000
_LONGEST_LINE = 2000
_BUFFER = 1 << 20
_LINE = 30  # dots
_LF, _FF = 0x0A, 0x0C


class EscPosInterpreter:
    """Feed it bytes; it calls ``reply`` with answers and ``cut`` with finished strips (rows x 576, 0 black, 255 white; True: torn off)."""

    def __init__(self, reply: Callable[[bytes], None], cut: Callable[[Strip, bool], None]) -> None:
        self._reply = reply
        self._cut = cut
        self.health = PrinterHealth()
        self._out_after: int | None = None
        self._pending = bytearray()
        self._looked_at = 0
        self._rows: list[Strip] = []
        self._height = 0
        self._raster: tuple[int, int] | None = None  # bytes a row, rows still to come
        self._line = TextLine()
        self._symbol = QrSymbol()

    def set_paper(self, paper: Paper) -> None:
        """Change the supply. New paper after none: what hung out is torn off, and what waits goes on."""
        if self.health.paper is Paper.OUT and paper is not Paper.OUT:
            self._finish(torn=True)
        self.health.paper = paper
        self._out_after = None
        self._work()

    def set_cover(self, *, is_open: bool) -> None:
        """Open or close the cover; what waits goes on once it is closed."""
        self.health.cover_open = is_open
        self._work()

    def set_hot(self, *, hot: bool) -> None:
        """Let the head get too hot, or cool down; what waits goes on then."""
        self.health.hot = hot
        self._work()

    def set_cutter(self, *, jammed: bool) -> None:
        """Jam the blade, or free it; what waits goes on then."""
        self.health.cutter_jammed = jammed
        self._work()

    def power_off(self) -> None:
        """Forget everything that was not printed, as without power; the paper that hangs out is torn off."""
        self._pending.clear()
        self._clear()
        self._finish(torn=True)

    def run_out_after(self, raster_bytes: int) -> None:
        """Let the paper end once so many more bytes of picture are printed."""
        self._out_after = raster_bytes

    def feed(self, data: bytes) -> None:
        """Take what came over the wire. Never fails, whatever it is; at most 1 MiB waits."""
        self._pending += data[: _BUFFER - len(self._pending)]
        self._work()

    def _work(self) -> None:
        while not self.health.stopped and self._step():
            self._looked_at = 0
        if self.health.stopped:
            self._obey_realtime()

    def _obey_realtime(self) -> None:
        while (found := REALTIME.search(self._pending, max(0, self._looked_at - len(CLEAR)))) is not None:
            command = bytes(found.group())
            if command[1] == 0x04:
                del self._pending[found.start() : found.end()]
                self._answer(command[2])
            else:
                del self._pending[: found.end()]
                self._clear()
        self._looked_at = len(self._pending)

    def _clear(self) -> None:
        """Forget what is being printed. What came before the command is gone already; what came after it counts."""
        self._raster = None
        self._line.clear()
        self._looked_at = 0

    def _answer(self, query: int) -> None:
        self._reply(self.health.answer(query))

    def _step(self) -> bool:
        """Obey one command, or print one row or character; False when more bytes are needed."""
        if self._raster is not None:
            return self._print_row(*self._raster)
        if not self._pending:
            return False
        first = self._pending[0]
        match first:
            case 0x10:
                return self._dle()
            case 0x1B:
                return self._esc()
            case 0x1C:
                return self._fs()
            case 0x1D:
                return self._gs()
        del self._pending[0]
        if first in (_LF, _FF) or self._line.width_in_bytes >= _LONGEST_LINE:
            self._print_line(feed=True)
        if first >= 0x20:
            self._line.add(first)
        return True

    def _take(self, length: int) -> bytes | None:
        """The first ``length`` bytes, or None as long as they have not all come."""
        if len(self._pending) < length:
            return None
        taken = bytes(self._pending[:length])
        del self._pending[:length]
        return taken

    def _fs(self) -> bool:
        if len(self._pending) < 2:
            return False
        command = self._take(2 + FS_PARAMETERS.get(self._pending[1], 0))
        if command is None:
            return False
        if command[1:2] in (b"&", b"."):
            self._line.chinese = command[1:2] == b"&"
        return True

    def _dle(self) -> bool:
        if len(self._pending) < 3:
            return False
        second, third = self._pending[1], self._pending[2]
        length = {0x04: 3, 0x05: 3, 0x14: 10 if third == 8 else 5}.get(second, 1)
        command = self._take(length)
        if command is None:
            return False
        if second == 0x04 and 1 <= third <= 4:
            self._answer(third)
        elif command == CLEAR:
            self._clear()
        return True

    def _esc(self) -> bool:
        if len(self._pending) < 2:
            return False
        name = self._pending[1]
        if name == ord("*"):
            return self._skip_column_picture()
        command = self._take(2 + ESC_PARAMETERS.get(name, 0))
        if command is None:
            return False
        match chr(name):
            case "@":
                self._line.clear()
            case "a":
                self._line.align = command[2] % 48 % 3
            case "E" | "G":
                self._line.bold = bool(command[2] & 1)
            case "d":
                self._print_line()
                self._blank(command[2] * _LINE)
            case "J":
                self._print_line()
                self._blank(command[2])
            case "i" | "m":
                self._finish(torn=False)
        return True

    def _skip_column_picture(self) -> bool:
        if len(self._pending) < 5:
            return False
        columns = int.from_bytes(self._pending[3:5], "little")
        return self._take(5 + columns * (3 if self._pending[2] in (32, 33) else 1)) is not None

    def _gs(self) -> bool:
        if len(self._pending) < 3:
            return False
        match chr(self._pending[1]):
            case "v":
                return self._begin_raster()
            case "V":
                return self._cut_command()
            case "(":
                return self._function()
            case "k":
                return self._skip_barcode()
            case name:
                command = self._take(2 + GS_PARAMETERS.get(ord(name), 0))
                if command is None:
                    return False
                if name == "r" and command[2] % 48 in (1, 2):
                    self._reply(b"\x03" if self.health.paper is Paper.LOW else b"\x00")
                elif name == "!":
                    self._line.wide, self._line.tall = 1 + (command[2] >> 4 & 7), 1 + (command[2] & 7)
                return True

    def _begin_raster(self) -> bool:
        head = self._take(8)
        if head is None:
            return False
        self._print_line()
        width, height = int.from_bytes(head[4:6], "little"), int.from_bytes(head[6:8], "little")
        if head[2] in (0x30, 0x00) and width and height:
            self._raster = (width, height)
        return True

    def _print_row(self, width: int, rows: int) -> bool:
        row = self._take(width)
        if row is None:
            return False
        self._raster = (width, rows - 1) if rows > 1 else None
        dots = np.full(DOTS, 255, np.uint8)
        bits = np.unpackbits(np.frombuffer(row[: DOTS // 8], np.uint8))
        dots[: len(bits)][bits == 1] = 0
        self._add(dots[None, :])
        if self._out_after is not None:
            self._out_after -= width
            if self._out_after <= 0:
                self.health.paper, self._out_after = Paper.OUT, None
        return True

    def _cut_command(self) -> bool:
        feeds = self._pending[2] in (65, 66, 97, 98, 103, 104)
        command = self._take(4 if feeds else 3)
        if command is None:
            return False
        self._print_line()
        if feeds:
            self._blank(command[3])
        self._finish(torn=False)
        return True

    def _function(self) -> bool:
        if len(self._pending) < 5:
            return False
        command = self._take(5 + int.from_bytes(self._pending[3:5], "little"))
        if command is None:
            return False
        symbol = self._symbol.function(command[5:]) if command[2:3] == b"k" else None
        if symbol is not None and symbol.shape[1] <= DOTS:
            self._print_line()
            paper = np.full((len(symbol), DOTS), 255, np.uint8)
            left = (0, (DOTS - symbol.shape[1]) // 2, DOTS - symbol.shape[1])[self._line.align]
            paper[:, left : left + symbol.shape[1]] = symbol
            self._add(paper)
        return True

    def _skip_barcode(self) -> bool:
        if self._pending[2] > 6:
            return len(self._pending) > 3 and self._take(4 + self._pending[3]) is not None
        end = self._pending.find(b"\0", 3, 260)
        if end < 0 and len(self._pending) < 260:
            return False
        return self._take(end + 1 if end >= 0 else 260) is not None

    def _print_line(self, *, feed: bool = False) -> None:
        """Print what stands on the line; ``feed``: an empty one moves the paper too."""
        dots = self._line.print(DOTS)
        if dots is not None:
            self._add(dots)
        elif feed:
            self._blank(_LINE * self._line.tall)

    def _blank(self, height: int) -> None:
        if height:
            self._add(np.full((height, DOTS), 255, np.uint8))

    def _add(self, dots: Strip) -> None:
        self._rows.append(dots)
        self._height += len(dots)
        if self._height >= _LONGEST_STRIP:
            self._finish(torn=True)

    def _finish(self, *, torn: bool) -> None:
        rows, self._rows, self._height = self._rows, [], 0
        if rows:
            self._cut(np.concatenate(rows), torn)
