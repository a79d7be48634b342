"""Look for white pages: ``python3 dev.py bench pages``, 80 runs in up to 40 minutes.

In an app of each layout somebody signs in, writes a draft and changes the page twenty times. It
fails where a page is not whole, or the draft is gone. ``--layouts`` and ``--runs`` try a part.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.layout_page import layout_app
from tests.rig.layouts import LAYOUTS, PAGE_LAYOUTS
from tests.rig.page_changes import fault_of_changes

RUNS = 20
CHANGES = 20


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    known = [layout.name for layout in PAGE_LAYOUTS]
    parser.add_argument("--layouts", nargs="+", choices=known, default=known)
    parser.add_argument("--runs", type=int, default=RUNS)
    return parser.parse_args()


def main() -> int:
    """Print each run with a fault; the exit code is 1 where there was one."""
    options = _parse()
    tally = Tally(f"runs of {CHANGES} page changes, with every page whole")
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as browser:
        for name in options.layouts:
            with layout_app(stack, LAYOUTS[name], "--runner.postScriptGC", "true") as streamlit:
                for number in range(1, options.runs + 1):
                    fault = fault_of_changes(
                        browser, streamlit.tier.url, LAYOUTS[name], CHANGES, number
                    )
                    tally.add(f"{name}, run {number}", fault)
            tally.print_so_far(name)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
