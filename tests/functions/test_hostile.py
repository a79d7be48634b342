"""Holes 5 and 6 of the predecessor: bad tokens, broken key sets, floods and outages over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

import pytest
from flask.testing import FlaskClient

import jwks
from tests.functions.answers import challenge, check_error, get
from tests.functions.bad_tokens import BAD_CLAIMS, BAD_HEADERS, BAD_JSON
from tests.functions.issuer import Signer
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


def test_hole_6_a_thousand_unknown_kids_are_one_fetch(
    client: FlaskClient, signer: Signer, publisher: Publisher
) -> None:
    token = signer.mint()
    _, payload, signature = token.split(".")
    heads = [signer.sign(json.dumps(signer.header(kid=str(n))).encode(), b"{}") for n in range(5)]
    forged = [f"{head.split('.')[0]}.{payload}.{signature}" for head in heads]
    for number in range(1000):
        check_error(get(client, "/api/pong", forged[number % 5]), 401, "invalid_token")
    assert get(client, "/api/pong", token).status_code == 200
    assert publisher.hits == 1


def test_fifty_callers_at_a_cold_start_are_one_fetch(
    client: FlaskClient, signer: Signer, publisher: Publisher
) -> None:
    publisher.behaviour = answer(signer.jwks(), delay=0.2)
    token, app = signer.mint(), client.application

    def call(_number: int) -> int:
        return get(app.test_client(), "/api/pong", token).status_code

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(call, range(50))) == {200}
    assert publisher.hits == 1


def test_an_outage_serves_tokens_of_known_keys_and_calls_no_other_invalid(
    client: FlaskClient, signer: Signer, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jwks, "COOLDOWN", 0)
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
