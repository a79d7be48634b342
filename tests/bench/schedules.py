"""Run random schedules in a browser: ``python3 dev.py bench schedules``, 100 in up to an hour.

Tokens expire, the provider is slow, down or refuses, the component is down, a tab sleeps, another
signs in or out, Streamlit restarts, pages change. It fails where frame, page and provider do not
agree in the end. ``--seeds 17 42`` runs those again, ``--from 100`` other ones.
"""

from __future__ import annotations

import argparse
import sys

from playwright.sync_api import sync_playwright

from tests.bench._tally import Tally
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.schedules import describe, fault_of
from tests.rig.world import make_world

SCHEDULES = 100
_PROGRESS = 10


def main() -> int:
    """Print each schedule with a fault; the exit code is 1 where there was one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", type=int, default=1, dest="first", metavar="SEED")
    parser.add_argument("--seeds", nargs="+", type=int)
    options = parser.parse_args()
    seeds = options.seeds or range(options.first, options.first + SCHEDULES)
    tally = Tally("schedules that end in agreement")
    with (
        Stack() as stack,
        sync_playwright() as driver,
        chromium(driver) as browser,
        make_world(stack, browser) as world,
    ):
        for seed in seeds:
            tally.add(f"seed {seed} ({describe(seed)})", fault_of(world, seed))
            if tally.tries % _PROGRESS == 0:
                tally.print_so_far(f"seed {seed}")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
