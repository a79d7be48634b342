"""Frame, page and provider agree after some random schedules; ``bench schedules`` has more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Playwright

from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.schedules import describe, fault_of
from tests.rig.world import World, make_world

pytestmark = pytest.mark.slow

# A sign-in and a sign-out in another tab, ended grants, refusals, restarts, a change of the page.
SEEDS = (41, 46)


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[BrowserContext]:
    with chromium(playwright) as context:
        yield context


@pytest.fixture(scope="module")
def world(stack: Stack, browser: BrowserContext) -> Iterator[World]:
    with make_world(stack, browser) as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
def test_schedule_ends_in_agreement(world: World, seed: int) -> None:
    assert fault_of(world, seed) is None, describe(seed)
