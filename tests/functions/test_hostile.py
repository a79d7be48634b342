"""Holes 5 and 6 of the predecessor: bad tokens, broken key sets, floods and outages over HTTP."""

import json
from functools import partial
from time import perf_counter

import pytest
from flask.testing import FlaskClient

from gatepost_api import guard
from gatepost_api.keys import cache
from gatepost_api.keys.cache import KeyCache
from tests.functions.answers import challenge, check_error, get
from tests.functions.app import create_app
from tests.functions.bad_tokens import BAD_CLAIMS, BAD_HEADERS, BAD_JSON
from tests.functions.fakes import Clock
from tests.functions.issuer import Signer, encode
from tests.functions.jwks_server import Publisher, answer, hang, hang_up

ROWS = {**BAD_HEADERS, **BAD_CLAIMS}


@pytest.mark.parametrize("rule", ROWS)
def test_hole_5_every_bad_token_is_401_with_a_challenge(
    client: FlaskClient, signer: Signer, rule: str
) -> None:
    changes = ROWS[rule][0]
    token = signer.mint(changes) if rule in BAD_HEADERS else signer.mint(**changes)
    response = get(client, "/api/pong-scoped", token)
    check_error(response, 401, "invalid_token")
    assert 'error="invalid_token"' in challenge(response)
    assert token not in response.text + str(response.headers)


@pytest.mark.parametrize("text", BAD_JSON.values(), ids=BAD_JSON.keys())
def test_hole_5_a_signed_text_that_is_no_json_object_is_401(
    client: FlaskClient, signer: Signer, text: bytes
) -> None:
    header = json.dumps(signer.header()).encode()
    check_error(get(client, "/api/pong", signer.sign(header, text)), 401, "invalid_token")
    check_error(get(client, "/api/pong", signer.sign(text, b"{}")), 401, "invalid_token")


def test_hole_5_a_key_set_that_is_no_json_is_503_and_never_500(
    client: FlaskClient, signer: Signer, publisher: Publisher
) -> None:
    publisher.behaviour = answer(b"<html>maintenance</html>")
    response = get(client, "/api/pong", signer.mint())
    check_error(response, 503, "keys_unavailable")
    assert int(response.headers["Retry-After"]) >= 1
    assert "WWW-Authenticate" not in response.headers


def test_hole_5_an_unusable_key_listed_first_does_not_hide_ours(
    client: FlaskClient, signer: Signer, publisher: Publisher
) -> None:
    curve = {"kty": "EC", "kid": "key-1", "crv": "P-256", "x": "AA", "y": "AA"}
    publisher.behaviour = answer({"keys": [curve, {}, None, signer.jwk()]})
    assert get(client, "/api/pong", signer.mint()).status_code == 200


def test_hole_6_fifty_garbage_tokens_do_not_reach_the_provider(
    client: FlaskClient, publisher: Publisher
) -> None:
    for number in range(50):
        check_error(get(client, "/api/pong", f"garbage.{number}.x"), 401, "invalid_token")
    assert publisher.hits == 0


@pytest.fixture
def clocked_client(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], clock: Clock
) -> FlaskClient:
    """The ``api`` target with a key cache whose clock the test moves."""
    monkeypatch.setattr(guard, "KeyCache", partial(KeyCache, clock=clock))
    return create_app(monkeypatch, "api", environ).test_client()


def test_hole_6_a_thousand_unknown_kids_in_30_seconds_are_one_fetch_and_then_one_more_is_allowed(
    clocked_client: FlaskClient, signer: Signer, publisher: Publisher, clock: Clock
) -> None:
    _, payload, signature = signer.mint().split(".")
    start = clock.now

    def call(kid: str) -> None:
        header = encode(json.dumps(signer.header(kid=kid)).encode())
        response = get(clocked_client, "/api/pong", f"{header}.{payload}.{signature}")
        check_error(response, 401, "invalid_token")

    for number in range(1000):
        clock.now = start + 30 * number / 1000
        call(f"unknown-{number}")
        assert publisher.hits == 1
    clock.now = start + 30
    for number in range(1000, 1010):
        call(f"unknown-{number}")
        assert publisher.hits == 2


def test_an_outage_serves_tokens_of_known_keys_and_calls_no_other_invalid(
    client: FlaskClient, signer: Signer, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "COOLDOWN", 0)
    assert get(client, "/api/pong", signer.mint()).status_code == 200
    publisher.behaviour = hang_up
    unknown = get(client, "/api/pong", signer.mint({"kid": "key-2"}))
    check_error(unknown, 503, "keys_unavailable")
    assert publisher.hits == 2
    assert get(client, "/api/pong", signer.mint()).status_code == 200


def test_a_provider_that_hangs_at_a_cold_start_is_503_in_less_than_three_seconds(
    client: FlaskClient, signer: Signer, publisher: Publisher
) -> None:
    publisher.behaviour = hang
    start = perf_counter()
    response = get(client, "/api/pong", signer.mint())
    assert perf_counter() - start < 3
    check_error(response, 503, "keys_unavailable")
    assert int(response.headers["Retry-After"]) >= 1
    assert get(client, "/api/ping").status_code == 200
