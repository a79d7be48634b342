"""One ID token for the process: fetched once, renewed in time, never waited for without need."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from gatepost.errors import GatepostError, GoogleIdentityUnavailable, SettingsError
from gatepost.google import identity
from gatepost.google.account import GoogleAccount, ServiceAccountKey
from gatepost.google.identity import TokenCache, id_token
from gatepost.secret import Secret
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.google import ACCOUNT, Google, KeyPair, trickling
from tests.streamlit_app.loopback import Answer, Loopback, Request

MACHINE = GoogleAccount("https://api-abc.a.run.app", None)
FAILING = Answer(500, b"secret")


@pytest.fixture
def cache() -> TokenCache:
    return TokenCache()


@pytest.fixture
def clock(clock: Clock, google: Google, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still for the cache and for Google."""
    monkeypatch.setattr("gatepost.google.identity.time", clock)
    monkeypatch.setattr("gatepost.google.token.time", clock)
    google.now = clock.time
    return clock


def find(cache: TokenCache, account: GoogleAccount) -> str:
    return cache.find(account).reveal()


def settle(cache: TokenCache) -> None:
    """Wait for a renewal that runs beside the calls."""
    assert cache._fetch
    assert cache._fetch.done.wait(10)


def slowly(respond: Callable[[Request], Answer]) -> Callable[[Request], Answer]:
    """The same answers, each late enough for other threads to come in between."""

    def late(request: Request) -> Answer:
        time.sleep(0.2)
        return respond(request)

    return late


def outcomes(cache: TokenCache, threads: int) -> set[str]:
    """What so many threads get that ask at the same time."""
    together = Barrier(threads)

    def ask(_: int) -> str:
        together.wait(10)
        try:
            return find(cache, MACHINE)
        except GatepostError as error:
            return error.code

    with ThreadPoolExecutor(threads) as pool:
        return set(pool.map(ask, range(threads)))


def test_token_is_fetched_once_for_the_process(metadata_server: Loopback, google: Google) -> None:
    assert {id_token(MACHINE).reveal() for _ in range(50)} == set(google.issued)
    assert len(metadata_server.requests) == 1


def test_twenty_threads_are_one_fetch(
    cache: TokenCache, metadata_server: Loopback, google: Google
) -> None:
    metadata_server.respond = slowly(google.metadata_server)
    assert outcomes(cache, 20) == set(google.issued)
    assert len(metadata_server.requests) == 1


def test_twenty_threads_share_a_failure(cache: TokenCache, metadata_server: Loopback) -> None:
    metadata_server.respond = slowly(lambda _: FAILING)
    assert outcomes(cache, 20) == {"google_identity_unavailable"}
    assert len(metadata_server.requests) == 1


def test_each_caller_gets_an_error_of_its_own(cache: TokenCache, metadata_server: Loopback) -> None:
    metadata_server.respond = slowly(lambda _: FAILING)

    def ask(_: int) -> GoogleIdentityUnavailable:
        with pytest.raises(GoogleIdentityUnavailable) as raised:
            find(cache, MACHINE)
        assert raised.value.__context__ is None
        return raised.value

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, range(2))
    assert first is not second
    assert len(metadata_server.requests) == 1


def test_token_is_kept_until_shortly_before_its_end(
    cache: TokenCache, metadata_server: Loopback, clock: Clock
) -> None:
    first = find(cache, MACHINE)
    fetch = cache._fetch
    clock.go_on(3_600 - 226)
    assert find(cache, MACHINE) == first
    assert cache._fetch is fetch, "a renewal has begun"


def test_renewal_is_not_waited_for(
    cache: TokenCache, metadata_server: Loopback, google: Google, clock: Clock
) -> None:
    metadata_server.respond = slowly(google.metadata_server)
    first = find(cache, MACHINE)
    clock.go_on(3_600 - 225)
    assert find(cache, MACHINE) == first
    settle(cache)
    assert [first, find(cache, MACHINE)] == google.issued


def test_ended_token_is_not_used(
    cache: TokenCache, metadata_server: Loopback, google: Google, clock: Clock
) -> None:
    first = find(cache, MACHINE)
    clock.go_on(3_600 - 10)
    assert [first, find(cache, MACHINE)] == google.issued


def test_renewal_that_fails_breaks_no_call_and_is_tried_again_later(
    cache: TokenCache, metadata_server: Loopback, google: Google, clock: Clock
) -> None:
    first = find(cache, MACHINE)
    metadata_server.respond = lambda _: FAILING
    clock.go_on(3_600 - 100)
    for _ in range(5):
        assert find(cache, MACHINE) == first
        settle(cache)
    assert len(metadata_server.requests) == 2
    clock.go_on(30)
    assert find(cache, MACHINE) == first
    settle(cache)
    assert len(metadata_server.requests) == 3
    metadata_server.respond = google.metadata_server
    clock.go_on(30)
    assert find(cache, MACHINE) == first
    settle(cache)
    assert find(cache, MACHINE) == google.issued[-1] != first


def test_token_that_ends_during_an_outage_is_an_error_at_last(
    cache: TokenCache, metadata_server: Loopback, clock: Clock
) -> None:
    find(cache, MACHINE)
    metadata_server.respond = lambda _: FAILING
    clock.go_on(3_600 - 9)
    with pytest.raises(GoogleIdentityUnavailable):
        find(cache, MACHINE)


def test_failure_is_not_kept(cache: TokenCache, metadata_server: Loopback, google: Google) -> None:
    metadata_server.respond = lambda _: FAILING
    with pytest.raises(GoogleIdentityUnavailable):
        find(cache, MACHINE)
    metadata_server.respond = google.metadata_server
    assert [find(cache, MACHINE)] == google.issued


def test_other_audience_counts_at_once(
    cache: TokenCache, metadata_server: Loopback, google: Google
) -> None:
    tokens = [find(cache, replace(MACHINE, audience=audience)) for audience in ("a", "b", "b", "a")]
    assert [tokens[0], tokens[1], tokens[3]] == google.issued
    assert tokens[1] == tokens[2]


def test_rotated_key_counts_at_once(
    cache: TokenCache, token_endpoint: Loopback, google: Google
) -> None:
    def keyed(pair: KeyPair) -> GoogleAccount:
        key = ServiceAccountKey(ACCOUNT, pair.kid, Secret(pair.pem), token_endpoint.url)
        return replace(MACHINE, key=key)

    old = google.account_key
    find(cache, keyed(old))
    google.account_key = KeyPair("next")
    assert find(cache, keyed(google.account_key)) == google.issued[-1]
    with pytest.raises(GoogleIdentityUnavailable, match="Google refuses the service account's key"):
        find(cache, keyed(old))


def test_fetch_for_settings_of_before_replaces_no_newer_token(
    cache: TokenCache, metadata_server: Loopback, google: Google
) -> None:
    newer = replace(MACHINE, audience="newer")
    metadata_server.respond = slowly(google.metadata_server)
    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(find, cache, MACHINE)
        while not metadata_server.requests:
            time.sleep(0.001)
        metadata_server.respond = google.metadata_server
        token = find(cache, newer)
        assert older.result(10) != token
    assert find(cache, newer) == token
    assert len(metadata_server.requests) == 2


def test_call_waits_no_longer_than_it_may(
    cache: TokenCache, metadata_server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert identity._WAIT_SECONDS == 5, "the figure that the README states"
    monkeypatch.setattr("gatepost.google.identity._WAIT_SECONDS", 0.2)
    started = time.monotonic()
    with trickling(b"HTTP/1.1 200 OK\r\nX-Endless: ") as url:
        host = url.removeprefix("http://")
        monkeypatch.setattr("google.auth.compute_engine._metadata._GCE_METADATA_HOST", host)
        assert outcomes(cache, 20) == {"google_identity_unavailable"}
    assert time.monotonic() - started < 5


def test_fetch_that_never_ends_is_given_up(
    cache: TokenCache, metadata_server: Loopback, google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    with trickling(b"HTTP/1.1 200 OK\r\nX-Endless: ") as url:
        host = url.removeprefix("http://")
        with monkeypatch.context() as elsewhere:
            elsewhere.setattr("google.auth.compute_engine._metadata._GCE_METADATA_HOST", host)
            elsewhere.setattr("gatepost.google.identity._WAIT_SECONDS", 0.1)
            with pytest.raises(GoogleIdentityUnavailable):
                find(cache, MACHINE)
        assert cache._fetch
        cache._fetch.started_at -= 10
        assert [find(cache, MACHINE)] == google.issued


def test_key_that_cannot_be_read_is_a_settings_error_for_who_calls(cache: TokenCache) -> None:
    key = ServiceAccountKey(
        ACCOUNT, "of-the-account", Secret("secret"), "https://oauth2.example.com"
    )
    with pytest.raises(SettingsError, match="The private_key of the setting"):
        find(cache, replace(MACHINE, key=key))


def test_log_names_the_failure_and_no_secret(
    cache: TokenCache,
    metadata_server: Loopback,
    google: Google,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    token = find(cache, MACHINE)
    metadata_server.respond = lambda _: FAILING
    clock.go_on(3_500)
    find(cache, MACHINE)
    settle(cache)
    assert "google_identity_unavailable: Google's metadata server does not answer" in caplog.text
    assert token not in caplog.text
    assert "secret" not in caplog.text
