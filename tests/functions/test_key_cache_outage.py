"""The key cache while the provider is unavailable, hangs or is late."""

import json
import threading
import time

import pytest

from gatepost_api.errors import InvalidToken, KeysUnavailable
from gatepost_api.keys import cache as key_cache
from gatepost_api.keys.cache import COOLDOWN, KeyCache
from gatepost_api.keys.fetch import TOTAL_SECONDS, FetchError
from gatepost_api.keys.key_set import load_keys
from tests.functions.fakes import Clock, Provider, fail, in_parallel, settle, two_unknown_kids
from tests.functions.issuer import Signer


def test_a_flood_of_unknown_kids_in_an_outage_is_one_attempt_per_cooldown(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    fail(provider)
    for second in range(300):
        clock.now += 1
        two_unknown_kids(cache, second)
    assert provider.reads == 1 + 300 / COOLDOWN


def test_an_outage_does_not_stop_tokens_of_known_keys_until_the_bound(
    cache: KeyCache, provider: Provider, clock: Clock
) -> None:
    cache.find("key-1")
    fail(provider)
    clock.now += 600 + 86_400 - 1
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
    assert caught.value.headers == {"Retry-After": str(COOLDOWN)}


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
        assert 1 <= int(caught.value.headers["Retry-After"]) <= COOLDOWN
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
    monkeypatch.setattr(key_cache, "WAIT_SECONDS", 0.05)
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
    monkeypatch.setattr(key_cache, "WAIT_SECONDS", 0.05)
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


@pytest.mark.parametrize("error", [None, FetchError("late")])
def test_an_answer_that_comes_too_late_does_not_replace_a_later_one(
    cache: KeyCache,
    provider: Provider,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    error: FetchError | None,
) -> None:
    monkeypatch.setattr(key_cache, "WAIT_SECONDS", 0.05)
    provider.error = error
    slow_gate = provider.gate
    slow_gate.clear()
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    slow = cache._fetch
    assert slow is not None
    provider.error = None
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
    with pytest.raises(InvalidToken):  # a late failure is no outage
        cache.find("key-1")


def test_an_error_nobody_foresaw_is_an_outage_like_any_other(
    cache: KeyCache, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.error = MemoryError("secret text")
    with pytest.raises(KeysUnavailable):
        cache.find("key-1")
    assert "MemoryError" in caplog.text
    assert "secret text" not in caplog.text
