"""The testing kit: real access tokens, and the identity provider on loopback."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from gatepost.testing.access_tokens import AccessTokens
from gatepost.testing.identity_provider import IdentityProvider
from gatepost_api.errors import InvalidToken
from gatepost_api.guard import Guard
from gatepost_api.settings import read_auth_settings
from gatepost_api.tokens.claims import Caller

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=")
BACK = "http://127.0.0.1:1/back?from=idp"
ASKED = {
    "response_type": "code",
    "client_id": "app",
    "redirect_uri": BACK,
    "scope": "openid profile offline_access read:messages",
    "code_challenge": CHALLENGE.decode(),
    "code_challenge_method": "S256",
    "state": "state-1",
    "nonce": "nonce-1",
}
CODE = {"grant_type": "authorization_code", "redirect_uri": BACK, "code_verifier": VERIFIER}


class Api:
    """An API that trusts the provider: the functions' own checks, with its real key set."""

    def __init__(self, provider: IdentityProvider) -> None:
        settings = {
            "AUTH0_ISSUER": provider.issuer,
            "AUTH0_AUDIENCE": provider.access_tokens.audience,
            "REQUIRE_RFC9068": "true",
        }
        self.guard = Guard.from_settings(read_auth_settings(settings))

    def check(self, token: str) -> Caller:
        return self.guard.authenticate(f"Bearer {token}", ())


@pytest.fixture
def idp(identity_provider: IdentityProvider) -> IdentityProvider:
    return identity_provider


@pytest.fixture
def api(identity_provider: IdentityProvider) -> Api:
    return Api(identity_provider)


@pytest.fixture
def tokens(idp: IdentityProvider) -> AccessTokens:
    return idp.access_tokens


def test_good_token_is_accepted_by_a_strict_api(api: Api, tokens: AccessTokens) -> None:
    caller = api.check(
        tokens.make(
            "auth0|1",
            scopes=["read:messages", "write:messages"],
            permissions=["read:messages"],
            acr="strong",
            auth_time=time.time() - 60,
        )
    )
    assert (caller.subject, caller.acr) == ("auth0|1", "strong")
    assert caller.scopes == {"read:messages"}
    assert caller.auth_time
    assert 59 <= time.time() - caller.auth_time <= 65


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        *(("expired", "expired"), ("for_another_audience", "aud")),
        *(("of_another_key", "signature"), ("with_alg_none", "form")),
    ],
)
def test_bad_token_is_refused_for_its_fault(
    api: Api, tokens: AccessTokens, kind: str, reason: str
) -> None:
    with pytest.raises(InvalidToken) as refused:
        api.check(getattr(tokens, kind)(scopes=["read:messages"]))
    assert refused.value.reason == reason


def test_token_of_another_issuer_is_refused(api: Api, access_tokens: AccessTokens) -> None:
    with pytest.raises(InvalidToken) as refused:
        api.check(access_tokens.make())
    assert refused.value.reason == "iss"


def test_key_set_has_no_private_part(access_tokens: AccessTokens) -> None:
    (key,) = access_tokens.jwks["keys"]
    assert key.keys() == {"kty", "kid", "use", "alg", "n", "e"}


def authorize(provider: IdentityProvider, **changed: str | None) -> dict[str, str]:
    metadata = httpx.get(f"{provider.issuer}.well-known/openid-configuration").json()
    asked = {name: value for name, value in {**ASKED, **changed}.items() if value is not None}
    answer = httpx.get(metadata["authorization_endpoint"], params=asked)
    if answer.status_code != 302:
        return {"status": str(answer.status_code), **answer.json()}
    location = answer.headers["Location"]
    assert location.startswith(f"{BACK}&")
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def exchange(provider: IdentityProvider, **given: str) -> dict[str, Any]:
    answer = httpx.post(f"{provider.issuer}oauth/token", data=given)
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.json()
    return body


def id_token(provider: IdentityProvider, answer: dict[str, Any]) -> dict[str, Any]:
    keys = KeySet.import_key_set(httpx.get(f"{provider.issuer}.well-known/jwks.json").json())
    return dict(jwt.decode(answer["id_token"], keys, algorithms=["RS256"]).claims)


def test_code_is_exchanged_for_tokens_that_an_api_accepts(idp: IdentityProvider, api: Api) -> None:
    idp.sign_in_as("auth0|1", name="Bob")
    back = authorize(idp)
    assert (back["state"], back["iss"], back["from"]) == (
        "state-1",
        idp.issuer,
        "idp",
    )
    answer = exchange(idp, code=back["code"], **CODE)
    assert (answer["token_type"], answer["scope"]) == ("Bearer", ASKED["scope"])
    caller = api.check(answer["access_token"])
    assert (caller.subject, "read:messages" in caller.scopes) == ("auth0|1", True)
    claims = id_token(idp, answer)
    assert (claims["sub"], claims["name"], claims["nonce"]) == ("auth0|1", "Bob", "nonce-1")
    assert (claims["aud"], claims["iss"]) == ("app", idp.issuer)
    assert abs(claims["auth_time"] - time.time()) < 5


def test_refresh_token_is_good_once_and_for_less(idp: IdentityProvider) -> None:
    first = exchange(idp, code=authorize(idp)["code"], **CODE)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = exchange(idp, scope="openid", resource="https://billing.test", **refresh)
    assert (second["scope"], "refresh_token" in second) == ("openid", False)
    payload = jwt.decode(second["access_token"], idp.access_tokens.key)
    assert payload.claims["aud"] == "https://billing.test"
    assert "nonce" not in id_token(idp, second)
    assert exchange(idp, **refresh)["error"] == "invalid_grant"


def test_scope_that_was_not_granted_is_not_refreshed(idp: IdentityProvider) -> None:
    first = exchange(idp, code=authorize(idp)["code"], **CODE)
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    answer = exchange(idp, scope="write:messages", **refresh)
    assert answer["error"] == "invalid_scope"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"client_id": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
    ],
)
def test_request_that_a_provider_refuses_is_refused(
    idp: IdentityProvider, changed: dict[str, str | None], error: str
) -> None:
    answer = authorize(idp, **changed)
    assert (answer["error"], "code" in answer) == (error, False)


def test_person_can_decline(idp: IdentityProvider) -> None:
    idp.decline()
    assert authorize(idp)["error"] == "access_denied"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:1/elsewhere"}, "invalid_grant"),
        ({"code": "made-up"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_bad_exchange_is_refused(
    idp: IdentityProvider, changed: dict[str, str], error: str
) -> None:
    code = authorize(idp)["code"]
    assert exchange(idp, **{"code": code, **CODE, **changed})["error"] == error


def test_code_is_good_once(idp: IdentityProvider) -> None:
    code = authorize(idp)["code"]
    assert "access_token" in exchange(idp, code=code, **CODE)
    assert exchange(idp, code=code, **CODE)["error"] == "invalid_grant"


def test_other_paths_are_not_found(idp: IdentityProvider) -> None:
    for answer in (
        httpx.get(f"{idp.issuer}login"),
        httpx.post(f"{idp.issuer}authorize"),
    ):
        assert answer.status_code == 404


def test_code_expires(idp: IdentityProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    code = authorize(idp)["code"]
    monkeypatch.setattr("gatepost.testing.provider_grants._CODE_SECONDS", -1)
    assert exchange(idp, code=code, **CODE)["error"] == "invalid_grant"
