"""Changes of the page, at the pace of a person who is in a hurry."""

from __future__ import annotations

from random import Random

from playwright.sync_api import BrowserContext

from tests.rig.layout_page import (
    SETTLE_SECONDS,
    UNUSABLE,
    WITHIN_SECONDS,
    LayoutPage,
    opened,
    unusable,
)
from tests.rig.layouts import DRAFT, PAGES, Layout

_LONGEST_LOOK_SECONDS = 0.8
_WRITTEN = "half a sentence"


def fault_of_changes(
    browser: BrowserContext, url: str, layout: Layout, times: int, seed: int
) -> str | None:
    """Sign in, write a draft and change the page so many times; returns the first fault.

    Args:
        seed: Decides when the changes come.
    """
    with opened(browser, url, layout) as app:
        try:
            app.expect_signed_out()
            app.log_in("reader")
            fault = app.fault(WITHIN_SECONDS)
            if fault:
                return f"after the sign-in {fault}"
            app.page.get_by_label(DRAFT).fill(_WRITTEN)
            app.page.get_by_label(DRAFT).press("Enter")
            return _change(app, times, Random(seed))
        except UNUSABLE as error:
            return app.fault(0) or unusable(error)


def _change(app: LayoutPage, times: int, pace: Random) -> str | None:
    """Change the page, now at once and now when it is whole; the last one is looked at longer."""
    for number in range(1, times + 1):
        app.show(number % len(PAGES))
        app.page.wait_for_timeout(pace.uniform(0, _LONGEST_LOOK_SECONDS) * 1_000)
        is_last = number == times
        if not is_last and pace.random() < 0.5:
            continue
        fault = app.fault(WITHIN_SECONDS, SETTLE_SECONDS if is_last else 0)
        if not fault and app.page.get_by_label(DRAFT).input_value() != _WRITTEN:
            fault = "what was typed is gone"
        if fault:
            return f"at change {number} {fault}"
    return None
