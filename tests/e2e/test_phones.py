"""A phone: its screen, and a browser inside another app, which opens no windows."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.access import is_cut_off, touch
from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack


@pytest.mark.parametrize("width", [360, 430])
def test_sign_in_on_a_small_screen(browser: BrowserContext, stack: Stack, width: int) -> None:
    app = AppPage(browser, stack.url("streamlit"))
    screen = {"width": width, "height": 780, "deviceScaleFactor": 3, "mobile": True}
    browser.new_cdp_session(app.page).send("Emulation.setDeviceMetricsOverride", screen)
    expect(app.button("Sign in")).to_be_visible()
    touch(app.page, app.document)
    app.sign_in("reader")
    assert not is_cut_off(app.page)
    assert not is_cut_off(app.document)
    box = app.button("Sign out").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44, "large enough for a finger"
    app.sign_out()


def test_browser_without_windows_is_told_the_way_out(app: AppPage) -> None:
    app.document.evaluate("window.open = () => null")
    app.button("Sign in").click()
    notice = app.frame.get_by_role("alert")
    expect(notice).to_contain_text("The sign-in window did not open")
    expect(notice).to_contain_text("open this page in your browser")
    expect(app.button("Sign in")).to_be_visible()


def test_window_may_be_a_tab(app: AppPage) -> None:
    app.document.evaluate("((open) => { window.open = (url) => open(url); })(window.open)")
    app.sign_in("reader")
    app.sign_out()
