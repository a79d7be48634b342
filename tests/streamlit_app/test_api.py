from __future__ import annotations

import json
import math
import socket
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException

from gatepost.api.connection import ProtectedApi
from gatepost.errors import ApiError, ApiUnavailable, RequestInvalid, SettingsError, StepUpRequired
from gatepost.http import connections
from gatepost.http.connections import Reason
from gatepost.identity.session import Session
from tests.streamlit_app.frame import SentCommands
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import TOKEN, identity

REALM = 'Bearer realm="api"'
MISSING = Answer(401, {"code": "missing_token"}, {"WWW-Authenticate": REALM})
INVALID = Answer(
    401, {"code": "invalid_token"}, {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
)
NO_SCOPE = Answer(
    403,
    {"code": "insufficient_scope"},
    {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="read:messages"'},
)


def tokens(api: Loopback) -> list[str | None]:
    return [request.authorization for request in api.requests]


def test_token_is_looked_up_for_each_request(
    connection: ProtectedApi, session: Session, api: Loopback
) -> None:
    api.answer = Answer(body={"message": "pong"})
    for token in ("first", "second", None, "third"):
        session.identity = identity("ada", token=token) if token else None
        assert connection.get("/api/pong").json() == {"message": "pong"}
    assert tokens(api) == ["Bearer first", "Bearer second", None, "Bearer third"]


def test_connection_keeps_no_token(connection: ProtectedApi, api: Loopback) -> None:
    connection.get("/api/pong")
    assert TOKEN not in repr(vars(connection))


def test_cookie_of_one_answer_does_not_go_with_the_next_request(
    connection: ProtectedApi, session: Session, api: Loopback
) -> None:
    api.answer = Answer(headers={"Set-Cookie": "who=ada; Path=/"})
    connection.get("/api/pong")
    session.identity = identity("bob", token="token-of-bob")
    connection.get("/api/pong")
    assert "cookie" not in api.requests[1].headers


def test_no_two_sessions_share_a_connection() -> None:
    assert ProtectedApi.scope() == "session"


def test_method_and_json_body_are_passed_on(connection: ProtectedApi, api: Loopback) -> None:
    connection.post("/api/pong", json={"a": [1]})
    (request,) = api.requests
    assert (request.method, request.json) == ("POST", {"a": [1]})


@pytest.mark.parametrize(
    ("answer", "code", "sentence"),
    [
        (MISSING, "missing_token", "Nobody is signed in. Sign in, then try again."),
        (
            INVALID,
            "invalid_token",
            "The sign-in is no longer valid. Try again in a moment, or sign in again.",
        ),
        (
            NO_SCOPE,
            "insufficient_scope",
            "This account lacks the permission read:messages. Ask the operator for it.",
        ),
        (
            Answer(403, {"code": "insufficient_scope"}),
            "insufficient_scope",
            "This account lacks the permission that is needed. Ask the operator for it.",
        ),
        (
            Answer(503, {"code": "keys_unavailable", "message": "Try later."}),
            "keys_unavailable",
            "Try later.",
        ),
        (Answer(503, b"<html>"), "api_error", "The API answered with status 503."),
        (Answer(404, []), "api_error", "The API answered with status 404."),
        (Answer(500, b""), "api_error", "The API answered with status 500."),
        (Answer(302, b""), "api_error", "The API answered with status 302."),
        (Answer(400, {"code": ["x"]}), "['x']", "The API answered with status 400."),
        (Answer(400, {"code": None}), "api_error", "The API answered with status 400."),
        (Answer(400, b'{"code":'), "api_error", "The API answered with status 400."),
        (Answer(400, b"\xff\xfe\xff"), "api_error", "The API answered with status 400."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusal_is_an_error_with_code_status_and_sentence(
    connection: ProtectedApi, api: Loopback, answer: Answer, code: str, sentence: str
) -> None:
    api.answer = answer
    with pytest.raises(ApiError) as raised:
        connection.get("/api/pong").raise_for_status()
    assert isinstance(raised.value, StepUpRequired) == (answer is NO_SCOPE)
    assert raised.value.code == code
    assert raised.value.status == answer.status
    assert raised.value.www_authenticate == answer.headers.get("WWW-Authenticate")
    assert raised.value.message == str(raised.value) == sentence
    assert TOKEN not in repr(vars(raised.value))


@pytest.mark.parametrize(
    ("content", "body"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"null", None),
        (b"<html></html>", "<html></html>"),
        (b"", ""),
        (b'{"a":', '{"a":'),
        (b"9" * 5_000, "9" * 5_000),
        (b"[" * 100_000, "[" * 100_000),
        (b"[" * 101 + b"]" * 101, "[" * 101 + "]" * 101),
        (json.dumps([{"a": [1]}] * 500).encode(), [{"a": [1]}] * 500),
        (json.dumps({"a": '\\"' + "[" * 500}).encode(), {"a": '\\"' + "[" * 500}),
    ],
    ids=[
        *("JSON", "null", "HTML", "empty", "cut off", "huge number", "nested without end"),
        *("nested too deep", "wide", "brackets in a string"),
    ],
)
def test_body_is_its_json_or_its_text(
    connection: ProtectedApi, api: Loopback, content: bytes, body: object
) -> None:
    api.answer = Answer(body=content)
    answer = connection.get("/api/pong")
    assert answer.ok
    assert answer.body == body
    assert answer.milliseconds >= 0


@pytest.mark.parametrize(
    ("answer", "commands"),
    [
        (INVALID, ["renew"]),
        (MISSING, []),
        (NO_SCOPE, []),
        (Answer(200, headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}), []),
    ],
    ids=["invalid_token", "missing_token", "insufficient_scope", "success"],
)
def test_frame_renews_the_sign_in_only_when_the_token_is_refused(
    connection: ProtectedApi,
    frame: SentCommands,
    api: Loopback,
    answer: Answer,
    commands: list[str],
) -> None:
    api.answer = answer
    connection.get("/api/pong")
    assert frame.names == commands


def test_renewal_that_could_not_be_asked_for_is_asked_for_again(
    connection: ProtectedApi, session: Session, frame: SentCommands, api: Loopback
) -> None:
    api.answer = INVALID
    frame.interruptions = 1
    with pytest.raises(StopException):
        connection.get("/api/pong")
    for _ in range(2):
        connection.get("/api/pong")
    assert frame.names == ["renew"]


def circle() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


UNSENDABLE: dict[str, tuple[dict[str, Any], str]] = {
    "a time": ({"json": datetime(2026, 1, 1, tzinfo=UTC)}, "datetime is not JSON serializable"),
    "bytes": ({"json": b"private"}, "bytes is not JSON serializable"),
    "not a number": ({"json": [math.nan]}, "not JSON compliant"),
    "a key of two": ({"json": {("private", 2): 1}}, "keys must be str"),
    "a circle": ({"json": circle()}, "Circular reference"),
    "half a character": ({"params": {"q": "\ud800private"}}, "A parameter can't be sent as text"),
    "no parameters": ({"params": 1}, "A parameter can't be sent as text"),
    "a method of two lines": ({"method": "GET\r\nX: y"}, "Use one of GET, POST"),
    "a method in lower case": ({"method": "get"}, "Use one of GET, POST"),
}


@pytest.mark.parametrize(("sent", "sentence"), UNSENDABLE.values(), ids=UNSENDABLE)
def test_request_that_can_t_be_sent_says_so_and_blames_no_api(
    connection: ProtectedApi, api: Loopback, sent: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(RequestInvalid, match=sentence) as raised:
        connection.request(**{"method": "POST", "path": "/api/pong", **sent})
    assert raised.value.code == "request_invalid"
    assert raised.value.__context__ is None
    assert "private" not in raised.value.message
    assert api.requests == []


def point_at(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEPOST_API_URL", f"http://127.0.0.1:{port}")


REASONS: list[tuple[Reason, str]] = [
    (
        "name",
        "The protected API's host name can't be resolved. Ask the app's operator to check the ",
    ),
    ("certificate", "The protected API has a certificate that the app's server does not trust"),
    ("proxy", "The protected API can't be reached through the proxy. Ask the app's operator to "),
]


@pytest.mark.parametrize(("reason", "sentence"), REASONS)
def test_api_that_waiting_does_not_bring_says_what_does(
    connection: ProtectedApi,
    addresses: None,
    monkeypatch: pytest.MonkeyPatch,
    reason: Reason,
    sentence: str,
) -> None:
    monkeypatch.setattr(connections, "reason_of", lambda _: reason)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    point_at(port, monkeypatch)
    with pytest.raises(ApiUnavailable) as raised:
        connection.get("/api/pong")
    assert raised.value.message.startswith(sentence)
    assert (raised.value.code, raised.value.__context__) == ("api_unavailable", None)


def test_api_that_is_down_is_unavailable(
    connection: ProtectedApi, addresses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    point_at(port, monkeypatch)
    with pytest.raises(ApiUnavailable) as raised:
        connection.get("/api/pong")
    assert raised.value.code == "api_unavailable"
    assert raised.value.status is None
    assert raised.value.message == "The protected API does not answer. Try again in a moment."
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def test_api_without_an_address_is_a_settings_error(connection: ProtectedApi) -> None:
    with pytest.raises(SettingsError, match="The setting component_url is missing"):
        connection.get("/api/pong")
