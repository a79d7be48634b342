"""Hole 7 of the predecessor: which pages may read the answers."""

import pytest
from flask.testing import FlaskClient

from tests.functions.answers import get

APP = "https://myapp.streamlit.app"


@pytest.mark.parametrize("origin", [APP, "http://localhost:4010"])
def test_hole_7_an_allowed_origin_may_read_the_answer(client: FlaskClient, origin: str) -> None:
    response = get(client, "/api/ping", Origin=origin)
    assert response.headers.getlist("Access-Control-Allow-Origin") == [origin]
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "*",
        "",
        "https://evil.example",
        "http://myapp.streamlit.app",
        "https://myapp.streamlit.app:8443",
        "https://myapp.streamlit.app.evil.example",
        "https://evil.example/https://myapp.streamlit.app",
        "https://MYAPP.streamlit.app",
        f"{APP}, https://evil.example",
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_hole_7_any_other_origin_is_not_reflected(
    client: FlaskClient, origin: str, method: str
) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    response = client.open("/api/pong", method=method, headers=headers)
    assert not [name for name, _ in response.headers if name.startswith("Access-Control")]
    assert response.headers["Vary"] == "Origin"


@pytest.mark.parametrize("path", ["/api/ping", "/api/pong", "/", "/api/nothing", "/robots.txt"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    ["authorization", "content-type", "authorization,content-type,traceparent,tracestate"],
)
def test_preflight_lets_any_request_through_whose_answer_is_ours(
    client: FlaskClient, path: str, method: str, headers: str
) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers}
    response = client.options(path, headers={"Origin": APP, **asked})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert method in response.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = response.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert set(headers.split(",")) <= set(allowed)
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_options_of_an_unknown_path_that_is_no_preflight_is_404(client: FlaskClient) -> None:
    assert client.options("/api/nothing", headers={"Origin": APP}).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/pong", 401),
        ("GET", "/api/nothing", 404),
        ("DELETE", "/api/ping", 405),
        ("GET", "/robots.txt", 404),
    ],
)
def test_hole_7_errors_carry_the_cors_headers_too(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method, headers={"Origin": APP})
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == APP
    exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"Allow", "Retry-After", "Server-Timing", "WWW-Authenticate"} == set(exposed)
