"""What the operator of another registered app can do to its visitors: nothing at the first app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from gatepost.wire.events import VERSION
from tests.e2e.app_page import AppPage, submit
from tests.e2e.browser import chromium
from tests.e2e.frame_client import FrameClient
from tests.e2e.hostile import serving
from tests.e2e.other_app import PARTNER, SECOND, OtherApp, other_app
from tests.e2e.stack import Stack

pytestmark = pytest.mark.slow

_CHALLENGE = """() => {
  const key = Object.getOwnPropertySymbols(window)
    .find(({description}) => description?.startsWith("gatepost.channels"));
  return [...window[key].channels.values()].map(({props}) => props?.challenge).find(Boolean);
}"""
ANY_CHALLENGE = "c" * 43


@pytest.fixture(params=["derived", "set"], scope="module")
def first_app(stack: Stack, request: pytest.FixtureRequest) -> Iterator[str]:
    """The first app, without its setting app_url and with it."""
    url = stack.url("streamlit")
    changed = stack.changed("streamlit", GATEPOST_APP_URL=url)
    with changed if request.param == "set" else nullcontext():
        yield url


def _sign_in(app: OtherApp, account: str) -> None:
    with app.page.context.expect_page() as opened:
        app.button("Sign in").click()
    submit(opened.value, account)


def _signed_in(app: OtherApp, challenge: str) -> dict[str, Any]:
    app.give(challenge)
    _sign_in(app, "reader")
    return app.status("signed_in")


def _restored(app: OtherApp, challenge: str) -> dict[str, Any]:
    _signed_in(app, ANY_CHALLENGE)
    app.reload()
    app.give(challenge)
    return app.status("restored")


def _renewed(app: OtherApp, challenge: str) -> dict[str, Any]:
    _signed_in(app, ANY_CHALLENGE)
    app.give(challenge, command="renew")
    return app.status("renewed")


def _wider(app: OtherApp, challenge: str) -> dict[str, Any]:
    app.give(ANY_CHALLENGE)
    _sign_in(app, "guest")
    app.status("signed_in")
    app.give(ANY_CHALLENGE, command="signOut")
    app.status("signed_out")
    app.give(challenge)
    _sign_in(app, "reader")
    return app.status("signed_in")


@pytest.mark.parametrize("steal", [_signed_in, _restored, _renewed, _wider])
def test_visitor_of_one_app_is_signed_in_to_no_other(
    stack: Stack, first_app: str, browser: BrowserContext, playwright: Playwright, steal: Any
) -> None:
    """The second app hands its visitor's frame a challenge that the first one shows anybody."""
    with chromium(playwright) as own_browser, other_app(stack, SECOND) as url:
        attacker = AppPage(own_browser, f"{first_app}/auth0")
        attacker.expect_signed_out()
        challenge = attacker.page.evaluate(_CHALLENGE)
        status = steal(OtherApp(browser, url), challenge)
        assert status["challenge"] == challenge, "the frame took the challenge for the app's own"
        component = stack.url("component")
        frame = next(f for f in attacker.page.frames if f.url.startswith(component))
        event = {"gatepost": VERSION, "type": "event", "name": "onStatusUpdate", "data": status}
        frame.evaluate("(event) => parent.postMessage(event, '*')", event)
        expect(attacker.page.get_by_text("This app is not open at")).to_be_visible()
        assert "Seeded Reader" not in attacker.page.content()
        attacker.expect_statuses({"pong": 401})


def test_registered_app_around_another_one_gets_no_frame(
    stack: Stack, browser: BrowserContext
) -> None:
    inner = f"<iframe src='{stack.url('streamlit')}/' width=900 height=900></iframe>"
    with serving(inner, port=SECOND + stack.offset) as url:
        page = browser.new_page()
        around = url.replace("127.0.0.1", "localhost")
        page.goto(around)
        app = page.frame_locator("iframe")
        notice = app.get_by_text(f"while this app is embedded in {around}.")
        expect(notice).to_be_visible(timeout=20_000)
        assert not [f for f in page.frames if f.get_by_role("button", name="Sign in").count()]


@pytest.fixture
def partner(stack: Stack, browser: BrowserContext) -> Iterator[OtherApp]:
    """An app of another operator, in its visitor's browser, nobody signed in."""
    with other_app(stack, PARTNER) as url:
        app = OtherApp(browser, url)
        app.give(ANY_CHALLENGE)
        app.button("Sign in").wait_for()
        yield app


def _open(partner: OtherApp) -> Page:
    with partner.page.context.expect_page() as opened:
        partner.button("Sign in").click()
    return opened.value


def test_app_of_another_operator_is_named_before_anything_reaches_the_provider(
    stack: Stack, partner: OtherApp
) -> None:
    provider, asked = stack.url("identity-provider"), []
    partner.page.context.on("request", lambda request: asked.append(request.url))
    window = _open(partner)
    expect(window.get_by_role("heading", name="Sign in to Partner app?")).to_be_visible()
    expect(window.get_by_text(f"http://localhost:{PARTNER + stack.offset}")).to_be_visible()
    assert not [url for url in asked if url.startswith(provider)]
    window.get_by_role("button", name="Continue").click()
    submit(window, "reader")
    assert partner.status("signed_in")["handover"]
    partner.give("d" * 43, command="signOut")
    partner.status("signed_out")
    again = _open(partner)
    expect(again.get_by_label("Email")).to_be_visible()


def test_click_of_another_operators_app_cannot_be_stolen(stack: Stack, partner: OtherApp) -> None:
    """Neither does a window take it that opens under a clicking pointer, nor does a frame."""
    window = _open(partner)
    button = window.get_by_role("button", name="Continue")
    expect(button).to_be_disabled()
    box = button.bounding_box()
    assert box
    for _ in range(15):
        window.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        window.wait_for_timeout(150)
    assert "/api/auth/consent" in window.url
    expect(button).to_be_enabled()
    with serving(f"<iframe src='{window.url}'></iframe>", port=SECOND + stack.offset) as url:
        page = partner.page.context.new_page()
        page.goto(url.replace("127.0.0.1", "localhost"))
        page.wait_for_timeout(500)
        assert not [f for f in page.frames if f.get_by_role("button").count()]


def test_app_without_api_access_gets_no_token(stack: Stack, partner: OtherApp) -> None:
    client = FrameClient(stack.url("component"), f"http://localhost:{PARTNER + stack.offset}")
    partner.give(client.verifier.challenge)
    window = _open(partner)
    window.get_by_role("button", name="Continue").click()
    submit(window, "reader")
    handover = partner.status("signed_in")["handover"]
    grant = client.redeem(handover, client.verifier.value).json()
    assert (grant["accessToken"], grant["scopes"]) == (None, [])
    assert grant["user"]["sub"] == "auth0|reader"
