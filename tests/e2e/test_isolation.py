"""What a foreign page, a foreign frame and a made-up message get: nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from gatepost.wire.events import VERSION
from tests.e2e.app_page import AppPage
from tests.e2e.hostile import serving
from tests.e2e.stack import Stack

_LISTEN = "<script>window.heard = []; onmessage = (e) => heard.push(e.origin);</script>"


def _component_frame(page: Page, url: str) -> Frame:
    return next(frame for frame in page.frames if frame.url.startswith(url))


def test_browser_is_as_shipped(browser: BrowserContext) -> None:
    """Without this the other tests prove nothing: see tests/e2e/browser.py."""
    read = """<script>onload = () => {
      try {
        localStorage.setItem("own", "kept");
        window.own = localStorage.getItem("own");
        window.who = localStorage.getItem("who");
      } catch (error) { window.own = String(error); }
    }</script>"""
    with serving(read) as component:
        frame_html = f"<iframe src='{component}/frame'></iframe>"
        with serving(
            frame_html + "<script>window.popup = window.open('about:blank')</script>"
        ) as url:
            page = browser.new_page()
            page.goto(url.replace("127.0.0.1", "localhost"))
            assert page.evaluate("window.popup") is None, "the popup blocker is on"
            popup = browser.new_page()
            popup.goto(component)
            popup.evaluate("localStorage.setItem('who', 'first party')")
            popup.evaluate("document.cookie = 'who=first; SameSite=None; Secure'")
            page.reload()
            frame = _component_frame(page, component)
            assert frame.evaluate("window.own") == "kept", "the frame has storage of its own"
            assert frame.evaluate("window.who") is None, "and not that of the first party"
            assert frame.evaluate("document.cookie") == "", "third-party cookies are blocked"


def test_foreign_page_gets_neither_frame_nor_message(
    app: AppPage, browser: BrowserContext, stack: Stack
) -> None:
    app.sign_in("reader")
    src = f"{stack.url('component')}/frame/auth0"
    with serving(f"{_LISTEN}<iframe src='{src}'></iframe>") as foreign:
        for host in ("127.0.0.1", "localhost"):
            page = browser.new_page()
            page.goto(foreign.replace("127.0.0.1", host))
            hello = {"gatepost": 1, "type": "hello"}
            page.evaluate(
                "(hello) => document.querySelector('iframe').contentWindow.postMessage(hello, '*')",
                hello,
            )
            page.wait_for_timeout(500)
            assert page.evaluate("heard") == []
            assert all(not frame.url.startswith(src) for frame in page.frames)


@pytest.mark.local
def test_frame_without_its_policy_still_tells_a_foreign_page_nothing(
    browser: BrowserContext, stack: Stack
) -> None:
    src = f"{stack.url('component')}/frame/auth0"

    def strip_policy(route: Any) -> None:
        answer = route.fetch()
        kept = {k: v for k, v in answer.headers.items() if k != "content-security-policy"}
        route.fulfill(response=answer, headers=kept)

    with serving(f"{_LISTEN}<iframe src='{src}'></iframe>") as foreign:
        page = browser.new_page()
        page.route(f"{src}*", strip_policy)
        page.goto(foreign)
        frame = _component_frame(page, src)
        expect(frame.get_by_text("Connecting")).to_be_visible()
        page.evaluate(f"frames[0].postMessage({{gatepost: {VERSION}, type: 'hello'}}, '*')")
        page.wait_for_timeout(500)
        assert page.evaluate("heard") == []
        expect(frame.get_by_text("Connecting")).to_be_visible()


def test_frame_that_went_elsewhere_gets_nothing_and_is_not_heard(
    app: AppPage, stack: Stack
) -> None:
    app.sign_in("reader")
    data = {"reason": "signed_out"}
    forged = {"gatepost": VERSION, "type": "event", "name": "onStatusUpdate", "data": data}
    script = f"""<script>
      window.heard = []; onmessage = (e) => heard.push(e.data);
      parent.postMessage({{gatepost: {VERSION}, type: "ready"}}, "*");
      parent.postMessage({json.dumps(forged)}, "*");
    </script>"""
    with serving(script) as elsewhere:
        app.document.evaluate("(url) => { location.href = url }", elsewhere)
        app.page.get_by_text("does not answer").wait_for()
        foreign = _component_frame(app.page, elsewhere)
        app.page.get_by_label("Draft").fill("this runs the app again")
        app.page.get_by_label("Draft").press("Enter")
        app.page.wait_for_timeout(1_000)
        assert foreign.evaluate("heard") == []
        expect(app.page.get_by_text("Hello, Seeded Reader")).to_be_visible()
    app.page.get_by_role("button", name="Try again").click()
    app.expect_signed_in("reader")


def test_made_up_events_sign_nobody_in(app: AppPage, stack: Stack) -> None:
    """Whatever the frame's own origin says, an identity comes only from a redeemed handover."""
    user = {"sub": "auth0|boss", "name": "The Boss", "email": "boss@example.com"}
    made_up = [
        {"reason": "signed_in", "user": user},
        {"reason": "signed_in", "user": user, "handover": "made.up", "challenge": "c" * 43},
        {"reason": "restored", "user": user, "access_token": "x", "expires_at": 10**18},
        {"reason": "signed_in", "handover": "x" * 11_000, "challenge": None, "expires_at": "x"},
    ]
    app.document.evaluate(
        """([all, gatepost]) => all.forEach((data) => parent.postMessage(
             {gatepost, type: "event", name: "onStatusUpdate", data}, "*"))""",
        [made_up, VERSION],
    )
    app.page.wait_for_timeout(1_000)
    expect(app.page.get_by_text("The Boss")).to_have_count(0)
    expect(app.page.get_by_text("Sign in above, or look around without")).to_be_visible()
    app.expect_statuses({"pong": 401})
