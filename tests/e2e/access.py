"""What tests of accessibility share: axe-core, the Tab key, and a phone."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Locator, Page, ViewportSize

from infra.local.tiers import ROOT

PHONE: ViewportSize = {"width": 360, "height": 740}
_AXE = (ROOT / "component" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(place: Page | Frame) -> list[str]:
    """Check a document with axe-core, without the frames in it."""
    place.evaluate(_AXE)
    found: list[dict[str, Any]] = place.evaluate(
        "axe.run(document, {iframes: false}).then((result) => result.violations)"
    )
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


def is_cut_off(place: Page | Frame) -> bool:
    """Whether a document is wider than its window."""
    root = "document.documentElement"
    return bool(place.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))


def touch(*places: Page | Frame) -> None:
    """Have documents believe that the screen is touched."""
    for place in places:
        session = (place if isinstance(place, Page) else place.page).context.new_cdp_session(place)
        session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})


def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press the Tab key until something has the focus."""
    for _ in range(15):
        if target.evaluate("(element) => element === element.getRootNode().activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never gets there")
