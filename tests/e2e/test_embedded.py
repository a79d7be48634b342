"""The app in a page of another site, with third-party cookies blocked, and below a path.

Locally, that is the component's own site; ``tests/engines`` has three.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.e2e.app_page import AppPage, submit
from tests.e2e.hostile import serving
from tests.e2e.stack import Stack
from tests.repository import ROOT

pytestmark = pytest.mark.local  # the page of the other site is a test's own

_PORTAL = "<iframe title=portal src='{app}' style='width:1200px;height:1400px'></iframe>"
_LISTEN = "<script>received = []; onmessage = ({origin}) => received.push(origin)</script>"


@pytest.fixture(scope="module")
def address(stack: Stack) -> Iterator[str]:
    """A page with the app, which may embed it."""
    page = _LISTEN + _PORTAL.format(app=f"{stack.url('streamlit')}/auth0")
    with serving(page, port=4013 + stack.offset) as url:
        yield url


class Embedded:
    """The app in a page of another site."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.page.goto(url)

    @property
    def app(self) -> FrameLocator:
        return self.page.frame_locator("iframe[title=portal]")

    @property
    def frame(self) -> FrameLocator:
        return self.app.frame_locator("iframe[title='Sign in']")

    def open_sign_in(self) -> Page:
        with self.context.expect_page() as opened:
            self.frame.get_by_role("button", name="Sign in").click()
        return opened.value

    def expect_signed_in(self) -> None:
        expect(self.frame.get_by_text("Signed in as Seeded Reader")).to_be_visible()
        expect(self.app.get_by_text("Hello, Seeded Reader")).to_be_visible()


def test_all_works_in_a_page_that_is_listed(browser: BrowserContext, address: str) -> None:
    portal = Embedded(browser, address)
    window = portal.open_sign_in()
    with window.expect_event("close"):
        submit(window, "reader")
    portal.expect_signed_in()
    portal.page.reload()
    portal.expect_signed_in()
    call = ".st-key-auth0-From-the-component-pong"
    portal.app.locator(call).get_by_role("button").click()
    answer = portal.app.locator(f"{call}-answer")
    expect(answer.get_by_text("200", exact=True)).to_be_visible()
    portal.frame.get_by_role("button", name="Sign out").click()
    expect(portal.app.get_by_text("Sign in above, or look around without")).to_be_visible()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1.localhost"])
def test_page_that_is_not_listed_gets_no_frame_and_no_message(
    browser: BrowserContext, address: str, host: str, stack: Stack
) -> None:
    stranger = Embedded(browser, address.replace("127.0.0.1", host))
    notice = stranger.app.get_by_role("alert").filter(has_text="is not shown while this app")
    expect(notice).to_contain_text(f"embedded in http://{host}:")
    expect(notice).to_contain_text("add that site to embedded_by")
    component = stack.url("component")
    assert set(stranger.page.evaluate("received")) == {stack.url("streamlit")}, "Streamlit's own"
    assert [one for one in stranger.page.frames if one.url.startswith(component)] == []


def test_app_below_a_path_works_like_any_other(stack: Stack, browser: BrowserContext) -> None:
    with stack.showing(ROOT / "streamlit_app" / "app.py", base_path="/inner/app") as running:
        app = AppPage(browser, f"{running.tier.url}/inner/app/auth0")
        app.sign_in("reader")
        app.page.reload()
        app.expect_signed_in("reader")
        app.expect_statuses({"pong": 200})
        app.sign_out()
