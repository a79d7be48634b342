"""Another account: two clicks, and nothing that is left of an earlier attempt gets in its way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage, submit
from tests.e2e.stack import Stack

pytestmark = pytest.mark.local  # one process of the app, which is another one

APP = Path(__file__).with_name("chooser_app.py")


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    with stack.showing(APP) as streamlit:
        yield streamlit.tier.url


@pytest.fixture
def chooser(url: str, browser: BrowserContext) -> AppPage:
    return AppPage(browser, url)


def test_switching_accounts_takes_two_clicks(chooser: AppPage) -> None:
    chooser.log_in("reader")
    expect(chooser.page.get_by_text("Hello, Seeded Reader")).to_be_visible()
    chooser.log_out()
    chooser.log_in("guest")
    expect(chooser.page.get_by_text("Hello, Seeded Guest")).to_be_visible()
    assert chooser.loads == 1


def test_window_left_open_by_an_earlier_attempt_changes_nothing(chooser: AppPage) -> None:
    left = chooser.open_sign_in()
    expect(left.get_by_label("Password")).to_be_visible()
    chooser.page.get_by_role("button", name="Check").click()
    chooser.log_in("guest")
    expect(chooser.page.get_by_text("Hello, Seeded Guest")).to_be_visible()
    submit(left, "reader")
    expect(left.get_by_text("The app does not need this window any more.")).to_be_visible()
    expect(chooser.frame.get_by_text("Signed in as Seeded Guest")).to_be_visible()
    expect(chooser.page.get_by_text("Hello, Seeded Guest")).to_be_visible()


def test_answer_that_comes_after_a_sign_out_signs_nobody_in(chooser: AppPage) -> None:
    left = chooser.open_sign_in()
    expect(left.get_by_label("Password")).to_be_visible()
    chooser.page.get_by_role("button", name="Check").click()
    chooser.log_in("guest")
    chooser.log_out()
    submit(left, "reader")
    expect(left.get_by_text("The app does not need this window any more.")).to_be_visible()
    expect(chooser.button("Sign in")).to_be_visible()
    expect(chooser.page.get_by_text("Nobody")).to_be_visible()
