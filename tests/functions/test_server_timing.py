from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from gatepost_api.tokens.claims import Caller
from gatepost_api.web.headers import server_timing
from tests.functions.answers import get
from tests.functions.issuer import NOW, Signer


@pytest.mark.parametrize(("scopes", "status"), [(["read:messages"], 200), ([], 403)])
def test_the_response_to_a_valid_token_names_the_key(
    client: FlaskClient, signer: Signer, scopes: list[str], status: int
) -> None:
    response = get(client, "/api/pong-scoped", signer.mint(permissions=scopes))
    assert response.status_code == status
    pattern = rf'token;dur=\d+\.\d{{3}};desc="RS256 {re.escape(signer.kid)}"'
    assert re.fullmatch(pattern, response.headers["Server-Timing"])


def test_the_response_without_a_valid_token_names_no_key(
    client: FlaskClient, signer: Signer
) -> None:
    bad = signer.mint(exp=NOW - 60)
    answers = [get(client, "/api/ping"), get(client, "/api/pong"), get(client, "/api/pong", bad)]
    assert [answer.status_code for answer in answers] == [200, 401, 401]
    assert not any("Server-Timing" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("key_id", "is_sent"),
    [
        ("a", True),
        ("A-z.0_9~", True),
        ("k" * 64, True),
        ("k" * 65, False),
        ("", False),
        ('a"b', False),
        ("a\\", False),
        ("a\r\nSet-Cookie: b=c", False),
        ("a b", False),
        ("é", False),
    ],
)
def test_only_a_key_id_that_needs_no_quoting_is_sent(key_id: str, is_sent: bool) -> None:
    timing = server_timing(Caller("subject", "client", frozenset(), key_id), 1.5)
    header = {"Server-Timing": f'token;dur=1.500;desc="RS256 {key_id}"'}
    assert timing == (header if is_sent else {})
