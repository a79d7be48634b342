"""Measure the messages: ``python3 dev.py bench messages [rounds]``.

A click on "Ask Python for the time" in the framed page asks Python, whose answer names the time at
which the handler ran; the page shows it. Browser and server share this machine's clock. Machines
differ and are noisy, so each figure also stands as a ratio to one plain rerun: a rerun of the whole
app, asked for by its key "r", until its counter is on the page.
"""

from __future__ import annotations

import statistics
import sys
from datetime import datetime

from playwright.sync_api import sync_playwright

from tests.bench.sign_in import _line
from tests.e2e.browser import chromium
from tests.e2e.hero_page import HeroPage
from tests.e2e.stack import Stack

EVENTS = 50
_CLOCK = "performance.timeOrigin + performance.now()"
# Clicks, and waits until the first entry of the answers is no longer the old one nor waiting.
_ASK = f"""() => new Promise((done) => {{
  const button = [...document.querySelectorAll("button")].find(
    (button) => button.textContent === "Ask Python for the time");
  const section = button.closest("section");
  const first = () => section.querySelector("li");
  const old = first()?.textContent;
  new MutationObserver((_, watch) => {{
    const text = first()?.textContent ?? "";
    if (text === old || !text.includes("time is")) return;
    watch.disconnect();
    done([start, text, {_CLOCK}]);
  }}).observe(section, {{subtree: true, childList: true, characterData: true}});
  const start = {_CLOCK};
  button.click();
}})"""
_WATCH_RERUN = """() => {
  const main = document.querySelector("[data-testid='stMain']");
  const count = () => main.textContent.match(/App runs: (\\d+)/)?.[1];
  const before = count();
  let start;
  addEventListener("keydown", () => { start = performance.now(); }, {once: true, capture: true});
  window.rerun = new Promise((done) => {
    new MutationObserver((_, watch) => {
      if ((count() ?? before) === before) return;
      watch.disconnect();
      done(performance.now() - start);
    }).observe(main, {subtree: true, childList: true, characterData: true});
  });
}"""


def _rerun(app: HeroPage) -> float:
    """Milliseconds from the key "r" to the counter of the whole app's run."""
    app.page.evaluate(_WATCH_RERUN)
    app.page.locator("body").press("r")
    return float(app.page.evaluate("rerun"))


def _ask(app: HeroPage) -> tuple[float, float]:
    """Milliseconds from the click to the handler, and to its answer in the frame."""
    start, text, shown = app.document.evaluate(_ASK)
    handled = datetime.fromisoformat(text.split(" ")[-1]).timestamp() * 1_000
    return handled - start, shown - start


def _burst(app: HeroPage) -> tuple[int, int]:
    """Runs of the app and of the fragment that a burst costs, without the click for it."""
    app.page.wait_for_timeout(500)
    app_runs, fragment_runs = app.runs
    app.start_burst(EVENTS, 10, 5)
    app.expect_sent(EVENTS)
    app.expect_handled(EVENTS)
    app.page.wait_for_timeout(500)
    after = app.runs
    return after[0] - app_runs, after[1] - fragment_runs - 1


def main(rounds: int) -> None:
    """Ask ``rounds`` times in one browser, then send a few bursts."""
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as context:
        app = HeroPage(context, stack.url("streamlit"))
        _ask(app)
        times: dict[str, list[float]] = {"handler": [], "answer": [], "rerun": []}
        for number in range(rounds):
            print(f"\rmessage {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
            app.page.wait_for_timeout(150)
            handled, answered = _ask(app)
            times["handler"].append(handled)
            times["answer"].append(answered)
            app.page.wait_for_timeout(150)
            times["rerun"].append(_rerun(app))
        print(file=sys.stderr)
        rerun = statistics.median(times["rerun"])
        _line("event → handler in Python", times["handler"], rerun)
        _line("event → answer shown in the frame", times["answer"], rerun)
        _line("a plain rerun of the app", times["rerun"], rerun)
        for _ in range(5):
            app_runs, fragment_runs = _burst(app)
            print(f"burst of {EVENTS}: {fragment_runs} runs of the fragment, {app_runs} of the app")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
