"""What the frame's page may ask before its hello: just what it would ask with the first props."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest

from gatepost.wire.events import FirstQuestion
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant
from tests.streamlit_app.sign_in_app import app

pytestmark = pytest.mark.usefixtures("clock", "component")


def app_that_asks() -> None:
    import gatepost

    gatepost.sign_in(scopes={"b", "a"}, prompt="login", max_age=60)


def app_that_asks_for_much() -> None:
    import gatepost

    gatepost.sign_in(scopes=[f"scope:{number:03}" for number in range(100)])


@pytest.mark.parametrize("script", [app, app_that_asks])
def test_first_question_is_that_of_the_props(
    component: Loopback, script: Callable[[], None]
) -> None:
    component.answer = Answer(body=grant())
    page = AppPage(script)

    def expect_same() -> None:
        for part in (page.frame, page.keeper):
            asked = json.loads(part["ahead"])
            msgspec.json.decode(part["ahead"], type=FirstQuestion)
            # As text, too: the page compares what it has asked with what it would ask.
            assert [json.dumps(asked[name]) for name in ("challenge", "request")] == [
                json.dumps(page.props[name]) for name in ("challenge", "request")
            ]

    expect_same()
    before = page.frame["ahead"]
    page.sign_in()
    expect_same()
    assert page.frame["ahead"] != before


def test_question_that_is_long_is_left_to_the_props() -> None:
    page = AppPage(app_that_asks_for_much)
    assert page.frame["ahead"] is page.keeper["ahead"] is None
    assert len(page.props["request"]["scopes"]) == 100
