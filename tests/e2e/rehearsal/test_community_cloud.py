"""The app inside Community Cloud's frame, below its path and with its forced settings."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from infra.rehearsal.names import COMMUNITY_APP, COMPONENT
from tests.e2e.app_page import submit
from tests.e2e.stack import Stack

HELLO = "Hello, Seeded Reader"


class WrappedApp:
    """The app two frames deep: wrapper, app, framed page."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.goto(f"https://{COMMUNITY_APP}/")
        self.app = self.page.frame_locator("iframe[title='streamlitApp']")
        self.frame = self.app.frame_locator("iframe[title='Sign in']")
        self.app.get_by_role("link", name="Sign-in").first.click()

    def sign_in(self) -> None:
        with self.context.expect_page() as opened:
            self.frame.get_by_role("button", name="Sign in", exact=True).click()
        with opened.value.expect_event("close"):
            submit(opened.value, "reader")
        expect(self.app.get_by_text(HELLO)).to_be_visible()

    @property
    def document(self) -> Frame:
        return next(f for f in self.page.frames if f.url.startswith(f"https://{COMPONENT}/"))


@pytest.fixture
def app(stack: Stack, browser: BrowserContext) -> WrappedApp:
    return WrappedApp(browser)


def test_sign_in_reload_call_and_sign_out(app: WrappedApp) -> None:
    app.app.get_by_label("Draft").fill("half a sentence")
    app.app.get_by_label("Draft").press("Enter")
    app.sign_in()
    expect(app.app.get_by_label("Draft")).to_have_value("half a sentence")
    app.page.reload()
    expect(app.app.get_by_text(HELLO)).to_be_visible()
    call = ".st-key-auth0-From-Python-pong-scoped"
    app.app.locator(call).get_by_role("button").click()
    expect(app.app.locator(f"{call}-answer")).to_contain_text("200")
    with app.context.expect_page() as opened:
        app.frame.get_by_role("button", name="Sign out").click()
    if not opened.value.is_closed():
        opened.value.wait_for_event("close")
    expect(app.frame.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(app.app.get_by_text(HELLO)).to_be_hidden()


def test_cookie_is_the_partition_of_the_app_alone(app: WrappedApp) -> None:
    app.sign_in()
    session = app.context.new_cdp_session(app.page)
    cookies = session.send("Storage.getCookies")["cookies"]
    (sealed,) = [c for c in cookies if c["name"].startswith("__Host-gatepost-")]
    assert sealed["partitionKey"]["topLevelSite"] == "https://streamlit.test"
    assert sealed["httpOnly"]
    assert sealed["secure"]
    assert app.document.evaluate("document.cookie") == ""
