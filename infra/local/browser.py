"""Find a browser for the end-to-end tests, or install one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.errors import LocalRunError
from infra.local.step import Step, run_step
from infra.local.toolchain import set_up_lock

# Debian's packages of the engines and their drivers, with a program of each.
ENGINES = {
    "chromium": "chromium",
    "chromium-driver": "chromedriver",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
}
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")


def installed_browsers() -> Iterator[Path]:
    """Yield the browsers that are installed, the best first."""
    for name in (os.environ.get("GATEPOST_BROWSER"), *NAMES):
        found = name and shutil.which(name)
        if found:
            yield Path(found)


def works(browser: Path) -> bool:
    """Return whether a browser starts: some are stubs, some lack a system library."""
    if sys.platform == "win32":
        return browser.is_file()  # there, --version opens a window instead
    try:
        subprocess.run([browser, "--version"], capture_output=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def ensure_browser() -> Path:
    """Return a browser that works; install one if there is none.

    Raises:
        LocalRunError: None is installed, and installing one failed.
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
        "The end-to-end tests need Chrome or Chromium, but installing one failed: "
        f"install one yourself, or set GATEPOST_BROWSER to its path. {' '.join(reasons)}"
    )


def _install_with_playwright() -> Path:
    command = (sys.executable, "-m", "playwright", "install", "chromium")
    reasons = {"": "Playwright cannot download Chromium."}
    run_step(Step("Downloading Chromium", "browser-playwright", command, reasons=reasons))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _install_with_apt() -> Path:
    _install_packages("chromium")
    return Path("/usr/bin/chromium")


def _install_packages(*packages: str) -> None:
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise LocalRunError("Debian's packages need apt-get and root.")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    reasons = {"": "apt-get cannot install Debian's packages."}
    run_step(Step("Reading Debian's list of packages", "apt-update", (apt, "update"), env=quiet))
    install = (apt, "install", "--yes", "--no-install-recommends", *packages)
    title = f"Installing Debian's packages {', '.join(packages)}"
    run_step(Step(title, "browser-apt", install, env=quiet, reasons=reasons))


def ensure_engines() -> None:
    """Install the three browser engines and what drives them, unless they are there.

    Raises:
        LocalRunError: One is missing, and this is no Debian, or not root.
    """
    missing = [package for package, program in ENGINES.items() if not shutil.which(program)]
    if missing:
        with set_up_lock():
            _install_packages(*missing)
