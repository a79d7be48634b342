"""The local identity provider, driven as a real process through the whole code flow."""

import base64
import dataclasses
import hashlib
import html
import json
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from jose import jwt

from infra.local import Running, Tier, tiers

from .conftest import free_port

CALLBACK = "http://127.0.0.1:3001/api/auth/callback"
AUDIENCE = "https://api.gatepost.test"
CLIENT_ID = "gatepost-local"
CLIENT_SECRET = "local-sample-client-secret-0123456789"
SCOPE = "openid profile email offline_access read:messages"
READER = ("reader@example.com", "reader-password")
GUEST = ("guest@example.com", "guest-password")


def tier_on(port: int, **settings: str) -> Tier:
    issuer = f"http://localhost:{port}/"
    tier = tiers()[0]
    env = {**tier.env, "PORT": str(port), "ISSUER": issuer, "KEYS_FILE": "", **settings}
    ready_url = f"{issuer}.well-known/openid-configuration"
    return dataclasses.replace(tier, port=port, url=issuer, ready_url=ready_url, env=env)


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tier = tier_on(free_port(), COMPONENT_BASE_URL="http://127.0.0.1:3001")
    with Running(tier, tmp_path_factory.mktemp("logs") / "identity.log") as running:
        running.wait_ready()
        yield tier.url


class Browser:
    """A browser with its cookies, and the verifier of the request under way."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.http = requests.Session()
        self.http.headers["Accept"] = "text/html"
        self.verifier = secrets.token_urlsafe(32)

    def authorize(self, **extra: str) -> requests.Response:
        """Ask for a code; returns the login page, or the redirect to the component."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        params = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "redirect_uri": CALLBACK,
            "scope": SCOPE,
            "audience": AUDIENCE,
            "state": "the-state",
            "nonce": "the-nonce",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **extra,
        }
        params = {name: value for name, value in params.items() if value}
        return self.follow(
            self.http.get(f"{self.issuer}authorize", params=params, allow_redirects=False)
        )

    def follow(self, response: requests.Response) -> requests.Response:
        """Follow redirects within the provider; stop at the one to the component."""
        while response.is_redirect and response.headers["Location"].startswith(("/", self.issuer)):
            url = requests.compat.urljoin(response.url, response.headers["Location"])
            response = self.http.get(url, allow_redirects=False)
        return response

    def submit(self, page: requests.Response, action: str, **fields: str) -> requests.Response:
        data = {"action": action, **fields}
        return self.follow(self.http.post(page.url, data=data, allow_redirects=False))

    def log_in(self, account: tuple[str, str], **extra: str) -> str:
        """Sign in with the form and return the code."""
        page = self.authorize(**extra)
        assert page.status_code == 200
        email, password = account
        return code_of(self.submit(page, "continue", email=email, password=password))


@pytest.fixture
def browser(issuer: str) -> Iterator[Browser]:
    opened = Browser(issuer)
    with opened.http:
        yield opened


def query_of(response: requests.Response) -> dict[str, str]:
    assert response.status_code == 303, response.text
    assert response.headers["Location"].startswith(CALLBACK)
    location = urlsplit(response.headers["Location"])
    # Errors of response types other than "code" travel in the fragment.
    query = parse_qs(location.query or location.fragment)
    return {name: values[0] for name, values in query.items()}


def code_of(response: requests.Response) -> str:
    query = query_of(response)
    assert query["state"] == "the-state"
    return query["code"]


def ask_token(issuer: str, **data: str) -> requests.Response:
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    return requests.post(f"{issuer}oauth/token", data=client | data, timeout=5)


def redeem(browser: Browser, code: str) -> dict[str, Any]:
    response = ask_token(
        browser.issuer,
        grant_type="authorization_code",
        code=code,
        redirect_uri=CALLBACK,
        code_verifier=browser.verifier,
    )
    assert response.status_code == 200, response.text
    return dict(response.json())


def refresh(issuer: str, token: str, **extra: str) -> requests.Response:
    return ask_token(issuer, grant_type="refresh_token", refresh_token=token, **extra)


def access_claims(issuer: str, token: str) -> dict[str, Any]:
    keys = requests.get(f"{issuer}.well-known/jwks.json", timeout=5).json()
    return jwt.decode(token, keys, algorithms=["RS256"], audience=AUDIENCE, issuer=issuer)


def id_claims(issuer: str, tokens: dict[str, Any]) -> dict[str, Any]:
    keys = requests.get(f"{issuer}.well-known/jwks.json", timeout=5).json()
    options = {"verify_at_hash": False}
    return jwt.decode(
        tokens["id_token"], keys, algorithms=["RS256"], audience=CLIENT_ID, options=options
    )


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
    assert claims.pop("exp") - claims.pop("iat") == tokens["expires_in"] == 3600
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


def test_wrong_password_says_so_and_keeps_the_email_escaped(browser: Browser) -> None:
    email = '"><b>x@example.com'
    page = browser.submit(browser.authorize(), "continue", email=email, password="wrong")
    assert page.status_code == 400
    assert '<p role="alert">Wrong email or password.</p>' in page.text
    assert "<b>" not in page.text
    kept = re.search(r'value="([^"]*)"', page.text)
    assert kept
    assert html.unescape(kept[1]) == email


def test_wrong_password_can_be_corrected(browser: Browser) -> None:
    page = browser.submit(browser.authorize(), "continue", email=READER[0], password="wrong")
    answer = browser.submit(page, "continue", email=READER[0], password=READER[1])
    assert redeem(browser, code_of(answer))["access_token"]


def test_cancel_is_access_denied(browser: Browser) -> None:
    query = query_of(browser.submit(browser.authorize(), "cancel"))
    assert query["error"] == "access_denied"
    assert query["error_description"] == "login denied"
    assert query["state"] == "the-state"
    assert query["iss"] == browser.issuer


def test_login_page_allows_no_script_no_frame_and_no_cache(browser: Browser) -> None:
    page = browser.authorize()
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self' http://127.0.0.1:3001;" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize("path", ["style.css", "favicon.svg", "favicon.ico"])
def test_what_the_login_page_links_to_is_there(issuer: str, path: str) -> None:
    assert requests.get(issuer + path, timeout=5).status_code == 200


def test_expired_interaction_says_where_to_start_again(issuer: str) -> None:
    page = requests.get(f"{issuer}u/login/long-gone", timeout=5)
    assert page.status_code == 400
    assert "go back to the app" in page.text
    assert "Error" not in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"audience": "https://other.example"}, "invalid_target"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_bad_request_goes_back_to_the_component(
    browser: Browser, changes: dict[str, str], error: str
) -> None:
    assert query_of(browser.authorize(**changes))["error"] == error


@pytest.mark.parametrize(
    "changes", [{"client_id": "unknown"}, {"redirect_uri": "https://evil.example/"}]
)
def test_request_that_may_not_be_redirected_is_a_plain_page(
    browser: Browser, changes: dict[str, str]
) -> None:
    page = browser.authorize(**changes)
    assert page.status_code == 400
    assert "<h1>Something went wrong</h1>" in page.text
    assert "node_modules" not in page.text


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


def test_refresh_token_rotates_and_its_reuse_ends_the_family(browser: Browser) -> None:
    first = redeem(browser, browser.log_in(READER))
    second = refresh(browser.issuer, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == SCOPE
    reused = refresh(browser.issuer, first["refresh_token"])
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert refresh(browser.issuer, second["refresh_token"]).status_code == 400


def test_refresh_may_ask_for_fewer_scopes(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    fewer = refresh(browser.issuer, tokens["refresh_token"], scope="openid profile").json()
    assert fewer["scope"] == "openid profile"
    assert access_claims(browser.issuer, fewer["access_token"])["scope"] == "openid profile"


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


def test_session_needs_no_second_password_unless_login_is_prompted(browser: Browser) -> None:
    browser.log_in(READER)
    assert code_of(browser.authorize())
    page = browser.authorize(prompt="login")
    assert page.status_code == 200
    assert code_of(browser.submit(page, "continue", email=READER[0], password=READER[1]))


def log_out(browser: Browser, **extra: str) -> requests.Response:
    params = {"client_id": CLIENT_ID, "post_logout_redirect_uri": CALLBACK, **extra}
    return browser.http.get(f"{browser.issuer}oidc/logout", params=params, allow_redirects=False)


@pytest.mark.parametrize("hint", [{}, {"logout_hint": "a-sid"}])
def test_logout_goes_back_at_once_and_the_password_is_asked_again(
    browser: Browser, hint: dict[str, str]
) -> None:
    browser.log_in(READER)
    answer = log_out(browser, state="bye", **hint)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{CALLBACK}?state=bye"
    assert browser.authorize().status_code == 200


def test_logout_leaves_refresh_tokens_alone(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(READER))
    log_out(browser)
    assert refresh(browser.issuer, tokens["refresh_token"]).status_code == 200


def test_logout_without_a_session_goes_back_too(browser: Browser) -> None:
    assert log_out(browser).headers["Location"] == CALLBACK


def test_logout_goes_to_no_foreign_address(browser: Browser) -> None:
    answer = log_out(browser, post_logout_redirect_uri="https://evil.example/")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_keys_outlive_a_restart_and_belong_to_the_user_alone(tmp_path: Path) -> None:
    keys_file = tmp_path / "new" / "keys.json"
    tier = tier_on(free_port(), KEYS_FILE=str(keys_file), ACCESS_TOKEN_TTL="7")
    with Running(tier, tmp_path / "first.log") as running:
        running.wait_ready()
        opened = Browser(tier.url)
        with opened.http:
            tokens = redeem(opened, opened.log_in(READER))
    assert tokens["expires_in"] == 7
    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600
    with Running(tier, tmp_path / "second.log") as again:
        again.wait_ready()
        assert access_claims(tier.url, tokens["access_token"])["sub"] == "auth0|reader"


def test_log_holds_no_secret(tmp_path: Path) -> None:
    tier = tier_on(free_port())
    log = tmp_path / "identity.log"
    with Running(tier, log) as running:
        running.wait_ready()
        opened = Browser(tier.url)
        with opened.http:
            opened.submit(opened.authorize(), "continue", email=READER[0], password="typo-secret")
            code = opened.log_in(READER)
            tokens = redeem(opened, code)
    text = log.read_text()
    assert 'login succeeded sub="auth0|reader"' in text
    secrets_seen = [READER[1], "typo-secret", CLIENT_SECRET, code, opened.verifier]
    secrets_seen += [tokens["access_token"], tokens["refresh_token"], tokens["id_token"]]
    assert [secret for secret in secrets_seen if secret in text] == []


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"ISSUER": "http://localhost:1"}, "ISSUER"),
        ({"PORT": "many"}, "PORT"),
        ({"COMPONENT_BASE_URL": "127.0.0.1"}, "COMPONENT_BASE_URL"),
        ({"ACCESS_TOKEN_TTL": "0"}, "ACCESS_TOKEN_TTL"),
    ],
)
def test_bad_setting_is_named_at_start(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    tier = tier_on(free_port(), **settings)
    with (
        Running(tier, tmp_path / "identity.log") as running,
        pytest.raises(Exception, match=f"cannot start: {named} must"),
    ):
        running.wait_ready()


def test_sample_accounts_are_those_that_dev_py_prints() -> None:
    source = (tiers()[0].cwd / "accounts.mjs").read_text()
    assert json.dumps(READER[0]) in source
    assert json.dumps(GUEST[0]) in source
