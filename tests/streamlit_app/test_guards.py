"""Guards: who passes, what is asked of the others, and how what was interrupted goes on."""

from __future__ import annotations

from typing import Any

import pytest

import gatepost
from gatepost.errors import NoSession, OptionError
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.guarded_app import app
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity

pytestmark = pytest.mark.usefixtures("clock")

READ, BOTH = ["read:messages"], ["read:messages", "write:messages"]


@pytest.fixture
def page(component: Loopback) -> AppPage:
    component.answer = Answer(body=grant(scopes=BOTH))
    return AppPage(app, identity("ada", *READ))


def done(page: AppPage) -> list[str]:
    page.expect_no_exception()
    result: list[str] = page.test.session_state["done"]
    return result


def texts(page: AppPage) -> list[str]:
    page.test.run()
    page.expect_no_exception()
    return [
        *(one.value for kind in ("text", "info", "warning") for one in getattr(page.test, kind))
    ]


def test_interrupted_action_goes_on_with_its_arguments(page: AppPage) -> None:
    page.test.text_input(key="draft").set_value("a draft").run()
    page.click("delete")
    assert done(page) == []
    asked = page.props["step_up"]
    assert (asked["scopes"], asked["reason"]) == (["write:messages"], "Deleting can't be undone.")
    page.step_up()
    assert done(page) == ["m1 x 2"]
    page.test.run()
    assert (page.props["step_up"], page.test.text_input(key="draft").value) == (None, "a draft")
    page.click("delete")
    assert done(page) == ["m1 x 2", "m1 x 2"], "and nothing is asked again"


def test_action_goes_on_once_however_often_its_answer_is_redelivered(page: AppPage) -> None:
    page.click("delete")
    challenge, step_up = page.props["challenge"], page.props["step_up"]["id"]
    for _ in range(3):
        page.emit(
            "onStatusUpdate",
            reason="stepped_up",
            step_up=step_up,
            handover="sealed",
            challenge=challenge,
        )
    assert done(page) == ["m1 x 2"]


@pytest.mark.parametrize("made_up", ["another-step-up-of-the-tests", None])
def test_answer_to_another_step_up_goes_on_with_nothing(page: AppPage, made_up: str | None) -> None:
    page.click("delete")
    challenge = page.props["challenge"]
    page.emit(
        "onStatusUpdate",
        reason="stepped_up",
        step_up=made_up,
        handover="sealed",
        challenge=challenge,
    )
    assert done(page) == []


def test_answer_without_what_was_asked_for_goes_on_with_nothing(
    page: AppPage, component: Loopback
) -> None:
    component.answer = Answer(body=grant(scopes=READ))
    page.click("delete")
    page.step_up()
    assert (done(page), page.props["step_up"]) == ([], None)
    assert "can't get the permission write:messages" in page.test.warning[0].value


def test_answer_whose_handover_is_refused_leaves_the_step_up_waiting(
    page: AppPage, component: Loopback
) -> None:
    page.click("delete")
    component.answer = Answer(503)
    page.step_up()
    page.test.run()
    assert (done(page), len(page.test.warning)) == ([], 0)
    assert page.props["step_up"]["scopes"] == ["write:messages"]
    component.answer = Answer(body=grant(scopes=BOTH))
    page.step_up()
    assert done(page) == ["m1 x 2"]


def test_declined_action_is_dropped_and_asks_again_at_the_next_click(page: AppPage) -> None:
    page.click("delete")
    page.decline()
    page.test.run()
    assert (done(page), page.props["step_up"]) == ([], None)
    assert page.session.user
    page.click("delete")
    assert page.props["step_up"]["scopes"] == ["write:messages"]


def test_what_an_account_can_never_get_is_said_and_not_asked_for(page: AppPage) -> None:
    never = "This account can't get the permission write:messages."
    page.click("delete")
    page.decline("scope_not_granted", never)
    page.click("delete")
    assert (page.props["step_up"], [one.value for one in page.test.warning]) == (None, [never])
    page.test.toggle(key="page").set_value(True)
    assert texts(page) == [never]
    assert "gatepost.ask_again" not in [one.key for one in page.test.button]
    # Another person may get it.
    page.emit("onStatusUpdate", reason="signed_out")
    page.sign_in("sealed-for-somebody-else")
    assert "the page" in texts(page)


def test_action_of_nobody_is_not_kept_for_whoever_signs_in(component: Loopback) -> None:
    component.answer = Answer(body=grant(scopes=BOTH))
    page = AppPage(app)
    page.click("delete")
    assert [one.value for one in page.test.warning] == ["Sign in, then try again."]
    assert page.props["step_up"] is None
    page.sign_in()
    assert done(page) == []
    page.click("greet")
    assert done(page) == ["greeted"]


def test_page_says_what_it_needs_and_goes_on_by_itself(page: AppPage) -> None:
    page.test.toggle(key="page").set_value(True)
    (sentence,) = texts(page)
    name = gatepost.as_text("write:messages")
    assert sentence == f"This needs the permission **{name}**. Continue at the sign-in."
    assert page.props["step_up"]["reason"] == "To write."
    page.step_up()
    assert texts(page) == ["the page"]


def test_click_counts_again_once_it_may_go_on(page: AppPage) -> None:
    page.click("write")
    assert (done(page), page.props["step_up"]["scopes"]) == ([], ["write:messages"])
    assert "Continue at the sign-in." in page.test.info[0].value
    page.step_up()
    assert (done(page), [one.value for one in page.test.text]) == (["written"], ["written"])
    page.test.run()
    assert done(page) == ["written"], "and not in the next run"


def test_click_that_was_declined_does_not_count_later(page: AppPage) -> None:
    page.click("write")
    page.decline()
    page.click("delete")
    page.step_up()
    assert done(page) == ["m1 x 2"]


def test_page_that_was_declined_says_why_and_can_ask_again(page: AppPage) -> None:
    page.test.toggle(key="page").set_value(True).run()
    page.decline(message="You chose not to.")
    assert (texts(page), page.props["step_up"]) == (["You chose not to."], None)
    page.click("gatepost.ask_again")
    assert page.props["step_up"]["scopes"] == ["write:messages"]


def test_page_that_was_left_asks_no_more(page: AppPage) -> None:
    page.test.toggle(key="page").set_value(True).run()
    page.test.toggle(key="page").set_value(False).run()
    page.test.run()
    assert page.props["step_up"] is None


def test_fresher_and_stronger_sign_in_is_asked_for(page: AppPage, component: Loopback) -> None:
    page.test.toggle(key="recent").set_value(True)
    assert texts(page) == ["This needs a stronger sign-in. Continue at the sign-in."]
    asked = page.props["step_up"]
    assert (asked["scopes"], asked["max_age"], asked["acr_values"]) == ([], 300, ["strong"])
    component.answer = Answer(body=grant(acr="strong", authenticatedAgo=10))
    page.step_up()
    assert texts(page) == ["the recent page"]


def test_action_that_raises_is_shown_as_any_callback_is(component: Loopback) -> None:
    def app() -> None:
        import streamlit as st

        import gatepost

        @gatepost.requires(scopes=["write:messages"])
        def fail() -> None:
            raise ValueError("the action failed")

        gatepost.sign_in(scopes=["read:messages"])
        st.button("Fail", key="fail", on_click=fail)

    component.answer = Answer(body=grant(scopes=BOTH))
    page = AppPage(app, identity("ada", *READ))
    page.click("fail")
    page.step_up()
    assert len(page.test.exception) == 1


def test_guard_outside_a_run_says_so() -> None:
    with pytest.raises(NoSession, match="not in a thread of your own"):
        gatepost.require_user()
    with pytest.raises(NoSession):
        gatepost.requires(lambda: None)()


@pytest.mark.parametrize(
    "bad",
    [
        *({"scopes": "read:messages"}, {"scopes": ["a b"]}, {"scopes": [1]}, {"max_age": -1}),
        *(
            {"scopes": None},
            {"scopes": [["a"]]},
            {"acr_values": 1},
            {"max_age": "x"},
            {"acr_values": "strong"},
            {"acr_values": [""]},
            {"reason": 1},
        ),
    ],
)
def test_guard_with_bad_arguments_fails_where_it_is_written(bad: dict[str, Any]) -> None:
    with pytest.raises(OptionError):
        gatepost.requires(**bad)


def test_guarded_function_keeps_its_name_and_text() -> None:
    @gatepost.requires(scopes=["read:messages"])
    def shown() -> None:
        """Show it."""

    assert (shown.__name__, shown.__doc__) == ("shown", "Show it.")
