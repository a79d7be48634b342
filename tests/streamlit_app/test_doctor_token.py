"""What the doctor reads off an access token, and what it never says of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gatepost.doctor.finding import Finding
from gatepost.doctor.token import check
from gatepost.identity.person import Identity, User, elapsed
from gatepost.secret import Secret
from tests.streamlit_app.deployment import AUDIENCE, Deployment, deployed, refusal
from tests.streamlit_app.loopback import Answer

HEADER = {"alg": "RS256", "typ": "at+jwt"}
CLAIMS = {"aud": [AUDIENCE], "permissions": [], "iat": 1_000, "exp": 4_600, "sub": "auth0|ada"}


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    with deployed() as one:
        one.plant("api", "GET /api/pong", Answer(body={"message": "Hello."}))
        yield one


def jwt(header: object = HEADER, claims: object = CLAIMS) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=") for p in (header, claims)
    ]
    return b".".join([*parts, b"c2ln"]).decode()


def without(name: str) -> dict[str, Any]:
    return {k: v for k, v in CLAIMS.items() if k != name}


def examined(deployment: Deployment, token: str | None, *, renewable: bool = True) -> list[Finding]:
    identity = Identity(
        id="id-1",
        user=User("auth0|ada", "Ada", "ada@example.com"),
        access_token=None if token is None else Secret(token),
        ends_at=elapsed() + 60,
        scopes=frozenset(),
        is_renewable=renewable,
    )
    return list(check(identity, deployment.settings, AUDIENCE))


def test_right_token_has_no_faults(deployment: Deployment) -> None:
    assert examined(deployment, jwt()) == []


@pytest.mark.parametrize(
    ("code", "token", "remedy"),
    [
        ("no_access_token", None, "GATEPOST_APPS"),
        ("token_encrypted", "eyJhbGciOiJkaXIifQ..iv.cipher.tag", "Token Encryption"),
        ("token_opaque", "opaque-access-token", "AUTH0_AUDIENCE"),
        ("token_opaque", "one.two.three", "AUTH0_AUDIENCE"),
        ("token_algorithm", jwt({"alg": "HS256"}), "RS256"),
        ("token_audience", jwt(claims={**CLAIMS, "aud": "https://other.example.com"}), "AUDIENCE"),
        ("rbac_off", jwt(claims=without("permissions")), "Enable RBAC"),
        ("token_long", jwt(claims={**CLAIMS, "exp": 87_400}), "Lifetime"),
    ],
)
def test_fault_of_a_token_is_told(
    deployment: Deployment, code: str, token: str | None, remedy: str
) -> None:
    (found,) = examined(deployment, token)
    assert found.code == code
    assert remedy in found.remedy
    assert found.is_fault == (code != "token_long")
    said = f"{found.problem} {found.remedy}"
    assert [part for part in (token or "").split(".") if len(part) > 4 and part in said] == []
    assert "ada" not in said


def test_missing_refresh_token_is_told(deployment: Deployment) -> None:
    (found,) = examined(deployment, jwt(), renewable=False)
    assert found.code == "not_renewable"
    assert "Allow Offline Access" in found.remedy


def test_refusal_by_the_api_is_told(deployment: Deployment) -> None:
    deployment.plant("api", "GET /api/pong", refusal(401, "invalid_token"))
    (found,) = examined(deployment, jwt())
    assert (found.code, found.tier) == ("token_refused", "functions")
    assert "invalid_token" in found.problem
    assert "REQUIRE_RFC9068" in found.remedy
