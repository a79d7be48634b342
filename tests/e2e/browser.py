"""Chromium as shipped: started by hand and driven over the DevTools protocol.

A browser that the driver starts itself has storage partitioning and the popup blocker switched
off, which hides the very faults these tests are for.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

_FLAGS = [
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever the language of this machine; a flag of a test takes its place.
    "--accept-lang=en-US,en",
    # Its address bar is made of pages of its own, which cost as much as all the rest of its start.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
    "--remote-debugging-port=0",
    "--window-size=1280,1000",
]
_START_SECONDS = 30
_BLOCK_THIRD_PARTY_COOKIES = {"profile": {"cookie_controls_mode": 1}}


@contextmanager
def chromium(playwright: Playwright, flags: tuple[str, ...] = ()) -> Iterator[BrowserContext]:
    """A new browser with an empty profile and third-party cookies blocked."""
    with tempfile.TemporaryDirectory(prefix="gatepost-", ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "Default").mkdir()
        preferences = json.dumps(_BLOCK_THIRD_PARTY_COOKIES)
        (profile / "Default" / "Preferences").write_text(preferences, "utf-8")
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        process = subprocess.Popen(
            [
                os.environ["GATEPOST_BROWSER"],
                *_FLAGS,
                *root,
                *flags,
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            browser = playwright.chromium.connect_over_cdp(_endpoint(profile, process))
            yield browser.contexts[0]
            browser.close()
        finally:
            process.terminate()
            process.wait(10)


def _endpoint(profile: Path, process: subprocess.Popen[bytes]) -> str:
    announced = profile / "DevToolsActivePort"
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        lines = announced.read_text("utf-8").splitlines() if announced.exists() else []
        if len(lines) == 2:
            return f"http://127.0.0.1:{lines[0]}"
        time.sleep(0.05)
    raise RuntimeError(f"The browser did not start; its exit code is {process.poll()}.")
