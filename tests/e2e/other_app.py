"""Another registered app, whose page plays the host for a framed page of the component."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page

from gatepost.wire.events import VERSION
from tests.e2e.hostile import serving
from tests.e2e.stack import Stack

SECOND, PARTNER = 4011, 4012
"""Ports of the apps that a local run registers beside the demo, before the offset is added."""

_HOST = """<iframe title="Sign in" src="{src}"></iframe>
<script>
  const frame = document.querySelector("iframe");
  const post = (body) =>
    frame.contentWindow.postMessage({{gatepost: {version}, ...body}}, "{origin}");
  window.received = [];
  frame.onload = () => post({{type: "hello"}});
  onmessage = (event) => received.push(event.data);
  window.give = (props) => post({{type: "props", theme: {{}}, props}});
</script>"""


class OtherApp:
    """Its page, in the browser of its visitor."""

    def __init__(self, browser: BrowserContext, url: str) -> None:
        self.page: Page = browser.new_page()
        self.page.goto(url)
        self._session = 0
        self._commands: list[dict[str, Any]] = []
        self._wait_for("data.type === 'ready'")

    @property
    def frame(self) -> FrameLocator:
        """The framed sign-in page."""
        return self.page.frame_locator("iframe")

    def button(self, name: str) -> Locator:
        """A button in the frame."""
        return self.frame.get_by_role("button", name=name, exact=True)

    def reload(self) -> None:
        """Load the page again, and with it the frame."""
        self._session += 1
        self._commands = []
        self.page.reload()
        self._wait_for("data.type === 'ready'")

    def give(self, challenge: str, *, command: str | None = None) -> None:
        """Give the frame a challenge of any app, and a command."""
        if command:
            self._commands.append({"seq": len(self._commands) + 1, "name": command, "data": {}})
        props = {
            "v": VERSION,
            "session": f"session-of-the-other-app-{self._session}",
            "challenge": challenge,
            "person": None,
            "grant": None,
            "commands": self._commands,
            "locale": "en",
        }
        self.page.evaluate("(props) => give(props)", props)

    def status(self, reason: str) -> dict[str, Any]:
        """What the frame reports next with that reason; then it is forgotten."""
        what = f"data.name === 'onStatusUpdate' && data.data.reason === {json.dumps(reason)}"
        found: dict[str, Any] = self._wait_for(what)
        self.page.evaluate("received.length = 0")
        status: dict[str, Any] = found["data"]
        return status

    def _wait_for(self, condition: str) -> Any:
        for _ in range(200):
            found = self.page.evaluate(f"received.find((data) => {condition})")
            if found:
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError(f"The frame did not send what was waited for: {condition}")


@contextmanager
def other_app(stack: Stack, port: int) -> Iterator[str]:
    """Serve another registered app; gives its address."""
    component = stack.url("component")
    page = _HOST.format(src=f"{component}/frame/auth0", origin=component, version=VERSION)
    with serving(page, port=port + stack.offset) as url:
        yield url.replace("127.0.0.1", "localhost")
