"""Streamlit starts and restarts while a page is used: what the page shows afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, expect

from infra.local.running import Running
from tests.e2e.app_page import NAMES, AppPage
from tests.rig.layout_page import UNUSABLE, forget_everybody, opened, unusable
from tests.rig.layouts import NOBODY, Layout
from tests.rig.ready import wait_ready

CLICK_APP = Path(__file__).with_name("click_app.py")
AGREE_SECONDS = 10
"""How long page and frame may take to agree, on a busy machine."""
_REDRAW_SECONDS = 4
"""How long it stays whole: what was drawn before a restart stays until the first run has ended."""


def restart(streamlit: Running, *, is_killed: bool) -> None:
    """End Streamlit, all at once or as it is asked to, and start it; it answers on return."""
    streamlit.stop(0) if is_killed else streamlit.stop()
    wait_ready(streamlit.start())


def fault_of_cold_sign_in(
    browser: BrowserContext, streamlit: Running, layout: Layout
) -> str | None:
    """Start Streamlit, open a page and sign in at the first chance; returns what is wrong."""
    restart(streamlit, is_killed=True)
    with opened(browser, streamlit.tier.url, layout) as app:
        try:
            app.log_in("reader")
            return app.fault(AGREE_SECONDS)
        except UNUSABLE as error:
            return unusable(error)


def faults_of_restarts(
    browser: BrowserContext, streamlit: Running, layout: Layout, times: int
) -> Iterator[str | None]:
    """Sign in on one page and restart Streamlit; gives what is wrong after each restart."""
    with opened(browser, streamlit.tier.url, layout) as app:
        app.log_in("reader")
        app.frame.get_by_text("Signed in as").wait_for()
        for number in range(times):
            restart(streamlit, is_killed=number % 2 == 0)
            app.wait_connected()
            yield app.fault(AGREE_SECONDS, _REDRAW_SECONDS)


class ClickPage(AppPage):
    """A page of ``click_app.py``."""

    def sign_in(self, account: str = "reader") -> None:
        self.log_in(account)
        expect(self.page.get_by_text(f"Hello, {NAMES[account]}")).to_be_visible(timeout=20_000)

    def fault_of_count(self) -> str | None:
        """Click the button in Streamlit's fragment as soon as it can be; whether that counted.

        Streamlit alone drops the click, since the new session does not know the fragment.
        """
        self.page.get_by_role("button", name="Count", exact=True).click(timeout=20_000)
        counted = self.page.get_by_text("Clicks: 1", exact=True)
        return self._fault(counted, "the click on Streamlit's button is lost")

    def fault_of_sign_out(self) -> str | None:
        """Click the button in the frame; whether frame and page show that."""
        self.button("Sign out").click(timeout=20_000)
        try:
            expect(self.button("Sign in")).to_be_visible(timeout=AGREE_SECONDS * 1_000)
        except AssertionError:
            return "the click on the frame's button is lost"
        nobody = self.page.get_by_text(NOBODY, exact=True)
        return self._fault(nobody, "the frame is signed out, and the page is not")

    def _fault(self, expected: Locator, fault: str) -> str | None:
        try:
            expect(expected).to_be_visible(timeout=AGREE_SECONDS * 1_000)
        except AssertionError:
            return fault
        return None


CLICKS = {
    "Streamlit's button": ClickPage.fault_of_count,
    "the frame's button": ClickPage.fault_of_sign_out,
}


def fault_of_first_click(
    browser: BrowserContext, url: str, button: str, disturb: Callable[[], None]
) -> str | None:
    """Sign in, restart Streamlit or lose a replica, and click at once; returns what is wrong.

    At once is when the page knows that its server is gone. A click before that may have been
    handled, so that nobody can repeat it.
    """
    page = ClickPage(browser, url)
    try:
        page.sign_in()
        with page.sockets[-1].expect_event("close"):
            disturb()
        return CLICKS[button](page)
    except UNUSABLE as error:
        return unusable(error)
    finally:
        forget_everybody(browser, page.page)
        for opened in browser.pages[1:]:  # the provider's window of a sign-out too
            opened.close()
