"""A framed page of one's own, made in an empty folder: both ways, and both lists."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from infra.local.running import Running
from infra.local.tiers import ROOT
from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack
from tests.rig.ready import wait_ready

pytestmark = pytest.mark.local  # an app of its own

APP_PORT, PAGE_PORT = 8501, 8600
ENV = {"PYTHONPATH": str(ROOT / "streamlit_app"), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def folder(tmp_path: Path, stack: Stack) -> Path:
    """An app and a page, as their commands write them, at the ports of the tests."""
    for command in (["new"], ["new-page", "poll"]):
        subprocess.run(
            [sys.executable, "-m", "gatepost", *command],
            cwd=tmp_path,
            env=os.environ | ENV,
            check=True,
            capture_output=True,
            timeout=60,
        )
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.write_text(secrets.read_text("utf-8").replace("# page_origins", "page_origins"))
    for path in (secrets, tmp_path / "poll_app.py", tmp_path / "poll" / "index.html"):
        text = path.read_text("utf-8")
        for port in (3001, APP_PORT, PAGE_PORT):
            text = text.replace(f":{port}", f":{port + stack.offset}")
        path.write_text(text, "utf-8")
    return tmp_path


@contextmanager
def serving(stack: Stack, folder: Path, port: int, url: str, *command: str) -> Iterator[Running]:
    """Have a server of the folder's run."""
    tier = replace(
        stack.tier("streamlit"),
        command=(sys.executable, "-m", *command),
        cwd=folder,
        env=ENV,
        url=url,
        port=port,
        ready_url=url,
    )
    running = Running(tier, folder / f"{port}.log")
    running.start()
    try:
        yield wait_ready(running)
    finally:
        running.stop()


@pytest.fixture
def poll(folder: Path, stack: Stack, browser: BrowserContext) -> Iterator[AppPage]:
    page, app = PAGE_PORT + stack.offset, APP_PORT + stack.offset
    serve = ("http.server", str(page), "--bind", "127.0.0.1", "-d", "poll")
    run = ("streamlit", "run", "poll_app.py", "--server.port", str(app), "--server.headless=true")
    with (
        serving(stack, folder, page, f"http://127.0.0.1:{page}/", *serve),
        serving(stack, folder, app, f"http://localhost:{app}", *run),
    ):
        yield AppPage(browser, f"http://localhost:{app}")


def test_own_page_exchanges_messages_without_a_reload(poll: AppPage) -> None:
    frame = poll.page.frame_locator("iframe[title='Poll']")
    expect(frame.get_by_text("No question yet.")).to_be_visible()
    poll.page.get_by_role("button", name="Ask").click()
    expect(frame.get_by_role("status")).to_have_text("What would you like?")
    for _ in range(2):
        frame.get_by_role("button", name="Tea").click()
    expect(poll.page.get_by_test_id("stMetricValue").first).to_have_text("2")
    expect(poll.page.get_by_test_id("stMetricValue").last).to_have_text("0")
    font = "element => getComputedStyle(element).fontFamily"
    in_app = poll.page.get_by_role("button", name="Ask").evaluate(font)
    assert frame.get_by_role("button", name="Tea").evaluate(font) == in_app
    assert poll.loads == 1


def test_page_is_not_shown_unless_both_lists_name_the_other(poll: AppPage, folder: Path) -> None:
    index = folder / "poll" / "index.html"
    named = index.read_text("utf-8")
    index.write_text(named.replace("http://localhost", "http://another.localhost"), "utf-8")
    poll.page.reload()
    expect(poll.page.get_by_text("does not answer")).to_be_visible()

    index.write_text(named, "utf-8")
    secrets = folder / ".streamlit" / "secrets.toml"
    secrets.write_text(secrets.read_text("utf-8").replace("page_origins", "# page_origins"))
    poll.page.reload()
    expect(poll.page.get_by_text("This app may not show the page poll")).to_be_visible()
    expect(poll.page.get_by_text("add that origin to page_origins")).to_be_visible()
    expect(poll.page.locator("iframe[title='Poll']")).to_have_count(0)
