"""Tells at once when a card is put in or taken out: a thread that waits for the reader's next event on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.smart_card.pcsc import GONE, Context, PcscError

_ROUND = 30.0


class Watch:
    """Calls ``changed`` (which must be quick) at every change of the reader's state, and once more when it can no longer watch.

    ``context`` is its own and not open yet. It ends by itself with the daemon or the reader; whoever connects anew starts a new one.
    """

    def __init__(self, context: Context, reader: str, known: int, changed: Callable[[], None]) -> None:
        self._context = context
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(reader, known, changed), name="smart-card-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop watching. Never raises."""
        self._ended.set()
        while self._thread.is_alive():
            self._context.abort("cancelled")
            self._thread.join(0.05)

    def _run(self, reader: str, known: int, changed: Callable[[], None]) -> None:
        try:
            self._context.open()
            while not self._ended.is_set():
                state = self._context.state(reader, known, _ROUND)
                if state != known:
                    changed()
                if state & GONE:
                    return
                known = state
        except PcscError:
            if not self._ended.is_set():
                changed()
        finally:
            self._context.close()
