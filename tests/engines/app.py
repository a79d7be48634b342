"""The demo app as a person uses it, in any engine."""

from __future__ import annotations

from tests.e2e.app_page import NAMES, PASSWORDS
from tests.engines.engine import Engine, Tab, until

DRAFT = "//input[@aria-label='Draft']"


class App:
    """One tab with the app, or with a page of another site around it."""

    def __init__(
        self, engine: Engine, url: str, tab: Tab | None = None, around: tuple[str, ...] = ()
    ) -> None:
        self.engine = engine
        self.url = url
        self.page = around
        self.frame = (*around, "/frame/auth0")
        self.tab = tab or engine.new_tab()
        self.tab.go(url)

    def sees(self, text: str) -> None:
        """Wait for a text on the app's page."""
        self.tab.sees(text, self.page)

    def frame_sees(self, text: str) -> None:
        """Wait for a text in the sign-in."""
        self.tab.sees(text, self.frame)

    def press(self, label: str, *, is_touch: bool = False) -> None:
        """Click or tap a button of the sign-in."""
        self.tab.press(label, self.frame, is_touch=is_touch)

    def open_window(self, label: str = "Sign in", *, is_touch: bool = False) -> Tab:
        """Click or tap a button of the sign-in, and return the window that it opens."""
        self.frame_sees(label)
        return self.engine.opened_by(lambda: self.press(label, is_touch=is_touch))

    def sign_in(self, account: str = "reader") -> None:
        """Sign in, until page and frame show the name and the window is gone."""
        window = self.open_window()
        submit(window, account)
        self.sees_signed_in(account)
        until(lambda: not window.is_open(), "the closed window")

    def sign_out(self) -> None:
        """Sign out, until page and frame show it, and no window is left."""
        before = len(self.engine.tabs())
        self.press("Sign out")
        self.sees_signed_out()
        until(lambda: len(self.engine.tabs()) == before, "the closed window")

    def sees_signed_in(self, account: str = "reader") -> None:
        self.frame_sees(f"Signed in as {NAMES[account]}")
        self.sees(f"Hello, {NAMES[account]}")

    def sees_signed_out(self) -> None:
        self.frame_sees("You are signed out.")
        self.sees("Sign in above, or look around without")

    def call(self, route: str, status: int) -> None:
        """Call a route from the component, and wait for its status."""
        key = f"st-key-auth0-From-the-component-{route}"
        button = f"//*[contains(concat(@class, ' '), '{key} ')]//button"
        self.tab.click(button, self.page)
        answer = f"document.querySelector('.{key}-answer')?.innerText"
        until(lambda: str(status) in str(self.tab.read(answer, self.page)), f"{status}: {route}")


def submit(window: Tab, account: str, *, is_touch: bool = False) -> None:
    """Fill in the provider's form and send it."""
    until(lambda: "Password" in window.text(), "the provider's form")
    window.type("//input[@type='email']", f"{account}@example.com")
    window.type("//input[@type='password']", PASSWORDS[account])
    window.press("Continue", is_touch=is_touch)


def go_on(relay: Tab, engine: Engine) -> Tab:
    """Click the relay's button, and return the provider's window."""
    until(lambda: "Open the sign-in" in relay.text(), "the relay")
    return engine.opened_by(lambda: relay.press("Open the sign-in"))
