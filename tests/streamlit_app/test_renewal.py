"""A token that the API refuses is renewed once, and an API that refuses every one comes to rest."""

from __future__ import annotations

import pytest

from tests.streamlit_app.app_page import AppPage, envelope
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity

pytestmark = pytest.mark.usefixtures("clock")

REFUSED = Answer(401, {"code": "invalid_token"})
ROUNDS = 8


def app() -> None:
    """An app that calls the API in its script, as the README shows it."""
    import streamlit as st

    import gatepost

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    if gatepost.sign_in():
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        api.get("/api/ping")
        api.get("/api/pong")


class Browser:
    """What the frame does: it obeys each command once, and fetches a new token when told to."""

    def __init__(self, page: AppPage) -> None:
        self.page = page
        self.received = 0
        self.renewals = 0

    def act(self) -> None:
        new = [c for c in self.page.props["commands"] if c["seq"] > self.received]
        self.received = max([self.received, *(command["seq"] for command in new)])
        self.page.deliver(envelope(boot="b" * 32, received=self.received))
        if any(command["name"] == "renew" for command in new):
            self.renewals += 1
            self.page.sign_in()
        self.page.test.run()


@pytest.fixture
def page(api: Loopback, component: Loopback) -> AppPage:
    component.answer = Answer(body=grant())
    api.answers = {"/api/ping": Answer(body={}), "/api/pong": REFUSED}
    return AppPage(app, identity("ada"))


def test_api_that_refuses_every_token_is_not_asked_for_ever(page: AppPage, api: Loopback) -> None:
    browser = Browser(page)
    for _ in range(ROUNDS):
        browser.act()
    page.expect_no_exception()
    assert browser.renewals == 1
    runs = page.test.session_state["runs"]
    assert runs <= 1 + ROUNDS + 3, "each round runs the app itself once"


def test_refused_token_is_renewed_and_the_api_asked_again(page: AppPage, api: Loopback) -> None:
    browser = Browser(page)
    page.test.run()
    api.answers["/api/pong"] = Answer(body={})
    browser.act()
    assert browser.renewals == 1
    assert api.requests[-1].target == "/api/pong"


def test_later_token_may_be_refused_and_renewed_too(page: AppPage) -> None:
    browser = Browser(page)
    for _ in range(3):
        browser.act()
    page.sign_in()  # the renewal that comes each hour
    for _ in range(3):
        browser.act()
    assert browser.renewals == 2
