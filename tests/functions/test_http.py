"""The ``api`` target over HTTP, as callers see it."""

import json
import logging
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client

from gatepost_api.audit import Audit
from gatepost_api.guard import Guard
from gatepost_api.routes import PUBLIC, Route
from gatepost_api.targets import TARGETS
from gatepost_api.web.dispatcher import Dispatcher
from tests.functions.answers import check_error, get
from tests.functions.app import create_app
from tests.functions.issuer import Signer
from tests.functions.jwks_server import Publisher

APP = "https://myapp.streamlit.app"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_ping_is_public_and_fetches_no_keys(client: FlaskClient, publisher: Publisher) -> None:
    response = get(client, "/api/ping")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.json == {"message": "The public API answers; no sign-in was needed."}
    assert publisher.hits == 0


def test_pong_describes_the_caller(client: FlaskClient, signer: Signer) -> None:
    response = get(client, "/api/pong", signer.mint(email="reader@example.com"))
    assert response.status_code == 200
    assert response.json == {
        "message": "The protected API accepts your access token.",
        "subject": "auth0|reader",
        "scopes": ["read:messages"],
    }


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"scope": "read:messages", "permissions": ...}, 200),
        ({"scope": "read:messages", "permissions": ["read:messages"]}, 200),
        ({"scope": "openid", "permissions": ["read:messages"]}, 403),
        ({"scope": "read:messages", "permissions": []}, 403),
    ],
)
def test_pong_scoped_needs_what_the_app_asked_for_and_the_person_may_do(
    client: FlaskClient, signer: Signer, claims: dict[str, Any], status: int
) -> None:
    assert get(client, "/api/pong-scoped", signer.mint(**claims)).status_code == status


def test_a_token_in_the_query_is_400_even_when_it_is_good(
    client: FlaskClient, signer: Signer
) -> None:
    response = get(client, f"/api/pong?access_token={signer.mint()}")
    check_error(response, 400, "invalid_request")
    for query in ("access_token=x", "access_token=", "access_token", "a=b&access%5Ftoken=x"):
        check_error(get(client, f"/api/pong?{query}", signer.mint()), 400, "invalid_request")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY"])
@pytest.mark.parametrize("path", ["/api/ping", "/api/pong"])
def test_another_method_is_405_and_lists_the_allowed_ones(
    client: FlaskClient, method: str, path: str
) -> None:
    response = client.open(path, method=method)
    check_error(response, 405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_options_lists_the_methods(client: FlaskClient) -> None:
    response = client.options("/api/ping")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_is_get_without_the_body(client: FlaskClient, signer: Signer) -> None:
    headers = {"Authorization": f"Bearer {signer.mint()}"}
    head, full = client.head("/api/pong", headers=headers), client.get("/api/pong", headers=headers)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(full.data))
    assert client.head("/api/pong").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api",
        "/api/",
        "/api/ping/",
        "/API/ping",
        "/api//ping",
        "/api/ping%00",
        "/robots.txt",
        "/é",
    ],
)
def test_a_path_that_is_no_route_is_404(client: FlaskClient, path: str) -> None:
    check_error(client.get(path), 404, "not_found")


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "HEAD"])
def test_a_body_is_400_where_the_method_is_right(client: FlaskClient, method: str) -> None:
    response = client.open("/api/ping", method=method, data=b"x")
    assert response.status_code == 400


def test_a_body_of_unknown_length_is_400(client: FlaskClient) -> None:
    response = client.get("/api/ping", headers={"Transfer-Encoding": "chunked"})
    check_error(response, 400, "body_not_allowed")


@pytest.mark.parametrize("path", ["/api/ping", "/api/pong", "/nothing", "/robots.txt"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}, True),
        ({"X_Cloud_Trace_Context": f"{TRACE}/123;o=1"}, True),
        ({"X_Cloud_Trace_Context": TRACE.upper()}, True),
        ({"traceparent": f"ff-{TRACE}-00f067aa0ba902b7-01"}, False),
        ({"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"}, False),
        ({"traceparent": "<script>", "X_Cloud_Trace_Context": "../x"}, False),
        ({}, False),
    ],
)
def test_the_trace_id_is_the_callers_or_a_new_one(
    client: FlaskClient, headers: dict[str, str], known: bool
) -> None:
    response = get(client, "/api/pong", **headers)
    check_error(response, 401, "missing_token")
    assert response.json is not None
    assert (response.json["trace_id"] == TRACE) is known
    assert response.json["trace_id"] != "0" * 32  # W3C Trace Context: invalid


def test_an_unexpected_error_is_500_without_internals(
    client: FlaskClient,
    signer: Signer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def explode(_guard: Guard, authorization: str | None, *_rest: object) -> None:
        raise ZeroDivisionError(authorization)

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(Guard, "authenticate", explode)
    token = signer.mint()
    response = get(client, "/api/pong", token, Origin=APP)
    check_error(response, 500, "internal_error")
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert "ZeroDivisionError" not in response.text
    entry, decision = (json.loads(record.getMessage()) for record in caplog.records)
    assert (decision["event"], decision["code"]) == ("decision", "internal_error")
    assert entry["error_type"] == "ZeroDivisionError"
    assert "test_http.py" in entry["where"]
    assert token not in caplog.text
    assert response.json is not None
    assert entry["trace_id"] == response.json["trace_id"]


def test_no_token_is_ever_logged(
    client: FlaskClient, signer: Signer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kid = "kid-of-an-attacker\n{}"
    for token in (signer.mint(), signer.mint({"kid": kid}), signer.mint(exp=0)):
        get(client, "/api/pong", token)
        assert token not in caplog.text
    assert "kid-of-an-attacker" not in caplog.text
    assert "auth0|reader" not in caplog.text


@pytest.mark.parametrize(
    ("target", "needs_token"), [("ping", False), ("pong", True), ("pong_scoped", True)]
)
def test_a_target_deployed_alone_serves_its_route_only(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], target: str, needs_token: bool
) -> None:
    own = f"/api/{target.replace('_', '-')}"
    client = create_app(monkeypatch, target, environ).test_client()
    for path in ("/", own):
        assert client.get(path).status_code == (401 if needs_token else 200)
    for path in {"/api/ping", "/api/pong", "/api/pong-scoped"} - {own}:
        check_error(client.get(path), 404, "not_found")


def test_a_protected_route_without_a_guard_is_500_and_not_200(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client(Dispatcher(TARGETS["pong"], (), Audit()))
    check_error(client.get("/"), 500, "internal_error")
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("answer", [{"at": object()}, {"at": {1, 2}}])
def test_a_handler_whose_answer_is_no_json_is_500_in_our_shape(
    answer: dict[str, Any],
) -> None:
    route = Route("/", lambda _caller: answer, PUBLIC)
    client = Client(Dispatcher({"/": route}, {APP}, Audit()))
    response = client.get("/", headers={"Origin": APP})
    check_error(response, 500, "internal_error")
    assert response.headers["Access-Control-Allow-Origin"] == APP
