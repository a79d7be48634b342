"""How strongly and how recently somebody authenticated, and what an app may ask for about it."""

from __future__ import annotations

import time

from tests.local.identity import GUEST, READER, Browser, access_claims, code_of, id_claims, redeem

STRONG = "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
WEAK = "urn:gatepost:password"
EMAIL, PASSWORD = READER


def test_second_factor_is_asked_for_and_named_in_both_tokens(browser: Browser) -> None:
    page = browser.authorize(acr_values=STRONG)
    assert 'name="code"' in page.text
    wrong = browser.submit(page, "continue", email=EMAIL, password=PASSWORD, code="000000")
    assert "Wrong code." in wrong.text
    right = browser.submit(page, "continue", email=EMAIL, password=PASSWORD, code="123456")
    tokens = redeem(browser, code_of(right))
    assert id_claims(browser.issuer, tokens)["acr"] == STRONG
    assert access_claims(browser.issuer, tokens["access_token"])["acr"] == STRONG


def test_weaker_session_is_not_enough_for_it(browser: Browser) -> None:
    browser.log_in(READER)
    page = browser.authorize(acr_values=STRONG)
    assert 'name="code"' in page.text
    code_of(browser.submit(page, "continue", email=EMAIL, password=PASSWORD, code="123456"))
    assert code_of(browser.authorize(acr_values=STRONG)), "and the session is strong from now on"


def test_password_alone_has_a_name_of_its_own(browser: Browser) -> None:
    tokens = redeem(browser, browser.log_in(GUEST, acr_values=WEAK))
    assert id_claims(browser.issuer, tokens)["acr"] == WEAK


def test_recent_login_is_asked_for_and_its_time_is_named(browser: Browser) -> None:
    browser.log_in(READER)
    assert code_of(browser.authorize(max_age="60"))
    time.sleep(2.1)
    page = browser.authorize(max_age="1")
    assert page.status_code == 200, "the form again"
    code = code_of(browser.submit(page, "continue", email=EMAIL, password=PASSWORD))
    claims = id_claims(browser.issuer, redeem(browser, code))
    assert 0 <= time.time() - claims["auth_time"] < 30


def test_hint_fills_in_the_form_and_a_prompt_shows_it_again(browser: Browser) -> None:
    browser.log_in(READER)
    page = browser.authorize(prompt="login", login_hint=EMAIL)
    assert f'value="{EMAIL}"' in page.text
