"""Page and frame agree after a start of Streamlit and a restart, and the first click counts."""

from __future__ import annotations

from functools import partial

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.stack import Stack
from tests.rig import restarts
from tests.rig.layout_page import layout_app
from tests.rig.layouts import ENTRYPOINT
from tests.rig.replicas import two_replicas

pytestmark = pytest.mark.slow


def test_first_sign_in_to_an_app_that_has_just_started_shows_on_the_page(
    stack: Stack, browser: BrowserContext
) -> None:
    """As Community Cloud runs it; ``bench cold_sign_ins`` does so on a busy machine."""
    with layout_app(stack, ENTRYPOINT, "--server.runOnSave", "true") as streamlit:
        assert restarts.fault_of_cold_sign_in(browser, streamlit, ENTRYPOINT) is None


def test_page_and_frame_agree_after_a_restart(stack: Stack, browser: BrowserContext) -> None:
    with layout_app(stack, ENTRYPOINT) as streamlit:
        faults = restarts.faults_of_restarts(browser, streamlit, ENTRYPOINT, times=2)
        assert list(faults) == [None, None]


@pytest.mark.parametrize("button", restarts.CLICKS)
def test_first_click_after_a_restart_counts(
    stack: Stack, browser: BrowserContext, button: str
) -> None:
    with stack.showing(restarts.CLICK_APP) as streamlit:
        disturb = partial(restarts.restart, streamlit, is_killed=True)
        fault = restarts.fault_of_first_click(browser, streamlit.tier.url, button, disturb)
        assert fault is None


@pytest.mark.parametrize("button", restarts.CLICKS)
def test_first_click_after_a_lost_replica_counts(
    stack: Stack, browser: BrowserContext, button: str
) -> None:
    with two_replicas(stack, restarts.CLICK_APP) as replicas:
        fault = restarts.fault_of_first_click(browser, replicas.url, button, replicas.lose)
        assert fault is None
