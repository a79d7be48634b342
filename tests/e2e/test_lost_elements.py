"""Nothing on a page is lost by a sign-in, whatever its layout and however slow the component."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.stack import Stack
from tests.rig.front import Front, in_front_of
from tests.rig.layout_page import layout_app
from tests.rig.layouts import NESTED, SIDEBAR, SINGLE, Layout
from tests.rig.slow_sign_in import fault_of_sign_in

pytestmark = pytest.mark.slow

DELAY = 0.85
"""Seconds that the redeeming takes longer: then most was lost."""


@pytest.fixture(scope="module")
def component(stack: Stack) -> Iterator[Front]:
    with in_front_of(stack, "component") as front:
        yield front


@pytest.mark.parametrize("layout", [SIDEBAR, NESTED, SINGLE], ids=lambda layout: layout.name)
def test_page_is_whole_after_a_sign_in(
    stack: Stack, component: Front, browser: BrowserContext, layout: Layout
) -> None:
    """With the collection of garbage, which apps have by default; ``bench elements`` is longer."""
    with layout_app(stack, layout, "--runner.postScriptGC", "true") as streamlit:
        url = streamlit.tier.url
        assert fault_of_sign_in(browser, url, layout, component, DELAY) is None
