"""What people read is in the language of their browser; what programs and logs get is English."""

from __future__ import annotations

import json
import logging
import pickle
import re
from pathlib import Path

import pytest

import gatepost
from gatepost.api.answer import ApiAnswer
from gatepost.errors import ApiUnavailable, HandoverError, PlacementError, StepUpRequired
from gatepost.http.transport import NoAnswer
from gatepost.language import Sentence
from tests.streamlit_app.app_page import AppPage
from tests.streamlit_app.guarded_app import app
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import identity

PACKAGE = Path(gatepost.__file__).parent
ENGLISH, GERMAN = (
    json.loads((PACKAGE / "languages" / f"{language}.json").read_text("utf-8"))
    for language in ("en", "de")
)
USED = re.compile(r"""\b(?:write|Sentence)\(\s*["'](\w+)["']""")
# Their names are put together from a source and a reason.
PREFIXES = ("fault_", "google_")


@pytest.fixture
def locale(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    found: str = getattr(request, "param", "de-AT")
    monkeypatch.setattr("streamlit.runtime.context.ContextProxy.locale", found)
    return found


def test_every_text_is_used_and_every_text_that_is_used_exists() -> None:
    source = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    used = set(USED.findall(source))
    assert used
    assert used - ENGLISH.keys() == set()
    others = {name for name in ENGLISH.keys() - used if not name.startswith(PREFIXES)}
    assert [name for name in others if f'"{name}"' not in source] == []


def guarded() -> None:
    """Show an error in both forms, and what is only for somebody."""
    import streamlit as st

    import gatepost
    from gatepost.errors import HandoverError
    from gatepost.language import Sentence

    error = HandoverError(Sentence("sign_in_expired"))
    st.text(error.message)
    st.text(str(error))
    gatepost.require_user()


@pytest.mark.usefixtures("addresses", "clock", "locale")
@pytest.mark.parametrize(
    ("locale", "texts"),
    [
        ("de-AT", GERMAN),
        ("DE", GERMAN),
        ("en-GB", ENGLISH),
        ("fr", ENGLISH),
        ("den", ENGLISH),
        ("", ENGLISH),
        (None, ENGLISH),
        ("../de", ENGLISH),
    ],
    indirect=["locale"],
)
def test_texts_are_in_the_language_of_the_browser(texts: dict[str, str]) -> None:
    page = AppPage(guarded)
    page.emit("onStatusUpdate", reason="signed_out")
    assert page.frame["title"] == texts["sign_in"]
    shown = [one.value for one in page.test.text]
    assert shown == [texts["sign_in_expired"], ENGLISH["sign_in_expired"]]
    assert [one.value for one in page.test.info] == [texts["sign_in_to_continue"]]


@pytest.mark.usefixtures("addresses", "clock", "locale")
def test_skeleton_is_named_in_german() -> None:
    drawn = [one.proto.body for one in AppPage(guarded).test.get("html")]
    assert [body for body in drawn if f'aria-label="{GERMAN["checking"]}"' in body]


@pytest.mark.usefixtures("addresses", "clock", "locale")
def test_guard_asks_and_is_declined_in_german() -> None:
    page = AppPage(app, identity("ada", "read:messages"))
    page.test.toggle(key="page").set_value(True).run()
    assert page.test.info[0].value.startswith("Hierfür ist die Berechtigung **write")
    assert page.test.info[0].value.endswith(GERMAN["at_the_sign_in"])
    step_up = page.props["step_up"]["id"]
    page.emit("onStatusUpdate", reason="declined", step_up=step_up, code="declined")
    assert [one.value for one in page.test.warning] == [GERMAN["declined"]]
    assert page.test.button(key="gatepost.ask_again").label == GERMAN["ask_again"]


@pytest.mark.usefixtures("clock", "locale")
def test_failed_sign_in_is_shown_in_german_and_logged_in_english(
    component: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gatepost")
    component.answer = Answer(500, {})
    page = AppPage(app)
    page.emit(
        "onStatusUpdate",
        reason="signed_in",
        handover="sealed",
        challenge=page.props["challenge"],
    )
    assert page.errors[0].startswith("Die Anmeldung ließ sich nicht abschließen: http://127.0.0.1")
    assert page.test.button(key="gatepost.retry").label == GERMAN["try_again"]
    assert "component_unavailable: The sign-in could not be finished: http" in caplog.text
    assert "Anmeldung" not in caplog.text


@pytest.fixture
def in_german(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.language._find_locale", lambda: "de")


@pytest.mark.usefixtures("in_german")
def test_answer_of_an_api_has_a_text_for_its_code() -> None:
    header = {"WWW-Authenticate": 'Bearer error="insufficient_scope", scope="read:a"'}
    answer = ApiAnswer(403, header, b'{"code":"insufficient_scope","message":"Request it."}')
    german = "Diesem Konto fehlt die Berechtigung read:a. Der Betreiber kann sie vergeben."
    assert answer.message == german
    with pytest.raises(StepUpRequired, match="This account lacks the permission read:a") as raised:
        answer.raise_for_status()
    assert (raised.value.message, raised.value.code) == (german, "insufficient_scope")


@pytest.mark.usefixtures("in_german")
def test_text_of_another_api_stays_as_it_is() -> None:
    answer = ApiAnswer(409, {}, b'{"code":"taken","message":"This name {is} taken."}')
    assert answer.message == "This name {is} taken."
    assert ApiAnswer(418).message == "Die API hat mit dem Status 418 geantwortet."


@pytest.mark.usefixtures("in_german")
@pytest.mark.parametrize("reason", ["certificate", "name", "proxy"])
def test_cause_of_a_failed_call_is_in_german_with_what_did_not_answer(reason: str) -> None:
    why = NoAnswer(reason).explain(Sentence("the_api"), "api_url")  # type: ignore[arg-type]
    assert why
    error = ApiUnavailable(why)
    assert error.message.startswith("Die geschützte API ")
    assert str(error).startswith("The protected API")


@pytest.mark.usefixtures("in_german")
def test_error_for_developers_stays_in_english() -> None:
    assert PlacementError("Draw it outside the form.").message == "Draw it outside the form."


def test_error_outside_a_run_is_english() -> None:
    error = HandoverError(Sentence("sign_in_expired"))
    assert error.message == str(error) == ENGLISH["sign_in_expired"]
    assert repr(error) == f"HandoverError({ENGLISH['sign_in_expired']!r})"


def test_error_can_be_pickled_and_is_translated_afterwards(in_german: None) -> None:
    error = HandoverError(Sentence("grant_invalid", found="a {place}"))
    copy = pickle.loads(pickle.dumps(error))
    assert "(a {place})" in copy.message
    assert (copy.message, str(copy)) == (error.message, str(error))
