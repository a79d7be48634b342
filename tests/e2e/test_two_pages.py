"""Two copies of one page: each has its own messages; and many commands at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.e2e.hero_page import NOTED, WATCH_LISTS, WATCH_SOCKETS, offline
from tests.e2e.stack import Stack
from tests.e2e.two_pages import COMMANDS, SECONDS

APP = Path(__file__).with_name("two_pages.py")


@pytest.fixture
def page(stack: Stack, browser: BrowserContext) -> Iterator[Page]:
    browser.add_init_script(WATCH_LISTS)
    browser.add_init_script(WATCH_SOCKETS)
    with stack.showing(APP):
        page = browser.new_page()
        page.set_viewport_size({"width": 1280, "height": 2400})
        page.goto(stack.url("streamlit"))
        for key in ("one", "two"):
            frame = page.frame_locator(f"iframe[title='Page {key}']")
            expect(frame.get_by_text("Texts and commands from Python")).to_be_visible()
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
        frame.get_by_text("Advanced").click()
        for number in (1, 2):
            frame.get_by_label("Text").fill(f"{key} {number}")
            frame.get_by_role("button", name="Send to Python").click()
    for key in ("one", "two"):
        expect(page.get_by_text(f"{key} heard ['{key} 1', '{key} 2']")).to_be_visible()


# The host has learned that a command, or a later one, was handled.
HANDLED = (
    f"(number) => {NOTED}.some(({{ step, values }}) => step === 'handle' && values.seq >= number)"
)


def when_commands_come(page: Page) -> None:
    """Wait until the page has begun with the second hundred, which it does in one go."""
    page.wait_for_function(
        f"() => {NOTED}.some(({{ step, values }}) => step === 'send' && values.seq > {COMMANDS})"
    )


def reload_frame(page: Page) -> None:
    when_commands_come(page)
    document(page, "one").evaluate("location.reload()")


def run_again(page: Page) -> None:
    when_commands_come(page)
    for _ in range(5):
        page.locator("body").press("r")


def break_connection(page: Page) -> None:
    page.wait_for_timeout(SECONDS * 500)  # Python is at work
    with offline(page):
        page.wait_for_timeout(2_000)


def leave_and_come_back(page: Page) -> None:
    when_commands_come(page)
    page.get_by_text("Show both").click()
    expect(page.locator("iframe")).to_have_count(0)
    page.get_by_text("Show both").click()


@pytest.mark.parametrize(
    ("disturb", "unfinished"),
    [(reload_frame, 0), (run_again, 0), (break_connection, 0), (leave_and_come_back, 1)],
)
def test_each_command_arrives_once_and_in_order_whatever_happens_meanwhile(
    page: Page, disturb: Callable[[Page], None], unfinished: int
) -> None:
    """The browser may end a page that is taken away within a command, which is not repeated."""
    send = page.get_by_role("button", name="Send to one")
    one = page.frame_locator("iframe[title='Page one']")
    send.click()
    expect(one.get_by_text(f"command {COMMANDS} to one")).to_be_visible()
    send.click()
    disturb(page)
    expect(one.get_by_text("Texts and commands from Python")).to_be_visible()
    # The command that the browser ends may be the last.
    page.wait_for_function(HANDLED, arg=2 * COMMANDS - unfinished)
    page.wait_for_timeout(1_000)  # what is repeated would come now
    # The copies share their storage: what the other one had shown would stand there too.
    sent = [f"command {n} to one" for n in range(1, 2 * COMMANDS + 1)]
    seen = entries(page, "one")
    assert seen == [text for text in sent if text in seen]
    assert len(seen) >= len(sent) - unfinished
    assert page.frame_locator("iframe[title='Page two']").get_by_role("listitem").count() == 0
