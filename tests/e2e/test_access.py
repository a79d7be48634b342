"""Everybody can use it: by keyboard, on a phone, in light and dark, with a screen reader."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Frame, expect

from tests.e2e.app_page import PASSWORDS, PYTHON, AppPage
from tests.e2e.axe import violations
from tests.e2e.stack import Stack

PHONE = {"width": 360, "height": 740}


def _frame(app: AppPage, stack: Stack) -> Frame:
    return next(f for f in app.page.frames if f.url.startswith(stack.url("component")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    stack: Stack, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    app = AppPage(browser, stack.url("streamlit"))
    app.page.emulate_media(color_scheme=scheme)
    app.page.reload()
    app.expect_signed_out()
    window = app.open_sign_in()
    window.emulate_media(color_scheme=scheme)
    window.get_by_label("Email").wait_for()
    assert violations(window) == []
    window.close()
    assert violations(_frame(app, stack)) == []
    app.button("Start again").click()
    app.sign_in("guest")
    app.call(PYTHON, "ping")
    app.call(PYTHON, "pong-scoped")
    assert violations(app.page) == []
    assert violations(_frame(app, stack)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_the_landing_page(
    stack: Stack, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(stack.url("component"))
    expect(page.get_by_role("link", name=stack.url("streamlit"))).to_be_visible()
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone(app: AppPage, stack: Stack) -> None:
    app.page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    app.sign_in("guest")
    app.call(PYTHON, "pong-scoped")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert app.page.evaluate(wider) <= 0
    frame = _frame(app, stack)
    assert frame.evaluate(wider) <= 0
    assert frame.evaluate("document.body.scrollHeight <= innerHeight"), "all of it can be seen"


def test_keyboard_alone_signs_in_and_out(app: AppPage) -> None:
    app.page.get_by_label("Draft").focus()
    for _ in range(5):
        if app.button("Sign in").evaluate("(button) => button === document.activeElement"):
            break
        app.page.keyboard.press("Shift+Tab")
    with app.context.expect_page() as opened:
        app.page.keyboard.press("Enter")
    window = opened.value
    window.get_by_label("Email").wait_for()
    window.keyboard.type("reader@example.com")
    window.keyboard.press("Tab")
    window.keyboard.type(PASSWORDS["reader"])
    window.keyboard.press("Enter")
    app.expect_signed_in("reader")
    app.button("Sign out").focus()
    app.page.keyboard.press("Enter")
    app.expect_signed_out()
