"""Tokens of people with many permissions, through the server that is deployed."""

import json
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from gatepost_api.tokens.verifier import MAX_TOKEN_LENGTH
from tests.functions.issuer import AUDIENCE, ISSUER, Json, Signer
from tests.functions.jwks_server import answer, publishing
from tests.functions.server import serving


@pytest.fixture(scope="module")
def server(signer: Signer) -> Iterator[HTTPConnection]:
    with publishing(answer(signer.jwks())) as publisher:
        settings = {"AUTH0_ISSUER": ISSUER, "AUTH0_AUDIENCE": AUDIENCE, "JWKS_URL": publisher.url}
        with serving("api", **settings) as connection:
            yield connection


def mint(signer: Signer, length: int) -> str:
    """A good token of a length, or of one less where base64 has no text of it."""
    now = int(time.time())
    times: Json = {"iat": now - 60, "exp": now + 600}
    spare = (length - len(signer.mint(**times, padding=""))) * 3 // 4
    return signer.mint(**times, padding="a" * spare)


def ask(server: HTTPConnection, token: str) -> tuple[int, str]:
    server.request("GET", "/api/pong-scoped", headers={"Authorization": f"Bearer {token}"})
    response = server.getresponse()
    content = response.read().decode()
    is_ours = response.headers.get_content_type() == "application/json"
    return response.status, json.loads(content).get("code", "ok") if is_ours else content


@pytest.mark.parametrize("length", [1_000, 8_100, 8_200, 16 * 1024, MAX_TOKEN_LENGTH])
def test_token_of_any_length_up_to_the_limit_is_accepted(
    server: HTTPConnection, signer: Signer, length: int
) -> None:
    token = mint(signer, length)
    assert length - 1 <= len(token) <= length
    assert ask(server, token) == (200, "ok")


def test_token_beyond_the_limit_is_refused_by_us(server: HTTPConnection, signer: Signer) -> None:
    assert ask(server, mint(signer, MAX_TOKEN_LENGTH + 100)) == (401, "invalid_token")


def test_field_far_beyond_the_limit_is_refused_by_the_server(signer: Signer) -> None:
    with serving("ping") as server:
        status, _ = ask(server, mint(signer, 2 * MAX_TOKEN_LENGTH))
    assert status == 431
