"""The local identity provider's tokens: their shape, rotation, revocation and keys."""

import secrets
import stat
from pathlib import Path

import requests
from jose import jwt

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import (
    AUDIENCE,
    BILLING,
    CALLBACK,
    CLIENT_ID,
    CLIENT_SECRET,
    GUEST,
    READER,
    SCOPE,
    Browser,
    access_claims,
    ask_token,
    id_claims,
    redeem,
    refresh,
    tier_on,
)
from .stand_ins import free_port


def test_discovery_names_the_issuer_with_its_slash_and_auth0_routes(issuer: str) -> None:
    found = requests.get(f"{issuer}.well-known/openid-configuration", timeout=5).json()
    assert found["issuer"] == issuer
    assert found["authorization_endpoint"] == f"{issuer}authorize"
    assert found["token_endpoint"] == f"{issuer}oauth/token"
    assert found["userinfo_endpoint"] == f"{issuer}userinfo"
    assert found["jwks_uri"] == f"{issuer}.well-known/jwks.json"
    assert found["end_session_endpoint"] == f"{issuer}oidc/logout"
    assert found["revocation_endpoint"] == f"{issuer}oauth/revoke"
    assert found["response_types_supported"] == ["code"]


def test_access_token_has_the_shape_of_auth0(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    claims = access_claims(browser.issuer, tokens["access_token"])
    assert jwt.get_unverified_header(tokens["access_token"])["typ"] == "JWT"
    assert claims.pop("exp") - claims["iat"] == tokens["expires_in"] == 600
    assert 0 <= claims.pop("iat") - claims.pop("auth_time") < 60
    assert claims.pop("acr") == "urn:gatepost:password"
    assert claims == {
        "iss": browser.issuer,
        "sub": "auth0|reader",
        "aud": [AUDIENCE, f"{browser.issuer}userinfo"],
        "azp": CLIENT_ID,
        "scope": SCOPE,
        "permissions": ["read:messages"],
    }
    assert tokens["scope"] == SCOPE


def test_id_token_names_the_user_and_the_session(browser: Browser) -> None:
    claims = id_claims(browser.issuer, redeem(browser, browser.log_in(READER)))
    assert claims["iss"] == browser.issuer
    assert claims["sub"] == "auth0|reader"
    assert claims["name"] == "Seeded Reader"
    assert claims["email"] == "reader@example.com"
    assert claims["email_verified"] is True
    assert claims["nonce"] == "the-nonce"
    assert claims["sid"]


def test_guest_is_left_without_the_scope_he_may_not_have(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(GUEST))
    assert tokens["scope"] == "openid profile email offline_access"
    claims = access_claims(browser.issuer, tokens["access_token"])
    assert claims["permissions"] == []
    assert claims["scope"] == tokens["scope"]


def test_only_the_requested_scopes_are_granted(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER, scope="openid profile"))
    assert tokens["scope"] == "openid profile"
    assert "refresh_token" not in tokens


def test_client_secret_in_the_header_is_accepted_too(browser: Browser) -> None:
    response = requests.post(
        f"{browser.issuer}oauth/token",
        auth=(CLIENT_ID, CLIENT_SECRET),
        data={
            "grant_type": "authorization_code",
            "code": browser.log_in(READER),
            "redirect_uri": CALLBACK,
            "code_verifier": browser.verifier,
        },
        timeout=5,
    )
    assert response.status_code == 200


def test_wrong_client_secret_is_refused(issuer: str) -> None:
    response = refresh(issuer, "x", client_secret="wrong")
    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"


def test_code_needs_its_verifier_and_works_once(browser: Browser) -> None:
    code = browser.log_in(READER)
    right = browser.verifier
    data = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    refused = ask_token(browser.issuer, **data, code_verifier=secrets.token_urlsafe(32))
    assert refused.json()["error"] == "invalid_grant"
    assert ask_token(browser.issuer, **data, code_verifier=right).status_code == 200
    assert ask_token(browser.issuer, **data, code_verifier=right).status_code == 400


def test_refresh_may_ask_for_fewer_scopes(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    fewer = refresh(browser.issuer, tokens["refresh_token"], scope="openid profile").json()
    assert fewer["scope"] == "openid profile"
    assert access_claims(browser.issuer, fewer["access_token"])["scope"] == "openid profile"


def test_refresh_token_gets_tokens_for_the_second_api_too(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    billing = {"audience": BILLING, "resource": BILLING, "scope": "read:invoices"}
    answer = refresh(browser.issuer, tokens["refresh_token"], **billing).json()
    claims = access_claims(browser.issuer, answer["access_token"], BILLING)
    assert (claims["aud"], claims["scope"], "permissions" in claims) == (
        [BILLING],
        answer["scope"],
        False,
    )
    assert (answer["scope"], "id_token" in answer) == ("read:invoices", False)
    again = refresh(browser.issuer, answer["refresh_token"]).json()
    main = access_claims(browser.issuer, again["access_token"])
    assert main["scope"].split() == again["scope"].split() == SCOPE.split()
    unknown = billing | {"resource": "https://unknown.gatepost.test"}
    refused = refresh(browser.issuer, again["refresh_token"], **unknown)
    assert refused.json()["error"] == "invalid_target"


def test_revoked_refresh_token_is_dead(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    answer = requests.post(
        f"{browser.issuer}oauth/revoke",
        data=client | {"token": tokens["refresh_token"]},
        timeout=5,
    )
    assert answer.status_code == 200
    assert refresh(browser.issuer, tokens["refresh_token"]).json()["error"] == "invalid_grant"


def test_keys_outlive_a_restart_and_belong_to_the_user_alone(tmp_path: Path) -> None:
    keys_file = tmp_path / "new" / "keys.json"
    tier = tier_on(free_port(), KEYS_FILE=str(keys_file), ACCESS_TOKEN_TTL="7")
    with Running(tier, tmp_path / "first.log") as running:
        wait_ready(running)
        opened = Browser(tier.url)
        with opened.http:
            tokens = redeem(opened, opened.log_in(READER))
    assert tokens["expires_in"] == 7
    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600
    with Running(tier, tmp_path / "second.log") as again:
        wait_ready(again)
        assert access_claims(tier.url, tokens["access_token"])["sub"] == "auth0|reader"
