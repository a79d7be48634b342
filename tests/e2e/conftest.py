"""One stack for all end-to-end tests, and a new browser with an empty profile for each."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import BrowserContext, Playwright, expect, sync_playwright

from tests.e2e.app_page import AppPage
from tests.e2e.browser import chromium
from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.hero_page import HeroPage
from tests.e2e.stack import Stack
from tests.e2e.zero_page import ZeroPage

# A loaded machine takes its time; where all is well, nobody waits for this.
expect.set_options(timeout=30_000)


def stage() -> Stack:
    """The tiers of a local run, or with `dev.py rehearse` those of the rehearsal."""
    if "REHEARSAL" not in os.environ:
        return Stack()
    from tests.e2e.rehearsal.stage import Stage

    return Stage()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """All four tiers; none of them may have written a traceback when the tests are over."""
    with stage() as running:
        yield running
        logs = running.logs()
    assert "Traceback" not in logs
    assert "Unhandled" not in logs


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture
def browser(playwright: Playwright, stack: Stack) -> Iterator[BrowserContext]:
    with chromium(playwright, stack.browser_flags) as context:
        yield context


@pytest.fixture
def app(stack: Stack, browser: BrowserContext) -> AppPage:
    """The demo's view with the calls in a new browser, nobody signed in."""
    page = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    page.expect_signed_out()
    return page


@pytest.fixture
def hero(stack: Stack, browser: BrowserContext) -> HeroPage:
    """The view Hero, nobody signed in."""
    return HeroPage(browser, stack.url("streamlit"))


@pytest.fixture
def zero(stack: Stack, browser: BrowserContext) -> Iterator[ZeroPage]:
    """The view Zero, in which nothing may fail."""
    page = ZeroPage(browser, stack.url("streamlit"))
    yield page
    page.expect_no_error()


@pytest.fixture
def frame(stack: Stack) -> FrameClient:
    """A framed page without a browser, nobody signed in."""
    return FrameClient(stack.url("component"), stack.url("streamlit"))


@pytest.fixture
def issuer(stack: Stack) -> Iterator[str]:
    """The provider, which a test has play faults; afterwards it plays none."""
    issuer = f"{stack.url('identity-provider')}/"
    yield issuer
    requests.delete(f"{issuer}control", timeout=TIMEOUT)
