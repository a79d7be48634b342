"""A browser for the end-to-end tests: an installed one, or one that is fetched."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.step import Step, run_step
from infra.local.toolchain import set_up_lock

NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")

_MACOS = (
    "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
)


def installed_browsers() -> Iterator[Path]:
    """Yield the places where a browser is installed, the best first."""
    chosen = os.environ.get("GATEPOST_BROWSER")
    if chosen:
        yield Path(chosen)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    if sys.platform == "darwin":
        yield from (base / place for base in (Path("/"), Path.home()) for place in _MACOS)
    if sys.platform == "win32":
        bases = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)")]
        bases.append(os.environ.get("LOCALAPPDATA"))
        yield from (Path(base) / place for base in bases if base for place in _WINDOWS)


def works(browser: Path) -> bool:
    """Tell whether a browser starts: some are stubs, some lack a system library."""
    if not browser.is_file():
        return False
    if sys.platform == "win32":
        return True  # there, --version opens a window instead
    try:
        answer = subprocess.run(
            [browser, "--version"], capture_output=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def ensure_browser() -> Path:
    """Return the path of a browser that works, installing one if there is none.

    Raises:
        LocalRunError: None is installed and none can be had.
    """
    found = next(filter(works, installed_browsers()), None)
    if found:
        return found
    with set_up_lock():
        reasons = []
        for install in (_install_with_playwright, _install_with_apt):
            try:
                browser = install()
            except LocalRunError as error:
                reasons.append(str(error))
                continue
            if works(browser):
                return browser
            reasons.append(f"{browser} does not start.")
    raise LocalRunError(
        "The end-to-end tests need Chrome or Chromium, none is installed and none can be had: "
        + " ".join(reasons)
    )


def _install_with_playwright() -> Path:
    run_step(
        Step(
            title="Downloading Chromium",
            name="browser-playwright",
            command=(sys.executable, "-m", "playwright", "install", "chromium"),
            reasons={"": "Playwright cannot download Chromium."},
        )
    )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _install_with_apt() -> Path:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise LocalRunError("Debian's package needs apt-get and root.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    reasons = {"": "apt-get cannot install Debian's package."}
    run_step(Step("Reading Debian's list of packages", "apt-update", (apt, "update"), env=quiet))
    run_step(
        Step(
            title="Installing Debian's package of Chromium",
            name="browser-apt",
            command=(apt, "install", "--yes", "--no-install-recommends", "chromium"),
            env=quiet,
            reasons=reasons,
        )
    )
    return Path("/usr/bin/chromium")
