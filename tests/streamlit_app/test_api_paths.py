"""Hole 2 of 2022: whatever a path says, nothing but the configured API is ever called."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from gatepost.api.connection import ProtectedApi
from gatepost.errors import RouteRefused
from gatepost.identity.session import Session
from tests.streamlit_app.loopback import Loopback
from tests.streamlit_app.people import identity, session_of

# {there} stands for the host and port of a server that must not be called.
HOSTILE = [
    "http://{there}",
    "http://{there}/api/pong",
    "HTTP://{there}/api/pong",
    "//{there}/x",
    "///{there}/x",
    "/\\{there}/x",
    "\\\\{there}\\x",
    "@{there}/x",
    ":x@{there}/x",
    ".{there}/x",
    "#@{there}/x",
    "?@{there}/x",
    ":80/x",
    "0/x",
    "//evil.example/x",
    "/\\evil.example/x",
    "@evil.example/x",
    ".evil.example/x",
    "evil.example",
    "/api/%2f%2fevil.example",
    "/../x",
    "/..",
    "/.",
    "/./x",
    "/api/../x",
    "/api/..",
    "/api/../",
    "/api/./x",
    "/api/..;/x",
    "/%2e%2e/x",
    "/.%2e/x",
    "/%2E./x",
    "/%252e%252e/x",
    "/%c0%ae%c0%ae/x",
    "/%ef%bc%8e%ef%bc%8e/x",
    "/..%3b/x",
    "/x%0d%0aHost: y",
    "/x%7f",
    "/x%e2%80%ae",
    "/x%2",
    "/x%zz",
    "/x/%2e",
    "/api/%2f%2f{there}",
    "/api%2fpong",
    "/api/%5cx",
    "/api/%00",
    "/api\\x",
    "/api/pong?x=1",
    "/api/pong?",
    "/api/pong#x",
    "/api/pong#",
    "/api/pong;x=1",
    "api/pong",
    "",
    "//",
    "/a//b",
    "/api/pong ",
    " /api/pong",
    "/api/po ng",
    "/api/pong\n",
    "\n/api/pong",
    "/api/pong\r\nX-Header: 1",
    "/api\r/pong",
    "/api\t/pong",
    "/api/pong\0",
    "/api/pong\x7f",
    "/api/pong\x85",
    "/api/pong\u2028",
    "/\u2024\u2024/x",
    "/\uff0e\uff0e/x",
    "\uff0f\uff0f{there}/x",
    "/\u2215{there}/x",
    "/api/po\u0301ng",
    "/\ud800",
    "/{{}}",
    "javascript:alert(1)",
    "file:///etc/passwd",
]

GOOD = [
    *("/", "/items/", "/v1/things:batchGet", "/a%20b", "/m%C3%BCller", "/@ada", "/auth0%7Cx/"),
    *("/a&b", "/a,b", "/$x", "/*", "/a(1)='!'"),
    *("/api/pong", "/api/pong-scoped", "/x", "/a.b/c_d~e/0", "/.well-known/x", "/...", "/a..b"),
]


@pytest.fixture(autouse=True)
def _ada_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> Session:
    session = session_of(identity("ada"))
    monkeypatch.setattr("gatepost.api.connection.session", lambda: session)
    return session


@pytest.mark.parametrize("path", HOSTILE, ids=ascii)
def test_hostile_path_is_refused_before_anything_is_sent(
    api: Loopback, canary: Loopback, path: str
) -> None:
    connection = ProtectedApi("protected_api")
    with pytest.raises(RouteRefused) as raised:
        connection.get(path.format(there=urlsplit(canary.url).netloc))
    assert api.requests == []
    assert raised.value.code == "route_refused"
    assert raised.value.status is None
    assert "not a plain path of the API" in raised.value.message
    assert raised.value.message.isprintable()


def test_shown_path_of_a_refusal_is_short(api: Loopback) -> None:
    with pytest.raises(RouteRefused) as raised:
        ProtectedApi("protected_api").get("/" + "?" * 10_000)
    assert len(raised.value.message) < 200


@pytest.mark.parametrize("path", GOOD)
def test_plain_path_reaches_the_configured_api_as_it_is(api: Loopback, path: str) -> None:
    ProtectedApi("protected_api").get(path)
    (request,) = api.requests
    assert (request.method, request.target) == ("GET", path)


def test_base_path_of_the_api_stays_in_front(
    api: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GATEPOST_API_URL", f"{api.url}/base/")
    ProtectedApi("protected_api").get("/api/pong")
    assert [request.target for request in api.requests] == ["/base/api/pong"]


def test_hostile_parameters_stay_in_the_query(api: Loopback, canary: Loopback) -> None:
    hostile = f"\r\n@{urlsplit(canary.url).netloc}/../#?&x=1"
    ProtectedApi("protected_api").get("/api/pong", params={"q": hostile})
    (request,) = api.requests
    assert request.target.startswith("/api/pong?q=%0D%0A%40127.0.0.1")
    assert "&" not in request.target
