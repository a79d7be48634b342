"""The main journey, in a browser as shipped, with app and component on two sites."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import COMPONENT, PYTHON, AppPage, submit
from tests.e2e.stack import Stack


def test_sign_in_reloads_nothing_and_keeps_the_draft(app: AppPage) -> None:
    app.page.get_by_label("Draft").fill("half a sentence")
    app.page.get_by_label("Draft").press("Enter")
    loads = app.loads
    app.sign_in("reader")
    expect(app.page.get_by_label("Draft")).to_have_value("half a sentence")
    app.sign_out()
    expect(app.page.get_by_label("Draft")).to_have_value("half a sentence")
    assert app.loads == loads == 1
    assert len(app.context.pages) == 2, "the browser's first tab and the app: no window is left"


def test_draft_and_choice_outlive_their_views(app: AppPage) -> None:
    app.page.get_by_label("Draft").fill("half a sentence")
    # Without it Streamlit itself ignores the click on the link.
    app.page.get_by_label("Draft").press("Enter")
    app.page.get_by_role("link", name="Sequences").click()
    choices = app.page.get_by_role("radiogroup")
    choices.get_by_text("Sign-in", exact=True).click()
    expect(app.page.get_by_text("Sign in to run it.")).to_be_visible()
    app.page.go_back()
    expect(app.page.get_by_label("Draft")).to_have_value("half a sentence")
    app.page.go_forward()
    expect(choices.get_by_role("radio", name="Sign-in")).to_be_checked()


def test_reload_restores_the_sign_in(app: AppPage) -> None:
    app.sign_in("reader")
    app.page.reload()
    app.expect_signed_in("reader")
    app.expect_statuses({"pong": 200})


def test_reader_may_call_everything(app: AppPage) -> None:
    app.sign_in("reader")
    app.expect_statuses({"ping": 200, "pong": 200, "pong-scoped": 200})


def test_guest_is_told_which_permission_is_missing(app: AppPage) -> None:
    app.sign_in("guest")
    app.expect_statuses({"ping": 200, "pong": 200, "pong-scoped": 403})
    for way in (PYTHON, COMPONENT):
        answer = app.call_and_open(way, "pong-scoped")
        expect(answer).to_contain_text("lacks the permission read:messages")
        expect(answer).to_contain_text('error="insufficient_scope"')
        expect(answer).to_contain_text('scope="read:messages"')


def test_nobody_is_asked_to_sign_in(app: AppPage) -> None:
    app.expect_statuses({"ping": 200, "pong": 401, "pong-scoped": 401})
    for way in (PYTHON, COMPONENT):
        expect(app.call_and_open(way, "pong")).to_contain_text("Nobody is signed in. Sign in")


def test_one_click_signs_out_everywhere_and_the_password_is_asked_again(app: AppPage) -> None:
    app.sign_in("reader")
    app.sign_out()
    app.expect_statuses({"pong": 401, "pong-scoped": 401})
    app.page.reload()
    app.expect_signed_out()
    window = app.open_sign_in()
    expect(window.get_by_label("Password")).to_be_visible()
    submit(window, "guest")
    app.expect_signed_in("guest")


def test_other_tabs_follow_sign_in_and_sign_out(
    app: AppPage, browser: BrowserContext, stack: Stack
) -> None:
    other = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    other.expect_signed_out()
    app.sign_in("reader")
    other.expect_signed_in("reader")
    other.sign_out()
    app.expect_signed_out()
    app.expect_statuses({"pong": 401})


def test_access_token_is_renewed_before_it_ends(stack: Stack, browser: BrowserContext) -> None:
    with stack.changed("identity-provider", ACCESS_TOKEN_TTL="20"):
        app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
        app.sign_in("reader")
        renewed = app.page.wait_for_event(
            "requestfinished",
            lambda request: request.url.endswith("/api/auth/session"),
            timeout=15_000,
        )
        answer = renewed.response()
        assert answer is not None
        assert answer.json()["user"]["name"] == "Seeded Reader"
        assert answer.json()["expiresIn"] > 15, "a new token, not the old one again"
        app.expect_signed_in("reader")
        app.expect_statuses({"pong": 200})


def test_nothing_happens_while_idle(app: AppPage) -> None:
    app.sign_in("reader")
    app.page.wait_for_timeout(1_000)
    seen: list[str] = []
    app.page.on("request", lambda request: seen.append(request.url))
    app.page.on("console", lambda message: seen.append(message.text))
    sent = app.sent
    assert sent > 0
    app.page.wait_for_timeout(5_000)
    assert seen == []
    assert app.sent == sent


def test_address_named_after_the_view_leads_to_it(stack: Stack, browser: BrowserContext) -> None:
    app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    app.sign_in()
    expect(app.page.get_by_text("Page not found")).to_have_count(0)
    expect(app.page).to_have_url(re.compile("/auth0$"))
    assert app.loads == 1
