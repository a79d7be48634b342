"""Sign-ins whose provider cuts its window off from the app, as Microsoft's pages do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app_page import NAMES, AppPage, submit
from tests.local.identity import control

POLICIES = ("same-origin", "same-origin-allow-popups", "noopener-allow-popups")
COME_BACK = "Go back to the app and press Continue there."


def open_window(app: AppPage, button: str) -> Page:
    with app.context.expect_page() as opened:
        app.button(button).click()
    return opened.value


def go_on(app: AppPage, relay: Page) -> Page:
    """Click the relay's button, and return the provider's window."""
    with app.context.expect_page() as opened:
        relay.get_by_role("button", name="Open the sign-in").click()
    return opened.value


@pytest.mark.parametrize("policy", POLICIES)
def test_first_sign_in_needs_one_more_click_and_the_next_one_none(
    app: AppPage, issuer: str, policy: str
) -> None:
    control(issuer, tenant={"openerPolicy": policy})
    window = app.open_sign_in()
    submit(window, "reader")
    expect(window.get_by_text(COME_BACK)).to_be_visible()
    expect(app.frame.get_by_text("was closed, or")).to_be_visible()
    app.button("Continue").click()
    app.expect_signed_in("reader")
    expect(app.frame.get_by_role("alert")).to_have_count(0)
    app.sign_out()

    relay = app.open_sign_in()
    submit(go_on(app, relay), "guest")
    app.expect_signed_in("guest")
    assert len(app.context.pages) == 2, "the browser's first tab and the app: no window is left"
    assert app.loads == 1


def test_window_that_was_closed_is_opened_again_by_the_relay(app: AppPage) -> None:
    app.open_sign_in().close()
    relay = open_window(app, "Continue")
    submit(go_on(app, relay), "reader")
    app.expect_signed_in("reader")
    app.sign_out()
    app.sign_in("guest")  # nothing was cut off: no relay


def test_answer_of_an_earlier_attempt_signs_nobody_in(app: AppPage, issuer: str) -> None:
    control(issuer, tenant={"openerPolicy": "same-origin"})
    earlier = app.open_sign_in()
    submit(earlier, "reader")
    expect(earlier.get_by_text(COME_BACK)).to_be_visible()
    app.button("Sign in").click()  # the provider knows the reader, and shows no page
    app.expect_signed_in("reader")
    app.sign_out()
    submit(app.open_sign_in(), "guest")
    app.button("Continue").click()
    app.expect_signed_in("guest")
    expect(earlier.get_by_text(COME_BACK)).to_be_visible()


def test_opener_that_an_extension_takes_away_costs_nothing(app: AppPage) -> None:
    app.context.add_init_script("if (window.top === window) window.opener = null")
    app.log_in("reader")
    expect(app.frame.get_by_text(f"Signed in as {NAMES['reader']}")).to_be_visible()
