"""Which live services are up, as the hub told last: what needs one that is down is said before anybody starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config.limits import limits
from kiosk.hub_live import ServiceState, Unavailable
from kiosk.live.names import CONNECTORS
from kiosk.words import listed, words

NO_NETWORK = words("现在网络不通，这件事要联网才能办。请稍后再来，或到窗口办理")


class Services:
    """Main thread only. Before the first answer everything counts as up, as a device does that was not asked yet."""

    def __init__(self) -> None:
        self._up: Mapping[str, bool] | None = None
        self.offline = False
        """whether the hub could not be reached when it was last asked"""

    def told(self, answer: tuple[ServiceState, ...] | Unavailable) -> bool:
        """Take over an answer; whether it changed anything."""
        before = self._up, self.offline
        if isinstance(answer, Unavailable):
            self.offline = True
        else:
            self._up, self.offline = {state.name: state.up for state in answer}, False
        return before != (self._up, self.offline)

    def obstacle(self, needed: Sequence[str]) -> str:
        """Why what needs these services cannot be done now, as the citizen reads it; empty when it can."""
        if not needed:
            return ""
        if self.offline:
            return NO_NETWORK
        if self._up is None:
            return ""
        titles = limits().services
        down = [words(titles.get(name, name)) for name in needed if not self._up.get(CONNECTORS.get(name, ""), False)]
        return words("{}现在连不上，这件事先办不了。请稍后再来，或到窗口办理", listed(down)) if down else ""
