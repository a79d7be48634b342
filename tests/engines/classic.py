"""Chromium and WebKit, driven by WebDriver."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chromium.webdriver import ChromiumDriver
from selenium.webdriver.common.actions import interaction
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from infra.rehearsal.names import EDGE_PROXY_PORT
from tests.engines.engine import Engine, Tab, until

_CHROMIUM = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--ignore-certificate-errors", "--window-size=1280,1600"),
)
_BLOCK_THIRD_PARTY_COOKIES = {"profile.cookie_controls_mode": 1}
# Finds a frame by its address, in shadow trees, too.
_FIND_FRAME = """
const find = (node) => {
  for (const one of node.querySelectorAll("*")) {
    if (one.tagName === "IFRAME" && one.src.includes(arguments[0])) return one;
    const found = one.shadowRoot && find(one.shadowRoot);
    if (found) return found;
  }
};
return find(document);
"""
_ADD_LINK = """
document.getElementById("a-new-tab") ??
  document.body.insertAdjacentHTML(
    "afterbegin",
    '<a id="a-new-tab" href="about:blank" target="_blank" rel="noopener"' +
      ' style="position:fixed;z-index:9999999;top:0;right:0">new tab</a>',
  )
"""
_READ = """
const answer = arguments[arguments.length - 1];
(async () => (%s))().then((value) => answer({ value }), (error) => answer({ error: `${error}` }));
"""


class ClassicEngine(Engine):
    """A browser behind a WebDriver."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver
        driver.set_script_timeout(40)
        driver.set_page_load_timeout(60)
        [self._first] = self.tabs()

    @property
    def version(self) -> str:
        return str(self.driver.capabilities["browserVersion"])

    def tabs(self) -> list[Tab]:
        return [ClassicTab(self.driver, handle) for handle in self.driver.window_handles]

    def new_tab(self) -> Tab:
        # By a click in the first: WebKit lets no page open windows in a tab that a driver opens.
        self._first.read(_ADD_LINK)
        return self.opened_by(lambda: self._first.click("//a[@id='a-new-tab']"))

    def quit(self) -> None:
        self.driver.quit()


@dataclass(frozen=True)
class ClassicTab(Tab):
    """One window handle."""

    driver: WebDriver
    handle: str

    def _enter(self, frames: Sequence[str]) -> None:
        self.driver.switch_to.window(self.handle)
        self.driver.switch_to.default_content()
        for part in frames:
            element = until(
                lambda part=part: self.driver.execute_script(_FIND_FRAME, part),  # type: ignore[misc]
                f"a frame of {part}",
            )
            self.driver.switch_to.frame(element)

    def _find(self, xpath: str, frames: Sequence[str]) -> WebElement:
        self._enter(frames)
        return self.driver.find_element(By.XPATH, xpath)

    def read(self, script: str, frames: Sequence[str] = ()) -> object:
        self._enter(frames)
        answer = self.driver.execute_async_script(_READ % script)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def click(self, xpath: str, frames: Sequence[str] = ()) -> None:
        self._find(xpath, frames).click()

    def tap(self, xpath: str, frames: Sequence[str] = ()) -> None:
        element = self._find(xpath, frames)
        finger = PointerInput(interaction.POINTER_TOUCH, "finger")  # type: ignore[no-untyped-call]
        actions = ActionBuilder(self.driver, mouse=finger)
        actions.pointer_action.move_to(element)  # type: ignore[no-untyped-call]
        actions.pointer_action.pointer_down().pointer_up()  # type: ignore[no-untyped-call]
        actions.perform()

    def sleep(self) -> Callable[[], None] | None:
        driver = self.driver
        if not isinstance(driver, ChromiumDriver):
            return None

        def turn(state: str) -> None:
            driver.switch_to.window(self.handle)
            driver.execute_cdp_cmd("Page.setWebLifecycleState", {"state": state})

        turn("frozen")
        return lambda: turn("active")

    def type(self, xpath: str, text: str, frames: Sequence[str] = ()) -> None:
        element = self._find(xpath, frames)
        element.clear()
        element.send_keys(text)

    def go(self, url: str) -> None:
        self.driver.switch_to.window(self.handle)
        self.driver.get(url)

    def reload(self) -> None:
        self._enter(())
        self.driver.refresh()

    def close(self) -> None:
        self.driver.switch_to.window(self.handle)
        self.driver.close()

    def is_open(self) -> bool:
        return self.handle in self.driver.window_handles


@contextmanager
def chromium() -> Iterator[Engine]:
    """Chromium with its popup blocker, and third-party cookies blocked."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*_CHROMIUM, f"--proxy-server=http://127.0.0.1:{EDGE_PROXY_PORT}"):
        options.add_argument(flag)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
    options.add_experimental_option("prefs", _BLOCK_THIRD_PARTY_COOKIES)
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    engine = ClassicEngine(webdriver.Chrome(options, service))
    try:
        yield engine
    finally:
        engine.quit()


_displays = itertools.count(100 + os.getpid() % 400)


@contextmanager
def webkit(*flags: str) -> Iterator[Engine]:
    """WebKitGTK's own small browser, on a display that nobody sees."""
    display = f":{next(_displays)}"
    screen = ("Xvfb", display, "-screen", "0", "1280x1600x24", "-nolisten", "tcp")
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(screen, stdout=quiet, stderr=quiet)
    with tempfile.TemporaryDirectory(prefix="webkit-", ignore_cleanup_errors=True) as home:
        options = webdriver.WebKitGTKOptions()
        options.binary_location = str(next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser")))
        for flag in ("--automation", f"--proxy=http://127.0.0.1:{EDGE_PROXY_PORT}", *flags):
            options.add_argument(flag)
        options.set_capability("acceptInsecureCerts", True)
        options.set_capability("browserName", "MiniBrowser")
        env = {
            **os.environ,
            "DISPLAY": display,
            "HOME": home,
            **{f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("DATA", "CACHE", "CONFIG")},
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "GDK_BACKEND": "x11",
        }
        time.sleep(0.6)  # the display
        service = webdriver.WebKitGTKService(shutil.which("WebKitWebDriver"), env=env)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # Selenium's own
                driver = webdriver.WebKitGTK(options, service=service)
            engine = ClassicEngine(driver)
            try:
                yield engine
            finally:
                engine.quit()
        finally:
            server.terminate()
            server.wait(10)
