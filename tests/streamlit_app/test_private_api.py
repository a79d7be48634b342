"""What goes to and comes from an API that is closed to the public, and what stays here."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

from gatepost import as_text
from gatepost.api.connection import ProtectedApi
from gatepost.errors import ApiError, GoogleIdentityUnavailable, PrivateApiRefused
from tests.streamlit_app.app_page import APP, AppPage
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.frame import SentCommands
from tests.streamlit_app.google import CHALLENGE, PAGE, Google
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import identity

REFUSED = (
    "Google Cloud IAM rejected the app itself. Ask the app's operator to grant its service account "
    "the role roles/run.invoker, or to correct api_google_audience."
)


def test_each_header_carries_its_own_token(
    api: Loopback, by_metadata: Loopback, connection: ProtectedApi, google: Google
) -> None:
    connection.get("/api/pong")
    connection.get("/api/pong")
    for request in api.requests:
        assert request.authorization == "Bearer access-token-of-ada"
        assert [request.headers["x-serverless-authorization"]] == [f"Bearer {google.issued[0]}"]
    assert len(by_metadata.requests) == 1


FRONT = {
    "401": Answer(401, b"<html>", {**PAGE, "WWW-Authenticate": CHALLENGE}),
    "403": Answer(403, b"<html>", PAGE),
    "401, empty": Answer(401, b""),
    "403, Google's JSON": Answer(403, {"error": {"code": 403, "status": "PERMISSION_DENIED"}}),
}


@pytest.mark.parametrize("answer", FRONT.values(), ids=FRONT)
def test_refusal_by_the_front_is_told_apart(
    api: Loopback,
    by_metadata: Loopback,
    connection: ProtectedApi,
    frame: SentCommands,
    answer: Answer,
) -> None:
    api.answer = answer
    answered = connection.get("/api/pong")
    assert (answered.status_code, answered.code) == (answer.status, "private_api_refused")
    assert answered.message == REFUSED
    with pytest.raises(PrivateApiRefused) as raised:
        connection.get("/api/pong").raise_for_status()
    assert (raised.value.code, raised.value.status) == ("private_api_refused", answer.status)
    assert raised.value.message == REFUSED
    assert frame.names == []


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, {"code": "insufficient_scope"}),
        Answer(404, b"<html>", PAGE),
        Answer(500, b"<html>", PAGE),
    ],
    ids=["the API's 403", "404", "500"],
)
def test_other_refusal_is_the_api_s(
    api: Loopback, by_metadata: Loopback, connection: ProtectedApi, answer: Answer
) -> None:
    api.answer = answer
    with pytest.raises(ApiError) as raised:
        connection.get("/api/pong").raise_for_status()
    assert type(raised.value) is ApiError
    assert raised.value.code != "private_api_refused"


@pytest.mark.parametrize("answer", FRONT.values(), ids=FRONT)
def test_refusal_of_a_public_api_is_not_taken_for_google_s(
    api: Loopback, connection: ProtectedApi, frame: SentCommands, answer: Answer
) -> None:
    api.answer = answer
    assert connection.get("/api/pong").code == "api_error"
    assert frame.names == [], "Google's invalid_token is not about the person's token"


def test_nothing_is_sent_without_the_app_s_token(
    api: Loopback, by_metadata: Loopback, connection: ProtectedApi
) -> None:
    by_metadata.respond = lambda _: Answer(500, b"secret")
    with pytest.raises(GoogleIdentityUnavailable) as raised:
        connection.get("/api/pong")
    assert raised.value.message.startswith("Google's metadata server does not answer.")
    assert api.requests == []


def test_public_api_gets_no_token_of_google_s(
    api: Loopback, metadata_server: Loopback, connection: ProtectedApi
) -> None:
    connection.get("/api/pong")
    (request,) = api.requests
    assert "x-serverless-authorization" not in request.headers
    assert metadata_server.requests == []


def test_tokens_and_key_stay_on_the_server(
    api: Loopback, by_key: Loopback, clock: Clock, google: Google, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = AppPage(APP, identity())
    for answer in (Answer(200, {"message": "pong"}), FRONT["401"], FRONT["403"]):
        api.answer = answer
        page.click("auth0.From Python.pong")
        page.expect_no_exception()
    assert [element.value for element in page.test.warning] == [as_text(REFUSED)]
    (token,) = google.issued
    state = page.test.session_state._state.filtered_state
    kept = [getattr(value, "__dict__", value) for value in state.values()]
    shown = f"{page.everything_sent()}{kept}{caplog.text}"
    for secret in (token, token.split(".")[2], google.account_key.pem.splitlines()[1]):
        assert secret not in shown


def test_public_api_loads_no_google_library(api: Loopback) -> None:
    code = (
        "import sys, gatepost.api.connection as api\n"
        "from gatepost.identity.session import Session\n"
        "api.session = Session\n"
        "print(api.ProtectedApi('protected_api').get('/api/ping').status_code)\n"
        "print([name for name in sys.modules if name.startswith(('google.auth', 'google.oauth2'))])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=APP.parent,
        env={
            "GATEPOST_COMPONENT_URL": "https://c.example.com",
            "GATEPOST_APP_URL": "https://app.example.com",
            "GATEPOST_API_URL": api.url,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.stdout.splitlines() == ["200", "[]"], run.stderr
