"""The demo app as a person uses it."""

from __future__ import annotations

from playwright.sync_api import (
    BrowserContext,
    Frame,
    FrameLocator,
    Locator,
    Page,
    WebSocket,
    expect,
)

from infra.local.tiers import SEEDED_ACCOUNTS

NAMES = {"reader": "Seeded Reader", "guest": "Seeded Guest"}
PASSWORDS = {email.split("@")[0]: password for email, password, _ in SEEDED_ACCOUNTS}
ROUTES = ("ping", "pong", "pong-scoped")
PYTHON, COMPONENT = "From Python", "From the component"


class AppPage:
    """One tab with the app.

    ``loads`` counts its full page loads, ``sent`` its messages to Streamlit.
    """

    framed = "auth0"
    title = "Sign in"

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.console: list[str] = []
        self.loads = 0
        self.sent = 0
        self.sockets: list[WebSocket] = []
        self.page.on("websocket", self._watch)
        self.page.on("console", lambda message: self.console.append(message.text))
        self.page.on("pageerror", lambda error: self.console.append(f"page error: {error}"))
        self.page.on("domcontentloaded", self._count)
        self.page.goto(url)

    def _count(self, _: Page) -> None:
        self.loads += 1

    def _watch(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framesent", self._count_sent)

    def _count_sent(self, _: str | bytes) -> None:
        self.sent += 1

    @property
    def frame(self) -> FrameLocator:
        """The framed sign-in page."""
        return self.page.frame_locator(f"iframe[title='{self.title}']")

    @property
    def document(self) -> Frame:
        """The document of the framed page, for scripts."""
        return next(f for f in self.page.frames if f"/frame/{self.framed}" in f.url)

    def button(self, name: str) -> Locator:
        """A button in the frame."""
        return self.frame.get_by_role("button", name=name, exact=True)

    def open_sign_in(self) -> Page:
        """Click "Sign in" and return the window it opens."""
        with self.context.expect_page() as opened:
            self.button("Sign in").click()
        return opened.value

    def log_in(self, account: str, password: str | None = None) -> None:
        """Sign in, until the provider's window is gone."""
        window = self.open_sign_in()
        with window.expect_event("close"):
            submit(window, account, password)

    def log_in_and_see(self, account: str = "reader") -> None:
        """Sign in, and wait until the frame shows the name."""
        self.log_in(account)
        expect(self.frame.get_by_text(f"Signed in as {NAMES[account]}")).to_be_visible()

    def sign_in(self, account: str = "reader") -> None:
        """Sign in, and wait until page and frame show the name."""
        self.log_in(account)
        self.expect_signed_in(account)

    def log_out(self) -> None:
        """Sign out, and wait until the frame shows it and the provider's window is gone."""
        with self.context.expect_page() as opened:
            self.button("Sign out").click()
        expect(self.button("Sign in")).to_be_visible()
        if not opened.value.is_closed():
            opened.value.wait_for_event("close")

    def sign_out(self) -> None:
        """Sign out, and wait until page and frame show it."""
        self.log_out()
        self.expect_signed_out()

    def expect_signed_in(self, account: str = "reader") -> None:
        """Wait until page and frame both show the name."""
        expect(self.page.get_by_text(f"Hello, {NAMES[account]}")).to_be_visible()
        expect(self.frame.get_by_text(f"Signed in as {NAMES[account]}")).to_be_visible()

    def expect_signed_out(self) -> None:
        """Wait until page and frame both show that nobody is signed in."""
        expect(self.page.get_by_text("Sign in above, or look around without")).to_be_visible()
        expect(self.button("Sign in")).to_be_visible()

    def call(self, way: str, route: str) -> Locator:
        """Click a call and return the summary of its answer once it is there."""
        key = f".st-key-auth0-{way.replace(' ', '-')}-{route}"
        result = self.page.locator(f"{key}-answer").get_by_role("button")
        before = result.inner_text() if result.count() else ""
        self.page.locator(key).get_by_role("button").click()
        expect(result).to_contain_text(" ms · ")
        if before:
            expect(result).not_to_have_text(before)
        return result

    def call_and_open(self, way: str, route: str) -> Locator:
        """Click a call and return all of its answer."""
        details = self.page.get_by_test_id("stPopoverBody")
        if details.count():  # of the call before
            self.page.keyboard.press("Escape")
            expect(details).to_have_count(0)
        self.call(way, route).click()
        return details

    def expect_statuses(self, expected: dict[str, int]) -> None:
        """Call each route both ways and compare the status the page shows."""
        for way in (PYTHON, COMPONENT):
            for route, status in expected.items():
                expect(self.call(way, route).get_by_text(str(status), exact=True)).to_be_visible()


def submit(window: Page, account: str, password: str | None = None) -> None:
    """Fill in the provider's form and send it."""
    window.get_by_label("Email").fill(f"{account}@example.com")
    window.get_by_label("Password").fill(password or PASSWORDS[account])
    window.get_by_role("button", name="Continue").click(no_wait_after=True)


def submit_by_keyboard(window: Page, account: str) -> None:
    """Fill in the provider's form, whose first field has the focus, and send it."""
    expect(window.get_by_label("Email")).to_be_focused()
    window.keyboard.type(f"{account}@example.com")
    window.keyboard.press("Tab")
    window.keyboard.type(PASSWORDS[account])
    window.keyboard.down("Enter")  # before this key comes up, the window may have closed
