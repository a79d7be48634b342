"""The local identity provider's pages: log-in, errors, logout, and what it logs."""

import html
import re
from pathlib import Path

import pytest
import requests

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import (
    CALLBACK,
    CLIENT_ID,
    CLIENT_SECRET,
    READER,
    Browser,
    code_of,
    query_of,
    redeem,
    refresh,
    tier_on,
)
from .stand_ins import free_port


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
    assert "error_description" not in query
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


def test_pages_are_german_for_a_browser_in_german(browser: Browser) -> None:
    browser.http.headers["Accept-Language"] = "de-AT, en;q=0.5"
    page = browser.authorize()
    for text in ('<html lang="de">', "<h1>Anmelden</h1>", ">Weiter<", ">Passwort<"):
        assert text in page.text
    page = browser.submit(page, "continue", email=READER[0], password="wrong")
    assert '<p role="alert">E-Mail oder Passwort ist falsch.</p>' in page.text
    page = browser.http.get(f"{browser.issuer}u/login/long-gone")
    assert "<h1>Diese Anmeldung ist abgelaufen</h1>" in page.text


@pytest.mark.parametrize("header", ["fr", "en, de;q=0.9", "de;q=0", ";q=,,"])
def test_pages_are_english_for_any_other(browser: Browser, header: str) -> None:
    browser.http.headers["Accept-Language"] = header
    page = browser.authorize()
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    assert "<h1>Log in</h1>" in page.text


@pytest.mark.parametrize("path", ["style.css", "favicon.svg", "favicon.ico"])
def test_what_the_login_page_links_to_is_there(issuer: str, path: str) -> None:
    assert requests.get(issuer + path, timeout=5).status_code == 200


def test_expired_interaction_says_where_to_start_again(issuer: str) -> None:
    page = requests.get(f"{issuer}u/login/long-gone", timeout=5)
    assert page.status_code == 400
    assert "return to the app" in page.text
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


def test_log_holds_no_secret(tmp_path: Path) -> None:
    tier = tier_on(free_port())
    log = tmp_path / "identity.log"
    with Running(tier, log) as running:
        wait_ready(running)
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
        wait_ready(running)
