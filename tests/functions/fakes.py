"""A clock that the test moves and a provider that is a plain function, for the key cache."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from errors import InvalidToken, KeysUnavailable
from jwks import KeyCache
from keys import KeySet
from provider import ProviderError, Published


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Provider:
    """Counts how often it is read, and publishes what the test says."""

    def __init__(self, keys: KeySet) -> None:
        self.keys = keys
        self.max_age: int | None = 600
        self.error: Exception | None = None
        self.reads = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> Published:
        self.reads += 1
        keys, error = self.keys, self.error
        assert self.gate.wait(10)
        if error is not None:
            raise error
        return Published(keys, self.max_age)


def fail(provider: Provider, reason: str = "unreachable") -> None:
    provider.error = ProviderError(reason)


def settle(cache: KeyCache) -> None:
    """Wait for a fetch that runs beside the requests."""
    fetch = cache._fetch
    if fetch is not None:
        assert fetch.done.wait(10)


def two_unknown_kids(cache: KeyCache, second: int) -> None:
    """Ask at once for two kids that nobody has published, other ones each second."""
    in_parallel(2, lambda number: cache.find(f"{second}-{number}"))


def in_parallel(times: int, call: Callable[[int], object]) -> list[object]:
    def outcome(number: int) -> object:
        try:
            return call(number)
        except (InvalidToken, KeysUnavailable) as error:
            return type(error)

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(outcome, range(times)))
