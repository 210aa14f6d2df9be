"""Asking a helper process from the screen without ever waiting for it: a thread, one pending question, answers where the screen lives."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from threading import Condition, Thread
from typing import Any

from screens.input.child import Child, ChildLost, ChildMissing

Answer = dict[str, Any]
Then = Callable[[Answer | None], None]

TRIES = 2
REST_SECONDS = 30.0
"""After it failed, nobody asks again for so long: every key would cost a new process."""


class Engine:
    """``ask`` takes a question and returns at once; a newer question replaces one that has not been put yet.

    ``post`` runs a function where the screen lives. ``failure`` is what staff should read while the engine cannot be used, else empty;
    ``on_failure`` is told once per failure, ``on_restart`` why a process was lost that could be started again: nobody but staff notices.
    """

    def __init__(
        self,
        command: Sequence[str],
        post: Callable[[Callable[[], None]], None],
        *,
        start_seconds: float = 10.0,
        answer_seconds: float = 1.5,
        on_failure: Callable[[str], None] = lambda _: None,
        on_restart: Callable[[str], None] = lambda _: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._post, self._monotonic = list(command), post, monotonic
        self._start_seconds, self._answer_seconds, self._on_failure = start_seconds, answer_seconds, on_failure
        self._on_restart = on_restart
        self._change = Condition()
        self._pending: tuple[Answer, Then] | None = None
        self._warm = self._closed = False
        self._thread: Thread | None = None
        self._child: Child | None = None
        self._rests_until = 0.0
        self.failure = ""

    @property
    def pid(self) -> int | None:
        """The helper process, while there is one."""
        child = self._child
        return child.pid if child else None

    def warm(self) -> None:
        """Start the process now, so that the first question finds it ready."""
        with self._change:
            self._warm = True
            self._wake()

    def ask(self, request: Answer, then: Then) -> None:
        """``then`` gets the answer, or None where there is none; it is not called for a question that a newer one replaced."""
        with self._change:
            self._pending = (request, then)
            self._wake()

    def close(self) -> None:
        """End thread and process."""
        with self._change:
            self._closed = True
            self._change.notify()
        if self._thread:
            self._thread.join()

    def _wake(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._work, name="input engine", daemon=True)
            self._thread.start()
        self._change.notify()

    def _work(self) -> None:
        while self._work_once():
            pass
        self._drop()

    def _work_once(self) -> bool:
        """Wait for a question and have it answered; whether there may be more.

        A round of its own, for a thread that waits keeps its variables: nothing asked or answered, nor who asked, may outlive its visit.
        """
        with self._change:
            self._change.wait_for(lambda: self._closed or self._pending or self._warm)
            if self._closed:
                return False
            job, self._pending, self._warm = self._pending, None, False
        if job is None:
            self._attempt(None)
        else:
            self._post(partial(job[1], self._attempt(job[0])))
        return True

    def _attempt(self, request: Answer | None) -> Answer | None:
        """The answer to ``request``, or None; a process that was lost is started once more."""
        if self._monotonic() < self._rests_until:
            return None
        why = ""
        for _ in range(TRIES):
            try:
                if self._child is None:
                    self._child = Child(self._command, self._start_seconds)
                answer = self._child.ask(request, self._answer_seconds) if request is not None else {}
            except (ChildLost, OSError) as error:
                why = str(error)
                self._drop()
            except ChildMissing as missing:
                why = str(missing)
                break
            else:
                self.failure = ""
                if why:
                    self._post(partial(self._on_restart, why))
                return answer
        self._rests_until = self._monotonic() + REST_SECONDS
        self.failure = why
        self._post(lambda: self._on_failure(why))
        return None

    def _drop(self) -> None:
        if self._child:
            self._child.close()
            self._child = None
