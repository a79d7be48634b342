"""What the framed page costs the app that shows it."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit

from infra.local.tiers import ROOT
from tests.e2e.app_page import AppPage

MOST_REQUESTS = 5
# What a new connection sends at once, less the headers (RFC 6928: 14,600 bytes).
MOST_SCRIPT_BYTES = 14 * 1024


def test_framed_page_is_light(app: AppPage) -> None:
    loaded = app.document.evaluate(
        "performance.getEntriesByType('resource').map((entry) => entry.name)"
    )
    assert len(loaded) + 1 <= MOST_REQUESTS
    scripts = [Path(urlsplit(url).path.lstrip("/")) for url in loaded if url.endswith(".js")]
    assert scripts
    public = ROOT / "component" / "public"
    size = sum(len(gzip.compress((public / script).read_bytes())) for script in scripts)
    assert size <= MOST_SCRIPT_BYTES
