"""Step-up in a real browser: the interrupted action goes on, and the sign-in survives a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.access import violations
from tests.e2e.app_page import AppPage, submit
from tests.e2e.stack import Stack

pytestmark = pytest.mark.local  # one process of the app, which is another one

APP = Path(__file__).with_name("stepped_app.py")


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    with stack.showing(APP) as streamlit:
        yield streamlit.tier.url


@pytest.fixture
def stepped(url: str, browser: BrowserContext) -> AppPage:
    return AppPage(browser, url)


def log_in(app: AppPage, account: str) -> None:
    with app.context.expect_page() as opened:
        app.button("Log in").click()
    with opened.value.expect_event("close"):
        submit(opened.value, account)
    expect(app.page.get_by_text("Hello, Seeded")).to_be_visible()
    app.page.get_by_label("Draft").fill("a draft")
    app.page.get_by_label("Draft").press("Enter")


def go_on(app: AppPage) -> Page:
    with app.context.expect_page() as opened:
        app.button("Continue").click()
    return opened.value


def expect_as_before(app: AppPage) -> None:
    expect(app.page.get_by_text("Hello, Seeded")).to_be_visible()
    expect(app.page.get_by_text("May: read:messages", exact=True)).to_be_visible()
    assert app.page.get_by_label("Draft").input_value() == "a draft"
    assert app.loads == 1


def test_action_goes_on_after_one_click(stepped: AppPage) -> None:
    log_in(stepped, "editor")
    expect_as_before(stepped)
    stepped.page.get_by_role("button", name="Write").click()
    expect(stepped.frame.get_by_text("another permission: write:messages")).to_be_visible()
    expect(stepped.frame.get_by_text("To write the message.")).to_be_visible()
    assert violations(stepped.document) == []
    window = go_on(stepped)  # the provider knows the person: the window closes by itself
    if not window.is_closed():
        window.wait_for_event("close")
    expect(stepped.page.get_by_text("Written: a message")).to_be_visible()
    expect(stepped.page.get_by_text("May: read:messages, write:messages")).to_be_visible()
    assert stepped.page.get_by_label("Draft").input_value() == "a draft"
    stepped.page.get_by_role("button", name="Write").click()
    expect(stepped.page.get_by_text("Written: a message, a message")).to_be_visible()
    stepped.page.reload()
    expect(stepped.page.get_by_text("May: read:messages, write:messages")).to_be_visible()


def test_account_that_can_never_get_it_is_told_so(stepped: AppPage) -> None:
    log_in(stepped, "reader")
    stepped.page.get_by_role("button", name="Write").click()
    go_on(stepped)
    never = "This account can't get the permission write:messages."
    expect(stepped.frame.get_by_text(never)).to_be_visible()
    expect_as_before(stepped)
    stepped.page.get_by_role("button", name="Write").click()
    expect(stepped.page.get_by_text(never)).to_be_visible()
    expect(stepped.button("Continue")).not_to_be_visible()
    expect(stepped.page.get_by_text("Written: ", exact=True)).to_be_visible()


def test_declined_step_up_leaves_everything_as_it_was(stepped: AppPage) -> None:
    log_in(stepped, "editor")
    stepped.page.get_by_role("button", name="Write").click()
    stepped.button("Not now").click()
    expect(stepped.button("Continue")).not_to_be_visible()
    expect_as_before(stepped)
    stepped.page.get_by_role("button", name="Write").click()
    expect(stepped.button("Continue")).to_be_visible()


def test_second_factor_is_asked_for_by_the_provider(stepped: AppPage) -> None:
    log_in(stepped, "editor")
    stepped.page.get_by_role("button", name="Delete").click()
    expect(stepped.frame.get_by_text("a stronger sign-in")).to_be_visible()
    window = go_on(stepped)
    window.get_by_label("Code").fill("123456")
    assert window.get_by_label("Email").input_value() == "editor@example.com"
    with window.expect_event("close"):
        submit(window, "editor")
    expect(stepped.page.get_by_text("Deleted: with a second factor")).to_be_visible()


def test_another_account_in_the_window_changes_nothing(stepped: AppPage) -> None:
    log_in(stepped, "editor")
    stepped.page.get_by_role("button", name="Delete").click()
    window = go_on(stepped)
    window.get_by_label("Code").fill("123456")
    with window.expect_event("close"):
        submit(window, "reader")
    expect(stepped.frame.get_by_text("Another account signed in in that window.")).to_be_visible()
    expect_as_before(stepped)
    expect(stepped.page.get_by_text("Deleted: never")).to_be_visible()


def test_page_goes_on_from_its_guard(stepped: AppPage) -> None:
    log_in(stepped, "editor")
    stepped.page.get_by_label("Draft").fill("page")
    stepped.page.get_by_label("Draft").press("Enter")
    expect(stepped.page.get_by_text("Continue at the sign-in.")).to_be_visible()
    go_on(stepped)
    expect(stepped.page.get_by_text("The page", exact=True)).to_be_visible()
    assert stepped.loads == 1
