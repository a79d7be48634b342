"""Keeps the identity provider's keys so that no request waits without need.

- Many threads, one fetch: whoever needs a key that is not there joins the fetch under way.
- A known key is never waited for: a refresh that is due runs beside the requests.
- An unknown key id causes at most one refresh per cooldown, whatever strangers send.
- In an outage known keys stay good for a bounded time; without any, the answer is 503.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import log
from errors import InvalidToken, KeysUnavailable
from keys import KeySet, VerificationKey
from provider import TOTAL_SECONDS, ProviderError, Published

DEFAULT_LIFETIME = 600
# Below a minute a provider would be asked for nothing; above an hour a withdrawn key lives on.
SHORTEST_LIFETIME, LONGEST_LIFETIME = 60, 3600
COOLDOWN = 30
# How long a request waits for a fetch. The fetch itself may go on a little and serve the next.
WAIT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """One key set that was read; all times on the monotonic clock."""

    keys: KeySet
    read_at: float
    refresh_at: float
    discard_at: float


@dataclass(frozen=True, slots=True)
class _Fetch:
    """A fetch under way."""

    started_at: float
    done: threading.Event = field(default_factory=threading.Event)


class KeyCache:
    """The keys of one identity provider.

    Args:
        read: Reads the key set; raises ``ProviderError``.
        stale_seconds: How long keys are used beyond their lifetime while reading fails.
        clock: A monotonic clock. Wall-clock time may jump, and lifetimes must not.
    """

    def __init__(
        self,
        read: Callable[[], Published],
        stale_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._stale_seconds = stale_seconds
        self._clock = clock
        self._lock = threading.Lock()  # never held during input or output
        self._snapshot: _Snapshot | None = None
        self._fetch: _Fetch | None = None
        self._failures = 0
        self._not_before = -math.inf

    def find(self, kid: str) -> VerificationKey:
        """Return the key with this id.

        Raises:
            InvalidToken: The provider has no such key.
            KeysUnavailable: Whether it has one cannot be known at the moment.
        """
        snapshot = self._snapshot  # replaced as a whole, so reading it needs no lock
        if snapshot is not None and self._clock() < snapshot.refresh_at:
            key = snapshot.keys.get(kid)
            if key is not None:
                return key
        return self._find_or_refresh(kid)

    def warm_up(self) -> None:
        """Begin to fetch the keys and wait for nothing; a failure is what it always is."""
        self._join_or_start()

    def _find_or_refresh(self, kid: str) -> VerificationKey:
        """Return a key whose set is due for a refresh or does not list it."""
        fetch = self._join_or_start()
        key = self._held(kid)
        if key is None and fetch is not None:
            fetch.done.wait(WAIT_SECONDS)
            key = self._held(kid)
        if key is not None:
            return key
        with self._lock:
            if self._snapshot is not None and self._fetch is None and not self._failures:
                raise InvalidToken("unknown_kid")
            wait = self._not_before - self._clock() if self._fetch is None else 0
        raise KeysUnavailable(retry_after=math.ceil(wait))

    def _held(self, kid: str) -> VerificationKey | None:
        """Return a key we hold and may still use."""
        snapshot = self._snapshot
        if snapshot is None or self._clock() >= snapshot.discard_at:
            return None
        return snapshot.keys.get(kid)

    def _join_or_start(self) -> _Fetch | None:
        """Return the fetch under way, a new one, or None where it is too early for one."""
        with self._lock:
            now = self._clock()
            if self._fetch is not None and now >= self._fetch.started_at + 2 * TOTAL_SECONDS:
                self._note_failure("stuck")  # resolving a name, for one, has no time limit
            if self._fetch is None and now >= self._not_before:
                fetch = _Fetch(started_at=now)
                threading.Thread(
                    target=self._run, args=(fetch,), name="jwks-fetch", daemon=True
                ).start()
                self._fetch = fetch
            return self._fetch

    def _run(self, fetch: _Fetch) -> None:
        """Read the key set in a thread of its own; whatever happens, wake those who wait."""
        try:
            published = self._read()
        except ProviderError as error:
            self._fail(fetch, error.reason)
        except Exception as error:  # noqa: BLE001 - an end nobody foresaw is a failure as well
            self._fail(fetch, type(error).__name__)
        else:
            self._keep(fetch, published)
        finally:
            fetch.done.set()

    def _keep(self, fetch: _Fetch, published: Published) -> None:
        """Put a key set that was read in force, unless a later one already is."""
        age = DEFAULT_LIFETIME if published.max_age is None else published.max_age
        refresh_at = fetch.started_at + min(max(age, SHORTEST_LIFETIME), LONGEST_LIFETIME)
        with self._lock:
            if self._snapshot is None or fetch.started_at >= self._snapshot.read_at:
                self._snapshot = _Snapshot(
                    published.keys, fetch.started_at, refresh_at, refresh_at + self._stale_seconds
                )
                if self._failures:
                    log.write("INFO", "keys_outage_over", "The signing keys are readable again.")
                self._failures = 0
                self._not_before = self._clock() + COOLDOWN
            if self._fetch is fetch:
                self._fetch = None

    def _fail(self, fetch: _Fetch, reason: str) -> None:
        """Note that a fetch failed, unless it was given up before."""
        with self._lock:
            if self._fetch is fetch:
                self._note_failure(reason)

    def _note_failure(self, reason: str) -> None:
        """Put off the next fetch and warn once per outage. The lock is held."""
        self._fetch = None
        if not self._failures:
            log.write(
                "WARNING",
                "keys_outage",
                "The identity provider's keys cannot be read; known keys stay in use for a time.",
                reason=reason,
                known_keys=len(self._snapshot.keys) if self._snapshot else 0,
            )
        # Without any key, callers are being refused: try soon, then ever later. With keys there
        # is no hurry, and strangers must not be able to cause more than one fetch per cooldown.
        delay = COOLDOWN if self._snapshot else min(2**self._failures, COOLDOWN)
        self._failures = min(self._failures + 1, 16)
        self._not_before = self._clock() + delay
