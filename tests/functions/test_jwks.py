"""The key cache with a clock that the test moves and a provider that is a plain function."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import jwks
from errors import InvalidToken, KeysUnavailable
from jwks import COOLDOWN, KeyCache
from keys import KeySet, load_keys
from provider import TOTAL_SECONDS, ProviderError, Published
from tests.functions.issuer import Signer

STALE_SECONDS = 86_400


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


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(signer: Signer) -> Provider:
    return Provider(load_keys(signer.jwks()))


@pytest.fixture
def cache(provider: Provider, clock: Clock) -> KeyCache:
    return KeyCache(provider, STALE_SECONDS, clock)


def fail(provider: Provider, reason: str = "unreachable") -> None:
    provider.error = ProviderError(reason)


def settle(cache: KeyCache) -> None:
    """Wait for a fetch that runs beside the requests."""
    fetch = cache._fetch
    if fetch is not None:
        assert fetch.done.wait(10)


def in_parallel(times: int, call: Callable[[int], object]) -> list[object]:
    def outcome(number: int) -> object:
        try:
            return call(number)
        except (InvalidToken, KeysUnavailable) as error:
            return type(error)

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(outcome, range(times)))


def test_nothing_is_fetched_before_a_key_is_needed(cache: KeyCache, provider: Provider) -> None:
    assert provider.reads == 0


def test_fifty_threads_cold_are_one_fetch(cache: KeyCache, provider: Provider) -> None:
    provider.gate.clear()
    threading.Timer(0.1, provider.gate.set).start()
    found = in_parallel(50, lambda _number: cache.find("key-1"))
    assert set(found) == {provider.keys["key-1"]}
    assert provider.reads == 1


def test_a_thousand_unknown_kids_are_at_most_one_refresh(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    clock.now += COOLDOWN
    found = in_parallel(1000, lambda number: cache.find(f"stranger-{number}"))
    assert set(found) == {InvalidToken}
    assert provider.reads == 2


def test_a_flood_of_unknown_kids_for_ten_minutes_is_one_refresh_per_cooldown(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    for second in range(600):
        clock.now += 1
        in_parallel(2, lambda number, second=second: cache.find(f"{second}-{number}"))
    assert provider.reads == 1 + 600 / COOLDOWN


def test_a_flood_of_unknown_kids_in_an_outage_is_one_attempt_per_cooldown(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    fail(provider)
    for second in range(300):
        clock.now += 1
        in_parallel(2, lambda number, second=second: cache.find(f"{second}-{number}"))
    assert provider.reads == 1 + 300 / COOLDOWN


def test_a_rotated_key_is_found_by_the_first_token_that_names_it(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    provider.keys = load_keys(Signer("key-2").jwks())
    clock.now += COOLDOWN
    assert cache.find("key-2") is provider.keys["key-2"]
    assert provider.reads == 2


def test_a_withdrawn_key_is_refused_after_the_refresh(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    provider.keys = load_keys(Signer("key-2").jwks())
    provider.gate.clear()
    clock.now += 600
    assert cache.find("key-1")  # the refresh is under way: the key is still good
    provider.gate.set()
    settle(cache)
    with pytest.raises(InvalidToken):
        cache.find("key-1")


@pytest.mark.parametrize(
    ("max_age", "lifetime"), [(None, 600), (0, 60), (15, 60), (300, 300), (604_800, 3600)]
)
def test_a_key_set_lives_as_long_as_the_provider_says_within_bounds(
    cache: KeyCache, provider: Provider, clock: Clock, max_age: int | None, lifetime: int
) -> None:
    provider.max_age = max_age
    cache.find("key-1")
    clock.now += lifetime - 1
    cache.find("key-1")
    assert provider.reads == 1
    clock.now += 1
    cache.find("key-1")
    settle(cache)
    assert provider.reads == 2


def test_a_known_kid_never_waits_for_a_refresh(
    cache: KeyCache, provider: Provider, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "WAIT_SECONDS", 8)
    cache.find("key-1")
    provider.gate.clear()
    clock.now += 600
    start = time.perf_counter()
    found = in_parallel(50, lambda _number: cache.find("key-1"))
    assert time.perf_counter() - start < 4  # the refresh is under way, and nobody waits for it
    assert provider.reads == 2
    assert set(found) == {provider.keys["key-1"]}
    provider.gate.set()
    settle(cache)


def test_an_outage_does_not_stop_tokens_of_known_keys_until_the_bound(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    fail(provider)
    clock.now += 600 + STALE_SECONDS - 1
    assert cache.find("key-1") is provider.keys["key-1"]
    settle(cache)
    clock.now += 1
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")


def test_in_an_outage_an_unknown_kid_is_not_called_invalid(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    fail(provider)
    clock.now += COOLDOWN
    with pytest.raises(KeysUnavailable) as caught:
        cache.find("key-2")
    assert caught.value.retry_after == COOLDOWN


def test_one_outage_is_one_warning_and_its_end_is_noted(
    cache: KeyCache, provider: Provider, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    for _ in range(2):
        provider.error = None
        clock.now += 600
        in_parallel(1, lambda _number: cache.find("key-1"))
        settle(cache)
        fail(provider, "status")
        for _ in range(20):
            clock.now += 600
            cache.find("key-1")
            settle(cache)
    entries = [json.loads(record.getMessage()) for record in caplog.records]
    events = [(entry["severity"], entry["event"]) for entry in entries]
    outage, over = ("WARNING", "keys_outage"), ("INFO", "keys_outage_over")
    assert events == [outage, over, outage]
    assert entries[0]["reason"] == "status"
    assert entries[0]["known_keys"] == 1


def test_a_cold_outage_is_tried_again_soon_and_then_ever_later(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    fail(provider)
    attempts = []
    for second in range(120):
        before = provider.reads
        with pytest.raises(KeysUnavailable) as caught:
            cache.find("key-1")
        assert 1 <= caught.value.retry_after <= COOLDOWN
        if provider.reads > before:
            attempts.append(second)
        clock.now += 1
    assert attempts == [0, 1, 3, 7, 15, 31, 61, 91]


def test_the_first_answer_after_a_cold_outage_serves(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    fail(provider)
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    provider.error = None
    clock.now += 1
    assert cache.find("key-1")


def test_a_hanging_provider_costs_a_caller_the_bound_and_no_more(
    cache: KeyCache, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "WAIT_SECONDS", 0.05)
    provider.gate.clear()
    start = time.perf_counter()
    assert set(in_parallel(50, lambda _number: cache.find("key-1"))) == {KeysUnavailable}
    assert time.perf_counter() - start < 4
    assert provider.reads == 1
    provider.gate.set()
    settle(cache)
    assert cache.find("key-1")  # what came late serves the next


def test_a_fetch_that_is_stuck_does_not_block_the_next(
    cache: KeyCache, provider: Provider, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "WAIT_SECONDS", 0.05)
    provider.gate.clear()
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    stuck, provider.gate = cache._fetch, threading.Event()
    provider.gate.set()
    clock.now += 2 * TOTAL_SECONDS
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    clock.now += 1
    assert cache.find("key-1")
    assert stuck is not cache._fetch


def test_an_answer_that_comes_too_late_does_not_replace_a_later_one(
    cache: KeyCache, provider: Provider, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "WAIT_SECONDS", 0.05)
    slow_gate = provider.gate
    slow_gate.clear()
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    slow = cache._fetch
    assert slow is not None
    provider.gate = threading.Event()
    provider.gate.set()
    provider.keys = load_keys(Signer("key-2").jwks())
    clock.now += 2 * TOTAL_SECONDS
    with pytest.raises(KeysUnavailable):
        cache.find("key-2")
    clock.now += 1
    cache.find("key-2")
    slow_gate.set()
    assert slow.done.wait(10)
    assert cache.find("key-2")


def test_an_error_nobody_foresaw_is_an_outage_like_any_other(
    cache: KeyCache, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.error = MemoryError("secret text")
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    assert "MemoryError" in caplog.text
    assert "secret text" not in caplog.text
