"""An app that signs people in with st.login, and uses guards and API calls of ours."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.errors import OptionError
from tests.streamlit_app.loopback import Answer, Loopback

pytestmark = pytest.mark.usefixtures("clock")


def app() -> None:
    import streamlit as st

    import gatepost

    user = gatepost.use(st.user)
    st.text(gatepost.status())
    if user:
        st.json(user.to_dict())
    if user and st.toggle("Call", key="call"):
        api = st.connection("protected_api", type=gatepost.ProtectedApi)
        st.text(api.get("/api/pong").status_code)
    if st.toggle("Page", key="page"):
        gatepost.require_scopes("write:messages")
        st.text("the page")


def jwt(**claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"header.{payload}.signature"


def open_as(**user: Any) -> AppTest:
    test = AppTest.from_function(app, default_timeout=20)
    test.user = user
    return test.run()


ADA = {
    "is_logged_in": True,
    "sub": "auth0|1",
    "name": "Ada",
    "email": "ada@example.com",
    "email_verified": True,
    "nonce": "n",
    "exp": 1,
    "https://example.com/team": "red",
}


@pytest.mark.usefixtures("api")
def test_nobody_is_signed_in_before_the_login() -> None:
    test = open_as(is_logged_in=False)
    assert [one.value for one in test.text] == ["signed_out"]
    test.toggle(key="page").set_value(True).run()
    assert [one.value for one in test.info] == ["Sign in to continue."]


def test_person_of_st_login_counts_and_their_token_is_sent(api: Loopback) -> None:
    api.answer = Answer(body={"message": "pong"})
    token = jwt(scope="read:messages write:messages", permissions=["read:messages"])
    test = open_as(**ADA, tokens={"access": token})
    assert not test.exception
    person = json.loads(test.json[0].value)
    assert (person["sub"], person["email_verified"]) == ("auth0|1", True)
    assert person["scopes"] == ["read:messages"]
    assert set(person["claims"]) == set(ADA) - {"is_logged_in", "nonce", "exp"}
    assert token not in test.json[0].value
    test.toggle(key="call").set_value(True).run()
    assert not test.exception
    assert [request.headers["authorization"] for request in api.requests] == [f"Bearer {token}"]


@pytest.mark.parametrize("token", ["opaque", jwt(scope="read:messages"), "a.b.c", ""])
def test_what_st_login_can_not_ask_for_is_said(api: Loopback, token: str) -> None:
    test = open_as(**ADA, tokens={"access": token})
    test.toggle(key="page").set_value(True).run()
    assert not test.exception
    (sentence,) = (one.value for one in test.warning)
    assert "st.login can't ask for this" in sentence


def test_scope_of_the_token_passes_the_guard(api: Loopback) -> None:
    test = open_as(**ADA, tokens={"access": jwt(scope="write:messages")})
    test.toggle(key="page").set_value(True).run()
    assert "the page" in [one.value for one in test.text]


def test_another_mapping_signs_nobody_in() -> None:
    with pytest.raises(OptionError, match=r"Only st\.user itself"):
        gatepost.use({"is_logged_in": True, "sub": "root"})
    with pytest.raises(OptionError):
        gatepost.use(dict(st.user))
