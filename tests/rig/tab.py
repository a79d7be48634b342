"""A tab of an app: what its frame shows of the person, what its page does, and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext

from tests.rig.layout_page import LayoutPage, page_texts
from tests.rig.layouts import HELLO, NOBODY, Layout

_SIGNED_IN = re.compile(r"Signed in as (.+)")
_PLAIN = "You are signed out."
# Asks the component for a new access token, which the provider gives for a good session only.
_PROBE = """async (app) => {
  const answer = await fetch("/api/auth/session", {
    method: "POST",
    headers: {"Content-Type": "application/json", "X-Gatepost": app},
    body: JSON.stringify({op: "status", challenge: "c".repeat(43), fresh: true}),
  });
  return answer.ok ? ((await answer.json()).user?.name ?? null) : `status ${answer.status}`;
}"""


@dataclass(frozen=True)
class Shown:
    """What the frame shows.

    Attributes:
        person: The name of who is signed in; None for nobody, or where the frame shows neither.
        text: All of its text.
        is_decided: Whether somebody is signed in, or can sign in, also in a window that is open.
    """

    person: str | None
    text: str
    is_decided: bool


class Tab(LayoutPage):
    """One tab. ``reason`` is the last one that its frame gave for the end of a sign-in."""

    def __init__(self, context: BrowserContext, url: str, layout: Layout) -> None:
        super().__init__(context, url, layout)
        self.reason: str | None = None
        self.needs_reason = False

    def look(self) -> Shown:
        """What the frame shows; notes its reason."""
        text = self.document.locator("body").inner_text(timeout=2_000)
        signed_in = _SIGNED_IN.search(text)
        if signed_in:
            self.needs_reason, self.reason = True, None
            return Shown(signed_in[1].strip(), text, is_decided=True)
        lines = [line.strip() for line in text.splitlines()]
        can_sign_in = any(self.button(name).count() for name in ("Sign in", "Cancel"))
        reason = " ".join(line for line in lines if line not in ("", "Sign in", _PLAIN))
        if can_sign_in and reason:
            self.reason = reason
        return Shown(None, " ".join(lines), is_decided=can_sign_in)

    def page_fault(self, person: str | None) -> str | None:
        """How the page differs from what it should show for that person, or for nobody."""
        found = page_texts(self.page)
        expected = [NOBODY]
        if person:
            hello = f"Hello, {person}"
            expected = [hello if t == HELLO else t for t in self.layout.texts(self.shown)]
        if found == expected:
            return None
        return f"the page shows {len(found)} texts, {found[:1]}, and should show {expected[0]}"

    def probe(self, app: str) -> str | None:
        """Whose session the provider renews."""
        name: Any = self.document.evaluate(_PROBE, app)
        return None if name is None else str(name)

    def come_back(self) -> None:
        """Have page and frame notice that the network is back."""
        for frame in self.page.frames:
            frame.evaluate("() => { dispatchEvent(new Event('online')) }")
