"""Whether it is known yet who is signed in, and what is drawn until then."""

from __future__ import annotations

import pytest

from gatepost.identity.person import Identity
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.app_test import key_of
from tests.streamlit_app.guarded_app import only_for_somebody, with_status
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def _component(component: Loopback) -> None:
    component.answer = Answer(body=grant())


def shown(page: AppPage) -> list[str]:
    page.expect_no_exception()
    return [one.value for kind in ("text", "info") for one in getattr(page.test, kind)]


def test_status_is_checking_until_the_frame_has_answered() -> None:
    page = AppPage(with_status)
    assert shown(page) == ["checking"]
    page.emit("onStatusUpdate", reason="signed_out")
    assert (shown(page), page.test.session_state.runs) == (["signed_out"], 2)
    page.emit("onStatusUpdate", reason="signed_out")
    page.sign_in()
    assert (shown(page), page.test.session_state.runs) == (["signed_in"], 3)
    page.emit("onStatusUpdate", reason="signed_out")
    assert shown(page) == ["signed_out"]


def test_frame_that_can_not_tell_leaves_nobody_waiting() -> None:
    page = AppPage(with_status)
    page.emit("onError", code="component_unavailable", message="It does not answer.")
    assert shown(page) == ["signed_out"]


def test_skeleton_is_drawn_while_checking_and_a_sentence_for_nobody() -> None:
    page = AppPage(only_for_somebody)
    assert shown(page) == []
    assert "Checking the sign-in" in page.everything_sent()
    page.emit("onStatusUpdate", reason="signed_out")
    assert shown(page) == ["Please sign in."]
    page.sign_in()
    assert shown(page) == ["ada"]


@pytest.mark.parametrize("somebody", [identity("ada"), None])
def test_page_for_somebody_draws_the_sign_in_once(somebody: Identity | None) -> None:
    page = AppPage(only_for_somebody, somebody)
    drawn = sorted(key_of(element) for element in page.test.get("bidi_component"))
    assert drawn == [f"gatepost_auth0{part}" for part in ("", ".connection", ".keeper")]
