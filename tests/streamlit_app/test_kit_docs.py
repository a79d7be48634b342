"""Every Python block of docs/testing.md runs: the first is the app, the others are its tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import gatepost.testing
from tests.repository import ROOT, text
from tests.streamlit_app.test_kit_plugin import TIER

PAGE = text(ROOT / "docs" / "testing.md")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_every_block_runs(tmp_path: Path) -> None:
    app, *tests = BLOCKS
    assert app.startswith("# app.py\n")
    (tmp_path / "app.py").write_text(app)
    source = "\n".join(tests)
    (tmp_path / "test_docs.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-p", "gatepost.testing.plugin", "test_docs.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(TIER), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    kinds = 4  # of bad tokens
    expected = source.count("\ndef test_") + kinds - 1
    assert re.search(rf"^{expected} passed in", done.stdout, re.MULTILINE), done.stdout


def test_every_name_of_the_kit_stands_in_its_page() -> None:
    exported = set(gatepost.testing.__all__)
    result_types = {"Answer", "ApiCall"}
    assert [name for name in exported - result_types if f"`{name}" not in PAGE] == []
