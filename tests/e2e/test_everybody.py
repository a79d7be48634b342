"""Every view is usable: enlarged, in forced colours, without motion, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.access import is_cut_off, tab_to
from tests.e2e.app_page import AppPage, submit_by_keyboard
from tests.e2e.hero_page import HeroPage
from tests.e2e.looks import css
from tests.e2e.stack import Stack
from tests.e2e.zero_page import TWINS, ZeroView

VIEWS = {
    "Start": "Exchange messages between Python",
    "Sign-in": "Calls of the protected API",
    "Messages": "What Python received",
    "Components": "Which form when",
    "Sequences": "The latest run of each sequence",
}
ZOOM = {"width": 640, "height": 500, "deviceScaleFactor": 2, "mobile": False}
"""What 200 % makes of a window of 1280 by 1000."""
OUT_OF_SIGHT = """
[...document.querySelectorAll("[data-testid=stMain] :is(a, button, input, p, li, iframe)")]
  .filter((element) => element.checkVisibility())
  .filter((element) => {
    const { left, right } = element.getBoundingClientRect();
    return left < 0 || right > innerWidth;
  })
  .map((element) => element.outerHTML.slice(0, 160))
"""


def test_nothing_is_cut_off_at_200_percent(stack: Stack, browser: BrowserContext) -> None:
    app = AppPage(browser, stack.url("streamlit"))
    app.expect_signed_out()
    for view, text in VIEWS.items():
        show(app.page, view, text)
        session = browser.new_cdp_session(app.page)
        session.send("Emulation.setDeviceMetricsOverride", ZOOM)
        app.page.wait_for_function("innerWidth === 640")
        assert not is_cut_off(app.page), view
        assert app.page.evaluate(OUT_OF_SIGHT) == [], view
        for frame in app.page.frames[1:]:
            assert not is_cut_off(frame), view
        session.send("Emulation.clearDeviceMetricsOverride")
        app.page.wait_for_function("innerWidth > 640")


def test_forced_colours_leave_buttons_focus_and_parties_visible(
    stack: Stack, browser: BrowserContext
) -> None:
    hero = HeroPage(browser, stack.url("streamlit"))
    hero.page.emulate_media(forced_colors="active")
    hero.ask("Ask Python for the time", "ok")
    expect_visible(hero.page, hero.button("Sign in"))
    expect_visible(hero.page, hero.hero.get_by_role("button", name="Ask Python for the time"))
    show(hero.page, "Components", VIEWS["Components"])
    for twin in TWINS:
        expect_visible(hero.page, ZeroView(hero.page).button(twin))
    show(hero.page, "Sequences", VIEWS["Sequences"])
    hero.page.get_by_role("radiogroup").get_by_text("Two-way messages").click()
    expect(hero.page.get_by_text("onActionRequest").first).to_be_visible()
    heads = hero.page.locator(".lanes span").all()
    assert len({css(head, "border-bottom-color")[0] for head in heads}) == 4, "one for each party"
    text, background = css(hero.page.locator(".lanes"), "color", "background-color")
    assert text != background
    styles = [css(arrow, "border-top-style")[0] for arrow in hero.page.locator(".arrow").all()]
    assert {*styles} == {"solid", "dotted"}, "within a party, and across a border"


def expect_visible(page: Page, button: Locator) -> None:
    """Compare a button and its focus with what is around them."""
    edge, background = css(button, "border-top-color", "background-color")
    assert edge != background
    button.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style, color = css(button, "outline-style", "outline-color")
    assert style == "solid"
    assert color != background


@pytest.mark.parametrize(("motion", "name"), [("no-preference", "fade"), ("reduce", "none")])
def test_skeleton_keeps_still_for_those_who_want_that(app: AppPage, motion: str, name: str) -> None:
    app.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    app.document.evaluate("document.body.append(document.createElement('i'))")
    skeleton = app.frame.locator("i")
    skeleton.evaluate("(element) => { element.className = 'skeleton' }")
    expect(skeleton).to_have_css("animation-name", name)


def test_keyboard_alone_goes_through_the_views(stack: Stack, browser: BrowserContext) -> None:
    app = AppPage(browser, stack.url("streamlit"))
    app.expect_signed_out()
    press(app.page, app.page.get_by_role("link", name="Sign-in").first)
    app.page.get_by_label("Draft").wait_for()
    tab_to(app.page, app.button("Sign in"))
    with browser.expect_page() as opened:
        app.page.keyboard.press("Enter")
    submit_by_keyboard(opened.value, "reader")
    app.expect_signed_in("reader")
    call = ".st-key-auth0-From-Python-pong"
    press(app.page, app.page.locator(call).get_by_role("button"))
    press(app.page, app.page.locator(f"{call}-answer").get_by_role("button"))
    expect(app.page.get_by_test_id("stPopoverBody")).to_be_visible()
    app.page.keyboard.press("Escape")
    press(app.page, app.page.get_by_role("link", name="Messages"), "Shift+Tab")
    framed = app.page.frame_locator("iframe[title='Messages']")
    press(app.page, framed.get_by_role("button", name="Ask Python for the time"))
    expect(framed.get_by_role("listitem")).to_contain_text("Python's time is")
    tab_to(app.page, app.page.get_by_label("Text", exact=True))
    app.page.keyboard.type("by keyboard")
    app.page.keyboard.press("Enter")
    expect(framed.get_by_text("by keyboard")).to_be_visible()
    press(app.page, app.page.get_by_role("link", name="Sequences"), "Shift+Tab")
    tab_to(app.page, app.page.get_by_role("radio", name="Start-up"))
    app.page.keyboard.press("ArrowRight")  # to Two-way messages
    expect(app.page.get_by_text("onActionRequest").first).to_be_visible()
    press(app.page, app.button("Sign out"), "Shift+Tab")
    expect(app.button("Sign in")).to_be_visible()


def press(page: Page, target: Locator, key: str = "Tab") -> None:
    """Go to a control and press it, as a keyboard does."""
    expect(target).to_be_visible()
    tab_to(page, target, key)
    page.keyboard.press("Enter")


def show(page: Page, view: str, text: str) -> None:
    """Choose a view and wait until it is drawn."""
    page.get_by_role("link", name=view).first.click()
    expect(page.get_by_text(text).first).to_be_visible()
    page.locator("[data-test-script-state=notRunning]").wait_for()
