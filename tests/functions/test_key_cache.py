"""The key cache while the provider is available."""

import threading
import time

import pytest

from gatepost_api.errors import InvalidToken
from gatepost_api.keys import cache as key_cache
from gatepost_api.keys.cache import COOLDOWN, KeyCache
from gatepost_api.keys.key_set import load_keys
from tests.functions.fakes import Clock, Provider, in_parallel, settle, two_unknown_kids
from tests.functions.issuer import Signer


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
        two_unknown_kids(cache, second)
    assert provider.reads == 1 + 600 / COOLDOWN


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
    assert cache.find("key-1")  # the refresh is in progress: the key is still valid
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
    monkeypatch.setattr(key_cache, "WAIT_SECONDS", 8)
    cache.find("key-1")
    provider.gate.clear()
    clock.now += 600
    start = time.perf_counter()
    found = in_parallel(50, lambda _number: cache.find("key-1"))
    assert (
        time.perf_counter() - start < 4
    )  # the refresh is in progress, and no request waits for it
    assert provider.reads == 2
    assert set(found) == {provider.keys["key-1"]}
    provider.gate.set()
    settle(cache)
