"""What one person was shown is not for the next: neither in the app nor in a frame."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import BrowserContext, Error as PlaywrightError, expect

from tests.e2e.app_page import COMPONENT, PYTHON, AppPage, submit
from tests.e2e.hero_page import HeroPage
from tests.e2e.stack import Stack
from tests.e2e.zero_page import TWINS, ZeroView

TOLD = "told by the reader"
SENT = "sent to the reader"
OF_THE_READER = ("auth0|reader", "Seeded Reader", "reader@example.com", TOLD, SENT)
VIEWS = ("Components", "Messages", "Sign-in", "Sequences")


@pytest.fixture
def hero(stack: Stack, browser: BrowserContext) -> HeroPage:
    """The reader, who has called the API by each way and sent a text in each direction."""
    hero = HeroPage(browser, stack.url("streamlit"))
    hero.sign_in_and_stay("reader")
    hero.show("Sign-in")
    for way in (PYTHON, COMPONENT):
        expect(hero.call_and_open(way, "pong-scoped")).to_contain_text("lets you read messages")
    hero.show("Components")
    for twin in TWINS:
        ZeroView(hero.page).send(twin, TOLD)
    hero.show("Messages")
    hero.expect_ready()
    hero.ask("Call pong-scoped", "ok · 200")
    hero.hero.get_by_label("Text").fill(TOLD)
    hero.press("Send to Python")
    expect(hero.received).to_contain_text(TOLD)
    hero.send_text(SENT)
    expect(hero.hero.get_by_text(SENT)).to_be_visible()
    assert found(hero), "or this test would find nothing of nobody"
    return hero


def found(app: AppPage) -> list[str]:
    """What of the reader's is in the page or in a frame of it, seen or not."""
    texts = []
    for frame in app.page.frames:
        with suppress(PlaywrightError):  # it was replaced meanwhile
            texts.append(frame.content())
    return [mark for mark in OF_THE_READER if any(mark in text for text in texts)]


def expect_nothing_left(hero: HeroPage) -> None:
    """Look into every view, the one that is shown first."""
    hero.page.wait_for_timeout(500)
    assert found(hero) == []
    for view in (*VIEWS, *VIEWS):
        hero.show(view)
        expect(hero.page.get_by_role("heading", level=2).first).to_be_visible()
        hero.page.wait_for_timeout(500)
        assert found(hero) == [], view


@pytest.mark.parametrize("view", ["Messages", "Sign-in"])
def test_nothing_is_left_for_the_next_person_whatever_view_is_shown(
    hero: HeroPage, view: str
) -> None:
    hero.show(view)
    loads = hero.loads
    hero.log_out()
    hero.log_in_and_see("guest")
    expect_nothing_left(hero)
    assert hero.loads == loads


def test_nothing_is_left_when_the_next_person_signs_in_over_the_one_before(
    stack: Stack, browser: BrowserContext
) -> None:
    other = AppPage(browser, stack.url("streamlit"))
    other.expect_signed_out()
    window = other.open_sign_in()
    window.get_by_label("Email").wait_for()
    hero = HeroPage(browser, stack.url("streamlit"))
    hero.sign_in_and_stay("reader")
    hero.ask("Call pong-scoped", "ok · 200")
    hero.press("Send to Python")
    assert found(hero)
    with window.expect_event("close"):
        submit(window, "guest")
    other.expect_signed_in("guest")
    expect(hero.frame.get_by_text("Signed in as Seeded Guest")).to_be_visible()
    hero.expect_ready()
    expect_nothing_left(hero)


def test_frame_of_the_first_person_keeps_what_nobody_had_typed(
    stack: Stack, browser: BrowserContext
) -> None:
    hero = HeroPage(browser, stack.url("streamlit"))
    hero.open_advanced(hero.hero)
    hero.hero.get_by_label("Text").fill("half a sentence")
    hero.sign_in_and_stay("reader")
    hero.page.wait_for_timeout(500)
    expect(hero.hero.get_by_label("Text")).to_have_value("half a sentence")
    hero.log_out()
    hero.expect_ready()
    expect(hero.hero.get_by_label("Text")).to_have_value("")


def test_what_a_page_sent_for_somebody_who_is_gone_never_arrives(hero: HeroPage) -> None:
    """Though its view was left before Python could take it, and comes back for somebody else."""
    hero.start_burst(500, 500, 0)
    hero.expect_sent(500)
    hero.show("Sign-in")
    expect(hero.page.get_by_label("Draft")).to_be_visible()
    hero.log_out()
    hero.log_in_and_see("guest")
    hero.show("Messages")
    hero.expect_ready()
    hero.open_advanced(hero.page)
    expect(hero.page.get_by_text("No burst yet.")).to_be_visible()
    hero.page.wait_for_timeout(2_000)
    expect(hero.received).not_to_contain_text("onBurstItem")
    hero.start_burst(60, 10, 5)
    hero.bursts = 1
    hero.expect_handled(60)
