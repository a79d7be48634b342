"""Wherever the sign-in is drawn, it works, is restored after a reload, and is renewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.app_page import AppPage
from tests.e2e.placed_app import PLACES
from tests.e2e.stack import Stack

pytestmark = pytest.mark.local  # one process of the app, which is another one

APP = Path(__file__).with_name("placed_app.py")
TOKEN_SECONDS = 8
NEVER_HIDDEN = {"in_form", "in_sidebar"}
AT_REST = """
() => document.getAnimations()
  .every((animation) => animation.playState !== "running"
    || animation.effect.getComputedTiming().endTime === Infinity)
"""


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    short = stack.changed("identity-provider", ACCESS_TOKEN_TTL=str(TOKEN_SECONDS))
    with short, stack.showing(APP) as streamlit:
        yield streamlit.tier.url


def signed_in(app: AppPage) -> Locator:
    return app.page.get_by_text("signed_in: Seeded Reader")


@pytest.mark.parametrize("place", PLACES)
def test_sign_in_works_wherever_it_is_drawn_and_is_restored_out_of_sight(
    url: str, browser: BrowserContext, place: str
) -> None:
    app = AppPage(browser, f"{url}?place={place}")
    page = app.page
    expect(page.get_by_text("signed_out: nobody")).to_be_visible()
    page.get_by_label("Draft").fill("a draft")
    page.get_by_label("Draft").press("Enter")
    if place not in NEVER_HIDDEN:
        page.get_by_text("Open", exact=True).click()
        # A click in what still opens can miss the frame.
        page.wait_for_function(AT_REST)
    # Streamlit may still replace what it draws, and a click in that would be lost.
    expect(page.locator("[data-test-script-state='notRunning']")).to_be_attached()
    app.log_in("reader")
    expect(signed_in(app)).to_be_attached()
    assert page.get_by_label("Draft").input_value() == "a draft"
    page.reload()
    expect(signed_in(app)).to_be_visible()
    assert app.loads == 2
    assert [text for text in app.console if "page error" in text] == []


def test_sign_in_is_renewed_out_of_sight(url: str, browser: BrowserContext) -> None:
    first = AppPage(browser, f"{url}?place=in_form")
    first.log_in("reader")
    tabs = [first, *(AppPage(browser, f"{url}?place={place}") for place in PLACES)]
    for app in tabs:
        expect(signed_in(app)).to_be_visible()
    for _ in range(3):  # before the token expires, at that time, and after it
        first.page.wait_for_timeout(TOKEN_SECONDS * 500)
        for app in tabs:
            expect(signed_in(app)).to_be_visible()
