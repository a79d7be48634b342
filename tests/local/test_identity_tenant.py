"""The local identity provider as each Auth0 tenant: what a setting there changes for a client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from jose import jwe, jwt

from infra.local.tiers import ROOT

from .identity import (
    CLIENT_ID,
    CLIENT_SECRET,
    GUEST,
    READER,
    SCOPE,
    Browser,
    access_claims,
    code_of,
    control,
    query_of,
    redeem,
    refresh,
)

METADATA = ".well-known/openid-configuration"


@pytest.fixture(autouse=True)
def reset(issuer: str) -> Iterator[None]:
    yield
    requests.delete(f"{issuer}control", timeout=5)


def sign_in(browser: Browser, account: tuple[str, str] = READER, **tenant: Any) -> dict[str, Any]:
    """The tokens that a sign-in gives at a tenant with these settings."""
    assert control(browser.issuer, tenant=tenant)["tenant"] == tenant
    return redeem(browser, browser.log_in(account))


def test_without_rbac_everybody_gets_what_is_requested(browser: Browser) -> None:
    tokens = sign_in(browser, GUEST, rbac=False)
    assert tokens["scope"] == SCOPE
    claims = access_claims(browser.issuer, tokens["access_token"])
    assert claims["scope"] == SCOPE
    assert "permissions" not in claims


def test_api_without_offline_access_gives_no_refresh_token(browser: Browser) -> None:
    tokens = sign_in(browser, offlineAccess=False)
    assert "refresh_token" not in tokens
    assert tokens["scope"] == SCOPE.replace("offline_access ", "")


def test_id_token_may_be_signed_with_the_client_secret(browser: Browser) -> None:
    first = sign_in(browser, idTokenAlg="HS256")
    renewed = refresh(browser.issuer, first["refresh_token"]).json()
    for tokens in (first, renewed):
        assert jwt.get_unverified_header(tokens["id_token"])["alg"] == "HS256"
        options = {"verify_at_hash": False}
        token = tokens["id_token"]
        jwt.decode(token, CLIENT_SECRET, ["HS256"], audience=CLIENT_ID, options=options)
        assert access_claims(browser.issuer, tokens["access_token"]), "is signed with RS256"


def test_access_token_may_be_signed_with_a_secret(browser: Browser) -> None:
    token = sign_in(browser, accessTokenAlg="HS256")["access_token"]
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_access_token_may_be_encrypted(browser: Browser) -> None:
    token = sign_in(browser, encryptedTokens=True)["access_token"]
    assert token.count(".") == 4
    assert jwe.get_unverified_header(token)["enc"] == "A256GCM"


@pytest.mark.parametrize(
    ("dialect", "type_", "own"),
    [
        ("access_token", "JWT", {"azp"}),
        ("access_token_authz", "JWT", {"azp", "permissions"}),
        ("rfc9068_profile", "at+jwt", {"client_id", "jti"}),
        ("rfc9068_profile_authz", "at+jwt", {"client_id", "jti", "permissions"}),
    ],
)
def test_dialect_of_an_access_token_decides_its_type_and_claims(
    browser: Browser, dialect: str, type_: str, own: set[str]
) -> None:
    control(browser.issuer, tenant={"dialect": dialect})
    token = redeem(browser, browser.log_in(GUEST))["access_token"]
    claims = access_claims(browser.issuer, token)
    assert jwt.get_unverified_header(token)["typ"] == type_
    own |= {"auth_time", "acr"}  # which an Action adds
    assert set(claims) == {"iss", "sub", "aud", "iat", "exp", "scope"} | own
    assert claims["scope"] == "openid profile email offline_access", "RBAC is on in each"


@pytest.mark.parametrize(
    ("setting", "member"),
    [
        ("endSession", "end_session_endpoint"),
        ("callbackIss", "authorization_response_iss_parameter_supported"),
    ],
)
def test_metadata_do_not_name_what_is_off(issuer: str, setting: str, member: str) -> None:
    usual = requests.get(f"{issuer}{METADATA}", timeout=5).json()
    control(issuer, tenant={setting: False})
    found = requests.get(f"{issuer}{METADATA}", timeout=5).json()
    assert set(usual) - set(found) == {member}


@pytest.mark.parametrize("is_on", [True, False])
def test_callback_names_the_issuer_if_the_metadata_say_so(browser: Browser, is_on: bool) -> None:
    issuer = browser.issuer
    control(issuer, tenant={"callbackIss": is_on})
    browser.log_in(READER)
    granted = query_of(browser.authorize())
    control(issuer, authorize={"error": "access_denied"})
    refused = query_of(browser.authorize())
    assert [query.get("iss") for query in (granted, refused)] == [issuer if is_on else None] * 2


def test_consent_is_requested_at_each_sign_in(browser: Browser) -> None:
    control(browser.issuer, tenant={"consent": True})
    email, password = READER
    page = browser.submit(browser.authorize(), "continue", email=email, password=password)
    assert "Authorize app" in page.text
    assert "<li>read:messages</li>" in page.text
    assert redeem(browser, code_of(browser.submit(page, "accept")))["scope"] == SCOPE
    page = browser.authorize(prompt="login")
    again = browser.submit(page, "continue", email=email, password=password)
    assert redeem(browser, code_of(browser.submit(again, "accept"))), "asks for no other login"
    again = browser.authorize()
    assert "Authorize app" in again.text
    assert query_of(browser.submit(again, "decline")) == {
        "error": "access_denied",
        "error_description": "User did not authorize the request",
        "state": "the-state",
        "iss": browser.issuer,
    }


@pytest.mark.parametrize(("leeway", "status"), [(5, 200), (0, 400)])
def test_rotated_refresh_token_may_be_used_again_within_the_leeway(
    browser: Browser, leeway: int, status: int
) -> None:
    token = sign_in(browser, leeway=leeway)["refresh_token"]
    assert refresh(browser.issuer, token).status_code == 200
    assert refresh(browser.issuer, token).status_code == status


def test_reset_restores_the_tenant(browser: Browser) -> None:
    for restore in (
        lambda: requests.delete(f"{browser.issuer}control", timeout=5).json(),
        lambda: control(browser.issuer, tenant=None),
    ):
        control(browser.issuer, tenant={"rbac": False, "dialect": "rfc9068_profile"})
        assert restore() == {"accounts": {}, "tenant": {}}


def test_each_setting_is_in_the_readme_and_each_body_there_is_accepted(issuer: str) -> None:
    section = (ROOT / "infra" / "README.md").read_text("utf-8").split("### Auth0 as it is", 1)[1]
    bodies = [json.loads(body) for body in re.findall(r"`(\{.*?\})`", section)]
    for body in bodies:
        control(issuer, **body)
    unknown = requests.post(f"{issuer}control", json={"tenant": {"x": 1}}, timeout=5).json()
    members = unknown["error_description"].split("use one of ")[1].split(", ")
    assert {name for body in bodies for name in body.get("tenant", {})} == set(members)
