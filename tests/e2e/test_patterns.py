"""The view Patterns: each sequence as it really ran, for everybody to read."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Locator, expect

from tests.e2e.access import PHONE, is_cut_off, tab_to, violations
from tests.e2e.app_page import submit
from tests.e2e.hero_page import NOTED, HeroPage
from tests.e2e.sealed import COOKIE_PREFIX, open_session
from tests.e2e.stack import Stack
from views.patterns.sequences import PATTERNS, Pattern
from views.patterns.steps import LANES, STEPS

pytestmark = pytest.mark.slow

START_UP, MESSAGES, SIGN_IN, PUBLIC, PROTECTED = PATTERNS
RENEWAL = ("renew", "renewed")
CALLS = ("request", "response")


class PatternsPage(HeroPage):
    """A tab that shows the view Patterns after the view Hero."""

    def see(self, pattern: Pattern) -> Locator:
        """Show a pattern; gives the hops that are drawn of it."""
        choices = self.page.get_by_role("radiogroup")
        if choices.count() == 0:
            self.show("Sequences")
        choices.get_by_text(pattern.title, exact=True).click()
        # The explanation is Markdown.
        expect(self.page.get_by_text(pattern.how.replace("*", ""), exact=True)).to_be_visible()
        return self.page.locator("li.row:visible")

    def expect_run(self, pattern: Pattern, *without: str, is_ordered: bool = True) -> list[str]:
        """Wait until a whole run is drawn; gives the text of each hop.

        Some runs have no order of their own: the page asks its server while it greets the host.
        """
        expected = [who(step) for step in pattern.steps if step not in without]
        rows = self.see(pattern)
        expect(rows).to_have_count(len(expected))
        texts = rows.all_inner_texts()
        seen = [who_is_in(text) for text in texts]
        assert (seen if is_ordered else sorted(seen)) == (
            expected if is_ordered else sorted(expected)
        )
        return texts

    def press_call(self, pattern: Pattern) -> None:
        """Press the button of a pattern."""
        self.see(pattern)
        self.page.get_by_role("button", name=f"Call {pattern.route}", exact=True).click()


def who(step: str) -> str:
    return f"{LANES[STEPS[step].source]} to {LANES[STEPS[step].target]}:"


def who_is_in(text: str) -> str:
    return next(line for line in map(who, STEPS) if line in text)


def milliseconds(texts: list[str]) -> list[int]:
    return [int(text.split(" ms")[0].split()[-1]) for text in texts]


def together(texts: list[str], words: Collection[str]) -> bool:
    """Whether one of the hops has all the words."""
    return any(all(word in text for word in words) for text in texts)


@pytest.fixture
def patterns(stack: Stack, browser: BrowserContext) -> PatternsPage:
    return PatternsPage(browser, stack.url("streamlit"))


def test_start_up_is_drawn_with_its_checks(patterns: PatternsPage, stack: Stack) -> None:
    rows = patterns.see(START_UP)
    expect(rows.filter(has_text="nobody is signed in")).to_be_visible()
    texts = rows.all_inner_texts()
    seen = [who_is_in(text) for text in texts]
    assert seen[:2] == [who("draw"), who("ask_page")]
    # The question is on its way meanwhile.
    steps = ("call status", "load_page", "hello", "ready", "props", "answer nobody")
    assert {*map(who, steps)} <= {*seen}
    assert milliseconds(texts) == sorted(milliseconds(texts))
    app, component = stack.url("streamlit"), stack.url("component")
    assert together(texts, ["Host to Frame: hello", f"origin equals {app}, a registered app"])
    assert together(texts, ["Frame to Host: ready", f"origin equals {component}"])


def test_restored_session_is_a_longer_start_up(patterns: PatternsPage) -> None:
    patterns.log_in_and_see()
    patterns.page.reload()
    patterns.expect_ready()
    texts = patterns.expect_run(START_UP, *RENEWAL, is_ordered=False)
    assert milliseconds(texts) == sorted(milliseconds(texts))
    assert together(texts, ["App to API routes", "S256 of the verifier equals the challenge"])


def test_messages_are_drawn_with_what_python_did_for_them(patterns: PatternsPage) -> None:
    patterns.ask("Ask Python for the time", "ok")
    texts = patterns.expect_run(MESSAGES, *CALLS)
    assert together(texts, ["Host to App: onActionRequest", "number 2 was not handled before"])
    patterns.show("Messages")
    patterns.expect_ready()
    patterns.ask("Call ping", "ok")
    texts = patterns.expect_run(MESSAGES)
    assert together(texts, ["App to Functions: GET /api/ping"])
    assert milliseconds(texts) == sorted(milliseconds(texts))


def test_sign_in_is_drawn_while_it_runs(patterns: PatternsPage) -> None:
    rows = patterns.see(SIGN_IN)
    expect(patterns.page.get_by_text("It has not run yet.")).to_be_visible()
    window = patterns.open_sign_in()
    expect(rows).to_have_count(1)
    with window.expect_event("close"):
        submit(window, "reader")
    texts = patterns.expect_run(SIGN_IN)
    assert milliseconds(texts) == sorted(milliseconds(texts))
    assert together(texts, ["API routes to Frame: code or error, state", "state matches"])
    assert together(texts, ["Identity provider to API routes", "ID token: signature, audience"])


def test_denied_sign_in_is_drawn_to_its_end(patterns: PatternsPage) -> None:
    rows = patterns.see(SIGN_IN)
    window = patterns.open_sign_in()
    window.get_by_role("button", name="Cancel").click()
    expect(rows.last).to_contain_text("API routes to Frame: 403: refused")
    expect(rows.filter(has_text="code or error")).to_have_count(3)  # and no code was sent


def test_calls_are_drawn_with_the_key_that_was_checked(patterns: PatternsPage) -> None:
    patterns.press_call(PROTECTED)
    expect(patterns.page.locator("li.row:visible").filter(has_text="401, after")).to_be_visible()
    assert not together(patterns.expect_run(PROTECTED), ["signature"])
    patterns.log_in_and_see()
    patterns.press_call(PUBLIC)
    texts = patterns.expect_run(PUBLIC)
    assert together(texts, ["Frame to API routes: GET /api/ping", "anybody may call"])
    patterns.press_call(PROTECTED)
    expect(patterns.page.locator("li.row:visible").filter(has_text="200, after")).to_be_visible()
    texts = patterns.expect_run(PROTECTED)
    assert together(texts, ["API routes to Functions: GET /api/pong", "signature RS256, key "])
    assert milliseconds(texts) == sorted(milliseconds(texts))


def test_watching_costs_no_run_of_the_app(patterns: PatternsPage) -> None:
    patterns.see(START_UP)
    patterns.see(SIGN_IN)
    for _ in range(3):
        patterns.open_sign_in().close()
        expect(patterns.button("Sign in")).to_be_visible()
    patterns.show("Messages")
    patterns.expect_ready()
    assert patterns.runs[0] == 3, "the three views that were shown"


def test_no_token_code_or_handover_is_noted_or_drawn(patterns: PatternsPage) -> None:
    addresses: list[str] = []
    patterns.context.on("page", lambda page: page.on("request", lambda r: addresses.append(r.url)))
    patterns.see(SIGN_IN)
    patterns.log_in_and_see()
    patterns.press_call(PROTECTED)
    patterns.expect_run(PROTECTED)
    cookies = patterns.context.cookies()
    sealed = next(c["value"] for c in cookies if c["name"].startswith(COOKIE_PREFIX))
    session = open_session(sealed)
    (code,) = {url.split("code=")[1].split("&")[0] for url in addresses if "callback?code=" in url}
    secrets = [session["grant"]["accessToken"], session["refreshToken"], code, 'handover":']
    everything = patterns.page.evaluate(f"JSON.stringify({NOTED})") + patterns.page.content()
    # Truth values only: a test that fails must not print what it has found.
    assert [secret in everything for secret in secrets] == [False] * 4
    assert "onStatusUpdate" in everything


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(patterns: PatternsPage, scheme: Literal["light", "dark"]) -> None:
    patterns.page.emulate_media(color_scheme=scheme)
    patterns.ask("Ask Python for the time", "ok")
    for pattern in (START_UP, MESSAGES):
        expect(patterns.see(pattern).first).to_be_visible()
        assert violations(patterns.page) == []


def test_diagram_fits_a_phone(patterns: PatternsPage) -> None:
    patterns.press_call(PROTECTED)
    patterns.expect_run(PROTECTED)
    patterns.page.set_viewport_size(PHONE)
    assert not is_cut_off(patterns.page)
    boxes = [row.bounding_box() for row in patterns.see(PROTECTED).all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    # The lines of the six lanes, by which a row can be read without its text.
    lanes = patterns.page.locator("li.row:visible").first.locator(".lane").all()
    places = [box["x"] for box in (lane.bounding_box() for lane in lanes) if box]
    assert len(places) == len(LANES)
    assert all(b - a >= 40 for a, b in itertools.pairwise(places))


def test_keyboard_alone_is_enough(patterns: PatternsPage) -> None:
    patterns.see(START_UP)
    patterns.page.get_by_role("radio", name=START_UP.title).focus()
    for pattern in PATTERNS[1:]:
        patterns.page.keyboard.press("ArrowRight")
        expect(patterns.page.get_by_role("radio", name=pattern.title, exact=True)).to_be_checked()
    tab_to(patterns.page, patterns.page.get_by_role("button", name="Call pong"))
    patterns.page.keyboard.press("Enter")
    patterns.expect_run(PROTECTED)
