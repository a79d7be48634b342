"""The testing kit: what an app asks for, and how it goes on."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from gatepost import Needs
from gatepost.testing import FakeApi, asked_for, decline, grant, signed_in
from tests.streamlit_app.kit_app import app

WRITE = Needs(scopes=frozenset({"write:messages"}))


@pytest.fixture
def at() -> AppTest:
    at = AppTest.from_function(app, default_timeout=20)
    return signed_in(at, scopes=["read:messages"]).run()


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert [e.message for e in at.exception] == []
    return at


def done(at: AppTest) -> list[str]:
    assert [(e.message, e.stack_trace) for e in at.exception] == []
    return list(at.session_state["done"])


def test_interrupted_action_goes_on_in_the_run_after_the_grant(at: AppTest) -> None:
    assert asked_for(at) is None
    click(at, "delete")
    assert (asked_for(at), done(at)) == (WRITE, [])
    grant(at).run()
    assert (asked_for(at), done(at)) == (None, ["deleted m1"])
    assert at.session_state["user"].scopes == {"read:messages", "write:messages"}
    at.run()
    assert done(at) == ["deleted m1"]
    click(at, "delete")
    assert (asked_for(at), done(at)) == (None, ["deleted m1", "deleted m1"])


def test_declined_action_is_dropped(at: AppTest) -> None:
    click(at, "delete")
    decline(at, "You chose not to.").run()
    assert (asked_for(at), done(at), at.session_state["user"].sub) == (None, [], "test|ada")
    assert asked_for(click(at, "delete")) == WRITE


def test_what_can_never_be_got_is_not_asked_for_again(at: AppTest) -> None:
    click(at, "delete")
    decline(at, "Ask the office.", code="scope_not_granted").run()
    click(at, "delete")
    assert (asked_for(at), [one.value for one in at.warning]) == (None, ["Ask the office."])


def test_page_asks_for_a_recent_and_strong_sign_in(at: AppTest) -> None:
    at.toggle(key="recent").set_value(True).run()
    assert asked_for(at) == Needs(max_age=300, acr_values=("strong",))
    grant(at).run()
    assert (asked_for(at), at.text[-1].value) == (None, "the recent page")


def test_page_that_was_declined_says_why(at: AppTest) -> None:
    at.toggle(key="recent").set_value(True).run()
    decline(at, "You chose not to.").run()
    assert [one.value for one in at.warning] == ["You chose not to."]


def test_refused_call_is_repeated_after_the_grant(at: AppTest) -> None:
    refusal = FakeApi.refuse(scope="write:messages")
    with FakeApi({"POST /api/messages": FakeApi.sequence(refusal, {"id": 1})}) as api:
        click(at, "write")
        assert (asked_for(at), done(at)) == (WRITE, [])
        grant(at).run()
    assert done(at) == ["wrote hello"]
    assert [call.json for call in api.calls] == [{"text": "hello"}] * 2


def test_refused_call_asks_for_a_recent_sign_in(at: AppTest) -> None:
    refusal = FakeApi.refuse(max_age=300, acr_values=["strong"])
    with FakeApi({"POST /api/messages": refusal}):
        click(at, "write")
    assert asked_for(at) == Needs(max_age=300, acr_values=("strong",))


def test_more_scopes_come_with_a_renewal(at: AppTest) -> None:
    grant(at, "write:messages").run()
    click(at, "delete")
    assert (asked_for(at), done(at)) == (None, ["deleted m1"])


def test_permission_is_granted_with_its_scope() -> None:
    at = AppTest.from_function(app, default_timeout=20)
    signed_in(at, permissions=[]).run()
    grant(click(at, "delete")).run()
    assert at.session_state["user"].permissions == {"write:messages"}


def test_nothing_can_be_granted_or_declined_that_is_not_asked_for(at: AppTest) -> None:
    for answer in (grant, decline):
        with pytest.raises(ValueError, match="Nothing is asked for"):
            answer(at)
    with pytest.raises(ValueError, match="Nobody is signed in"):
        grant(AppTest.from_function(app))
