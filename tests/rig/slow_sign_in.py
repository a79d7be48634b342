"""A sign-in while the component takes its time to redeem the handover."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.rig.front import Front
from tests.rig.layout_page import UNUSABLE, WITHIN_SECONDS, opened, unusable
from tests.rig.layouts import Layout

_REDEEM = "/api/auth/redeem"


def fault_of_sign_in(
    browser: BrowserContext, url: str, layout: Layout, component: Front, delay: float
) -> str | None:
    """Sign in on a new page while ``redeem`` is held up; returns what is wrong with the page."""
    component.delays[_REDEEM] = delay
    with opened(browser, url, layout) as app:
        try:
            app.expect_signed_out()
            app.log_in("reader")
            return app.fault(delay + WITHIN_SECONDS)
        except UNUSABLE as error:
            return unusable(error)
