"""Restart Streamlit under an open page: ``python3 dev.py bench restarts``, about half an hour.

A hundred restarts while somebody is signed in: page and frame have to agree again by themselves.
Then the first click after a restart or a lost replica has to count, on a button in the frame and
on Streamlit's own in a fragment. Every core of the machine is busy. ``--times`` and ``--clicks``
try fewer.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial

from playwright.sync_api import BrowserContext, sync_playwright

from infra.local.running import Running
from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig import restarts
from tests.rig.busy import busy_machine
from tests.rig.layout_page import layout_app
from tests.rig.layouts import ENTRYPOINT
from tests.rig.replicas import two_replicas

TIMES = 100
CLICKS = 20
A_PAGE = 10
"""How many restarts one page sees."""


def _restart(browser: BrowserContext, streamlit: Running, times: int, tally: Tally) -> None:
    for first in range(0, times, A_PAGE):
        count = min(A_PAGE, times - first)
        faults = restarts.faults_of_restarts(browser, streamlit, ENTRYPOINT, count)
        for number, fault in enumerate(faults, first + 1):
            tally.add(f"restart {number}", fault)
        tally.print_so_far(f"restart {first + count}")


def _click_after_restarts(
    browser: BrowserContext, streamlit: Running, times: int, tally: Tally
) -> None:
    for number in range(1, times + 1):
        disturb = partial(restarts.restart, streamlit, is_killed=number % 2 == 0)
        for button in restarts.CLICKS:
            fault = restarts.fault_of_first_click(browser, streamlit.tier.url, button, disturb)
            tally.add(f"click {number} on {button} after a restart", fault)
    tally.print_so_far("first clicks after restarts")


def _click_after_losses(browser: BrowserContext, stack: Stack, times: int, tally: Tally) -> None:
    for number in range(1, times + 1):
        for button in restarts.CLICKS:
            with two_replicas(stack, restarts.CLICK_APP) as replicas:
                fault = restarts.fault_of_first_click(browser, replicas.url, button, replicas.lose)
            tally.add(f"click {number} on {button} after a lost replica", fault)
    tally.print_so_far("first clicks after lost replicas")


def main() -> int:
    """Print each restart with a fault; the exit code is 1 where there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--clicks", type=int, default=CLICKS, help="on each of the two buttons")
    options = parser.parse_args()
    tally = Tally("restarts after which page and frame agreed, or the first click counted")
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as browser, busy_machine():
        with layout_app(stack, ENTRYPOINT) as streamlit:
            _restart(browser, streamlit, options.times, tally)
        with stack.showing(restarts.CLICK_APP) as streamlit:
            _click_after_restarts(browser, streamlit, options.clicks, tally)
        _click_after_losses(browser, stack, options.clicks, tally)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
