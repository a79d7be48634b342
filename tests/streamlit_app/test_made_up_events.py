"""Hole 1 of 2022: whatever an event says, only the component says who somebody is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import grant, identity, s256
from tests.streamlit_app.sign_in_app import app, update, who

pytestmark = pytest.mark.usefixtures("clock", "component")


@pytest.fixture
def page(component: Loopback) -> AppPage:
    component.answer = Answer(body=grant())
    return AppPage(app)


MADE_UP_USER = {"sub": "eve", "name": "Eve", "email": "eve@example.com"}
MADE_UP: dict[str, dict[str, Any]] = {
    "only a word": {"reason": "signed_in"},
    "a user": {"reason": "signed_in", "user": MADE_UP_USER},
    "a user and tokens": {
        "reason": "renewed",
        "user": MADE_UP_USER,
        "access_token": "made-up",
        "accessToken": "made-up",
        "expiresIn": 600,
        "scopes": ["read:messages"],
    },
    "an identity": {"reason": "restored", "identity": {"user": MADE_UP_USER}},
    "a handover without a challenge": {"reason": "signed_in", "handover": "made-up"},
    "a challenge nobody made": update("A" * 43),
    "a challenge of a known verifier": update(s256("v" * 43), verifier="v" * 43),
    "an empty handover": update("A" * 43, handover=""),
    "a huge handover": update("A" * 43, handover="h" * 60_000),
    "a component of its own": update("A" * 43, component_url="http://evil.example.com"),
}


@pytest.mark.parametrize("data", MADE_UP.values(), ids=MADE_UP)
def test_made_up_event_signs_nobody_in_and_calls_nobody(
    page: AppPage, component: Loopback, data: dict[str, Any]
) -> None:
    page.emit("onStatusUpdate", **data)
    assert who(page) is None
    assert component.requests == []


@pytest.mark.parametrize("data", MADE_UP.values(), ids=MADE_UP)
def test_made_up_event_changes_nobody_who_is_signed_in(data: dict[str, Any]) -> None:
    page = AppPage(app, identity("ada"))
    page.emit("onStatusUpdate", **data)
    assert page.session.identity == identity("ada")


@pytest.mark.parametrize(
    "extra", [{"user": MADE_UP_USER}, {"sub": "eve"}, {"scopes": ["admin"]}], ids=str
)
def test_identity_comes_from_the_component_and_not_from_the_event(
    page: AppPage, extra: dict[str, Any]
) -> None:
    page.emit("onStatusUpdate", **update(page.props["challenge"], **extra))
    assert who(page) == "ada"
    assert page.session.identity
    assert page.session.identity.scopes == {"read:messages"}


def test_handover_of_another_session_signs_nobody_in(page: AppPage, component: Loopback) -> None:
    other = AppPage(app)
    page.emit("onStatusUpdate", **update(other.props["challenge"]))
    assert (who(page), who(other)) == (None, None)
    assert component.requests == []
