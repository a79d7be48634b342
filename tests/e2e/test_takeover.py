"""A Streamlit session id, which stands in logs and upload addresses, is no key to a sign-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack
from tests.e2e.taker import Client, Known, connected, own_cookie, watch_sessions

PERSONAL = (b"Seeded Reader", b"reader@example.com", b"accepts your access token")
CLOSED_MS = 2_000

Attack = Callable[[Client, Known], bytes]
ATTACKS: dict[str, Attack] = {
    "first run": lambda taker, _: taker.run(),
    "rerun": lambda taker, _: taker.run() + taker.run(),
    "a button's callback": lambda taker, app: taker.run(widget_states=app.pressed()),
    "a fragment run": lambda taker, app: b"".join(
        taker.run(fragment_id=fragment) for fragment in app.fragments
    ),
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
            received = attack(taker, app)
        assert received, "Streamlit answers whoever comes"
        shown[name] = [text for text in PERSONAL if text in received]
    assert shown == {name: [] for name in ATTACKS}
