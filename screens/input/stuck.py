"""A key of a real keyboard that never comes up again repeats for ever; it must neither fill a field nor keep a visit alive. Pure."""

from __future__ import annotations

MOST = 30
"""So many of the same key without a rest nobody means."""
REST_SECONDS = 0.4


class StuckKey:
    """``counts`` for every keystroke in turn."""

    def __init__(self) -> None:
        self._key: object = None
        self._at = 0.0
        self._times = 0

    def counts(self, key: object, at: float) -> bool:
        """Whether this keystroke at ``at`` (monotonic seconds) is a person's; a rest or another key makes it so again."""
        same = key == self._key and at - self._at < REST_SECONDS
        self._times = self._times + 1 if same else 1
        self._key, self._at = key, at
        return self._times <= MOST

    @property
    def just_stuck(self) -> bool:
        """Whether the last keystroke was the first that did not count."""
        return self._times == MOST + 1
