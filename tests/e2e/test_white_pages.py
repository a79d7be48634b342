"""No page is white or lacks anything after a change of the page, where each has the sign-in."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.stack import Stack
from tests.rig.layout_page import layout_app
from tests.rig.layouts import EACH_PAGE
from tests.rig.page_changes import fault_of_changes

pytestmark = pytest.mark.slow

CHANGES = 12


def test_page_is_whole_after_each_change(stack: Stack, browser: BrowserContext) -> None:
    """At the pace of a person in a hurry; ``bench pages`` has more layouts and changes."""
    with layout_app(stack, EACH_PAGE, "--runner.postScriptGC", "true") as streamlit:
        assert fault_of_changes(browser, streamlit.tier.url, EACH_PAGE, CHANGES, seed=1) is None
