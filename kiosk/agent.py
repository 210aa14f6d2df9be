"""The background process: uploads what is queued, deletes what is acknowledged, tells the hub how the terminal is.

Several may run at once and each may be killed at any instant: rows are leased, the hub tells duplicates by submission id, and a package
is deleted only after the hub's signed acknowledgement was verified.
"""

from __future__ import annotations

import logging
import random
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from config.policy import Policy as CityPolicy
from config.policy import load_policy
from config.problem import MatterError
from kiosk import audit, identity, room
from kiosk.catalogue_store import CatalogueStore
from kiosk.condition import condition
from kiosk.hub_client import ANSWER_SECONDS, CONNECT_SECONDS, HubClient, HubError
from kiosk.identity import AcknowledgementError
from kiosk.queue.lease import process_owner
from kiosk.queue.pace import LARGEST, Pace
from kiosk.queue.packages import digest
from kiosk.queue.retry import Action, Policy
from kiosk.queue.store import LEASE, Queue, Row
from kiosk.queue.uploader import Stopped, Upload
from kiosk.terminal_db import damaged

LOG = logging.getLogger(__name__)
POLL_SECONDS = 1.0
HEARTBEAT_SECONDS = 60.0
RECOVER_SECONDS = 60.0
TIDY_SECONDS = 6 * 3600.0
SLICE_SECONDS = 30.0
"""So long a package has the line before smaller ones that wait get a turn."""
SMALL = 1024 * 1024
"""Bytes of a package that need not wait behind large ones."""
TURN = 20
"""So many small ones, then the large one goes on."""
UNAUTHORISED = "the hub does not accept this terminal: see at the hub whether it was revoked, else enrol it again"


class Agent:
    """One agent on one state folder. ``clock`` tells wall-clock seconds, ``monotonic`` steady ones, ``dice`` numbers in [0, 1).

    ``chunk`` is the most bytes of one request, ``limit`` the most bytes a second (0: no limit), ``timeout`` seconds to connect and to answer.

    Raises IdentityError when the terminal is not enrolled or the address is not safe, OSError and sqlite3.Error for the folder.
    """

    def __init__(
        self,
        home: Path,
        hub_url: str = "",
        *,
        policy: Policy | None = None,
        lease: float = LEASE,
        chunk: int = LARGEST,
        limit: float = 0.0,
        slice_seconds: float = SLICE_SECONDS,
        timeout: tuple[float, float] = (CONNECT_SECONDS, ANSWER_SECONDS),
        heartbeat: float = HEARTBEAT_SECONDS,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        dice: Callable[[], float] = random.random,
        stop: Event | None = None,
    ) -> None:
        self._home = home
        self._identity = identity.load(home)
        self._timeout = timeout
        self._client = HubClient(hub_url or self._identity.facts.hub_url, self._identity, clock=clock, timeout=timeout)
        self._queue = Queue(home, clock=clock, lease=lease)
        self._policy = policy or Policy()
        self._chunk, self._limit, self._slice = chunk, limit, slice_seconds
        self._heartbeat = heartbeat
        self._clock, self._monotonic, self._dice = clock, monotonic, dice
        self._owner = process_owner()
        self._stop = stop or Event()
        self._failures = 0
        self._unauthorised = 0
        self._turns = 0
        self._slice_until = float("inf")
        self._quiet_until = float("-inf")
        self._lease = lease
        self._renew_at = float("-inf")
        self._next_heartbeat = float("-inf")
        self._next_recovery = float("-inf")
        self._next_tidy = float("-inf")
        self._queue.terminal.check()

    def close(self) -> None:
        """Close the database and the connections."""
        self._queue.close()
        self._client.close()

    @property
    def quiet_for(self) -> float:
        """Seconds until the hub is asked again; not positive while nothing stands in the way."""
        return self._quiet_until - self._monotonic()

    def undelivered(self) -> int:
        """How many cases the hub has not acknowledged, parked ones included."""
        depth = self._queue.depth()
        return depth.sealed + depth.uploading + depth.parked

    def run_forever(self, poll: float = POLL_SECONDS) -> None:
        """Work until ``stop`` is set, looking for new rows every ``poll`` seconds. A fault ends one round, not the work."""
        while not self._stop.is_set():
            try:
                self.run_once()
            except Exception:
                LOG.exception("this round failed; the next one tries again")
            self._stop.wait(poll)

    def run_once(self) -> int:
        """Bring files and rows together, upload everything that is due, send a heartbeat when it is time. Returns the cases delivered.

        Raises OSError and sqlite3.Error: disk and database of the terminal itself. A database that is damaged is replaced, and a full
        disk given its reserve, for the next round.
        """
        try:
            return self._round()
        except sqlite3.Error as error:
            self._next_recovery = float("-inf")
            full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
            if full and room.give_up_reserve(self._home):
                LOG.error("the disk is full: the reserve is given up")
            elif not damaged(error):
                raise
            return self._round()

    def _round(self) -> int:
        if self._monotonic() >= self._next_recovery:
            adopted = self._queue.recover()
            if adopted:
                LOG.warning("%d packages had no row and were queued again", adopted)
            self._next_recovery = self._monotonic() + RECOVER_SECONDS
        delivered = 0
        while not self._stop.is_set() and self._monotonic() >= self._quiet_until:
            self._renew_at = self._monotonic() + self._lease / 2
            row = self._claim()
            if row is None:
                break
            self._slice_until = self._monotonic() + self._slice if row.size > SMALL else float("inf")
            delivered += self._deliver(row)
        if self._monotonic() >= max(self._next_heartbeat, self._quiet_until):
            self._beat()
        if self._monotonic() >= self._next_tidy:
            self._tidy()
        return delivered

    def _claim(self) -> Row | None:
        """The oldest; after a large one was interrupted, small ones for some turns."""
        if self._turns:
            self._turns -= 1
            small = self._queue.claim(self._owner, at_most=SMALL)
            if small is not None:
                return small
            self._turns = 0
        return self._queue.claim(self._owner)

    def _tidy(self) -> None:
        """Every few hours: what the city's retention says is over goes, and the reserve is there."""
        self._next_tidy = self._monotonic() + TIDY_SECONDS
        before = datetime.fromtimestamp(self._clock(), UTC) - timedelta(days=self._city().retention.log_days)
        self._queue.forget(before)
        audit.prune(self._queue.terminal, before)
        room.keep_reserve(self._home)

    def _city(self) -> CityPolicy:
        store = CatalogueStore(self._home)
        try:
            return load_policy(store.path(store.current)) if store.current else CityPolicy()
        except (MatterError, OSError) as error:
            LOG.error("the catalogue's policy cannot be used: %s", error)
            return CityPolicy()

    def _deliver(self, row: Row) -> bool:
        path = self._queue.packages.path(row.receipt_no, row.submission_id)
        try:
            if digest(path) != row.sha256:
                return self._park(row, "the package on the disk is damaged")
            upload = Upload(
                self._client,
                path,
                {"submission_id": row.submission_id, "receipt_no": row.receipt_no, "sha256": row.sha256},
                url=row.upload_url,
                pace=Pace(self._limit, self._chunk),
                pause=self._pause,
                going_on=lambda: self._may_go_on(row),
                on_url=lambda url: self._queue.remember_upload(row.submission_id, self._owner, url),
            )
            token = upload.run()
            acknowledgement = self._identity.verify_acknowledgement(token, row.submission_id, row.sha256)
        except Stopped:
            self._queue.release(row.submission_id, self._owner)
            return False
        except FileNotFoundError:
            return self._vanished(row)
        except OSError as error:
            return self._later(row, f"the package cannot be read: {error.strerror}", 0.0)
        except AcknowledgementError as error:
            return self._later(row, str(error), 0.0)
        except HubError as error:
            return self._refused(row, error)
        except BaseException:
            self._queue.release(row.submission_id, self._owner)
            raise
        self._queue.acknowledge(row.submission_id, acknowledgement.case_no)
        LOG.info("%s arrived at the hub", row.receipt_no)
        self._reached()
        return True

    def _pause(self, seconds: float) -> None:
        """Wait within the bandwidth limit; no longer than the lease allows, or until told to stop."""
        self._stop.wait(min(seconds, self._lease / 4))

    def _may_go_on(self, row: Row) -> bool:
        """Asked before every chunk. The lease is renewed when half of it is used, for each renewal costs an fsync."""
        if self._stop.is_set():
            return False
        if self._monotonic() >= self._slice_until:
            self._slice_until = self._monotonic() + self._slice
            if self._queue.due(at_most=SMALL):
                self._turns = TURN
                return False
        if self._monotonic() < self._renew_at:
            return True
        self._renew_at = self._monotonic() + self._lease / 2
        return self._queue.renew(row.submission_id, self._owner)

    def _refused(self, row: Row, error: HubError) -> bool:
        if error.unreachable:
            self._unreachable(error)
        elif error.action is not Action.REFRESH:
            self._reached()
        if error.action is Action.PARK:
            return self._park(row, f"the hub refuses: {error} ({error.status} {error.kind})".replace(" )", ")"))
        if error.action is Action.REFRESH:
            self._refresh()
            return self._later(row, UNAUTHORISED if self._unauthorised > 1 else str(error), error.wait)
        return self._later(row, str(error), error.wait)

    def _vanished(self, row: Row) -> bool:
        """The file is gone: another agent delivered it while this one looked, or somebody removed it."""
        now = self._queue.find(row.submission_id)
        if now is not None and now.owner == self._owner:
            return self._park(row, "the package is missing from the outbox")
        return False

    def _park(self, row: Row, reason: str) -> bool:
        if self._queue.park(row.submission_id, self._owner, reason):
            LOG.error("%s is parked: %s", row.receipt_no, reason)
        return False

    def _later(self, row: Row, reason: str, wait: float) -> bool:
        delay = self._policy.delay(row.attempts + 1, self._dice(), wait)
        self._queue.later(row.submission_id, self._owner, delay, reason)
        LOG.warning("%s waits %.1f s: %s", row.receipt_no, delay, reason)
        return False

    def _unreachable(self, error: HubError) -> None:
        self._failures += 1
        delay = self._policy.delay(self._failures, self._dice(), error.wait)
        self._quiet_until = self._monotonic() + delay
        if self._failures == 1:
            LOG.warning("%s", error)

    def _reached(self) -> None:
        self._unauthorised = 0
        if self._failures:
            LOG.info("the hub can be reached again")
            self._failures, self._quiet_until = 0, float("-inf")
            self._queue.wake()

    def _refresh(self) -> None:
        """After a refused token: the client measured the clock; the identity may have been renewed meanwhile.

        When that did not help, no other package will fare better: everything waits, ever longer.
        """
        self._unauthorised += 1
        if self._unauthorised > 1:
            self._quiet_until = self._monotonic() + self._policy.delay(self._unauthorised, self._dice())
            if self._unauthorised == 2:
                LOG.error(UNAUTHORISED)
        skew = self._client.skew
        self._identity = identity.load(self._home)
        self._client.close()
        self._client = HubClient(self._client.url, self._identity, clock=self._clock, timeout=self._timeout)
        self._client.skew = skew

    def _beat(self) -> None:
        self._next_heartbeat = self._monotonic() + self._heartbeat
        try:
            self._client.request("POST", "/v1/heartbeats", json=condition(self._queue, self._home, self._clock(), self._client.skew))
        except HubError as error:
            if error.unreachable:
                self._unreachable(error)
                self._next_heartbeat = self._quiet_until
            elif error.action is Action.REFRESH:
                self._refresh()
            LOG.warning("heartbeat: %s", error)
            return
        self._reached()
