"""A page of ``layout_app.py`` in a browser, compared with all that it should show."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.app_page import NAMES, AppPage, submit
from tests.e2e.stack import Stack
from tests.rig.front import Front
from tests.rig.layouts import DRAFT, NOBODY, PAGES, Layout

APP = Path(__file__).with_name("layout_app.py")
SETTLE_SECONDS = 1.5
"""How long a page that is whole has to stay so: a late run would show by then."""
GLANCE_SECONDS = 0.2
"""The same between two changes of the page, as of a person who clicks on."""
WITHIN_SECONDS = 6
"""How long the page may take beyond the delay, on a busy machine."""
REDEEM = "/api/auth/redeem"
WRITTEN = "half a sentence"
_POLL_MS = 50
_TEXTS = """() => [...document.querySelectorAll("[data-testid=stText], [data-testid=stMarkdown]")]
  .map((element) => element.textContent.trim())"""
_ERRORS = "[data-testid=stException], [data-testid=stAlert], [role=dialog]"


@contextmanager
def layout_app(stack: Stack, layout: Layout, *arguments: str) -> Iterator[str]:
    """Have Streamlit show a layout for a while, with more arguments; gives its address."""
    with stack.showing(APP, *arguments, LAYOUT=layout.name):
        yield stack.url("streamlit")


class LayoutPage(AppPage):
    """One tab with a layout. ``shown`` is the page of it that is shown."""

    def __init__(self, context: BrowserContext, url: str, layout: Layout) -> None:
        super().__init__(context, url)
        self.layout = layout
        self.shown = 0

    def expect_signed_out(self) -> None:
        expect(self.page.get_by_text(NOBODY, exact=True)).to_be_visible(timeout=20_000)
        expect(self.button("Sign in")).to_be_visible(timeout=20_000)

    def start_sign_in(self, account: str = "reader") -> None:
        """Sign in, until the provider's window is gone."""
        window = self.open_sign_in()
        with window.expect_event("close", timeout=20_000):
            submit(window, account)

    def show(self, page: int) -> None:
        """Change to a page of the layout."""
        self.shown = page
        self.page.get_by_role("link", name=PAGES[page], exact=True).click()

    def write_draft(self) -> None:
        """Write into the entrypoint's field."""
        self.page.get_by_label(DRAFT).fill(WRITTEN)
        self.page.get_by_label(DRAFT).press("Enter")

    def fault_of_changes(self, times: int) -> str | None:
        """Change between the pages; returns the first fault."""
        for number in range(1, times + 1):
            self.show(number % len(PAGES))
            is_last = number == times
            fault = self.fault(WITHIN_SECONDS, SETTLE_SECONDS if is_last else GLANCE_SECONDS)
            if not fault and self.page.get_by_label(DRAFT).input_value() != WRITTEN:
                fault = "what was typed is gone"
            if fault:
                return f"at change {number} {fault}"
        return None

    def fault(self, seconds: float, settle: float = SETTLE_SECONDS) -> str | None:
        """What is wrong with the page for longer than that, or comes to be while it settles.

        Args:
            seconds: How long it may take until the page is whole.
            settle: How long it has to stay so.
        """
        deadline = time.monotonic() + seconds
        while (found := self._difference()) and time.monotonic() < deadline:
            self.page.wait_for_timeout(_POLL_MS)
        if found:
            return found
        self.page.wait_for_timeout(settle * 1_000)
        return self._difference()

    def _difference(self) -> str | None:
        """How page and frame differ from what they should show for the reader."""
        if bad := [line for line in self.console if "Bad delta path" in line]:
            return bad[0][:120]
        errors = self.page.locator(_ERRORS).all_inner_texts()
        if errors:
            return f"an error is shown: {errors[0][:120]}"
        if not self.frame.get_by_text(f"Signed in as {NAMES['reader']}").count():
            return "the frame does not show who is signed in"
        return _compare(self.page.evaluate(_TEXTS), self.layout.texts(self.shown))


def _compare(found: list[str], expected: list[str]) -> str | None:
    if found == expected:
        return None
    missing = [text for text in expected if text not in found]
    if missing:
        return f"{len(missing)} of {len(expected)} texts are missing: {', '.join(missing[:3])}"
    extra = len(found) - len(expected)
    return f"{extra} texts too many" if extra else "the texts are out of order"


def fault_of_sign_in(
    browser: BrowserContext, url: str, layout: Layout, component: Front, delay: float
) -> str | None:
    """Sign in on a new page while ``redeem`` is held up; returns what is wrong with the page."""
    app = LayoutPage(browser, url, layout)
    try:
        component.delays[REDEEM] = 0
        app.expect_signed_out()
        component.delays[REDEEM] = delay
        app.start_sign_in()
        return app.fault(delay + WITHIN_SECONDS)
    finally:
        forget_everybody(browser, app.page)
        app.page.close()


def forget_everybody(browser: BrowserContext, page: Page) -> None:
    """Take all cookies away, those of frames too."""
    browser.new_cdp_session(page).send("Network.clearBrowserCookies")


def fault_of_changes(browser: BrowserContext, url: str, layout: Layout, times: int) -> str | None:
    """Sign in, write a draft and change the page so many times; returns the first fault."""
    app = LayoutPage(browser, url, layout)
    try:
        app.expect_signed_out()
        app.start_sign_in()
        fault = app.fault(WITHIN_SECONDS)
        if fault:
            return f"after the sign-in {fault}"
        app.write_draft()
        return app.fault_of_changes(times)
    finally:
        forget_everybody(browser, app.page)
        app.page.close()
