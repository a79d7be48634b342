"""A name is text, for the frame and for the app, whatever the identity provider sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Request, expect

from tests.e2e.access import PHONE
from tests.e2e.app_page import AppPage
from tests.e2e.names import MARKUP, NAMES, UNSEEN
from tests.e2e.stack import Stack

pytestmark = pytest.mark.slow

APP = Path(__file__).with_name("names_app.py")
# All that Markdown makes of a text, beside an element that only holds it.
MADE = (
    "a, img, code, em, del, table, li, blockquote, hr, h1, .katex, sup, [role=img], "
    "[class*=stMarkdownColored], [class*=stMarkdownBadge], [class*=stMarkdownShimmer], span[style]"
)
ELEMENTS = {
    "[data-testid=stMarkdown]": 4,  # the caption is one too
    "[data-testid=stHeading]": 1,
    "[data-testid=stAlert]": 1,
    ".stButton": 1,
    ".stCheckbox": 1,
    "[role=tab]": 1,
    "summary [data-testid=stMarkdownContainer]": 1,
}
PASSWORD = "password-of-the-tests"


@pytest.fixture
def hosts(browser: BrowserContext) -> set[str]:
    """Every host that a page has asked for anything."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("blob", "data"):
            asked.add(url.hostname or request.url)

    browser.on("request", note)
    return asked


@pytest.fixture(scope="module")
def people(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """An account for each name, at the identity provider."""
    names = [name for name, _ in NAMES.values()] + [*UNSEEN.values()]
    file = tmp_path_factory.mktemp("accounts") / "accounts.json"
    file.write_text(json.dumps([account(number, name) for number, name in enumerate(names)]))
    with stack.changed("identity-provider", ACCOUNTS_FILE=str(file)):
        yield stack


def account(number: int, name: str) -> dict[str, Any]:
    email = f"person{number}@example.com"
    return {"sub": f"auth0|{number}", "email": email, "password": PASSWORD, "name": name}


def expect_name(page: AppPage, shown: str) -> None:
    """Wait until frame and app show a name, and nothing that Markdown or HTML makes of it."""
    in_frame = page.frame.get_by_role("status")
    expect(in_frame.locator("bdi")).to_have_text(shown)
    assert in_frame.inner_text() == f"Signed in as {shown}"
    assert in_frame.locator("bdi *").count() == 0
    in_app = page.page.get_by_text("Hello, ")
    expect(in_app).to_be_visible()
    assert in_app.inner_text() == f"Hello, {shown}. Python knows who you are."
    assert made_of(in_app) == []


def made_of(element: Locator) -> list[str]:
    """The elements that Markdown has made of a text."""
    script = "(element, made) => [...element.querySelectorAll(made)].map((e) => e.outerHTML)"
    made: list[str] = element.evaluate(script, MADE)
    return made


def test_frame_and_app_show_each_name_as_text_and_ask_nobody_for_anything(
    people: Stack, browser: BrowserContext, hosts: set[str]
) -> None:
    page = AppPage(browser, people.url("streamlit"))
    page.expect_signed_out()
    for number, (_, shown) in enumerate(NAMES.values()):
        page.log_in(f"person{number}", PASSWORD)
        expect_name(page, shown)
        page.sign_out()
    assert hosts == {"localhost", "127.0.0.1"}
    assert page.console == []


@pytest.mark.parametrize("unseen", UNSEEN)
def test_e_mail_stands_in_the_place_of_a_name_that_nobody_sees(
    people: Stack, browser: BrowserContext, unseen: str
) -> None:
    page = AppPage(browser, people.url("streamlit"))
    number = len(NAMES) + [*UNSEEN].index(unseen)
    page.log_in(f"person{number}", PASSWORD)
    expect_name(page, f"person{number}@example.com")


def test_long_name_has_two_lines_on_a_phone(people: Stack, browser: BrowserContext) -> None:
    page = AppPage(browser, people.url("streamlit"))
    page.page.set_viewport_size(PHONE)
    number = [*NAMES].index("1,200 characters")
    page.log_in(f"person{number}", PASSWORD)
    expect(page.frame.locator("bdi")).to_be_visible()
    lines = "(p) => p.getBoundingClientRect().height / parseFloat(getComputedStyle(p).lineHeight)"
    assert round(page.frame.get_by_role("status").evaluate(lines)) == 2
    box = page.page.locator("iframe[title='Sign in']").bounding_box()
    assert box
    assert box["height"] < 150


def test_every_element_shows_an_escaped_name_as_text(
    stack: Stack, browser: BrowserContext, hosts: set[str]
) -> None:
    with stack.showing(APP):
        page = browser.new_page()
        page.goto(stack.url("streamlit"))
        expect(page.get_by_text("All are drawn.")).to_be_visible()
        expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
        for number, name in enumerate(MARKUP.values()):
            drawn = page.locator(f".st-key-name{number}")
            expect(drawn.get_by_text(name, exact=True).first).to_be_visible()
            for element, count in ELEMENTS.items():
                texts = drawn.locator(element).all_inner_texts()
                assert [text.strip() for text in texts] == [name] * count, element
            assert [made_of(text) for text in drawn.locator("p, h3 > span").all()] == [[]] * 10
    assert hosts <= {"localhost", "127.0.0.1"}
