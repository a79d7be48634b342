"""The view Hero as a person uses it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from tests.e2e.app_page import AppPage

# Keeps every entry that a page puts into a list, for longer than the page itself lives.
WATCH_LISTS = """
const known = new WeakSet();
const insert = Node.prototype.insertBefore;
Node.prototype.insertBefore = function (node, before) {
  if (node.nodeName === "LI" && !known.has(node)) {
    known.add(node);
    const kept = JSON.parse(sessionStorage.getItem("entries") ?? "[]");
    sessionStorage.setItem("entries", JSON.stringify([...kept, node.textContent]));
  }
  return insert.call(this, node, before);
};
"""
# All that host and frames have noted.
NOTED = "[...window[Symbol.for('gatepost.trace')].values()].flatMap((k) => [...k.values()].flat())"
# Lets a test close the connection to Streamlit, as a network does.
WATCH_SOCKETS = """
const sockets = [];
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...options) { super(...options); sockets.push(this); }
};
window.cut = () => sockets.splice(0).forEach((socket) => socket.close());
"""


@contextmanager
def offline(page: Page) -> Iterator[None]:
    """Cut the connection of a page to Streamlit, and let none come up for a while."""
    page.context.set_offline(True)
    page.evaluate("cut()")
    try:
        yield
    finally:
        page.context.set_offline(False)


class HeroPage(AppPage):
    """A tab with the view Hero; as high as all of it, since what is out of sight is slowed down."""

    framed = "hero"

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.bursts = 0
        context.add_init_script(WATCH_LISTS)
        context.add_init_script(WATCH_SOCKETS)
        super().__init__(context, f"{url}/hero")
        self.page.set_viewport_size({"width": 1280, "height": 2400})
        self.expect_ready()

    def expect_ready(self) -> None:
        """Wait until both frames have heard from Python."""
        expect(self.hero.get_by_text("Texts and commands from Python")).to_be_visible()
        expect(self.frame.get_by_role("button").first).to_be_visible()

    def open_advanced(self, place: Page | FrameLocator) -> None:
        """Unfold what is for experts, in the view or in the framed page."""
        summary = place.locator("summary", has_text="Advanced")
        if not summary.evaluate("(element) => element.parentElement.open"):
            summary.click()

    @property
    def hero(self) -> FrameLocator:
        """The framed page."""
        return self.page.frame_locator("iframe[title='Messages']")

    @property
    def received(self) -> Locator:
        """What the view says that it has received."""
        return self.page.get_by_test_id("stCode").first

    @property
    def runs(self) -> tuple[int, int]:
        """The counters: runs of the app, and of the fragment alone."""
        text = self.page.get_by_text("App runs:").text_content() or ""
        app, fragment = re.findall(r"\d+", text)
        return int(app), int(fragment)

    def sign_in_and_stay(self, account: str) -> None:
        """Sign in while this view is shown, and wait until Python knows."""
        self.open_advanced(self.page)
        runs, _ = self.runs
        self.log_in_and_see(account)
        expect(self.page.get_by_text(f"App runs: {runs + 1} ·")).to_be_visible()

    def press(self, name: str) -> None:
        """Press a button in the framed page."""
        self.open_advanced(self.hero)
        self.hero.get_by_role("button", name=name, exact=True).click()

    def ask(self, name: str, answer: str) -> None:
        """Press a button that asks Python for something, and wait for its answer."""
        self.press(name)
        label = name.removeprefix("Call ")
        expect(
            self.hero.get_by_role("listitem").filter(has_text=f"{label}: ").first
        ).to_contain_text(answer)

    def send_text(self, text: str) -> None:
        """Send a text from the view to the page."""
        self.page.get_by_label("Text", exact=True).fill(text)
        self.page.get_by_role("button", name="Send to the page").click()

    def start_burst(self, events: int, per_burst: int, gap: int) -> None:
        """Fill in the panel and press its button."""
        self.open_advanced(self.page)
        for label, value in (("Events", events), ("Per burst", per_burst), ("Gap (ms)", gap)):
            self.page.get_by_label(label, exact=True).fill(str(value))
        self.press_send()

    def press_send(self) -> None:
        """Start a burst with what stands in the panel."""
        self.bursts += 1
        self.page.get_by_role("button", name="Send", exact=True).click()

    def expect_sent(self, events: int) -> None:
        """Wait until the page has said all events of the newest burst, and no older one's."""
        self.open_advanced(self.hero)
        said = f"Run {self.bursts}: {events} of {events} events sent."
        expect(self.hero.get_by_text(said, exact=True)).to_be_visible()

    def expect_handled(self, events: int) -> None:
        """Wait for the result of a burst in which nothing was lost, moved or doubled."""
        self.open_advanced(self.page)
        expect(
            self.page.get_by_text(f"Handled {events} of {events}, in order, 0 twice", exact=True)
        ).to_be_visible()

    def show(self, view: str) -> None:
        """Choose a view."""
        self.page.get_by_role("link", name=view).click()

    def wait_for(self, condition: str) -> None:
        """Wait until something is true in the framed page, whose policy admits no other way."""
        for _ in range(200):
            if self.document.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"This did not come true in the framed page: {condition}")

    def run_until(self, is_reached: Callable[[], bool]) -> None:
        """Have the app run again, which only works once it is there, until something is so."""
        for _ in range(20):
            self.page.locator("body").press("r")
            self.page.wait_for_timeout(500)
            if is_reached():
                return
        raise AssertionError("The app did not get there in 10 s.")
