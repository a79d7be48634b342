"""Fakes for the key cache: a clock that the test moves, and a provider without a network."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from gatepost_api.errors import InvalidToken, KeysUnavailable
from gatepost_api.keys.cache import KeyCache
from gatepost_api.keys.fetch import FetchedKeys, FetchError
from gatepost_api.keys.key_set import KeySet


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Provider:
    """Counts the fetches and returns the keys or the error that the test sets."""

    def __init__(self, keys: KeySet) -> None:
        self.keys = keys
        self.max_age: int | None = 600
        self.error: Exception | None = None
        self.reads = 0
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self) -> FetchedKeys:
        self.reads += 1
        keys, error = self.keys, self.error
        assert self.gate.wait(10)
        if error is not None:
            raise error
        return FetchedKeys(keys, self.max_age)


def fail(provider: Provider, reason: str = "unreachable") -> None:
    provider.error = FetchError(reason)


def settle(cache: KeyCache) -> None:
    """Wait for a fetch in the background."""
    fetch = cache._fetch
    if fetch is not None:
        assert fetch.done.wait(10)


def two_unknown_kids(cache: KeyCache, second: int) -> None:
    """Look up two unpublished kids at the same time, different ones each second."""
    in_parallel(2, lambda number: cache.find(f"{second}-{number}"))


def in_parallel(times: int, call: Callable[[int], object]) -> list[object]:
    def outcome(number: int) -> object:
        try:
            return call(number)
        except (InvalidToken, KeysUnavailable) as error:
            return type(error)

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(outcome, range(times)))
