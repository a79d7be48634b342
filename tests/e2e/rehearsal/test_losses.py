"""A replica of the app, and an instance of the component, are lost in the middle."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready


def test_lost_replica_signs_nobody_out(stack: Stack, browser: BrowserContext) -> None:
    app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    app.sign_in()
    app.page.get_by_label("Draft").fill("half a sentence")
    app.page.get_by_label("Draft").press("Enter")
    for name in ("streamlit", "streamlit-2"):
        stack.running[name].stop(0)
        try:
            app.expect_signed_in()
            expect(app.page.get_by_label("Draft")).to_have_value("half a sentence")
            app.expect_statuses({"pong": 200})
        finally:
            wait_ready(stack.running[name].start())
    assert app.loads == 1


def test_lost_instance_signs_nobody_out(stack: Stack, browser: BrowserContext) -> None:
    app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    app.sign_in()
    for name in ("component", "component-2"):
        stack.running[name].stop(0)
        try:
            app.page.reload()
            app.expect_signed_in()
            app.expect_statuses({"pong": 200})
        finally:
            wait_ready(stack.running[name].start())
