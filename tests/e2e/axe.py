"""axe-core, the checker of accessibility, in a page or a frame."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Frame, Page

from infra.local.tiers import ROOT

_AXE = (ROOT / "component" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


def violations(place: Page | Frame) -> list[str]:
    """Check a document, without the frames in it."""
    place.evaluate(_AXE)
    found: list[dict[str, Any]] = place.evaluate(
        "axe.run(document, {iframes: false}).then((result) => result.violations)"
    )
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]
