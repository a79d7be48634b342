"""Try the promise of the messages at length: ``python3 dev.py bench bursts``, about ten minutes.

A thousand events for each size of a burst and each gap, then a thousand while the page is
disturbed. It fails where an event was lost, moved or handled twice.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import BrowserContext, TimeoutError as PlaywrightTimeout, sync_playwright

from tests.e2e.browser import chromium
from tests.e2e.hero_page import HeroPage, offline
from tests.e2e.stack import Stack

EVENTS = 1_000
SIZES = (1, 2, 10, 50)
GAPS = (0, 5, 30, 100)
KEPT = f"Handled {EVENTS} of {EVENTS}, in order, 0 twice"
_RESULT = re.compile(r"Handled \d+ of \d+, (in|out of) order, \d+ twice")
_LONGEST_MS = 240_000

Disturbance = Callable[[HeroPage], None]


def run_again(hero: HeroPage) -> None:
    """Run the whole app twenty times."""
    for _ in range(20):
        hero.page.locator("body").press("r")
        hero.page.wait_for_timeout(100)


def run_again_and_press(hero: HeroPage) -> None:
    """Run the whole app and then, at once, its fragment, ten times."""
    for number in range(10):
        hero.page.locator("body").press("r")
        hero.send_text(f"meanwhile {number}")


def cut(hero: HeroPage) -> None:
    """Cut the connection to Streamlit three times."""
    for _ in range(3):
        hero.page.wait_for_timeout(400)
        with offline(hero.page):
            hero.page.wait_for_timeout(1_500)


def switch_views(hero: HeroPage) -> None:
    """Leave the view three times."""
    for view in ("Sign-in", "Components", "Sequences"):
        hero.show(view)
        hero.page.wait_for_timeout(300)
        hero.show("Messages")
        hero.expect_ready()


def reload_frame(hero: HeroPage) -> None:
    """Reload the framed page."""
    hero.document.evaluate("location.reload()")
    hero.expect_ready()


# With the size and gap of the burst, which each of them begins in the middle of.
DISTURBANCES: tuple[tuple[Disturbance, int, int], ...] = (
    (run_again, 10, 30),
    (run_again_and_press, 10, 30),
    (cut, 2, 5),
    (switch_views, 10, 30),
    (reload_frame, 10, 30),
)


def _result(hero: HeroPage) -> str:
    """The account of a burst, once all of it was handled or nothing more comes."""
    hero.open_advanced(hero.page)
    whole = hero.page.get_by_text(f"Handled {EVENTS} of {EVENTS}")
    with suppress(PlaywrightTimeout):  # then what is there says what is missing
        whole.wait_for(timeout=_LONGEST_MS)
    hero.page.wait_for_timeout(1_500)  # what is handled twice would come now
    return hero.page.get_by_text(_RESULT).inner_text()


def _send(hero: HeroPage, size: int, gap: int) -> None:
    hero.start_burst(EVENTS, size, gap)
    said = f"Run {hero.bursts}: {EVENTS:,} of {EVENTS:,} events sent."
    hero.hero.get_by_text(said, exact=True).wait_for(timeout=_LONGEST_MS)


def _bursts(context: BrowserContext, url: str) -> list[tuple[str, str]]:
    hero = HeroPage(context, url)
    results = []
    for size, gap in itertools.product(SIZES, GAPS):
        _send(hero, size, gap)
        results.append((f"{size:2} at once, {gap:3} ms", _result(hero)))
        print(*results[-1], sep=": ", flush=True)
    counted = hero.received.inner_text().split(" ")[0]
    whole = f"#{len(results) * EVENTS}"
    print(f"last event in the view's own list: {counted} of {whole}")
    results.append(("the view's own list", KEPT if counted == whole else counted))
    print(f"runs of the app: {hero.runs[0]}, of the fragment alone: {hero.runs[1]}")
    return results


def _disturbed(context: BrowserContext, url: str) -> list[tuple[str, str]]:
    results = []
    for disturb, size, gap in DISTURBANCES:
        hero = HeroPage(context, url)
        hero.start_burst(EVENTS, size, gap)
        hero.page.wait_for_timeout(300)
        disturb(hero)
        results.append((str(disturb.__doc__).split(".")[0], _result(hero)))
        print(*results[-1], sep=": ", flush=True)
        _send(hero, 50, 0)
        results.append(("  later events", _result(hero)))
        print(*results[-1], sep=": ", flush=True)
        hero.page.close()
    return results


def main() -> int:
    """Print the account of each burst; the exit code tells whether the promise was kept."""
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as context:
        url = stack.url("streamlit")
        results = [*_bursts(context, url), *_disturbed(context, url)]
    broken = [what for what, result in results if result != KEPT]
    print(f"Kept {len(results) - len(broken)} of {len(results)} times.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
