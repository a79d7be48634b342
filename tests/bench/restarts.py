"""Restart Streamlit under an open page: ``python3 dev.py bench restarts``, about half an hour.

A hundred restarts while somebody is signed in: page and frame have to agree again by themselves.
Then the first click after a restart has to count, on a button in the frame and on Streamlit's own
in a fragment. Every core of the machine is busy. ``--times`` and ``--clicks`` try fewer.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from playwright.sync_api import BrowserContext, sync_playwright

from infra.local.running import Running
from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig import restarts
from tests.rig.busy import busy_machine
from tests.rig.layout_page import layout_app
from tests.rig.layouts import ENTRYPOINT

TIMES = 100
CLICKS = 20
A_PAGE = 10
"""How many restarts one page sees."""

Try = Callable[[str, str | None], None]


def _restart(browser: BrowserContext, streamlit: Running, times: int, add: Try) -> None:
    for first in range(0, times, A_PAGE):
        with restarts.signed_in_page(browser, streamlit.tier.url, ENTRYPOINT) as page:
            for number in range(first, min(first + A_PAGE, times)):
                restarts.restart(streamlit, is_killed=number % 2 == 0)
                add(f"restart {number + 1}", page.fault(restarts.AGREE_SECONDS))


def _click(browser: BrowserContext, streamlit: Running, times: int, add: Try) -> None:
    for number in range(times):
        for name, fault_of in restarts.CLICKS.items():
            with restarts.click_page(browser, streamlit.tier.url) as page:
                restarts.restart(streamlit, is_killed=number % 2 == 0)
                add(f"click {number + 1} on {name}", fault_of(page))


def main() -> int:
    """Print each restart with a fault; the exit code tells whether there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--clicks", type=int, default=CLICKS, help="on each of the two buttons")
    options = parser.parse_args()
    tally = Tally("restarts after which page and frame agreed, or the first click counted")
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as browser, busy_machine():
        with layout_app(stack, ENTRYPOINT) as streamlit:
            _restart(browser, streamlit, options.times, tally.add)
        tally.print_so_far("restarts")
        with stack.showing(restarts.CLICK_APP) as streamlit:
            _click(browser, streamlit, options.clicks, tally.add)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
