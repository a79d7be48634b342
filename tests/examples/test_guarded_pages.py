from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.testing import FakeApi, asked_for, grant, open_page, signed_in, signed_out

READ = "read:messages"


def titles(at: AppTest) -> list[str]:
    assert not at.exception
    return [title.value for title in at.title]


@pytest.mark.parametrize("page", ["account", "messages"])
def test_nobody_sees_only_the_home_page(at: AppTest, page: str) -> None:
    assert titles(signed_out(at).run()) == ["Home"]
    assert titles(open_page(at, page).run()) == []
    assert at.info[0].value == "Sign in to continue."


def test_somebody_sees_their_account(at: AppTest) -> None:
    signed_in(at).run()
    assert titles(open_page(at, "account").run()) == ["Account"]
    assert at.text[0].value == "Ada, ada@example.com"


def test_page_is_shown_once_its_scope_is_granted(at: AppTest) -> None:
    signed_in(at).run()
    assert titles(open_page(at, "messages").run()) == []
    needs = asked_for(at)
    assert needs
    assert needs.scopes == {READ}
    with FakeApi({"GET /api/pong-scoped": {"message": "Good morning"}}):
        assert titles(grant(at).run()) == ["Messages"]
    assert at.text[0].value == "Good morning"


def test_refusal_is_shown(at: AppTest) -> None:
    signed_in(at, scopes=[READ]).run()
    with FakeApi({"GET /api/pong-scoped": FakeApi.refuse(429, message="Too *many*")}):
        open_page(at, "messages").run()
    assert at.error[0].value == gatepost.as_text("Too *many*")
