"""The testing kit: its fixtures, which cost nothing before they are used."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import gatepost
import pytest_gatepost

TIER = Path(gatepost.__file__).parents[1]
LIGHT = """
import sys

def test_nothing_is_loaded_that_no_test_uses():
    heavy = ("gatepost", "streamlit", "joserfc", "urllib3", "httpx", "msgspec")
    assert [name for name in heavy if name in sys.modules] == []
"""
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
        [*command, "-p", "pytest_gatepost", "test_it.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(TIER), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout


def test_plugin_loads_nothing_at_start(tmp_path: Path) -> None:
    assert re.search(r"^1 passed", run(tmp_path, LIGHT), re.MULTILINE)


def test_fixtures_are_there(tmp_path: Path) -> None:
    assert re.search(r"^1 passed", run(tmp_path, FIXTURES), re.MULTILINE)


def test_unexpected_call_that_the_app_hides_is_an_error(tmp_path: Path) -> None:
    shown = run(tmp_path, UNEXPECTED)
    assert re.search(r"^1 passed, 1 error", shown, re.MULTILINE)
    assert "The app makes an unexpected call: GET /x of https://api.test." in shown


def test_pytest_finds_the_plugin_in_the_wheel() -> None:
    package = tomllib.loads((TIER / "pyproject.toml").read_text("utf-8"))
    # One name for both: pytest then loads it once, even if a conftest names it, too.
    name = pytest_gatepost.__name__
    assert package["project"]["entry-points"]["pytest11"] == {name: name}
    assert name in package["tool"]["setuptools"]["py-modules"]
    assert "gatepost.testing" in package["tool"]["setuptools"]["packages"]
    needed = package["project"]["optional-dependencies"]["testing"]
    assert [one for one in needed if not find_spec(re.split(r"[<>=]", one)[0])] == []
