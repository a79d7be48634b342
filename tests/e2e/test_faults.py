"""Everything that can go wrong says what to do, and there is a way to try again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, expect

from gatepost.wire.events import VERSION
from tests.e2e.app_page import COMPONENT, PYTHON, AppPage, submit
from tests.e2e.hostile import serving
from tests.e2e.stack import Stack


@contextmanager
def popups_blocked(app: AppPage) -> Iterator[None]:
    """Have the frame open no window for a while."""
    app.document.evaluate("() => { window.kept = window.open; window.open = () => null }")
    yield
    app.document.evaluate("() => { window.open = window.kept }")


def test_denied_login_says_so_and_the_next_try_works(app: AppPage) -> None:
    app.open_sign_in().get_by_role("button", name="Cancel").click(no_wait_after=True)
    expect(app.frame.get_by_role("alert")).to_contain_text("cancelled, or refused for this account")
    app.sign_in("reader")


def test_cancelled_login_closes_its_window_and_the_next_try_works(app: AppPage) -> None:
    window = app.open_sign_in()
    with window.expect_event("close"):
        app.button("Cancel").click()
    expect(app.frame.get_by_role("alert")).to_have_count(0)
    app.sign_in("reader")


def test_blocked_popup_says_so_and_the_next_try_works(app: AppPage) -> None:
    with popups_blocked(app):
        app.button("Sign in").click()
        expect(app.frame.get_by_role("alert")).to_contain_text("Allow pop-ups for this page")
    app.sign_in("reader")


def test_closed_popup_says_so_and_the_next_try_works(app: AppPage) -> None:
    app.open_sign_in().close()
    expect(app.frame.get_by_role("alert")).to_contain_text("window was closed, or this page")
    app.sign_in("reader")


def test_blocked_window_at_sign_out_has_the_password_asked_next(app: AppPage) -> None:
    app.sign_in("reader")
    with popups_blocked(app):
        app.button("Sign out").click()
        app.expect_signed_out()
        alert = app.frame.get_by_role("alert")
        expect(alert).to_contain_text("The next sign-in asks for your password")
    window = app.open_sign_in()
    expect(window.get_by_label("Password")).to_be_visible()
    submit(window, "reader")
    app.expect_signed_in("reader")


def test_provider_down_says_so_and_comes_back(stack: Stack, browser: BrowserContext) -> None:
    with stack.stopped("component"):
        pass  # a component that has discovered the provider before would hide the fault
    with stack.stopped("identity-provider"):
        app = AppPage(browser, stack.url("streamlit"))
        expect(app.frame.get_by_role("alert")).to_contain_text("identity provider does not answer")
    with suppress(Error):  # it may try again by itself meanwhile
        app.button("Try again").click(timeout=3_000)
    expect(app.button("Sign in")).to_be_visible(timeout=90_000)  # by itself, within a minute
    app.sign_in("reader")


def test_provider_that_dies_during_sign_in_says_so(app: AppPage, stack: Stack) -> None:
    window = app.open_sign_in()
    window.get_by_label("Email").wait_for()
    with stack.stopped("identity-provider"):
        submit(window, "reader")
        window.close()
        expect(app.frame.get_by_role("alert")).to_contain_text("was closed, or")
    app.sign_in("reader")


def expect_notice(app: AppPage, component: str) -> Locator:
    """Within five seconds from where the frame is drawn, however late a busy machine draws it."""
    expect(app.page.locator("iframe")).to_be_attached()
    notice = app.page.get_by_role("alert").filter(has_text="does not answer")
    expect(notice).to_contain_text(component, timeout=5_000)
    return notice


def test_component_down_says_so_and_comes_back(stack: Stack, browser: BrowserContext) -> None:
    with stack.stopped("component"):
        app = AppPage(browser, stack.url("streamlit"))
        expect_notice(app, stack.url("component"))
    app.expect_signed_out()  # by itself: nobody chooses "Try again"
    app.sign_in("reader")


def test_component_that_is_slow_says_so_and_comes_up(stack: Stack, browser: BrowserContext) -> None:
    """It needs longer than the time after which a first try is given up."""
    ready = f"{{gatepost: {VERSION}, type: 'ready'}}"
    ready = f"onmessage = (e) => e.source.postMessage({ready}, e.origin)"
    page = f"<p>Here at last</p><script>{ready}</script>"
    with serving(page, delay=9) as slow, stack.changed("streamlit", GATEPOST_COMPONENT_URL=slow):
        app = AppPage(browser, stack.url("streamlit"))
        notice = expect_notice(app, slow)
        expect(app.frame.get_by_text("Here at last")).to_be_visible(timeout=25_000)
        expect(notice).to_be_hidden()


def test_component_that_dies_later_says_so(app: AppPage, stack: Stack) -> None:
    app.sign_in("reader")
    with stack.stopped("component"):
        answer = app.call_and_open(COMPONENT, "pong")
        expect(answer).to_contain_text("component does not answer. Try again")
        app.expect_signed_in("reader")
    expect(app.call(COMPONENT, "pong").get_by_text("200", exact=True)).to_be_visible()


@pytest.mark.parametrize("way", [PYTHON, COMPONENT])
def test_api_down_says_so_and_comes_back(app: AppPage, stack: Stack, way: str) -> None:
    app.sign_in("reader")
    with stack.stopped("functions"):
        answer = app.call_and_open(way, "pong")
        expect(answer).to_contain_text("protected API does not answer. Try again")
    expect(app.call(way, "pong").get_by_text("200", exact=True)).to_be_visible()


def test_app_that_is_not_registered_is_told_how_to_be(
    stack: Stack, browser: BrowserContext
) -> None:
    """127.0.0.1 is another origin than localhost, and not in GATEPOST_APPS."""
    unregistered = stack.url("streamlit").replace("localhost", "127.0.0.1")
    app = AppPage(browser, unregistered)
    notice = app.page.get_by_role("alert").filter(has_text="GATEPOST_APPS")
    expect(notice).to_contain_text(f"lists {unregistered}")
    expect(app.page.get_by_role("button", name="Try again")).to_be_visible()
