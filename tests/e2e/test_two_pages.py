"""Two copies of one page: each has its own messages; and many commands at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.e2e.hero_page import WATCH_LISTS
from tests.e2e.stack import Stack
from tests.e2e.two_pages import COMMANDS

APP = Path(__file__).with_name("two_pages.py")


@pytest.fixture
def page(stack: Stack, browser: BrowserContext) -> Iterator[Page]:
    browser.add_init_script(WATCH_LISTS)
    with stack.showing(APP):
        page = browser.new_page()
        page.set_viewport_size({"width": 1280, "height": 2400})
        page.goto(stack.url("streamlit"))
        for key in ("one", "two"):
            frame = page.frame_locator(f"iframe[title='Page {key}']")
            expect(frame.get_by_text("It signs nobody in.")).to_be_visible()
        yield page


def document(page: Page, key: str) -> Frame:
    element = page.locator(f"iframe[title='Page {key}']").element_handle()
    frame = element.content_frame()
    assert frame
    return frame


def entries(page: Page, key: str) -> list[str]:
    """Every command that the page has shown, those before a reload too."""
    kept = document(page, key).evaluate("sessionStorage.getItem('entries') ?? '[]'")
    return [entry.split("showText ")[1] for entry in json.loads(kept)]


def test_copies_of_a_page_do_not_mix(page: Page) -> None:
    for key in ("one", "two"):
        frame = page.frame_locator(f"iframe[title='Page {key}']")
        for number in (1, 2):
            frame.get_by_label("Text").fill(f"{key} {number}")
            frame.get_by_role("button", name="Tell Python").click()
    for key in ("one", "two"):
        expect(page.get_by_text(f"{key} heard ['{key} 1', '{key} 2']")).to_be_visible()


def test_each_command_arrives_once_and_in_order_also_while_the_frame_is_reloaded(
    page: Page,
) -> None:
    send = page.get_by_role("button", name="Send to one")
    one = page.frame_locator("iframe[title='Page one']")
    send.click()
    expect(one.get_by_text(f"command {COMMANDS} to one")).to_be_visible()
    send.click()
    document(page, "one").evaluate("location.reload()")
    expect(one.get_by_text("It signs nobody in.")).to_be_visible()
    page.wait_for_timeout(1_500)
    # The copies share their storage: what the other one had shown would stand there too.
    assert entries(page, "one") == [f"command {n} to one" for n in range(1, 2 * COMMANDS + 1)]
    assert page.frame_locator("iframe[title='Page two']").get_by_role("listitem").count() == 0
