"""A Streamlit session id, which stands in logs and upload addresses, is no key to a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from gatepost.identity.browser import COOKIE
from tests.e2e.app_page import AppPage
from tests.e2e.hero_page import WATCH_SOCKETS
from tests.e2e.stack import Stack
from tests.e2e.taker import Client, Known, connected, own_cookie, watch_sessions

PERSONAL = (b"Seeded Reader", b"reader@example.com", b"accepts your access token")
SESSION = "/api/auth/session"
CLOSED_MS, SETTLED_MS = 2_000, 500

Attack = Callable[[Client, Known], list[bytes]]
ATTACKS: dict[str, Attack] = {
    "first run": lambda taker, _: taker.run(),
    "rerun": lambda taker, _: taker.run() + taker.run(),
    "a button's callback": lambda taker, app: taker.run(widget_states=app.pressed()),
    "a fragment run": lambda taker, app: [
        message for fragment in app.fragments for message in taker.run(fragment_id=fragment)
    ],
    "a forged event": lambda taker, app: taker.run(
        widget_states=app.forged("onStatusUpdate", reason="renewed")
    ),
}


@pytest.fixture(scope="module")
def url(stack: Stack) -> Iterator[str]:
    """An app that shows everything it knows of whoever is signed in."""
    with stack.showing(Path(__file__).with_name("personal_app.py")):
        yield stack.url("streamlit")


def stay_open(tabs: list[AppPage], _: AppPage) -> None:
    """The person looks at them."""


def close(tabs: list[AppPage], first: AppPage) -> None:
    for tab in tabs:
        tab.page.close()
    first.page.wait_for_timeout(CLOSED_MS)


def close_and_sign_out(tabs: list[AppPage], first: AppPage) -> None:
    close(tabs, first)
    first.sign_out()


@pytest.mark.parametrize(
    ("before", "has_cookie"),
    [(stay_open, False), (close, False), (close_and_sign_out, False), (stay_open, True)],
    ids=["live", "closed", "signed out elsewhere", "another browser"],
)
def test_session_id_of_somebody_else_shows_nothing_of_theirs(
    browser: BrowserContext,
    url: str,
    before: Callable[[list[AppPage], AppPage], None],
    has_cookie: bool,
) -> None:
    app, cookie = Known.of(url), own_cookie(url) if has_cookie else None
    sessions = watch_sessions(browser)
    first = AppPage(browser, url)
    first.expect_signed_out()
    first.sign_in("reader")
    tabs = [AppPage(browser, url) for _ in ATTACKS]
    for tab in tabs:
        tab.expect_signed_in("reader")
    victims = [sessions[tab.page] for tab in tabs]
    before(tabs, first)
    shown = {}
    for (name, attack), victim in zip(ATTACKS.items(), victims, strict=True):
        with connected(url, victim, cookie) as taker:
            received = b"".join(attack(taker, app))
        shown[name] = [text for text in PERSONAL if text in received]
    assert shown == {name: [] for name in ATTACKS}


def settle(tab: AppPage) -> None:
    """Wait until nothing runs any more."""
    tab.page.wait_for_timeout(SETTLED_MS)
    tab.page.locator("[data-test-script-state=notRunning]").wait_for()


def reconnect(tab: AppPage) -> None:
    """Lose the connection while nothing runs; Streamlit's page makes another one.

    Streamlit 1.67 may leave the page empty when the connection is lost in the middle of a run.
    """
    settle(tab)
    with tab.page.expect_websocket():
        tab.page.evaluate("cut()")
    tab.page.wait_for_timeout(SETTLED_MS)


def asking_again(tab: AppPage) -> AbstractContextManager[object]:
    """The next run finds nobody, and the frame finds out by itself who is there."""
    return tab.page.expect_request(lambda request: request.url.endswith(SESSION))


def signed_in(browser: BrowserContext, url: str) -> AppPage:
    browser.add_init_script(WATCH_SOCKETS)
    tab = AppPage(browser, url)
    tab.sign_in("reader")
    return tab


def test_person_stays_signed_in_over_five_lost_connections_and_runs(
    browser: BrowserContext, url: str
) -> None:
    sessions = watch_sessions(browser)
    tab = signed_in(browser, url)
    kept, asked = sessions[tab.page], watch_requests(tab)
    for _ in range(5):
        reconnect(tab)
        tab.page.get_by_role("button", name="Call pong").click()
        expect(tab.page.get_by_text("accepts your access token")).to_have_count(2)
    tab.expect_signed_in("reader")
    AppPage(browser, url).expect_signed_in("reader")
    assert sessions[tab.page] == kept
    assert asked == [], "the identity was kept, not fetched again"


def test_person_whose_cookie_is_gone_is_signed_in_again_by_itself(
    browser: BrowserContext, url: str
) -> None:
    tab = signed_in(browser, url)
    browser.clear_cookies(name=COOKIE)
    with asking_again(tab):
        reconnect(tab)
    tab.expect_signed_in("reader")


def test_person_is_signed_in_again_after_a_taker(browser: BrowserContext, url: str) -> None:
    sessions = watch_sessions(browser)
    tab = signed_in(browser, url)
    settle(tab)  # a taker gets the rest of a run, and the page would wait for its end
    with connected(url, sessions[tab.page]) as taker:
        taker.run()
    with asking_again(tab):
        reconnect(tab)
    tab.expect_signed_in("reader")


def test_same_cookie_under_another_mask_is_the_same_browser(
    browser: BrowserContext, url: str
) -> None:
    sessions = watch_sessions(browser)
    tab = signed_in(browser, url)
    (value,) = (c["value"] for c in browser.cookies(url) if c["name"] == COOKIE)
    again = own_cookie(url, value)
    assert again != value
    with connected(url, sessions[tab.page], again) as same:
        received = b"".join(same.run())
    assert [text for text in PERSONAL if text not in received] == []


def watch_requests(tab: AppPage) -> list[str]:
    """What a tab asks the component's session route from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith(SESSION):
            asked.append(request.url)

    tab.page.on("request", note)
    return asked
