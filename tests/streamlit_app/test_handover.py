from __future__ import annotations

import json
import socket
import traceback
from typing import Any

import pytest

from gatepost.errors import ComponentUnavailable, GatepostError, HandoverError, HandoverOfAnotherApp
from gatepost.identity.handover import redeem
from gatepost.identity.person import Identity, User
from gatepost.secret import Secret
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.loopback import Answer, Loopback
from tests.streamlit_app.people import APP_URL, GRANT, NOW, TOKEN, grant

pytestmark = pytest.mark.usefixtures("clock")

HANDOVER, VERIFIER = "the-sealed-handover", "the-secret-verifier"
SECRETS = (HANDOVER, VERIFIER, TOKEN)


def refuse(at: str, error: type[GatepostError]) -> GatepostError:
    """Redeem in vain; the error must be of exactly this class and show no secret."""
    with pytest.raises(GatepostError) as raised:
        redeem(HANDOVER, Secret(VERIFIER), at, APP_URL)
    assert type(raised.value) is error
    expect_no_secret(raised.value)
    return raised.value


def expect_no_secret(error: BaseException | None) -> None:
    while error is not None:
        shown = [str(error), repr(error), repr(error.args), repr(vars(error))]
        shown += traceback.format_exception(error)
        assert not [s for s in SECRETS for text in shown if s in text]
        assert error.__cause__ is None
        error = error.__context__


def test_good_handover_gives_the_identity(component: Loopback) -> None:
    component.answer = Answer(body=grant(later="a field of a later release"))
    assert redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL) == Identity(
        id=GRANT,
        user=User(
            sub="ada",
            name="Ada",
            email="ada@example.com",
            scopes=frozenset({"read:messages"}),
        ),
        access_token=Secret(TOKEN),
        ends_at=NOW + 600,
        scopes=frozenset({"read:messages"}),
    )


def test_grant_says_whether_it_can_be_renewed(component: Loopback) -> None:
    for said in (True, False):
        component.answer = Answer(body=grant(isRenewable=said))
        assert redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL).is_renewable is said


def test_app_without_access_to_the_api_gets_an_identity_without_a_token(
    component: Loopback,
) -> None:
    component.answer = Answer(body=grant(accessToken=None, scopes=[]))
    found = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    assert (found.access_token, found.is_current, found.user.sub) == (None, True, "ada")


def test_handover_and_verifier_go_to_the_configured_component_and_nothing_else_goes(
    component: Loopback, canary: Loopback
) -> None:
    component.answer = Answer(body=grant())
    redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    (request,) = component.requests
    assert (request.method, request.target) == ("POST", "/api/auth/redeem")
    assert request.json == {"handover": HANDOVER, "verifier": VERIFIER, "app": APP_URL}
    assert request.headers["content-type"] == "application/json"
    assert not request.headers.keys() & {"origin", "referer", "cookie", "authorization"}


def test_refused_handover_is_an_error_that_says_try_again(component: Loopback) -> None:
    component.answer = Answer(403, {"code": "handover_invalid", "message": "It is too old."})
    error = refuse(component.url, HandoverError)
    assert error.code == "handover_refused"
    assert "Try again" in error.message


def test_handover_of_another_app_names_the_address_that_is_set(component: Loopback) -> None:
    component.answer = Answer(403, {"code": "handover_of_another_app", "message": "No."})
    error = refuse(component.url, HandoverOfAnotherApp)
    assert error.code == "handover_of_another_app"
    assert error.message == (
        f"This app is not open at {APP_URL}, the address in its setting app_url. Open it there, or "
        "ask the operator to set app_url to the address in the browser's address bar."
    )


@pytest.mark.parametrize(
    "status", [201, 204, 304, 307, 400, 401, 403, 404, 405, 410, 413, 429, 500, 502, 503, 504]
)
@pytest.mark.parametrize("body", [grant(), {"code": "forbidden_request"}, b"<h1>", b"[" * 99_999])
def test_answer_that_is_no_component_s_names_address_and_status(
    component: Loopback, status: int, body: Any
) -> None:
    component.answer = Answer(status, body)
    error = refuse(component.url, ComponentUnavailable)
    assert error.code == "component_unavailable"
    assert component.url in error.message
    assert f"status {status}" in error.message


def test_component_that_refuses_the_connection_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    refuse(f"http://127.0.0.1:{port}", ComponentUnavailable)


@pytest.mark.parametrize("reason", ["name", "certificate"])
def test_component_that_waiting_does_not_bring_names_its_setting(
    monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setattr("gatepost.http.connections.reason_of", lambda _: reason)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    error = refuse(f"http://127.0.0.1:{port}", ComponentUnavailable)
    assert error.message.startswith(
        "The sign-in could not be finished. The component's host name"
        if reason == "name"
        else "The sign-in could not be finished. The component has a certificate"
    )
    assert "component_url" in error.message


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in grant().items() if key != name}


def body_with(name: str, raw: str) -> bytes:
    """A good answer but for one value, written as it is."""
    return json.dumps(grant(**{name: "@"})).replace('"@"', raw).encode("utf-8", "surrogateescape")


MALFORMED: dict[str, Any] = {
    "expiry is a text": grant(expiresIn="x"),
    "expiry is a number as text": grant(expiresIn="600"),
    "expiry is far away": grant(expiresIn=1e18),
    "expiry is negative": grant(expiresIn=-1),
    "expiry is zero": grant(expiresIn=0),
    "expiry is a time since 1970": grant(expiresIn=NOW + 600),
    "expiry is NaN": body_with("expiresIn", "NaN"),
    "expiry is infinite": body_with("expiresIn", "Infinity"),
    "expiry overflows": body_with("expiresIn", "1e999"),
    "expiry has 5000 digits": body_with("expiresIn", "9" * 5_000),
    "expiry is null": grant(expiresIn=None),
    "expiry is true": grant(expiresIn=True),
    "expiry is a list": grant(expiresIn=[600]),
    "expiry is an object": grant(expiresIn={}),
    "expiry is missing": without("expiresIn"),
    "user is missing": without("user"),
    "user is null": grant(user=None),
    "id is missing": without("id"),
    "id is short": grant(id="short"),
    "user is a text": grant(user="ada"),
    "user is empty": grant(user={}),
    "sub is missing": grant(user={"name": "Ada", "email": None}),
    "sub is empty": grant(user={"sub": "", "name": None, "email": None}),
    "sub is a number": grant(user={"sub": 1, "name": None, "email": None}),
    "name is a list": grant(user={"sub": "ada", "name": [], "email": None}),
    "token is missing": without("accessToken"),
    "token is empty": grant(accessToken=""),
    "token has a blank": grant(accessToken=f"{TOKEN} x"),
    "token has a newline": grant(accessToken=f"{TOKEN}\nX-Header: 1"),
    "token ends in a newline": grant(accessToken=f"{TOKEN}\n"),
    "token has a carriage return": grant(accessToken=f"{TOKEN}\r"),
    "token has a NUL": grant(accessToken=f"{TOKEN}\0"),
    "token is not ASCII": grant(accessToken=f"{TOKEN}é"),
    "scopes are missing": without("scopes"),
    "scopes are a text": grant(scopes="read:messages"),
    "scopes are numbers": grant(scopes=[1]),
    "scopes are nested": grant(scopes=[["read:messages"]]),
    "answer is null": None,
    "answer is a list": [grant()],
    "answer is a text": TOKEN,
    "answer is empty": b"",
    "answer is HTML": f"<html>{TOKEN}</html>".encode(),
    "answer is cut off": json.dumps(grant()).encode()[:-1],
    "answer goes on": json.dumps(grant()).encode() + b"{}",
    "answer is not UTF-8": json.dumps(grant()).encode().replace(b"Ada", b"\xff"),
    "answer is UTF-16": json.dumps(grant()).encode("utf-16"),
    "answer has half a surrogate pair": body_with("later", r'"\ud800"'),
    "answer is nested without end": b'{"later":' + b"[" * 100_000,
    "answer is huge": b'{"later":"' + b"a" * 5_000_000,
}


LIMITS = {
    "$.user.sub": (grant(user={"sub": "a" * 256, "name": None, "email": None}), "255"),
    "$.user.name": (grant(user={"sub": "ada", "name": "a" * 1_001, "email": None}), "1000"),
    "$.user.email": (grant(user={"sub": "ada", "name": None, "email": "a" * 321}), "320"),
    "$.accessToken": (grant(accessToken="a" * 40_000), ""),
    "$.expiresIn": (grant(expiresIn=31 * 86_400 + 1), "2678400"),
}


@pytest.mark.parametrize(("place", "body", "limit"), [(k, *v) for k, v in LIMITS.items()])
def test_answer_beyond_a_limit_says_which(
    component: Loopback, place: str, body: Any, limit: str
) -> None:
    component.answer = Answer(body=body)
    message = refuse(component.url, HandoverError).message
    assert place in message
    assert limit in message


@pytest.mark.parametrize("minutes", [-120, -5, 0, 5, 120])
def test_clock_that_differs_from_the_component_s_shortens_no_sign_in(
    component: Loopback, clock: Clock, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    monkeypatch.setattr(clock, "time", lambda: NOW + minutes * 60)
    component.answer = Answer(body=grant(expiresIn=60))
    found = redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    clock.go_on(59)
    assert found.is_current
    clock.go_on(1)
    assert not found.is_current


def test_time_on_the_way_counts(component: Loopback, clock: Clock) -> None:
    def answer(_: object) -> Answer:
        clock.go_on(7)
        return Answer(body=grant(expiresIn=60))

    component.respond = answer
    assert redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL).seconds_left == 53


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_malformed_answer_is_a_refused_handover(component: Loopback, body: Any) -> None:
    component.answer = Answer(body=body)
    assert refuse(component.url, HandoverError).code == "handover_refused"


@pytest.mark.parametrize(
    "headers",
    [{"Content-Encoding": "gzip"}, {"Content-Type": "text/html; charset=nonsense"}],
    ids=["not gzip", "odd charset"],
)
def test_odd_headers_of_an_answer_raise_nothing_else(
    component: Loopback, headers: dict[str, str]
) -> None:
    component.answer = Answer(body=b"nonsense", headers=headers)
    with pytest.raises((HandoverError, ComponentUnavailable)) as raised:
        redeem(HANDOVER, Secret(VERIFIER), component.url, APP_URL)
    expect_no_secret(raised.value)
