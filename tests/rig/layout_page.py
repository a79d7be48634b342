"""A page of ``layout_app.py`` in a browser, compared with all that it should show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Error as PlaywrightError, Page, expect

from infra.local.running import Running
from tests.e2e.app_page import NAMES, AppPage
from tests.e2e.stack import Stack
from tests.rig.layouts import NOBODY, PAGES, Layout

APP = Path(__file__).with_name("layout_app.py")
SETTLE_SECONDS = 1.5
"""How long a page that is whole has to stay so: a late run shows by then."""
WITHIN_SECONDS = 6
"""How long the page may take until it is whole, on a busy machine."""
UNUSABLE = (AssertionError, PlaywrightError)
"""What is raised where a page does not come up, or does nothing."""
_POLL_MS = 50
_CONNECTED = "[data-testid=stApp][data-test-connection-state=CONNECTED]"
_TEXTS = """() => [...document.querySelectorAll("[data-testid=stText], [data-testid=stMarkdown]")]
  .map((element) => element.textContent.trim())"""
_ERRORS = "[data-testid=stException], [data-testid=stAlert], [role=dialog]"


def layout_app(stack: Stack, layout: Layout, *arguments: str) -> AbstractContextManager[Running]:
    """Have Streamlit show a layout for a while, with more arguments."""
    return stack.showing(APP, *arguments, LAYOUT=layout.name)


class LayoutPage(AppPage):
    """One tab with a layout. ``shown`` is the page of it that is shown."""

    def __init__(self, context: BrowserContext, url: str, layout: Layout) -> None:
        super().__init__(context, url)
        self.layout = layout
        self.shown = 0

    def expect_signed_out(self) -> None:
        expect(self.page.get_by_text(NOBODY, exact=True)).to_be_visible(timeout=20_000)
        expect(self.button("Sign in")).to_be_visible(timeout=20_000)

    def wait_connected(self) -> None:
        """Wait until the page has its connection to Streamlit."""
        self.page.locator(_CONNECTED).wait_for(timeout=40_000)

    def show(self, page: int) -> None:
        """Change to a page of the layout."""
        self.shown = page
        self.page.get_by_role("link", name=PAGES[page], exact=True).click(timeout=10_000)

    def fault(self, seconds: float, settle: float = SETTLE_SECONDS) -> str | None:
        """What is wrong with the page for longer than that, or None once it stays whole.

        Args:
            seconds: How long it may take until the page is whole.
            settle: How long it has to stay so. One that a restart finds whole still changes.
        """
        deadline = time.monotonic() + seconds
        whole_since = time.monotonic()
        while True:
            found = self._difference()
            now = time.monotonic()
            if found and now > deadline:
                return found
            if found:
                whole_since = now
            elif now - whole_since >= settle:
                return None
            self.page.wait_for_timeout(_POLL_MS)

    def _difference(self) -> str | None:
        """How page and frame differ from what they should show for the reader."""
        if bad := [line for line in self.console if "Bad delta path" in line]:
            return bad[0].splitlines()[0]
        errors = self.page.locator(_ERRORS).all_inner_texts()
        if errors:
            return f"an error is shown: {errors[0][:120]}"
        if not self.frame.get_by_text(f"Signed in as {NAMES['reader']}").count():
            return "the frame does not show who is signed in"
        return _compare(page_texts(self.page), self.layout.texts(self.shown))


def page_texts(page: Page) -> list[str]:
    """The texts that a page shows, in order."""
    found: list[str] = page.evaluate(_TEXTS)
    return found


def _compare(found: list[str], expected: list[str]) -> str | None:
    if found == expected:
        return None
    if not found:
        return "the page is blank"
    if NOBODY in found:
        return "the page shows nobody, and the frame somebody"
    missing = [text for text in expected if text not in found]
    if missing:
        return f"{len(missing)} of {len(expected)} texts are missing: {', '.join(missing[:3])}"
    extra = len(found) - len(expected)
    return f"{extra} texts too many" if extra else "the texts are out of order"


@contextmanager
def opened(browser: BrowserContext, url: str, layout: Layout) -> Iterator[LayoutPage]:
    """A new page, after which nobody is signed in any more."""
    app = LayoutPage(browser, url, layout)
    try:
        yield app
    finally:
        forget_everybody(browser, app.page)
        app.page.close()


def forget_everybody(browser: BrowserContext, page: Page) -> None:
    """Take all cookies away, those of frames too."""
    browser.new_cdp_session(page).send("Network.clearBrowserCookies")


def unusable(error: Exception) -> str:
    """The fault of a page that can't be used, in one line."""
    return f"the page can't be used: {' '.join(str(error).split())[:160]}"
