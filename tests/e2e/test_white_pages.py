"""No page is white or lacks anything after a change of the page, wherever the sign-in stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.stack import Stack
from tests.rig.layout_page import fault_of_changes, layout_app
from tests.rig.layouts import EACH_PAGE, SIDEBAR, Layout

CHANGES = 12


@pytest.mark.parametrize("layout", [EACH_PAGE, SIDEBAR], ids=lambda layout: layout.name)
def test_page_is_whole_after_each_change(
    stack: Stack, browser: BrowserContext, layout: Layout
) -> None:
    """At the pace of a person in a hurry; ``bench pages`` has more layouts and changes."""
    with layout_app(stack, layout, "--runner.postScriptGC", "true") as streamlit:
        assert fault_of_changes(browser, streamlit.tier.url, layout, CHANGES, seed=1) is None
