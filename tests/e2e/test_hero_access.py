"""Everybody can use the view Hero: by keyboard, on a phone, in light and dark."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.e2e.access import PHONE, is_cut_off, tab_to, violations
from tests.e2e.hero_page import HeroPage


def fill_the_view(hero: HeroPage) -> None:
    """Have everything shown that the view can show."""
    hero.send_text("a word of " + "x" * 200)
    expect(hero.hero.get_by_text("a word of")).to_be_visible()
    hero.ask("Call pong-scoped", "missing_token")
    hero.press("Find a password")
    hero.start_burst(50, 10, 5)
    hero.expect_handled(50)
    hero.page.get_by_text("How it works").click()
    expect(hero.page.get_by_text("Events notifier")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(hero: HeroPage, scheme: Literal["light", "dark"]) -> None:
    hero.page.emulate_media(color_scheme=scheme)
    hero.page.reload()
    hero.expect_ready()
    assert violations(hero.document) == []
    fill_the_view(hero)
    assert violations(hero.page) == []
    assert violations(hero.document) == []


def test_nothing_is_cut_off_on_a_phone(hero: HeroPage) -> None:
    fill_the_view(hero)
    hero.page.set_viewport_size(PHONE)
    hero.wait_for(f"innerWidth < {PHONE['width']}")
    hero.wait_for("document.body.scrollHeight <= innerHeight")
    assert not is_cut_off(hero.page)
    assert not is_cut_off(hero.document)


def test_keyboard_alone_is_enough(hero: HeroPage) -> None:
    keyboard = hero.page.keyboard
    hero.hero.get_by_role("button", name="Ask Python for the time").focus()
    keyboard.press("Enter")
    expect(hero.received).to_contain_text("onActionRequest")
    tab_to(hero.page, hero.hero.locator("summary"))
    keyboard.press("Enter")
    tab_to(hero.page, hero.hero.get_by_label("Text"))
    keyboard.type("by keyboard")
    keyboard.press("Enter")
    expect(hero.received).to_contain_text('"text": "by keyboard"')
    tab_to(hero.page, hero.hero.get_by_role("button", name="Find a password"))
    keyboard.press("Enter")
    expect(hero.received).to_contain_text("onPasswordFound")
    tab_to(hero.page, hero.page.get_by_label("Text", exact=True))
    keyboard.type("and back")
    keyboard.press("Enter")
    expect(hero.hero.get_by_text("and back")).to_be_visible()
    tab_to(hero.page, hero.page.locator("summary", has_text="Advanced"))
    keyboard.press("Enter")
    tab_to(hero.page, hero.page.get_by_role("button", name="Send", exact=True))
    keyboard.press("Enter")
    hero.expect_handled(50)
