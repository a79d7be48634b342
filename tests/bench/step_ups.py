"""Compare step-ups with sign-ins: ``python3 dev.py bench step_ups [rounds]``.

A round signs somebody in, and then does what needs a permission and a fresh sign-in, so that the
provider shows its page in both. Both times run from the click on the provider's "Continue" to the
result on the app's page, inside the browser.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.e2e.app_page import AppPage, submit
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack

APP = Path(__file__).parents[1] / "e2e" / "stepped_app.py"
_CLOCK = "performance.timeOrigin + performance.now()"
# Runs in every document: when each text is first there.
_WATCH = f"""
window.seen = {{}};
const look = () => {{
  const shown = document.body?.textContent ?? "";
  for (const text of ["Hello, Seeded Editor", "Published: once"])
    if (!seen[text] && shown.includes(text)) seen[text] = {_CLOCK};
}};
const all = {{subtree: true, childList: true, characterData: true}};
new MutationObserver(look).observe(document, all);
"""


def _time(app: AppPage, button: str, text: str) -> float:
    """Milliseconds from the provider's "Continue" to the text on the page."""
    with app.context.expect_page() as opened:
        app.button(button).click()
    window: Page = opened.value
    clicked: list[float] = []

    def note(at: float) -> None:
        clicked.append(at)

    window.expose_function("clicked", note)
    window.get_by_role("button", name="Continue").evaluate(
        f"(button) => button.addEventListener('click', () => clicked({_CLOCK}))"
    )
    submit(window, "editor")
    app.page.get_by_text(text).wait_for()
    if not window.is_closed():
        window.wait_for_event("close")
    return float(app.page.evaluate("(text) => seen[text]", text)) - clicked[0]


def main(rounds: int) -> None:
    """Run the rounds, each in a browser with an empty profile."""
    sign_ins: list[float] = []
    step_ups: list[float] = []
    loads = drafts = 0
    with Stack() as stack, sync_playwright() as driver, stack.showing(APP) as streamlit:
        for number in range(rounds + 1):  # the first also loads code and keys
            print(f"\rround {number} of {rounds}", end="", file=sys.stderr, flush=True)
            with chromium(driver) as context:
                context.add_init_script(_WATCH)
                app = AppPage(context, streamlit.tier.url)
                first = _time(app, "Log in", "Hello, Seeded Editor")
                app.page.get_by_label("Draft").fill("a draft")
                app.page.get_by_label("Draft").press("Enter")
                app.page.get_by_role("button", name="Publish").click()
                second = _time(app, "Continue", "Published: once")
                if number:
                    sign_ins.append(first)
                    step_ups.append(second)
                    loads += app.loads - 1
                    drafts += app.page.get_by_label("Draft").input_value() == "a draft"
    one, other = statistics.median(sign_ins), statistics.median(step_ups)
    print(f"\rstepped up {len(step_ups)} of {rounds}; ", end="")
    print(f"drafts kept {drafts}; further page loads {loads}")
    print(f"sign-in: Continue → name     p50 {one:5.0f} ms")
    print(f"step-up: Continue → result   p50 {other:5.0f} ms   {other / one:.2f} times a sign-in")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
