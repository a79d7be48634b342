"""Floods of bad tokens, and a provider that hangs, over HTTP."""

from time import perf_counter

from flask.testing import FlaskClient

from tests.functions.answers import check_error, get
from tests.functions.issuer import Signer
from tests.functions.jwks_server import Publisher, hang


def test_fifty_garbage_tokens_do_not_reach_the_provider(
    client: FlaskClient, publisher: Publisher
) -> None:
    for number in range(50):
        check_error(get(client, "/api/pong", f"garbage.{number}.x"), 401, "invalid_token")
    assert publisher.hits == 0


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
