"""The real functions behind Google's front: the app's token lets in, the person's decides."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from gatepost.api.connection import ProtectedApi
from gatepost.identity.session import Session
from tests.functions.app import create_app
from tests.functions.issuer import AUDIENCE, ISSUER, Signer
from tests.functions.jwks_server import answer, publishing
from tests.streamlit_app.frame import SentCommands
from tests.streamlit_app.google import Google
from tests.streamlit_app.loopback import Answer, Loopback, Request
from tests.streamlit_app.people import identity


@pytest.fixture(scope="module")
def signer() -> Signer:
    """The identity provider's key."""
    return Signer()


@pytest.fixture
def functions(signer: Signer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """The real functions."""
    with publishing(answer(signer.jwks())) as publisher:
        environ = {"AUTH0_ISSUER": ISSUER, "AUTH0_AUDIENCE": AUDIENCE, "JWKS_URL": publisher.url}
        yield create_app(monkeypatch, "api", environ).test_client()


@pytest.fixture
def private_api(api: Loopback, google: Google, functions: FlaskClient) -> Loopback:
    """The real functions behind the front."""

    def pass_on(request: Request) -> Answer:
        headers = {**request.headers, "content-length": str(len(request.body))}
        response = functions.open(request.target, method=request.method, headers=headers)
        kept = {k: v for k, v in response.headers.items() if k != "Content-Length"}
        return Answer(response.status_code, response.data, kept)

    api.respond = google.front(api.url, pass_on)
    return api


def mint(signer: Signer, **claims: Any) -> str:
    now = int(time.time())
    return signer.mint(**{"iat": now - 60, "exp": now + 3_600, **claims})


@pytest.mark.parametrize("source", ["by_metadata", "by_key"])
@pytest.mark.parametrize(
    ("path", "claims", "status", "code"),
    [
        ("/api/pong", {}, 200, "api_error"),
        ("/api/pong-scoped", {}, 200, "api_error"),
        ("/api/pong-scoped", {"permissions": []}, 403, "insufficient_scope"),
        ("/api/pong", {"exp": 1_000_000_000}, 401, "invalid_token"),
        ("/api/pong", None, 401, "missing_token"),
        ("/api/ping", None, 200, "api_error"),
        ("/api/other", {}, 404, "not_found"),
    ],
)
def test_person_s_token_decides_behind_the_front(
    request: pytest.FixtureRequest,
    private_api: Loopback,
    connection: ProtectedApi,
    session: Session,
    frame: SentCommands,
    signer: Signer,
    source: str,
    path: str,
    claims: dict[str, Any] | None,
    status: int,
    code: str,
) -> None:
    request.getfixturevalue(source)
    session.identity = None if claims is None else identity(token=mint(signer, **claims))
    answered = connection.get(path)
    assert (answered.status_code, answered.code) == (status, code)
    assert frame.names == (["renew"] if code == "invalid_token" else [])


@pytest.mark.parametrize("source", ["by_metadata", "by_key"])
def test_account_without_the_role_is_refused(
    request: pytest.FixtureRequest,
    private_api: Loopback,
    connection: ProtectedApi,
    google: Google,
    source: str,
) -> None:
    request.getfixturevalue(source)
    google.invokers.clear()
    answered = connection.get("/api/ping")
    assert (answered.status_code, answered.code) == (403, "private_api_refused")


def test_audience_is_the_configured_one(
    private_api: Loopback,
    by_metadata: Loopback,
    connection: ProtectedApi,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behind = google.front("my-audience", lambda _: Answer(200, {"message": "pong"}))
    private_api.respond = behind
    assert connection.get("/api/ping").code == "private_api_refused"
    monkeypatch.setenv("GATEPOST_API_GOOGLE_AUDIENCE", "my-audience")
    assert connection.get("/api/ping").json() == {"message": "pong"}
