"""Every Python block of docs/testing.md runs: the first is the app, the others are its tests."""

from __future__ import annotations

import re
from pathlib import Path

import gatepost.testing
from tests.repository import ROOT, text
from tests.streamlit_app.test_kit_plugin import run

PAGE = text(ROOT / "docs" / "testing.md")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_block_runs(tmp_path: Path) -> None:
    app, *tests = BLOCKS
    assert app.startswith("# app.py\n")
    (tmp_path / "app.py").write_text(app)
    source = "\n".join(tests)
    shown = run(tmp_path, source)
    kinds = 4  # of bad tokens
    expected = source.count("\ndef test_") + kinds - 1
    assert re.search(rf"^{expected} passed in", shown, re.MULTILINE), shown


def test_every_name_of_the_kit_stands_in_its_page() -> None:
    exported = set(gatepost.testing.__all__)
    result_types = {"Answer", "ApiCall"}
    assert [name for name in exported - result_types if f"`{name}" not in PAGE] == []
