"""Cache the identity provider's keys so that requests rarely wait for them.

- However many threads need a key, there is one fetch: they all wait for the one in progress.
- A known key never waits: when its set is due for a refresh, that runs in the background.
- An unknown key id triggers at most one refresh per cooldown, whatever callers send.
- In an outage, known keys remain valid for a limited time; if there are none, the status is 503.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gatepost_api import log
from gatepost_api.errors import InvalidToken, KeysUnavailable
from gatepost_api.keys.fetch import TOTAL_SECONDS, FetchedKeys, FetchError
from gatepost_api.keys.key_set import KeySet, VerificationKey

DEFAULT_LIFETIME = 600
# Below a minute, refreshes would be needlessly frequent; above an hour, a withdrawn key would
# remain valid for too long.
SHORTEST_LIFETIME, LONGEST_LIFETIME = 60, 3600
COOLDOWN = 30
# How long a request waits for a fetch. The fetch may take longer and serve the next request.
WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """A fetched key set; all times are on the monotonic clock."""

    keys: KeySet
    fetched_at: float
    refresh_at: float


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch in progress."""

    started_at: float
    done: threading.Event = field(default_factory=threading.Event)


class KeyCache:
    """The keys of one identity provider.

    Args:
        fetch: Fetches the key set; raises ``FetchError``.
        stale_seconds: How long keys are used beyond their lifetime while fetches fail.
        clock: A monotonic clock: lifetimes must not change when wall-clock time jumps.
    """

    def __init__(
        self,
        fetch: Callable[[], FetchedKeys],
        stale_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch_keys = fetch
        self._stale_seconds = stale_seconds
        self._clock = clock
        self._lock = threading.Lock()  # never held during I/O
        self._snapshot: _Snapshot | None = None
        self._fetch: _Fetch | None = None
        self._failures = 0
        self._not_before = -math.inf

    def find(self, kid: str) -> VerificationKey:
        """Return the key with this id.

        Raises:
            InvalidToken: The provider has no such key.
            KeysUnavailable: It is unknown at the moment whether the provider has it.
        """
        snapshot = self._snapshot  # replaced as a whole, so no lock is needed to read it
        if snapshot is not None and self._clock() < snapshot.refresh_at and kid in snapshot.keys:
            return snapshot.keys[kid]
        fetch = self.refresh()
        key = self._cached(kid)
        if key is None and fetch is not None:
            fetch.done.wait(WAIT_SECONDS)
            key = self._cached(kid)
        if key is not None:
            return key
        with self._lock:
            if self._snapshot is not None and self._fetch is None and not self._failures:
                raise InvalidToken("unknown_kid")
            wait = self._not_before - self._clock() if self._fetch is None else 0
        raise KeysUnavailable(retry_after=math.ceil(wait))

    def refresh(self) -> _Fetch | None:
        """Return the fetch in progress, else start one; return None if it is too early for one."""
        with self._lock:
            now = self._clock()
            if self._fetch is not None and now >= self._fetch.started_at + 2 * TOTAL_SECONDS:
                self._record_failure("stuck")  # name resolution, for example, has no time limit
            if self._fetch is None and now >= self._not_before:
                fetch = _Fetch(started_at=now)
                threading.Thread(target=self._run, args=(fetch,), daemon=True).start()
                self._fetch = fetch
            return self._fetch

    def _cached(self, kid: str) -> VerificationKey | None:
        """Return a cached key that may still be used."""
        snapshot = self._snapshot
        if snapshot is None or self._clock() >= snapshot.refresh_at + self._stale_seconds:
            return None
        return snapshot.keys.get(kid)

    def _run(self, fetch: _Fetch) -> None:
        """Fetch the key set in a thread of its own; wake the waiting threads in any case."""
        try:
            self._store(fetch, self._fetch_keys())
        except Exception as error:  # noqa: BLE001 - an unexpected error is a failed fetch as well
            with self._lock:
                if self._fetch is fetch:  # else it has been given up already
                    known = isinstance(error, FetchError)
                    self._record_failure(str(error) if known else type(error).__name__)
        finally:
            fetch.done.set()

    def _store(self, fetch: _Fetch, fetched: FetchedKeys) -> None:
        """Store a fetched key set, unless a later one has been stored already."""
        age = DEFAULT_LIFETIME if fetched.max_age is None else fetched.max_age
        refresh_at = fetch.started_at + min(max(age, SHORTEST_LIFETIME), LONGEST_LIFETIME)
        with self._lock:
            if self._snapshot is None or fetch.started_at >= self._snapshot.fetched_at:
                self._snapshot = _Snapshot(fetched.keys, fetch.started_at, refresh_at)
                if self._failures:
                    log.write("INFO", "keys_outage_over", "The signing keys are readable again.")
                self._failures = 0
                self._not_before = self._clock() + COOLDOWN
            if self._fetch is fetch:
                self._fetch = None

    def _record_failure(self, reason: str) -> None:
        """Postpone the next fetch and log one warning per outage. The caller holds the lock."""
        self._fetch = None
        if not self._failures:
            log.write(
                "WARNING",
                "keys_outage",
                "The identity provider's keys cannot be read; known keys stay in use for a time.",
                reason=reason,
                known_keys=len(self._snapshot.keys) if self._snapshot else 0,
            )
        # Without any key, every caller is rejected: retry soon, then with increasing delays. With
        # keys there is no hurry, and callers must not cause more than one fetch per cooldown.
        delay = COOLDOWN if self._snapshot else min(2**self._failures, COOLDOWN)
        self._failures = min(self._failures + 1, 16)
        self._not_before = self._clock() + delay
