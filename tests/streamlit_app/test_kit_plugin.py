"""The testing kit: its fixtures."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import gatepost

TIER = Path(gatepost.__file__).parents[1]
FIXTURES = """
import gatepost.testing

def test_fixtures(fake_api, access_tokens, identity_provider):
    assert isinstance(fake_api, gatepost.testing.FakeApi)
    assert identity_provider.access_tokens.jwks == access_tokens.jwks
"""
UNEXPECTED = """
import contextlib
from gatepost.http.transport import Request, Transport

def test_app_that_hides_an_unexpected_call(fake_api):
    with contextlib.suppress(AssertionError):
        Transport()._open(Request("GET", "https://api.test/x", base="https://api.test"), 1)
"""


def run(folder: Path, source: str) -> str:
    """Run a test in a pytest of its own, with this plugin only."""
    (folder / "test_it.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "-p", "gatepost.testing.plugin", "test_it.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(TIER), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def test_fixtures_are_there(tmp_path: Path) -> None:
    assert re.search(r"^1 passed", run(tmp_path, FIXTURES), re.MULTILINE)


def test_unexpected_call_that_the_app_hides_is_an_error(tmp_path: Path) -> None:
    shown = run(tmp_path, UNEXPECTED)
    assert re.search(r"^1 passed, 1 error", shown, re.MULTILINE)
    assert "The app makes an unexpected call: GET /x of https://api.test." in shown


def test_extra_installs_what_the_kit_needs() -> None:
    package = tomllib.loads((TIER / "pyproject.toml").read_text("utf-8"))
    needed = package["project"]["optional-dependencies"]["testing"]
    assert [one for one in needed if not find_spec(re.split(r"[<>=]", one)[0])] == []
