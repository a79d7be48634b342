"""Hole 7 of the predecessor: which pages may read the answers."""

import pytest
from flask.testing import FlaskClient

from tests.functions.answers import get
from tests.functions.jwks_server import Publisher

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


def test_hole_7_a_preflight_needs_no_token(client: FlaskClient, publisher: Publisher) -> None:
    response = client.options(
        "/api/pong-scoped",
        headers={
            "Origin": APP,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization",
        },
    )
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Access-Control-Allow-Origin"] == APP
    assert "GET" in response.headers["Access-Control-Allow-Methods"].split(", ")
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"].split(", ")
    assert publisher.hits == 0


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
    assert "WWW-Authenticate" in response.headers["Access-Control-Expose-Headers"].split(", ")
