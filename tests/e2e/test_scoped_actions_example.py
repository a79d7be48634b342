"""One of the examples as ``dev.py up --app`` runs it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from infra.local.tiers import tiers
from tests.e2e.app_page import AppPage, submit
from tests.e2e.stack import Stack
from tests.repository import ROOT

pytestmark = pytest.mark.local  # an app of its own

APP = ROOT / "examples" / "scoped_actions" / "app.py"


def test_note_is_published_after_the_click_that_grants_it(
    stack: Stack, browser: BrowserContext
) -> None:
    with stack.replaced(tiers(stack.offset, app=APP)[3]) as streamlit:
        app = AppPage(browser, streamlit.tier.url)
        with browser.expect_page() as opened:
            app.button("Sign in").click()
        with opened.value.expect_event("close"):
            submit(opened.value, "editor")
        app.page.get_by_label("Note").fill("Hello, everybody")
        app.page.get_by_label("Note").press("Enter")
        app.page.get_by_role("button", name="Publish").click()
        expect(app.frame.get_by_text("To publish your note.")).to_be_visible()
        app.button("Continue").click()
        expect(app.page.get_by_text("Hello, everybody")).to_be_visible()
        assert app.loads == 1
