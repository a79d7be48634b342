"""A Streamlit session that another browser presents: it finds nobody signed in."""

from __future__ import annotations

import pytest

from gatepost.identity import browser
from gatepost.identity.person import Identity
from tests.streamlit_app import person_app
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback, Request
from tests.streamlit_app.people import TOKEN, grant, identity
from tests.streamlit_app.sign_in_app import app, update, who
from tests.streamlit_app.visitor import ADAS, EVES, Visitor, cookie

pytestmark = pytest.mark.usefixtures("clock", "component")

ADA, EVE = cookie(ADAS), cookie(EVES)
CHANGES = {
    "another cookie": (ADA, EVE),
    "no cookie any more": (ADA, None),
    "a cookie at last": (None, ADA),
    "another form": (ADA, "anything"),
}


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Visitor:
    return Visitor(monkeypatch, ADA)


@pytest.fixture
def page(visitor: Visitor, component: Loopback) -> AppPage:
    """Ada's page, signed in."""
    component.answer = Answer(body=grant())
    page = AppPage(app)
    page.sign_in()
    assert who(page) == "ada"
    return page


def calling_app() -> None:
    """An app with a button that calls the API, and a frame that has not taken its answer yet."""
    import streamlit as st

    import gatepost

    def call() -> None:
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        answer = gatepost.ActionAnswer(id="one", code="ok", data={"body": api.get("/x").body})
        gatepost.RemoteComponent("hero", title="Messages").send(answer)

    st.button("Call", key="call", on_click=call)
    hero = gatepost.RemoteComponent("hero", title="Messages")
    gatepost.sign_in()
    hero.draw()
    hero.connect()


def framed_app() -> None:
    """An app with a framed page and no sign-in."""
    import streamlit as st

    import gatepost

    st.session_state.runs = st.session_state.get("runs", 0) + 1
    page = gatepost.RemoteComponent("hero", title="Messages")
    page.draw()
    st.fragment(page.connect)()


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_another_browser_finds_nobody_and_nothing_that_waits(
    visitor: Visitor,
    component: Loopback,
    before: str | None,
    after: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    visitor.come(before)
    component.answer = Answer(body=grant())
    page = AppPage(app)
    page.sign_in()
    page.click("sign_out")
    page.sign_in()
    assert (who(page), page.commands) == ("ada", ["signOut"])
    challenge, kept = page.props["challenge"], page.props["session"]
    visitor.come(after)
    page.test.run()
    assert (who(page), page.test.text[0].value, page.commands) == (None, "nobody", [])
    assert page.props["challenge"] != challenge
    assert page.ack is None
    assert page.props["session"] == page.frame["session"] != kept, "so the frame asks by itself"
    assert "another browser presented a Streamlit session" in caplog.text
    assert not [value for value in (before, after) if value and value in caplog.text]


def test_another_browser_is_a_change_of_the_person_for_the_app(
    visitor: Visitor, component: Loopback
) -> None:
    component.answer = Answer(body=grant())
    page = AppPage(person_app.app)
    page.sign_in()
    visitor.come(EVE)
    page.test.run()
    page.expect_no_exception()
    assert page.test.session_state["changes"] == [(None, "ada"), ("ada", None)]


def test_same_browser_keeps_its_sign_in_over_ten_connections(
    page: AppPage, visitor: Visitor
) -> None:
    kept = page.props["session"]
    for number in range(10):
        visitor.come(cookie(ADAS, mask=bytes([number] * 4)))
        page.test.run()
    assert (who(page), page.props["session"]) == ("ada", kept)


def test_event_for_another_browser_is_handled_without_the_identity_and_runs_the_app_again(
    page: AppPage, visitor: Visitor
) -> None:
    before = page.test.session_state["runs"]
    visitor.come(EVE)
    page.emit("onError", code="made_up", message="x")
    assert (who(page), page.test.text[0].value) == (None, "nobody")
    assert page.test.session_state["runs"] == before + 1


def test_whole_run_for_another_browser_is_the_only_one(page: AppPage, visitor: Visitor) -> None:
    before = page.test.session_state["runs"]
    visitor.come(EVE)
    page.test.run()
    assert page.test.session_state["runs"] == before + 1


def test_fragment_run_for_another_browser_runs_the_app_again(visitor: Visitor) -> None:
    page = AppPage(framed_app)
    kept = page.props["session"]
    visitor.come(EVE)
    page.deliver_to(page.connection.id, None, trigger="nothing that is handled")
    assert page.test.session_state["runs"] == 2
    assert page.props["session"] == page.frame["session"] != kept


def test_handover_of_the_first_browser_is_never_redeemed_for_another(
    page: AppPage, visitor: Visitor, component: Loopback
) -> None:
    challenge, redeemed = page.props["challenge"], len(component.requests)
    visitor.come(EVE)
    page.emit("onStatusUpdate", **update(challenge))
    assert who(page) is None
    assert len(component.requests) == redeemed


def test_browser_that_comes_while_a_handover_is_redeemed_gets_no_identity(
    page: AppPage, visitor: Visitor, component: Loopback
) -> None:
    def redeem_slowly(_: Request) -> Answer:
        visitor.come(EVE)
        return Answer(body=grant())

    page.click("sign_out")
    component.respond = redeem_slowly
    page.sign_in()
    assert (who(page), page.test.text[0].value) == (None, "nobody")


def test_command_sent_while_another_browser_comes_does_not_reach_it(
    page: AppPage, visitor: Visitor, component: Loopback
) -> None:
    def refuse_slowly(_: Request) -> Answer:
        visitor.come(EVE)
        return Answer(503)

    component.respond = refuse_slowly
    page.sign_in()
    assert (who(page), page.commands) == (None, [])


def test_first_browser_is_asked_again_when_it_is_back(
    page: AppPage, visitor: Visitor, component: Loopback
) -> None:
    visitor.come(EVE)
    page.test.run()
    taken = page.props["session"]
    visitor.come(ADA)
    page.test.run()
    assert who(page) is None
    assert page.props["session"] != taken
    page.sign_in()
    assert who(page) == "ada"


def test_callback_for_another_browser_calls_the_api_as_nobody(
    visitor: Visitor, component: Loopback, api: Loopback
) -> None:
    component.answer, api.answer = Answer(body=grant()), Answer(body="an answer for Ada")
    page = AppPage(calling_app)
    page.sign_in()
    page.click("call")
    assert "an answer for Ada" in page.everything_sent(), "it waits for Ada's frame"
    api.answer = Answer(401, {"code": "missing_token"})
    visitor.come(EVE)
    page.click("call")
    assert [r.authorization for r in api.requests] == [f"Bearer {TOKEN}", None]
    assert "an answer for Ada" not in page.everything_sent()


@pytest.mark.parametrize("somebody", [None, identity("ada")], ids=["nobody", "ada"])
def test_without_any_cookie_all_is_as_before_with_one_warning(
    visitor: Visitor, somebody: Identity | None, caplog: pytest.LogCaptureFixture
) -> None:
    browser.warn_of_missing_cookie.cache_clear()
    visitor.come(None)
    for _ in range(2):
        page = AppPage(app)
        page.test.run()
    page = AppPage(app, somebody)
    for _ in range(3):
        page.test.run()
    assert page.session.identity == somebody
    warned = [r for r in caplog.records if "without the cookie _streamlit_xsrf" in r.getMessage()]
    assert len(warned) == 1


def test_run_without_any_browser_warns_of_nothing(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    browser.warn_of_missing_cookie.cache_clear()
    visitor.go()
    AppPage(app).expect_no_exception()
    assert [r for r in caplog.records if r.name == "gatepost"] == []


def test_run_that_has_lost_its_browser_ends_and_loses_nothing(
    page: AppPage, visitor: Visitor
) -> None:
    visitor.go()
    page.test.run()
    assert [text.value for text in page.test.text] == []
    visitor.come(ADA)
    page.test.run()
    assert (who(page), page.test.text[0].value) == ("ada", "ada")
