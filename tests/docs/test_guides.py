"""Every guide of the site has a picture or a diagram."""

from __future__ import annotations

import re

from tests.repository import ROOT, text

DOCS = ROOT / "docs"
LISTS = re.compile(r":caption: (Guides|Move to Gatepost)\n:hidden:\n\n((?:[\w-]+\n)+)")


def test_every_guide_has_a_picture_or_a_diagram() -> None:
    guides = [page for _, pages in LISTS.findall(text(DOCS / "index.md")) for page in pages.split()]
    assert {"start", "guards", "from-st-login"} <= set(guides)
    pages = {guide: text(DOCS / f"{guide}.md") for guide in guides}
    assert [
        guide
        for guide, page in pages.items()
        if not re.search(r"^```mermaid|!\[", page, re.MULTILINE)
    ] == []
