"""What a person sees of an Auth0 tenant with other settings: a sentence, and a way on."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.app_page import COMPONENT, PYTHON, AppPage, submit
from tests.e2e.stack import Stack
from tests.local.identity import control

pytestmark = pytest.mark.slow


def _consent_page(app: AppPage) -> Page:
    window = app.open_sign_in()
    submit(window, "reader")
    expect(window.get_by_role("heading", name="Authorize app")).to_be_visible()
    return window


def test_consent_page_leads_back_to_the_app(app: AppPage, issuer: str) -> None:
    control(issuer, tenant={"consent": True})
    _consent_page(app).get_by_role("button", name="Decline").click(no_wait_after=True)
    expect(app.frame.get_by_role("alert")).to_contain_text("User did not authorize the request")
    _consent_page(app).get_by_role("button", name="Accept").click(no_wait_after=True)
    app.expect_signed_in()


def test_rejected_id_token_says_so_and_the_next_try_works(app: AppPage, issuer: str) -> None:
    control(issuer, tenant={"idTokenAlg": "HS256"})
    app.log_in("reader")
    alert = app.frame.get_by_role("alert")
    expect(alert).to_contain_text("did not pass the checks. Sign in again.")
    control(issuer, tenant=None)
    app.button("Sign in").click()  # the provider still knows the person
    app.expect_signed_in()


@pytest.mark.parametrize("way", [PYTHON, COMPONENT])
def test_token_that_the_api_refuses_says_so_and_signs_nobody_out(
    app: AppPage, issuer: str, way: str
) -> None:
    control(issuer, tenant={"encryptedTokens": True})
    app.sign_in()
    expect(app.call(way, "pong").get_by_text("401", exact=True)).to_be_visible()
    answer = app.call_and_open(way, "pong")
    expect(answer).to_contain_text("no longer valid. Try again in a moment, or sign in again")
    app.expect_signed_in()


def test_old_tenant_opens_no_window_at_a_sign_out_and_asks_for_the_password(
    stack: Stack, browser: BrowserContext, issuer: str
) -> None:
    control(issuer, tenant={"endSession": False})
    with stack.changed("component"):  # has to read the metadata again
        app = AppPage(browser, stack.url("streamlit"))
        app.sign_in()
        opened: list[str] = []
        browser.on("page", lambda page: opened.append(page.url))
        app.button("Sign out").click()
        app.expect_signed_out()
        assert opened == []
        expect(app.open_sign_in().get_by_label("Password")).to_be_visible()
