"""A newcomer's way: install the wheel where nothing is, write the starter app, sign in."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from infra.local.package import build_copy
from infra.local.python_packages import ensure_uv, pip_settings, python_of
from infra.local.running import Running
from tests.e2e.app_page import AppPage, submit
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

pytestmark = [pytest.mark.local, pytest.mark.slow]  # an app of its own

LOCAL_PORTS = (3001, 8501, 8888)


@pytest.fixture
def folder(tmp_path: Path, stack: Stack) -> Path:
    """The starter app, with settings for the tiers of the tests."""
    wheel = next(path for path in build_copy(tmp_path) if path.suffix == ".whl")
    uv, python = ensure_uv(), str(python_of(tmp_path / ".venv"))
    for command in (
        (uv, "venv", "--python", sys.executable, str(tmp_path / ".venv")),
        (uv, "pip", "install", "--python", python, str(wheel)),
        (python, "-m", "gatepost", "new", "my_app"),
    ):
        env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        subprocess.run(
            command,
            cwd=tmp_path,
            env=env | pip_settings(),
            check=True,
            capture_output=True,
            timeout=300,
        )
    secrets = tmp_path / "my_app" / ".streamlit" / "secrets.toml"
    text = secrets.read_text("utf-8")
    for port in LOCAL_PORTS:
        assert f":{port}" in text
        text = text.replace(f":{port}", f":{port + stack.offset}")
    secrets.write_text(text, "utf-8")
    return tmp_path / "my_app"


@pytest.fixture
def starter(folder: Path, stack: Stack) -> Iterator[str]:
    usual, port = stack.tier("streamlit"), 8501 + stack.offset
    url = f"http://localhost:{port}"
    options = ("--server.port", str(port), "--server.headless", "true")
    python = str(python_of(folder.parent / ".venv"))
    tier = replace(
        usual,
        command=(python, "-m", "streamlit", "run", "app.py", *options),
        cwd=folder,
        env={"PYTHONUNBUFFERED": "1"},
        url=url,
        port=port,
        ready_url=f"{url}/_stcore/health",
    )
    running = Running(tier, folder.parent / "starter.log")
    running.start()
    try:
        wait_ready(running)
        yield url
    finally:
        running.stop()


def test_newcomer_signs_in_and_calls_the_api(starter: str, browser: BrowserContext) -> None:
    app = AppPage(browser, starter)
    app.page.get_by_role("link", name="private").click()
    expect(app.page.get_by_text("Sign in to continue.")).to_be_visible()
    with browser.expect_page() as opened:
        app.button("Sign in").click()
    with opened.value.expect_event("close"):
        submit(opened.value, "reader")
    expect(app.page.get_by_text("Hello, Seeded Reader")).to_be_visible()
    app.page.get_by_role("button", name="Call the API").click()
    expect(app.page.get_by_test_id("stJson")).to_contain_text("accepts your access token")
    # Streamlit writes the value of a line that is only an expression.
    expect(app.page.get_by_test_id("stHelp")).to_have_count(0)
    assert app.loads == 1
