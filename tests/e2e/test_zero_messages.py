"""Component Zero hears its own messages alone, and survives all others."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings, strategies as some
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.e2e.hostile import serving
from tests.e2e.stack import Stack
from tests.e2e.zero_page import FRAME, ZeroPage

ARGS: dict[str, Any] = {"counter": 666, "time": "forged", "limit": 9}
RENDER: dict[str, Any] = {"type": "streamlit:render", "args": ARGS, "theme": {"textColor": "red"}}
FROM_HOST = f"""async (message) => {{
  const frame = document.querySelector("{FRAME}");
  const arrived = new Promise((resolve) => {{
    frame.contentWindow.addEventListener("message", resolve, {{ once: true }});
  }});
  frame.contentWindow.postMessage(message, location.origin);
  await arrived;
  return frame.contentDocument.querySelector("p").innerText;
}}"""
EXPECT_FORGED = """() => {
  window.forged = new Promise((resolve) => {
    addEventListener("message", ({ data }) => data?.args?.time === "forged" && resolve(true));
  });
}"""
# A stranger cannot look for the frame, but may write to each window of a page.
SAY_TO_ALL = """(message) => {
  const page = window.opener ?? window.top;
  for (let i = 0; i < page.length; i++) page[i].postMessage(message, "*");
}"""
SET_VALUE = """([value, dataType]) => parent.postMessage(
  {isStreamlitMessage: true, type: "streamlit:setComponentValue", value, dataType},
  location.origin)"""
ADD_FRAME = """(src) => new Promise((resolve) => {
  const frame = document.createElement("iframe");
  frame.name = "stranger";
  frame.addEventListener("load", () => resolve());
  if (src) frame.src = src; else frame.srcdoc = "<p>same origin</p>";
  document.body.append(frame);
})"""
# What Community Cloud puts around an app: a page of the same origin with a sandboxed frame.
CLOUD = """<!doctype html><title>outer</title><iframe src="/" style="width:100%;height:95vh"
  sandbox="allow-forms allow-modals allow-popups allow-popups-to-escape-sandbox
  allow-same-origin allow-scripts allow-downloads"></iframe>"""

texts = some.text(max_size=250)
anything = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53), 2**53) | some.floats() | texts,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3),
)
no_count = anything.filter(
    lambda value: (
        isinstance(value, bool)
        or not (isinstance(value, int | float) and 0 <= value < 2**53 and value == int(value))
    )
)
no_text = anything.filter(lambda value: not isinstance(value, str))
wrong_args = (
    some.builds(lambda wrong: {**ARGS, "counter": wrong}, no_count)
    | some.builds(lambda wrong: {**ARGS, "limit": wrong}, no_count)
    | some.builds(lambda wrong: {**ARGS, "time": wrong}, no_text)
    | anything
)
wrong_renders = (
    some.builds(lambda args: {**RENDER, "args": args}, wrong_args)
    | some.builds(lambda kind: {**RENDER, "type": kind}, anything)
    | anything
)


def expect_alive(zero: ZeroPage, count: int = 1) -> None:
    """Both directions still work."""
    zero.count_button.click()
    zero.expect_counter(count)
    zero.send("v1", f"still alive, {count}")


def test_frame_ignores_what_has_a_wrong_shape(zero: ZeroPage) -> None:
    shown = zero.page.evaluate(FROM_HOST, "nothing")
    assert shown.startswith("Counter 0")

    @given(wrong_renders)
    def throw(wrong: Any) -> None:
        assert zero.page.evaluate(FROM_HOST, wrong) == shown

    throw()
    expect_alive(zero)


def test_frame_hears_a_right_message_of_its_host(zero: ZeroPage) -> None:
    """Show that the tests around this one would see a message that is taken."""
    assert "666" in zero.page.evaluate(FROM_HOST, RENDER)


@pytest.mark.parametrize("where", ["itself", "sibling", "stranger", "popup", "foreign popup"])
def test_frame_ignores_every_other_window(zero: ZeroPage, where: str) -> None:
    zero.frame.evaluate(EXPECT_FORGED)
    with serving("<p>a stranger</p>") as foreign:
        window_of(zero, where, foreign).evaluate(SAY_TO_ALL, RENDER)
        assert zero.frame.evaluate("forged"), "it has arrived"
        zero.expect_counter(0)
        expect_alive(zero)


def window_of(zero: ZeroPage, where: str, foreign: str) -> Page | Frame:
    if where == "itself":
        return zero.frame
    if where.endswith("popup"):
        with zero.page.expect_popup() as opened:
            zero.page.evaluate("(url) => {open(url)}", foreign if "foreign" in where else "")
        opened.value.wait_for_load_state()
        return opened.value
    zero.page.evaluate(ADD_FRAME, foreign if where == "stranger" else None)
    return next(frame for frame in zero.page.frames if frame.name == "stranger")


def test_page_that_frames_the_twin_hears_nothing_and_is_not_heard(
    browser: BrowserContext, zero: ZeroPage
) -> None:
    listen = "<script>heard = []; onmessage = (e) => heard.push(e.data)</script>"
    with serving(f"{listen}<iframe src='{zero.frame.url}'></iframe>") as foreign:
        page = browser.new_page()
        page.goto(foreign)
        twin = page.frames[1]
        twin.get_by_label("Message from v1").wait_for()
        twin.evaluate(EXPECT_FORGED)
        page.evaluate(SAY_TO_ALL, RENDER)
        assert twin.evaluate("forged"), "it has arrived"
        assert twin.locator("output").inner_text() == ""
        twin.evaluate("parent.postMessage('the last word', '*')")
        page.wait_for_function("heard.includes('the last word')")
        assert page.evaluate("heard") == ["the last word"]


def test_nothing_that_comes_from_the_frame_breaks_the_page(zero: ZeroPage) -> None:
    frame = zero.frame

    @settings(max_examples=25)
    @given(anything)
    def throw(value: Any) -> None:
        frame.evaluate(SET_VALUE, [value, "json"])

    throw()
    expect_alive(zero)
    deep: list[Any] = []
    for _ in range(100):
        deep = [deep]
    for count, (value, kind) in enumerate(
        [
            ({"number": 1, "text": "x" * 1_000_000}, "json"),
            ({"data": [1, 2, 3], "height": 1, "width": 1}, "dataframe"),
            (5, "dataframe"),
            ([1, 2, 3], "bytes"),
            (deep, "json"),
        ],
        start=2,
    ):
        frame.evaluate(SET_VALUE, [value, kind])
        expect(zero.card("v1").get_by_test_id("stAlert")).to_be_visible()
        expect_alive(zero, count)
        expect(zero.page.get_by_test_id("stAlert")).to_have_count(0)


def test_twins_work_in_an_app_that_is_framed_as_on_community_cloud(
    stack: Stack, browser: BrowserContext
) -> None:
    page = browser.new_page()
    page.route("**/outer", lambda route: route.fulfill(body=CLOUD, content_type="text/html"))
    page.goto(f"{stack.url('streamlit')}/outer")
    app = page.frame_locator("iframe")
    app.get_by_role("link", name="Components").first.click()
    twin = app.frame_locator(FRAME)
    app.get_by_role("button", name="Count and send to both").click()
    expect(twin.locator("output")).to_have_text("1")
    twin.get_by_label("Message from v1").fill("from within")
    twin.get_by_role("button").click()
    expect(app.get_by_test_id("stColumn").first.locator("code")).to_have_text("from within")
