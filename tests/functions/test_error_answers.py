"""Every error as a caller receives it: the exact status, headers and body."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient

from gatepost_api import routes
from gatepost_api.guard import Guard
from tests.functions.answers import ERRORS, get
from tests.functions.issuer import NOW, Signer
from tests.functions.jwks_server import Publisher, answer, hang_up

TRACE = "0af7651916cd43dd8448eb211c80319c"
TRACEPARENT = f"00-{TRACE}-b7ad6b7169203331-01"
ANSWERED = ("WWW-Authenticate", "Allow", "Retry-After")


@dataclass(frozen=True)
class Case:
    """One request that is refused, and all that is particular about its answer."""

    status: int
    sentence: str
    headers: dict[str, str] = field(default_factory=dict)
    path: str = "/api/pong-scoped"
    method: str = "GET"
    body: bytes = b""
    authorization: str | None = None
    claims: dict[str, Any] | None = None


def challenge(rest: str) -> dict[str, str]:
    return {"WWW-Authenticate": f'Bearer realm="api"{rest}'}


CASES = {
    "missing_token": Case(401, "Sign in, then send the access token", challenge("")),
    "invalid_request": Case(
        400,
        "Send exactly one access token",
        challenge(', error="invalid_request", error_description="Invalid Request"'),
        authorization="Bearer a,Bearer b",
    ),
    "invalid_token": Case(
        401,
        "The access token is expired or not valid",
        challenge(', error="invalid_token", error_description="Invalid Token"'),
        claims={"exp": NOW - 60},
    ),
    "insufficient_user_authentication": Case(
        401,
        "Sign in again as the challenge requires",
        challenge(
            ', error="insufficient_user_authentication"'
            ', error_description="A different authentication level is required", max_age="300"'
        ),
        claims={"auth_time": NOW - 1_000},
    ),
    "insufficient_scope": Case(
        403,
        "Request the missing scope",
        challenge(
            ', error="insufficient_scope", error_description="Insufficient Scope"'
            ', scope="read:messages"'
        ),
        claims={"permissions": []},
    ),
    "keys_unavailable": Case(
        503, "The identity provider's keys cannot be read", {"Retry-After": "1"}, claims={}
    ),
    "not_found": Case(404, "This path does not exist", path="/api/none"),
    "method_not_allowed": Case(
        405, "This method is not supported here", {"Allow": "GET, HEAD, OPTIONS"}, method="PUT"
    ),
    "body_not_allowed": Case(400, "Send the request without a body", body=b"x"),
    "internal_error": Case(500, "The API failed unexpectedly", path="/api/ping"),
}


@pytest.mark.parametrize("code", [error.code for error in ERRORS])
def test_the_response_to_an_error_is_exact(
    client: FlaskClient,
    signer: Signer,
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
) -> None:
    if code == "keys_unavailable":
        publisher.behaviour = hang_up
    if code == "internal_error":
        monkeypatch.setattr(routes.ping, "__code__", (lambda _caller: 1 / 0).__code__)
    if code == "insufficient_user_authentication":  # which no route of the demo demands
        usual = Guard.require_authentication
        changed = lambda guard, caller, *_: usual(guard, caller, 300, ())  # noqa: E731
        monkeypatch.setattr(Guard, "require_authentication", changed)
    case = CASES[code]
    headers = {"traceparent": TRACEPARENT}
    if case.authorization is not None:
        headers["Authorization"] = case.authorization
    if case.claims is not None:
        headers["Authorization"] = f"Bearer {signer.mint(**case.claims)}"
    response = client.open(case.path, method=case.method, headers=headers, data=case.body)
    assert response.status_code == case.status
    shown = {name: response.headers[name] for name in ANSWERED if name in response.headers}
    assert shown == case.headers
    assert response.json is not None
    message = response.json["message"]
    assert response.json == {"code": code, "message": message, "trace_id": TRACE}
    assert message.startswith(case.sentence)


def test_the_responses_to_all_invalid_tokens_are_the_same(
    client: FlaskClient, signer: Signer, stranger: Signer, publisher: Publisher
) -> None:
    publisher.behaviour = answer(signer.jwks())
    tokens = [signer.mint(exp=NOW - 60), signer.mint(aud="x"), stranger.mint(), "a.b.c"]
    answers = [get(client, "/api/pong", token, traceparent=TRACEPARENT) for token in tokens]
    assert len({(answer.text, answer.headers["WWW-Authenticate"]) for answer in answers}) == 1
