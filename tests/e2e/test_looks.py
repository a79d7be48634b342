"""Framed pages look like the app around them: typeface, sizes, radii and spacing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage
from tests.e2e.looks import BOX, TEXT, css, look_alike
from tests.e2e.stack import Stack

APP = Path(__file__).with_name("widgets_app.py")
SHIFT = """
new PerformanceObserver((list) => {
  const shifts = list.getEntries().filter((entry) => !entry.hadRecentInput);
  window.shift = shifts.reduce((sum, { value }) => sum + value, window.shift ?? 0);
}).observe({ type: "layout-shift", buffered: true });
"""
OWN_THEME = (
    *("--theme.baseFontSize", "18", "--theme.font", "serif", "--theme.baseRadius", "none"),
    *("--theme.buttonRadius", "full", "--theme.primaryColor", "#aa2255"),
)


def test_framed_page_has_the_apps_font(app: AppPage) -> None:
    loaded = """document.fonts.ready.then((fonts) =>
      [...fonts].filter(({ status }) => status === "loaded").map(({ family }) => family))"""
    for place in (app.page, app.document):
        assert "Source Sans" in [family.strip('"') for family in place.evaluate(loaded)]
    licence = app.document.evaluate(
        "fetch('/frame/source-sans-3-license.txt').then((answer) => answer.text())"
    )
    assert "SIL OPEN FONT LICENSE" in licence.upper()


@pytest.mark.parametrize("path", ["", "auth0"])
def test_nothing_moves_while_the_app_loads_and_signs_in(
    stack: Stack, browser: BrowserContext, path: str
) -> None:
    browser.add_init_script(SHIFT)
    app = AppPage(browser, f"{stack.url('streamlit')}/{path}")
    app.expect_signed_out()
    app.sign_in("reader")
    for page in (app.page, app.document):
        assert page.evaluate("window.shift ?? 0") <= 0.02


def test_only_a_fault_is_red(app: AppPage) -> None:
    notice = app.frame.get_by_role("alert")
    app.open_sign_in().close()
    expect(notice).to_contain_text("was closed, or")
    look_alike(notice, app.button("Continue"), "color")
    app.document.evaluate("window.open = () => null")
    app.button("Sign in").click()
    expect(notice).to_contain_text("did not open")
    red, green, blue = (int(value) for value in re.findall(r"\d+", css(notice, "color")[0])[:3])
    assert red > 2 * max(green, blue)


@pytest.fixture(scope="module", params=[(), OWN_THEME], ids=["usual", "own"])
def url(stack: Stack, request: pytest.FixtureRequest) -> Iterator[str]:
    with stack.showing(APP, *request.param) as streamlit:
        yield streamlit.tier.url


@pytest.mark.local
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_widgets_of_framed_pages_look_like_the_apps(
    url: str, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = AppPage(browser, url)
    page.page.emulate_media(color_scheme=scheme)
    app, hero = page.page, page.page.frame_locator("iframe[title='Messages']")
    hero.get_by_text("Advanced").click()
    own, widget = page.button("Sign in"), app.get_by_role("button", name="Primary")
    expect(own).to_have_css("background-color", css(widget, "background-color")[0])
    expect(own).to_have_css("border-radius", css(widget, "border-radius")[0])
    look_alike(own, widget.locator("p"), *TEXT)
    look_alike(own, widget, *BOX)
    own, widget = hero.get_by_role("button").last, app.get_by_role("button", name="Secondary")
    look_alike(own, widget.locator("p"), *TEXT)
    look_alike(own, widget, *BOX)
    own, widget = hero.get_by_role("textbox"), app.get_by_label("Label")
    look_alike(own, widget, *TEXT)
    look_alike(own, widget, "padding-top", "padding-right", "padding-bottom", "padding-left")
    look_alike(own, app.get_by_test_id("stTextInputRootElement"), "background-color", *BOX[:4])
    look_alike(hero.locator("label"), app.get_by_test_id("stWidgetLabel").locator("p"), *TEXT)
    look_alike(page.frame.get_by_role("status"), app.get_by_text("Text", exact=True), *TEXT)
