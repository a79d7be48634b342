"""The local identity provider's refresh tokens: rotation, and its leeway as at Auth0."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import READER, SCOPE, Browser, redeem, refresh, tier_on
from .stand_ins import free_port

LEEWAY_SECONDS = 1


def provider(logs: pytest.TempPathFactory, leeway: int) -> Iterator[str]:
    tier = tier_on(free_port(), REFRESH_LEEWAY_SECONDS=str(leeway))
    with Running(tier, logs.mktemp("logs") / "identity.log") as running:
        wait_ready(running)
        yield tier.url


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from provider(tmp_path_factory, 0)


@pytest.fixture(scope="module")
def lenient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from provider(tmp_path_factory, LEEWAY_SECONDS)


def sign_in(issuer: str) -> str:
    browser = Browser(issuer)
    with browser.http:
        return str(redeem(browser, browser.log_in(READER))["refresh_token"])


def rotate(issuer: str, token: str) -> str:
    answer = refresh(issuer, token)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["refresh_token"])


def is_dead(issuer: str, token: str) -> bool:
    answer = refresh(issuer, token)
    return (answer.status_code, answer.json().get("error")) == (400, "invalid_grant")


def test_reuse_without_leeway_ends_the_family(strict: str) -> None:
    first = sign_in(strict)
    second = rotate(strict, first)
    assert second != first
    assert is_dead(strict, first)
    assert is_dead(strict, second)


def test_reuse_inside_the_leeway_gives_new_tokens_of_the_same_scope(lenient: str) -> None:
    first = sign_in(lenient)
    second = rotate(lenient, first)
    again = refresh(lenient, first).json()
    assert again["scope"] == SCOPE
    assert again["refresh_token"] not in {first, second}
    assert rotate(lenient, second)
    assert rotate(lenient, again["refresh_token"])


def test_parallel_uses_inside_the_leeway_all_get_tokens(lenient: str) -> None:
    first = sign_in(lenient)
    with ThreadPoolExecutor(5) as pool:
        tokens = list(pool.map(lambda _: rotate(lenient, first), range(5)))
    assert len({first, *tokens}) == 6


def test_reuse_after_the_leeway_ends_the_family(lenient: str) -> None:
    first = sign_in(lenient)
    second = rotate(lenient, first)
    time.sleep(LEEWAY_SECONDS + 0.1)
    assert is_dead(lenient, first)
    assert is_dead(lenient, second)


def test_reuse_does_not_prolong_the_leeway(lenient: str) -> None:
    first = sign_in(lenient)
    rotate(lenient, first)
    time.sleep(LEEWAY_SECONDS * 0.6)
    last = rotate(lenient, first)
    time.sleep(LEEWAY_SECONDS * 0.6)
    assert is_dead(lenient, first)
    assert is_dead(lenient, last)


def test_parallel_uses_after_the_leeway_are_all_refused(lenient: str) -> None:
    first = sign_in(lenient)
    second = rotate(lenient, first)
    time.sleep(LEEWAY_SECONDS + 0.1)
    with ThreadPoolExecutor(5) as pool:
        assert all(pool.map(lambda _: is_dead(lenient, first), range(5)))
    assert is_dead(lenient, second)


def test_only_the_token_that_was_rotated_last_may_be_used_again(lenient: str) -> None:
    first = sign_in(lenient)
    second = rotate(lenient, first)
    third = rotate(lenient, second)
    assert is_dead(lenient, first)
    assert is_dead(lenient, third)
