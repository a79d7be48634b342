from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import msgspec
import pytest

from gatepost.identity.person import Identity
from gatepost.wire.events import SignInProps
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import GRANT, TOKEN, grant, identity, s256
from tests.streamlit_app.sign_in_app import app, update, who

pytestmark = pytest.mark.usefixtures("clock", "component")

TOO_LATE = "This sign-in has expired or was already used. Try again."


@pytest.fixture
def page(component: Loopback) -> AppPage:
    component.answer = Answer(body=grant())
    return AppPage(app)


def runs(page: AppPage) -> int:
    count: int = page.test.session_state["runs"]
    return count


def test_browser_learns_which_grant_there_is_for_whom_and_until_when(
    page: AppPage, clock: Clock
) -> None:
    def learned() -> tuple[object, object, object, object]:
        ends_in = json.loads(page.connection.json)["ends_in"]
        return page.props["grant"], ends_in, page.props["person"], page.keeper["person"]

    assert learned() == (None, None, None, None)
    page.sign_in()
    person = page.session.presence.id
    assert person
    assert learned() == (GRANT, 600_000, person, person)
    clock.go_on(601)
    page.test.run()
    assert learned() == (None, None, None, None)


def test_props_are_as_the_contract_says(page: AppPage) -> None:
    msgspec.convert(page.props, SignInProps)
    assert set(page.props) == {field.name for field in fields(SignInProps)}


@pytest.mark.parametrize("reason", ["signed_in", "restored", "renewed"])
def test_handover_for_the_newest_challenge_signs_in(
    page: AppPage, component: Loopback, reason: str
) -> None:
    challenge = page.props["challenge"]
    page.emit("onStatusUpdate", **update(challenge, reason=reason))
    assert who(page) == "ada"
    assert page.test.text[0].value == "ada"
    (request,) = component.requests
    assert request.json["handover"] == "sealed"
    assert s256(request.json["verifier"]) == challenge
    assert page.props["challenge"] != challenge


def test_replayed_handover_never_reaches_the_network_again(
    page: AppPage, component: Loopback
) -> None:
    data = update(page.props["challenge"])
    page.emit_all(("onStatusUpdate", data), ("onStatusUpdate", data))
    page.emit("onStatusUpdate", **data)
    assert len(component.requests) == 1
    assert who(page) == "ada"


def test_second_handover_for_a_spent_challenge_has_the_frame_check_again(
    page: AppPage, component: Loopback
) -> None:
    challenge = page.props["challenge"]
    page.emit("onStatusUpdate", **update(challenge))
    component.answer = Answer(body=grant(user={"sub": "bob", "name": None, "email": None}))
    page.emit("onStatusUpdate", **update(challenge, handover="of somebody else"))
    assert (who(page), page.errors, page.commands) == ("ada", [], ["check"])
    assert len(component.requests) == 1, "the verifier is used once"
    page.sign_in()
    assert who(page) == "bob"


def test_handover_for_a_challenge_that_was_used_is_too_late(
    page: AppPage, component: Loopback
) -> None:
    older = page.props["challenge"]
    page.session.verifiers.take(older)
    for _ in range(2):
        page.emit("onStatusUpdate", **update(older))
    assert (who(page), page.errors) == (None, [TOO_LATE])
    assert component.requests == []


ODD_EXPIRIES: list[tuple[object, str]] = [
    ("x", "Expected `float`, got `str` - at `$.expiresIn`"),
    (1e18, "Expected `float` <= 2678400.0 - at `$.expiresIn`"),
    (0, "Expected `float` > 0.0 - at `$.expiresIn`"),
    (None, "Expected `float`, got `null` - at `$.expiresIn`"),
    (10**400, "Number out of range - at `$.expiresIn`"),
]
REFUSALS: dict[str, tuple[Answer, str]] = {
    "refused": (Answer(403, {"code": "handover_invalid"}), TOO_LATE),
    **{
        f"expiry {value!r:.9}": (
            Answer(body=grant(expiresIn=value)),
            f"The component's answer is not a valid sign-in ({says}). Ask the operator to compare "
            "the versions of app and component, and to check the person's profile at the identity "
            "provider.",
        )
        for value, says in ODD_EXPIRIES
    },
}


@pytest.mark.parametrize(("answer", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_refused_handover_is_asked_for_again_three_times_and_is_a_sentence_from_the_second_on(
    page: AppPage, component: Loopback, answer: Answer, sentence: str
) -> None:
    component.answer = answer
    page.sign_in()
    assert (who(page), page.errors, page.commands) == (None, [], ["check"])
    for asked in (2, 3, 3):
        page.sign_in()
        assert (who(page), page.commands) == (None, ["check"] * asked)
        page.test.run()  # what a fragment's run leaves as it was is not in its elements
        assert page.errors == [sentence]
    page.click("gatepost.retry")
    assert (page.errors, page.commands) == ([], ["check"] * 4)
    component.answer = Answer(body=grant())
    page.sign_in()
    assert (who(page), page.errors) == ("ada", [])


def test_component_that_is_down_is_a_sentence_and_a_way_to_try_again(
    page: AppPage, component: Loopback
) -> None:
    component.answer = Answer(503)
    page.sign_in()
    (sentence,) = page.errors
    assert f"{component.url} answers the app's server with status 503" in sentence
    assert page.test.button(key="gatepost.retry").label == "Try again"
    page.click("gatepost.retry")
    assert (page.errors, page.commands) == ([], ["check", "check"])
    component.answer = Answer(body=grant())
    page.sign_in()
    assert (who(page), page.errors) == ("ada", [])


def test_refused_renewal_keeps_who_is_signed_in_and_says_nothing(component: Loopback) -> None:
    page = AppPage(app, identity("ada"))
    component.answer = Answer(403, {"code": "handover_invalid"})
    for _ in range(5):
        page.sign_in()
    assert (who(page), page.errors, page.commands) == ("ada", [], ["check"] * 3)


def test_renewal_that_the_api_asked_for_runs_the_app_again(component: Loopback) -> None:
    page = AppPage(app, identity("ada"))
    component.answer = Answer(body=grant())
    page.sign_in()
    before = runs(page)
    page.sign_in()
    assert runs(page) == before
    page.session.renewal = "asked"
    page.sign_in()
    assert runs(page) == before + 1


def test_settings_that_are_missing_are_a_sentence_and_a_way_to_try_again(
    monkeypatch: pytest.MonkeyPatch, component: Loopback
) -> None:
    monkeypatch.delenv("GATEPOST_COMPONENT_URL")
    page = AppPage(app)
    page.expect_no_exception()
    (sentence,) = page.errors
    assert sentence.startswith("The setting component_url is missing. Set GATEPOST_COMPONENT_URL")
    assert page.test.text[0].value == "nobody"
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", component.url)
    page.click("gatepost.retry_settings")
    assert (page.errors, page.frame["src"]) == ([], f"{component.url}/frame/auth0")


def test_signed_out_signs_out() -> None:
    page = AppPage(app, identity("ada"))
    page.emit("onStatusUpdate", reason="signed_out")
    assert who(page) is None
    assert page.test.text[0].value == "nobody"
    assert page.session.identity is None


def test_signed_out_takes_the_notice_away(page: AppPage, component: Loopback) -> None:
    component.answer = Answer(503)
    page.sign_in()
    page.emit("onStatusUpdate", reason="signed_out")
    assert page.errors == []


def test_sign_out_from_python_counts_at_once_and_is_sent_to_the_frame() -> None:
    page = AppPage(app, identity("ada"))
    page.click("sign_out")
    assert who(page) is None
    assert (page.test.text[0].value, page.commands) == ("nobody", ["signOut"])


RENEWED = grant(accessToken="another-token", scopes=[], expiresIn=1_200)


@pytest.mark.parametrize(
    ("before", "answer", "whole_runs"),
    [
        (None, grant(), 1),
        (identity("ada"), RENEWED, 0),
        (identity("ada"), grant(), 1),
        (identity("bob"), RENEWED, 1),
        (identity("ada", lasts=-1), RENEWED, 1),
    ],
    ids=["signed in", "renewed", "more scopes", "another person", "renewed after expiry"],
)
def test_whole_app_runs_again_once_and_only_when_person_or_scopes_change(
    component: Loopback, before: Identity | None, answer: dict[str, Any], whole_runs: int
) -> None:
    page = AppPage(app, before)
    component.answer = Answer(body=answer)
    page.sign_in()
    assert who(page) == "ada"
    assert runs(page) == 1 + whole_runs
    page.emit("onError", code="popup_closed", message="The window was closed.")
    assert runs(page) == 1 + whole_runs


def test_draft_survives_sign_in_and_sign_out(page: AppPage) -> None:
    page.test.text_input(key="draft").input("half a sentence").run()
    page.sign_in()
    assert page.test.text_input(key="draft").value == "half a sentence"
    page.emit("onStatusUpdate", reason="signed_out")
    assert page.test.text_input(key="draft").value == "half a sentence"


def test_nothing_on_the_page_holds_a_secret(page: AppPage, component: Loopback) -> None:
    page.sign_in(handover="sealed-handover")
    verifiers = [request.json["verifier"] for request in component.requests]
    verifiers.append(page.session.verifiers._verifier.reveal())
    shown = page.everything_sent()
    assert page.props["challenge"] in shown
    assert len(verifiers) == 2
    assert not [secret for secret in (TOKEN, "sealed-handover", *verifiers) if secret in shown]


def test_two_sessions_share_nothing(page: AppPage) -> None:
    other = AppPage(app)
    assert page.props["session"] != other.props["session"]
    assert page.props["challenge"] != other.props["challenge"]
    page.sign_in()
    other.test.run()
    assert (who(page), who(other)) == ("ada", None)
    assert other.ack is None
    page.click("sign_out")
    other.test.run()
    assert other.commands == []


def test_error_of_the_frame_changes_nothing_and_its_sentence_is_not_logged(
    page: AppPage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="gatepost")
    page.emit("onError", code="popup_blocked", message="sentence-with-anything")
    assert (who(page), page.errors) == (None, [])
    assert "the frame reports popup_blocked" in caplog.text
    assert "sentence-with-anything" not in caplog.text


def test_nothing_that_is_logged_holds_a_secret(
    page: AppPage, component: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    page.sign_in(handover="sealed-handover")
    component.answer = Answer(400, {"token": TOKEN})
    page.sign_in(handover="sealed-handover")
    verifiers = [request.json["verifier"] for request in component.requests]
    assert "component_unavailable" in caplog.text
    assert not [s for s in (TOKEN, "sealed-handover", *verifiers) if s in caplog.text]
