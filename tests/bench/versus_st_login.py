"""Compare with ``st.login``: ``python3 dev.py bench versus_st_login [rounds]``.

The same smallest app twice, with the same provider, in the same run, each step in turn: a sign-in
from the click on the provider's "Continue" to the name on the page, F5 until the name, a sign-out
from its click to the page that shows it. All times are taken inside the browser.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, sync_playwright

from infra.local.running import Running
from tests.e2e.app_page import submit
from tests.e2e.browser import chromium
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

HERE = Path(__file__).parent
HELLO, NOBODY = "Hello, Seeded Reader", "Nobody is here"
_CLOCK = "performance.timeOrigin + performance.now()"
# Runs in every document: when each text is first there, and when a button was last clicked.
_WATCH = f"""
window.seen = {{}};
const look = () => {{
  const shown = document.body?.textContent ?? "";
  for (const text of ["{HELLO}", "{NOBODY}"])
    if (!seen[text] && shown.includes(text)) seen[text] = {_CLOCK};
}};
const all = {{subtree: true, childList: true, characterData: true}};
new MutationObserver(look).observe(document, all);
addEventListener("click", () => clicked({_CLOCK}), true);
"""
_SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "only-for-a-benchmark-on-this-machine"
client_id = "{client_id}"
client_secret = "{client_secret}"
server_metadata_url = "{issuer}.well-known/openid-configuration"
client_kwargs = {{ code_challenge_method = "S256" }}
"""


class Journey:
    """One of the two apps in its own browser."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self._clicked = 0.0
        context.expose_function("clicked", self._note)
        context.add_init_script(_WATCH)
        self.context = context
        self.page: Page = context.new_page()
        self.page.goto(url)
        self._shown(NOBODY)

    def _note(self, at: float) -> None:
        self._clicked = at

    def _shown(self, text: str) -> float:
        self.page.get_by_text(text).wait_for()
        return float(self.page.evaluate("(text) => seen[text]", text))

    def _forget(self) -> None:
        self.page.wait_for_timeout(400)
        self.page.evaluate("window.seen = {}")

    def open_provider(self) -> Page:
        """Click "Sign in", and return the page that shows the provider's form."""
        raise NotImplementedError

    def click_sign_out(self) -> None:
        """Click "Sign out"."""
        raise NotImplementedError

    def sign_in(self) -> float:
        """Milliseconds from "Continue" to the name."""
        self._forget()
        submit(self.open_provider(), "reader")
        return self._shown(HELLO) - self._clicked

    def reload(self) -> float:
        """Milliseconds from F5 to the name."""
        self.page.wait_for_timeout(400)
        self.page.reload()
        return self._shown(HELLO) - float(self.page.evaluate("performance.timeOrigin"))

    def sign_out(self) -> float:
        """Milliseconds from the click to the page that shows it."""
        self._forget()
        self.click_sign_out()
        return self._shown(NOBODY) - self._clicked


class WithGatepost(Journey):
    """The provider has a window of its own."""

    def open_provider(self) -> Page:
        frame = self.page.frame_locator("iframe[title='Sign in']")
        with self.context.expect_page() as opened:
            frame.get_by_role("button", name="Sign in", exact=True).click()
        return opened.value

    def click_sign_out(self) -> None:
        frame = self.page.frame_locator("iframe[title='Sign in']")
        frame.get_by_role("button", name="Sign out", exact=True).click()

    def rerun(self) -> float:
        """Milliseconds of a plain rerun: from a click to what it has drawn."""
        self.page.wait_for_timeout(400)
        return float(self.page.evaluate(_RERUN))


_RERUN = """() => new Promise((done) => {
  const main = document.querySelector("[data-testid='stMain']");
  const button = [...main.querySelectorAll("button")].find((one) => one.textContent === "Rerun");
  const shown = () => main.textContent;
  const before = shown(), started = performance.now();
  new MutationObserver((_, watch) => {
    if (shown() === before) return;
    watch.disconnect();
    done(performance.now() - started);
  }).observe(main, {subtree: true, childList: true, characterData: true});
  button.click();
})"""


class WithStLogin(Journey):
    """The page itself goes to the provider and comes back."""

    def open_provider(self) -> Page:
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_label("Password").wait_for()
        return self.page

    def click_sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()


@contextmanager
def _st_login(stack: Stack) -> Iterator[str]:
    """The app with ``st.login``, beside the other one; gives its address."""
    usual, provider = stack.tier("streamlit"), stack.tier("identity-provider").env
    port = usual.port + 1
    url = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as folder:
        secrets = Path(folder) / "secrets.toml"
        secrets.write_text(
            _SECRETS.format(
                url=url,
                client_id=provider["CLIENT_ID"],
                client_secret=provider["CLIENT_SECRET"],
                issuer=provider["ISSUER"],
            ),
            "utf-8",
        )
        app = str(HERE / "_with_st_login.py")
        command = [
            str(port) if part == str(usual.port) else app if part.endswith("app.py") else part
            for part in usual.command
        ]
        tier = replace(
            usual,
            name="st-login",
            command=(*command, "--secrets.files", str(secrets)),
            url=url,
            port=port,
            ready_url=f"{url}/_stcore/health",
        )
        running = Running(tier, stack.running["streamlit"].log_path.with_suffix(".st-login.log"))
        running.start()
        try:
            wait_ready(running)
            callbacks = f"{url}/oauth2callback"
            with stack.changed("identity-provider", FURTHER_CALLBACKS=callbacks):
                yield url
        finally:
            running.stop()


def _line(name: str, ours: list[float], theirs: list[float]) -> None:
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{name:10} gatepost p50 {a:5.0f} ms  st.login p50 {b:5.0f} ms  {a / b:.2f} times")


def main(rounds: int) -> None:
    """Run the steps ``rounds`` times, one app after the other."""
    with (
        Stack() as stack,
        stack.showing(HERE / "_with_gatepost.py") as ours,
        _st_login(stack) as plain,
        sync_playwright() as driver,
        chromium(driver) as one,
        chromium(driver) as two,
    ):
        gatepost, st_login = WithGatepost(one, ours.tier.url), WithStLogin(two, plain)
        steps: dict[str, Callable[[Journey], float]] = {
            "sign-in": lambda journey: journey.sign_in(),
            "F5": lambda journey: journey.reload(),
            "sign-out": lambda journey: journey.sign_out(),
        }
        times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in steps}
        reruns: list[float] = []
        for number in range(-1, rounds):  # the first round also loads code and keys
            print(f"\rround {number + 1} of {rounds}", end="", file=sys.stderr, flush=True)
            for name, step in steps.items():
                measured = step(gatepost), step(st_login)
                if name == "F5":
                    reruns.append(gatepost.rerun())
                if number >= 0:
                    for values, value in zip(times[name], measured, strict=True):
                        values.append(value)
        print(file=sys.stderr)
        for name, (a, b) in times.items():
            _line(name, a, b)
        rerun, signed_in = statistics.median(reruns), statistics.median(times["sign-in"][0])
        print(f"rerun      p50 {rerun:5.0f} ms; a sign-in takes {signed_in / rerun:.1f} reruns")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
