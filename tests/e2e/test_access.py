"""Everybody can use it: by keyboard, on a phone, in light and dark, with a screen reader."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.access import PHONE, is_cut_off, tab_to, violations
from tests.e2e.app_page import COMPONENT, PYTHON, AppPage, submit_by_keyboard
from tests.e2e.stack import Stack


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(
    stack: Stack, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
    app.page.emulate_media(color_scheme=scheme)
    app.page.reload()
    app.expect_signed_out()
    window = app.open_sign_in()
    window.emulate_media(color_scheme=scheme)
    window.get_by_label("Email").wait_for()
    assert violations(window) == []
    window.close()
    expect(app.frame.get_by_role("alert")).to_contain_text("was closed, or")
    assert violations(app.document) == []
    app.sign_in("guest")
    app.call(PYTHON, "ping")
    app.call(PYTHON, "pong-scoped")
    assert violations(app.page) == []
    assert violations(app.document) == []
    for way in (PYTHON, COMPONENT):
        details = app.call_and_open(way, "pong-scoped")
        expect(details).to_contain_text("WWW-Authenticate")
        assert violations(app.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_the_landing_page(
    stack: Stack, browser: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(stack.url("component"))
    expect(page.get_by_role("link", name=stack.url("streamlit"))).to_be_visible()
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_phone(app: AppPage) -> None:
    app.page.set_viewport_size(PHONE)
    app.sign_in("guest")
    app.call(PYTHON, "pong-scoped")
    assert not is_cut_off(app.page)
    frame = app.document
    assert not is_cut_off(frame)
    assert frame.evaluate("document.body.scrollHeight <= innerHeight"), "all of it can be seen"


def test_keyboard_alone_signs_in_and_out(app: AppPage) -> None:
    app.page.get_by_label("Draft").focus()
    tab_to(app.page, app.button("Sign in"), "Shift+Tab")
    with app.context.expect_page() as opened:
        app.page.keyboard.press("Enter")
    submit_by_keyboard(opened.value, "reader")
    app.expect_signed_in("reader")
    app.button("Sign out").focus()
    app.page.keyboard.press("Enter")
    app.expect_signed_out()
