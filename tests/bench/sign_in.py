"""Measure the journey: ``python3 dev.py bench sign_in [rounds]``.

Every time is taken inside the browser. Machines differ and are noisy, so each figure also stands
as a ratio to one plain rerun of the app in the same run: a click on "Call ping" until its answer
is on the page.
"""

from __future__ import annotations

import gzip
import statistics
import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from infra.local.tiers import ROOT
from tests.e2e.app_page import AppPage, submit
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack

IDLE_SECONDS = 60
_CLOCK = "performance.timeOrigin + performance.now()"
# Runs in every document: the first drawing of each text, and the frame's first message.
_WATCH = f"""
window.seen = {{}};
const texts = ["Hello, Seeded Reader", "Sign in above"];
const look = () => {{
  const shown = document.body?.textContent ?? ""; // innerText would lay the page out each time
  for (const text of texts)
    if (!seen[text] && shown.includes(text)) seen[text] = {_CLOCK};
}};
const all = {{subtree: true, childList: true, characterData: true}};
new MutationObserver(look).observe(document, all);
addEventListener("message", (event) => {{
  if (event.data?.type === "ready") seen.ready ??= {_CLOCK};
}});
"""
_FORGET = "window.seen = {}"
# Notes the click, and when the component's own route first refuses the person.
_CLICKED = f"""(button, app) => button.addEventListener("click", async () => {{
  sessionStorage.clicked = {_CLOCK};
  const call = () => fetch("/api/pong", {{headers: {{"X-Gatepost": app}}}});
  while ((await call()).status !== 401);
  sessionStorage.refused = {_CLOCK};
}})"""


def _shown(page: Page, text: str) -> float:
    page.get_by_text(text).wait_for()
    return float(page.evaluate("(text) => seen[text]", text))


def _sign_in(app: AppPage) -> float:
    """Milliseconds from the click on "Continue" to the name on the page."""
    app.page.evaluate(_FORGET)
    window = app.open_sign_in()
    clicked: list[float] = []

    def note(at: float) -> None:
        clicked.append(at)

    window.expose_function("clicked", note)
    window.get_by_role("button", name="Continue").evaluate(
        f"(button) => button.addEventListener('click', () => clicked({_CLOCK}))"
    )
    submit(window, "reader")
    shown = _shown(app.page, "Hello, Seeded Reader")
    app.expect_signed_in()
    if not window.is_closed():
        window.wait_for_event("close")
    return shown - clicked[0]


def _sign_out(app: AppPage) -> tuple[float, float]:
    """Milliseconds from the click on "Sign out" to the page that shows it, and to a 401."""
    app.page.evaluate(_FORGET)
    app.button("Sign out").evaluate(_CLICKED, app.page.evaluate("location.origin"))
    frame = app.frame.locator("body")
    app.sign_out()
    clicked = float(frame.evaluate("() => Number(sessionStorage.clicked)"))
    refused = float(frame.evaluate("() => Number(sessionStorage.refused)"))
    return _shown(app.page, "Sign in above") - clicked, refused - clicked


def _reload(app: AppPage) -> float:
    """Milliseconds from F5 to the name on the page."""
    app.page.reload()
    shown = _shown(app.page, "Hello, Seeded Reader")
    return shown - float(app.page.evaluate("performance.timeOrigin"))


def _rerun(app: AppPage) -> float:
    """Milliseconds from a click on "Call ping" to its answer: one plain rerun."""
    button = app.page.get_by_role("button", name="Call ping", exact=True).first
    return float(
        button.evaluate(
            """(button) => new Promise((done) => {
                const main = document.querySelector("[data-testid='stMain']");
                const answer = () => main.querySelector("[class*='st-key-From-Python-ping']");
                const start = performance.now(), before = answer()?.innerText;
                new MutationObserver((_, watch) => {
                  if (!answer() || answer().innerText === before) return;
                  watch.disconnect();
                  done(performance.now() - start);
                }).observe(main, {subtree: true, childList: true, characterData: true});
                button.click();
            })"""
        )
    )


def _frame(app: AppPage, url: str) -> tuple[float, list[str]]:
    """Milliseconds from the frame's navigation to its first word, and what it loaded."""
    frame = next(frame for frame in app.page.frames if frame.url.startswith(url))
    ready = float(app.page.evaluate("seen.ready")) - float(frame.evaluate("performance.timeOrigin"))
    loaded = frame.evaluate("performance.getEntriesByType('resource').map((entry) => entry.name)")
    return ready, [frame.url, *loaded]


def _script_bytes(loaded: list[str]) -> int:
    public = ROOT / "component" / "public"
    scripts = [Path(urlsplit(url).path.lstrip("/")) for url in loaded if url.endswith(".js")]
    return sum(len(gzip.compress((public / script).read_bytes(), 9)) for script in scripts)


def _line(name: str, values: list[float], rerun: float) -> None:
    deciles = statistics.quantiles(values, n=10)
    p50, p90 = statistics.median(values), deciles[8]
    spread = f"{min(values):.0f}-{max(values):.0f}"
    print(
        f"{name:38} p50 {p50:5.0f} ms  p90 {p90:5.0f} ms  ({spread}, n {len(values)})  "
        f"{p50 / rerun:.1f} times a rerun"
    )


def main(rounds: int) -> None:
    """Run the journey ``rounds`` times in one browser, then sit idle for a minute."""
    with Stack() as stack, sync_playwright() as driver, chromium(driver) as context:
        context.add_init_script(_WATCH)
        app = AppPage(context, f"{stack.url('streamlit')}/auth0")
        app.expect_signed_out()
        _sign_in(app)  # the first one also loads code and keys
        app.page.wait_for_timeout(300)
        _sign_out(app)
        loads = app.loads
        times: dict[str, list[float]] = {"in": [], "out": [], "refused": [], "rerun": []}
        windows = 0
        for number in range(rounds):
            print(f"\rsign-in {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
            times["in"].append(_sign_in(app))
            windows += len(context.pages) - 2
            app.page.wait_for_timeout(300)
            times["rerun"].append(_rerun(app))
            app.page.wait_for_timeout(300)
            shown, refused = _sign_out(app)
            times["out"].append(shown)
            times["refused"].append(refused)
        reloads_during_sign_in = app.loads - loads
        _sign_in(app)
        restored: list[float] = []
        ready: list[float] = []
        loaded: list[str] = []
        for _ in range(rounds):
            restored.append(_reload(app))
            app.expect_signed_in()
            milliseconds, loaded = _frame(app, stack.url("component"))
            ready.append(milliseconds)
        print("\ridle for a minute …   ", file=sys.stderr)
        app.page.wait_for_timeout(2_000)
        requests: list[str] = []
        app.page.on("request", lambda request: requests.append(request.url))
        sent = app.sent
        app.page.wait_for_timeout(IDLE_SECONDS * 1_000)
        rerun = statistics.median(times["rerun"])
        print(f"signed in {rounds} of {rounds}; windows left open {windows}; ", end="")
        print(f"full page loads during sign-in {reloads_during_sign_in}")
        _line("Continue → name on the page", times["in"], rerun)
        _line("Sign out → page shows it", times["out"], rerun)
        _line("Sign out → the component answers 401", times["refused"], rerun)
        _line("F5 → signed in again", restored, rerun)
        _line("frame: navigation → ready", ready, rerun)
        _line("a plain rerun", times["rerun"], rerun)
        print(f"frame: {len(loaded)} requests, {_script_bytes(loaded)} B of script (gzip)")
        print(f"idle {IDLE_SECONDS} s: {len(requests)} requests, {app.sent - sent} reruns")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
