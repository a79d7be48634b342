"""Component Zero in a browser: both twins, for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, expect

from tests.e2e.access import PHONE, tab_to, touch, violations
from tests.e2e.looks import BOX, TEXT, look_alike
from tests.e2e.zero_page import TWINS, Scheme, ZeroPage

ATTACKS = ("<img src=x onerror=alert(1)>", "**x** $y^2$ :red[z] `c`", "</code><script>x</script>")
TOO_LONG = "Not sent: the text has 201 characters. Write 1 to 200."


def test_counter_and_time_reach_both_twins(zero: ZeroPage) -> None:
    for count in (1, 2, 3):
        zero.count_button.click()
        zero.expect_counter(count)
    times = [
        re.findall(r"\d\d:\d\d:\d\d", zero.root(twin).locator("p").first.inner_text())
        for twin in TWINS
    ]
    assert len(times[0]) == 1
    assert times[0] == times[1]


def test_text_comes_back_from_both_and_is_shown_literally(zero: ZeroPage) -> None:
    for twin in TWINS:
        for text in ATTACKS:
            zero.send(twin, text)
    assert zero.page.locator("main img, [src=x], .katex").count() == 0


def test_messages_are_counted_once_each(zero: ZeroPage) -> None:
    for count in (1, 2):
        for twin in TWINS:
            zero.send(twin, "again")
        zero.count_button.click()
        zero.expect_counter(count)
        for twin in TWINS:
            expect(zero.card(twin).get_by_text(f"Received by Python: {count}, ")).to_be_visible()


def test_twins_refuse_what_is_too_long_and_say_so(zero: ZeroPage) -> None:
    for twin in TWINS:
        zero.field(twin).fill("x" * 201)
        zero.button(twin).click()
        expect(zero.root(twin).get_by_role("status").get_by_text(TOO_LONG)).to_be_visible()
        expect(zero.field(twin)).to_have_value("x" * 201)
        zero.send(twin, "\U0001f600" * 200)
    expect(zero.page.get_by_test_id("stAlert")).to_have_count(0)


def test_keyboard_alone_counts_and_sends(zero: ZeroPage) -> None:
    keyboard = zero.page.keyboard
    zero.page.get_by_role("link", name="Components").focus()
    tab_to(zero.page, zero.count_button)
    keyboard.press("Enter")
    zero.expect_counter(1)
    for twin in TWINS:
        tab_to(zero.page, zero.field(twin))
        assert zero.field(twin).evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
        keyboard.type(f"typed into {twin}")
        keyboard.press("Tab")
        keyboard.press("Enter")
        zero.expect_received(twin, f"typed into {twin}")


def test_twins_follow_the_theme(zero: ZeroPage) -> None:
    schemes: list[Scheme] = ["light", "dark", "light"]
    for scheme in schemes:
        zero.use_scheme(scheme)


def test_nothing_is_cut_off_on_a_phone(zero: ZeroPage) -> None:
    left, right = boxes(zero)
    assert left["y"] == right["y"]
    assert left["x"] + left["width"] <= right["x"], "side by side on a wide screen"
    zero.page.set_viewport_size(PHONE)
    touch(zero.page)
    for twin in TWINS:
        zero.send(twin, "w" * 200)
        zero.field(twin).fill("x" * 201)
        zero.button(twin).click()
        expect(zero.root(twin).get_by_text(TOO_LONG)).to_be_visible()
        for control in (zero.field(twin), zero.button(twin)):
            box = control.bounding_box()
            assert box
            assert box["height"] >= 44
            assert 0 <= box["x"] <= PHONE["width"] - box["width"]
    zero.frame.wait_for_function("document.documentElement.scrollHeight === innerHeight")
    for place in (zero.page, zero.frame):
        assert place.evaluate("document.documentElement.scrollWidth <= innerWidth")
    top, below = boxes(zero)
    assert top["y"] + top["height"] <= below["y"], "below each other on a narrow one"


def test_twins_look_like_each_other_and_like_the_apps_widgets(zero: ZeroPage) -> None:
    schemes: list[Scheme] = ["light", "dark"]
    for scheme in schemes:
        zero.use_scheme(scheme)
        for twin in TWINS:
            look_alike(zero.button(twin), zero.count_button, "height", *BOX)
            look_alike(zero.button(twin), zero.count_button.locator("p"), *TEXT)
        look_alike(zero.field("v1"), zero.field("v2"), "height", "background-color", *TEXT, *BOX)
    fonts = "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    assert "Source Sans" in [family.strip('"') for family in zero.frame.evaluate(fonts)]
    below = [zero.card(twin).get_by_text("Python has not").bounding_box() for twin in TWINS]
    left, right = (box["y"] for box in below if box)
    assert abs(left - right) < 1, "both are equally high"


def boxes(zero: ZeroPage) -> list[FloatRect]:
    found = [zero.card(twin).bounding_box() for twin in TWINS]
    return [box for box in found if box]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong(zero: ZeroPage, scheme: Scheme) -> None:
    zero.use_scheme(scheme)
    zero.send("v1", "hello")
    zero.field("v2").fill("x" * 201)
    zero.button("v2").click()
    expect(zero.root("v2").get_by_text(TOO_LONG)).to_be_visible()
    assert violations(zero.page) == []
    assert violations(zero.frame) == []
