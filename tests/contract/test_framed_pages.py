"""Every framed page that the app draws is one of the component's."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FRAME = ROOT / "component" / "frame"
DRAWN = re.compile(r'RemoteComponent\(\s*"(\w+)"')


def test_every_page_that_python_draws_is_listed() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "streamlit_app").rglob("*.py")]
    drawn = {name for source in sources for name in DRAWN.findall(source)}
    assert "hero" in drawn, "pages are drawn otherwise now: this test must learn how"
    assert drawn <= set(json.loads((FRAME / "messages" / "en.json").read_text("utf-8")))
