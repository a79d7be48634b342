"""A refusal that the person can do something about leads to a step-up, and the call goes on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity

pytestmark = pytest.mark.usefixtures("clock")

SCOPE = 'Bearer error="insufficient_scope", scope="write:messages"'
FRESH = 'Bearer error="insufficient_user_authentication", max_age="300", acr_values="strong"'


def app() -> None:
    """Call the API in a guarded callback, in one without a guard, and in the script."""
    import streamlit as st

    import gatepost

    gatepost.sign_in(scopes=["read:messages"])
    api = st.connection("protected_api", type=gatepost.ProtectedApi)
    done: list[str] = st.session_state.setdefault("done", [])

    @gatepost.requires
    def write(text: str) -> None:
        api.post("/api/messages", json={"text": text}).raise_for_status()
        done.append(text)

    def write_unguarded() -> None:
        try:
            api.post("/api/messages").raise_for_status()
        except gatepost.StepUpRequired as error:
            done.append(f"{error.status} {sorted(error.needs.scopes)}")

    st.button("Write", key="write", on_click=write, args=["a message"])
    st.button("Unguarded", key="unguarded", on_click=write_unguarded)
    if st.toggle("Read", key="read"):
        answer = api.get("/api/messages")
        answer.raise_for_status()
        st.text(answer.json()["message"])


@pytest.fixture
def page(component: Loopback, api: Loopback) -> AppPage:
    both = ["read:messages", "write:messages"]
    component.answer = Answer(body=grant(scopes=both, acr="strong", authenticatedAgo=1))
    return AppPage(app, identity("ada", "read:messages"))


def refuse(api: Loopback, status: int, challenge: str) -> None:
    api.answer = Answer(status, {"code": "refused"}, headers={"WWW-Authenticate": challenge})


def done(page: AppPage) -> list[str]:
    page.expect_no_exception()
    result: list[str] = page.test.session_state["done"]
    return result


@pytest.mark.parametrize(
    ("status", "challenge", "asked"),
    [
        (403, SCOPE, {"scopes": ["write:messages"], "max_age": None, "acr_values": []}),
        (401, FRESH, {"scopes": [], "max_age": 300, "acr_values": ["strong"]}),
    ],
    ids=["a scope", "a fresh and strong sign-in"],
)
def test_refused_call_of_a_guarded_callback_goes_on(
    page: AppPage, api: Loopback, status: int, challenge: str, asked: dict[str, Any]
) -> None:
    refuse(api, status, challenge)
    page.click("write")
    assert done(page) == []
    assert {name: page.props["step_up"][name] for name in asked} == asked
    api.answer = Answer(body={"message": "written"})
    page.step_up()
    assert done(page) == ["a message"]
    assert [request.json for request in api.requests] == [{"text": "a message"}] * 2


def test_refused_call_of_the_script_goes_on_in_its_place(page: AppPage, api: Loopback) -> None:
    refuse(api, 403, SCOPE)
    page.test.toggle(key="read").set_value(True).run()
    page.expect_no_exception()
    assert page.props["step_up"]["scopes"] == ["write:messages"]
    assert "Continue at the sign-in." in page.test.info[0].value
    api.answer = Answer(body={"message": "the messages"})
    page.step_up()
    page.test.run()
    assert [one.value for one in page.test.text] == ["the messages"]


def test_api_that_still_refuses_is_not_asked_for_again(page: AppPage, api: Loopback) -> None:
    refuse(api, 403, SCOPE)
    page.test.toggle(key="read").set_value(True).run()
    page.step_up()
    page.test.run()
    assert len(page.test.exception) == 1, "the app's own error handling has it"
    assert page.props["step_up"] is None


def test_callback_without_a_guard_has_the_error_for_itself(page: AppPage, api: Loopback) -> None:
    refuse(api, 403, SCOPE)
    page.click("unguarded")
    assert (done(page), page.props["step_up"]) == (["403 ['write:messages']"], None)
