"""The testing kit: who is signed in, in an AppTest without settings, component and network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import gatepost
from gatepost.errors import OptionError
from gatepost.testing import checking, expire, open_page, signed_in, signed_out
from tests.streamlit_app.kit_app import app


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_function(app, default_timeout=20)


def user(at: AppTest) -> gatepost.User | None:
    assert [(e.message, e.stack_trace) for e in at.exception] == []
    assert [e.value for e in at.error] == []
    found: gatepost.User | None = at.session_state["user"]
    return found


def status(at: AppTest) -> str:
    assert [e.message for e in at.exception] == []
    return str(at.text[0].value)


def test_somebody_is_signed_in_from_the_first_run_on(at: AppTest) -> None:
    ada = user(signed_in(at, scopes=["read:messages"]).run())
    assert ada
    assert (ada.sub, ada.name, ada.email) == ("test|ada", "Ada", "ada@example.com")
    assert (sorted(ada.scopes), ada.permissions, ada.email_verified) == (
        ["read:messages"],
        None,
        True,
    )
    assert ada["name"] == "Ada"
    assert status(at) == "signed_in"
    assert status(at.run()) == "signed_in"
    assert at.session_state["done"] == [], "no change has come to the app"


def test_somebody_has_what_the_test_gives_them(at: AppTest) -> None:
    claims = {"picture": "https://example.com/ada.png", "https://example.com/team": "blue"}
    ada = user(
        signed_in(
            at,
            "Ada Lovelace",
            email="countess@example.com",
            scopes=["read:messages", "write:messages"],
            permissions=["read:messages"],
            claims=claims,
        ).run()
    )
    assert ada
    assert (ada.sub, ada.email, ada.picture) == (
        *("test|ada-lovelace", "countess@example.com", claims["picture"]),
    )
    assert (ada["https://example.com/team"], ada["email"]) == ("blue", ada.email)
    assert ada.permissions == ada.scopes == {"read:messages"}, (
        "a scope without its permission is worth nothing"
    )


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ({}, False),
        ({"acr": "strong", "authenticated_ago": 10}, True),
        ({"acr": "strong", "authenticated_ago": 400}, False),
        ({"acr": "weak", "authenticated_ago": 10}, False),
    ],
)
def test_guards_see_how_and_when_somebody_authenticated(
    at: AppTest, given: dict[str, Any], passes: bool
) -> None:
    signed_in(at, **given).run()
    at.toggle(key="recent").set_value(True).run()
    assert ("the recent page" in [text.value for text in at.text]) is passes


@pytest.mark.parametrize("bad", [{"lasts": 0}, {"sub": "x" * 300}, {"authenticated_ago": -1}])
def test_what_no_component_answers_is_refused(at: AppTest, bad: dict[str, Any]) -> None:
    with pytest.raises(OptionError, match="Correct the argument"):
        signed_in(at, **bad)


def test_nobody_is_signed_in_or_it_is_not_known_yet(at: AppTest) -> None:
    assert status(checking(at).run()) == "checking"
    at.toggle(key="private").set_value(True).run()
    assert "Checking the sign-in" in at.get("html")[0].proto.body
    assert [one.value for one in at.info] == []
    assert status(signed_out(at).run()) == "signed_out"
    assert [one.value for one in at.info] == ["Please sign in."]
    assert (status(signed_in(at).run()), at.text[-1].value) == ("signed_in", "the private page")
    assert status(checking(at).run()) == "checking"


def test_nobody_is_signed_in_from_the_first_run_on(at: AppTest) -> None:
    assert (status(signed_out(at).run()), user(at)) == ("signed_out", None)


def test_another_person_replaces_the_first_before_the_script_runs(at: AppTest) -> None:
    signed_in(at).run()
    at.text_input(key="draft").set_value("a draft").run()
    signed_in(at, "Bob").run()
    assert at.text[1].value == "test|bob, ['test|ada -> test|bob']"
    assert at.text_input(key="draft").value == "a draft"
    signed_out(at).run()
    assert at.text[1].value == "None, ['test|bob -> None']"
    at.run()
    signed_in(at, "Carol").run()
    assert at.session_state["done"] == [
        *("test|ada -> test|bob", "test|bob -> None", "None -> test|carol"),
    ]


def test_only_the_last_of_several_changes_counts(at: AppTest) -> None:
    signed_in(at).run()
    signed_out(at)
    signed_in(at, "Bob")
    bob = user(signed_in(at, "Carol").run())
    assert bob
    assert bob.sub == "test|carol"
    assert at.session_state["done"] == ["test|ada -> test|carol"]


def test_change_comes_with_a_click_too(at: AppTest) -> None:
    signed_in(at, scopes=["write:messages"]).run()
    signed_out(at)
    at.button(key="delete").click().run()
    assert user(at) is None
    assert "test|ada -> None" in at.session_state["done"]


def test_sign_in_expires(at: AppTest) -> None:
    signed_in(at).run()
    assert (status(expire(at).run()), user(at)) == ("signed_out", None)
    assert at.session_state["done"][-1] == "test|ada -> None"
    assert status(signed_in(at).run()) == "signed_in"


def test_nobody_can_not_expire(at: AppTest) -> None:
    with pytest.raises(ValueError, match=r"Call signed_in\(at\) first"):
        expire(at)


def test_settings_and_secrets_of_the_app_stay(tmp_path: Path, at: AppTest) -> None:
    (tmp_path / "secrets.toml").write_text(
        'word = "of the file"\n[gatepost]\napi_url = "https://own.example.com"\n'
        'api_google_identity = "metadata_server"\n'
    )
    at.secrets["own"] = {"key": 1}
    before = st.secrets
    signed_in(at).run()
    assert user(at)
    assert (at.secrets["word"], at.secrets["own"]) == ("of the file", {"key": 1})
    assert at.secrets["gatepost"]["api_url"] == "https://own.example.com"
    assert at.secrets["gatepost"]["component_url"] == "https://component.test"
    assert at.secrets["gatepost"]["api_google_identity"] == ""
    assert st.secrets is before
    assert "gatepost" not in AppTest.from_function(app).secrets


def test_two_tests_have_a_person_each() -> None:
    one, two = (AppTest.from_function(app, default_timeout=20) for _ in range(2))
    signed_in(one, "Ada")
    signed_in(two, "Bob")
    for at, sub in ((one, "test|ada"), (two, "test|bob"), (one, "test|ada")):
        somebody = user(at.run())
        assert somebody
        assert somebody.sub == sub


def pages() -> None:
    import streamlit as st

    import gatepost

    def home() -> None:
        st.text("home")

    @gatepost.requires
    def account() -> None:
        st.text("the account")

    gatepost.sign_in()
    st.navigation([st.Page(home, default=True), st.Page(account, url_path="me")]).run()


def test_page_of_a_function_is_opened() -> None:
    at = AppTest.from_function(pages, default_timeout=20)
    with pytest.raises(ValueError, match="Run it first"):
        open_page(at, "me")
    assert signed_in(at).run().text[0].value == "home"
    assert open_page(at, "me").run().text[0].value == "the account"
    assert signed_out(at).run().info[0].value == "Sign in to continue."
    with pytest.raises(ValueError, match="has no page 'account'"):
        open_page(at, "account")


def test_nothing_is_asked_of_a_component(at: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(
        "gatepost.pages.sign_in_events.redeem", lambda *a, **k: asked.append((a, k))
    )
    signed_in(at).run()
    signed_in(at, "Bob").run()
    bob = user(at)
    assert bob
    assert (bob.sub, asked) == ("test|bob", [])


def with_hook() -> None:
    import streamlit as st

    import gatepost

    changes = st.session_state.setdefault("changes", [])
    gatepost.sign_in(on_change=lambda before, now: changes.append((before, now)))


def test_hook_is_not_called_for_who_is_there_from_the_start() -> None:
    at = signed_in(AppTest.from_function(with_hook, default_timeout=20)).run()
    assert at.session_state["changes"] == []
