"""What survives a sign-in and a sign-out in the app's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack

pytestmark = pytest.mark.local  # one process of the app, which is another one

APP = Path(__file__).with_name("kept_app.py")


def expect_all_there(app: AppPage) -> None:
    expect(app.page.get_by_text("Quarter: q3")).to_be_visible()
    expect(app.page.get_by_label("Draft")).to_have_value("half a sentence")
    expect(app.page.get_by_text("Content: what was uploaded")).to_be_visible()
    assert app.page.url.endswith("/report?quarter=q3")
    assert app.loads == 1


def test_draft_upload_query_parameter_and_page_survive_sign_in_and_sign_out(
    stack: Stack, browser: BrowserContext
) -> None:
    with stack.showing(APP) as streamlit:
        app = AppPage(browser, f"{streamlit.tier.url}/report?quarter=q3")
        app.expect_signed_out()
        app.page.locator("input[type=file]").set_input_files(
            {"name": "a.txt", "mimeType": "text/plain", "buffer": b"what was uploaded"}
        )
        # A run that begins meanwhile may replace the file's input.
        expect(app.page.get_by_text("Content: what was uploaded")).to_be_visible()
        app.page.get_by_label("Draft").fill("half a sentence")
        app.page.get_by_label("Draft").press("Enter")
        expect_all_there(app)
        app.sign_in("reader")
        expect_all_there(app)
        app.sign_out()
        expect_all_there(app)
