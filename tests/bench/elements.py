"""Look for lost elements: ``python3 dev.py bench elements``, 300 sign-ins in up to 50 minutes.

An app of each layout, with and without Streamlit's collection of garbage after each run, is signed
in to while the redeeming of the handover is held up. It fails where the page is not whole
afterwards. ``--layouts``, ``--delays`` and ``--times`` try a part of it.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.front import in_front_of
from tests.rig.layout_page import layout_app
from tests.rig.layouts import LAYOUTS, SIGN_IN_LAYOUTS
from tests.rig.slow_sign_in import fault_of_sign_in

DELAYS = (0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1, 2, 5)
TIMES = 3
COLLECTIONS = ("true", "false")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    known = [layout.name for layout in SIGN_IN_LAYOUTS]
    parser.add_argument("--layouts", nargs="+", choices=known, default=known)
    parser.add_argument("--delays", nargs="+", type=float, default=DELAYS, metavar="SECONDS")
    parser.add_argument("--times", type=int, default=TIMES)
    return parser.parse_args()


def main() -> int:
    """Print each page that was not whole; the exit code is 1 where there was one."""
    options, tally = _parse(), Tally("sign-ins after which the page was whole")
    with (
        Stack() as stack,
        in_front_of(stack, "component") as component,
        sync_playwright() as driver,
        chromium(driver) as browser,
    ):
        for name in options.layouts:
            for collects in COLLECTIONS:
                layout = LAYOUTS[name]
                with layout_app(stack, layout, "--runner.postScriptGC", collects) as streamlit:
                    for delay in options.delays:
                        for _ in range(options.times):
                            fault = fault_of_sign_in(
                                browser, streamlit.tier.url, layout, component, delay
                            )
                            tally.add(f"{name}, postScriptGC {collects}, {delay:g} s", fault)
                tally.print_so_far(f"{name}, postScriptGC {collects}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
