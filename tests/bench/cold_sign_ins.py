"""Sign in to apps that have just started: ``dev.py bench cold_sign_ins``, 200 in an hour or more.

Each time Streamlit is a new process, with ``server.runOnSave`` on and off, and every core of the
machine is busy. It fails where page and frame do not agree afterwards. ``--times`` tries fewer.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.busy import busy_machine
from tests.rig.layout_page import layout_app
from tests.rig.layouts import ENTRYPOINT
from tests.rig.restarts import fault_of_cold_sign_in

TIMES = 100
_PROGRESS = 10


def main() -> int:
    """Print each sign-in with a fault; the exit code is 1 where there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, help="for each setting")
    times: int = parser.parse_args().times
    tally = Tally("sign-ins to an app that has just started")
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as browser, busy_machine():
        for setting in ("true", "false"):
            name = f"runOnSave {setting}"
            with layout_app(stack, ENTRYPOINT, "--server.runOnSave", setting) as streamlit:
                for number in range(1, times + 1):
                    fault = fault_of_cold_sign_in(browser, streamlit, ENTRYPOINT)
                    tally.add(f"{name}, {number}", fault)
                    if number % _PROGRESS == 0:
                        tally.print_so_far(name)
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
