"""Fetching a key set from real servers on loopback, each broken in its own way."""

import time

import pytest

from gatepost_api.keys import fetch
from gatepost_api.keys.fetch import MAX_BYTES, FetchError, fetch_key_set
from tests.functions.issuer import Signer
from tests.functions.jwks_server import (
    Behaviour,
    Publisher,
    answer,
    hang,
    hang_up,
    publishing,
    trickle,
)


@pytest.mark.parametrize(
    ("cache_control", "max_age"),
    [
        ("public, max-age=300", 300),
        ("MAX-AGE=300", 300),
        ("max-age=300, stale-while-revalidate=15", 300),
        ("no-store", 0),
        ("no-cache, max-age=300", 0),
        ("s-maxage=300", None),
        ("max-age=soon", None),
        ("max-age=99999999999999999999", None),
        ("", None),
    ],
)
def test_the_lifetime_is_read_from_cache_control(
    signer: Signer, publisher: Publisher, cache_control: str, max_age: int | None
) -> None:
    publisher.behaviour = answer(signer.jwks(), Cache_Control=cache_control)
    published = fetch_key_set(publisher.url)
    assert list(published.keys) == ["key-1"]
    assert published.max_age == max_age


def test_without_cache_control_there_is_no_lifetime(publisher: Publisher) -> None:
    assert fetch_key_set(publisher.url).max_age is None


HEAD = b"HTTP/1.1 200 OK\r\n"
# rule -> (what the server does, reason)
BROKEN: dict[str, tuple[Behaviour, str]] = {
    "an error page": (answer(b"<html>", status=500), "status"),
    "not found": (answer({"keys": []}, status=404), "status"),
    "no content": (answer(b"", status=204), "status"),
    "HTML": (answer(b"<!doctype html>"), "not_json"),
    "nothing": (answer(b""), "not_json"),
    "a list": (answer(b"[]"), "not_json"),
    "a member twice": (answer(b'{"keys":[],"keys":[]}'), "not_json"),
    "a depth bomb": (answer(b"[" * 100_000), "not_json"),
    "no keys": (answer({}), "no_usable_key"),
    "an empty set": (answer({"keys": []}), "no_usable_key"),
    "only unusable keys": (answer({"keys": [{"kty": "EC", "kid": "k"}]}), "no_usable_key"),
    "too large": (answer(b" " * (MAX_BYTES + 1)), "too_large"),
    "too large, without a length": (
        lambda _, handler: handler.wfile.write(HEAD + b"\r\n" + b" " * (MAX_BYTES * 2)),
        "too_large",
    ),
    "cut off": (
        lambda _, handler: handler.wfile.write(HEAD + b"Content-Length: 900\r\n\r\n{"),
        "unreachable",
    ),
    "no HTTP": (lambda _, handler: handler.wfile.write(b"SSH-2.0-x\r\n"), "unreachable"),
    "hung up": (hang_up, "unreachable"),
    "a thousand headers": (
        lambda _, handler: handler.wfile.write(HEAD + b"X: y\r\n" * 1000 + b"\r\n"),
        "unreachable",
    ),
    "compressed nonsense": (answer(b"x" * 99, Content_Encoding="gzip"), "unreachable"),
}


@pytest.mark.parametrize(("behaviour", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_provider_is_a_provider_error(
    publisher: Publisher, behaviour: Behaviour, reason: str
) -> None:
    publisher.behaviour = behaviour
    with pytest.raises(FetchError, match=reason):
        fetch_key_set(publisher.url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(signer: Signer, publisher: Publisher, status: int) -> None:
    with publishing(answer(signer.jwks())) as elsewhere:
        publisher.behaviour = answer(b"", status=status, Location=elsewhere.url)
        with pytest.raises(FetchError, match="status"):
            fetch_key_set(publisher.url)
        assert elsewhere.hits == 0


@pytest.mark.parametrize(
    ("behaviour", "idle", "total", "reason"),
    [
        (hang, 0.2, 60, "unreachable"),
        (trickle(HEAD + b"Content-Length: 90000\r\n\r\n"), 60, 0.3, "too_slow"),
        (trickle(HEAD + b"\r\n"), 60, 0.3, "too_slow"),
    ],
    ids=["hanging", "trickling", "trickling without a length"],
)
def test_a_slow_provider_is_given_up(
    publisher: Publisher,
    behaviour: Behaviour,
    idle: float,
    total: float,
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fetch, "IDLE_SECONDS", idle)
    monkeypatch.setattr(fetch, "TOTAL_SECONDS", total)
    publisher.behaviour = behaviour
    start = time.monotonic()
    with pytest.raises(FetchError, match=reason):
        fetch_key_set(publisher.url)
    assert time.monotonic() - start < 4


def test_nobody_listening_is_a_provider_error(signer: Signer) -> None:
    with publishing(answer(signer.jwks())) as publisher:
        url = publisher.url
    with pytest.raises(FetchError, match="unreachable"):
        fetch_key_set(url)


def test_proxies_and_passwords_of_the_machine_are_not_used(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch_key_set(publisher.url).keys
