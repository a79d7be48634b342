"""The three that send secrets over HTTP, each as the app has it do so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from gatepost.api.connection import ProtectedApi
from gatepost.google.account import GoogleAccount, ServiceAccountKey
from gatepost.google.token import fetch_id_token
from gatepost.http.transport import Bounds
from gatepost.identity.handover import redeem
from gatepost.identity.session import Session
from gatepost.secret import Secret
from gatepost.settings import settings
from tests.streamlit_app.google import ACCOUNT, KeyPair

SECONDS, MOST = 0.3, 100_000


@dataclass(frozen=True)
class Caller:
    """One of them: how it calls, and the ``Authorization`` it sends."""

    call: Callable[[str], object]
    authorization: str | None


@pytest.fixture(params=["the API", "the component", "Google"])
def caller(
    request: pytest.FixtureRequest,
    addresses: None,
    session: Session,
    key_pairs: tuple[KeyPair, KeyPair],
    monkeypatch: pytest.MonkeyPatch,
) -> Caller:
    """Each caller, bounded to little time and size."""
    bounds = Bounds(SECONDS, MOST)
    monkeypatch.setattr("gatepost.identity.handover._BOUNDS", bounds)
    monkeypatch.setattr("gatepost.google.token._BOUNDS", bounds)
    monkeypatch.setenv("GATEPOST_API_TIMEOUT_SECONDS", str(SECONDS))
    monkeypatch.setenv("GATEPOST_API_MAX_BYTES", str(MOST))

    def call_api(url: str) -> None:
        monkeypatch.setenv("GATEPOST_API_URL", url)
        ProtectedApi("protected_api").get("/api/pong").raise_for_status()

    def call_component(url: str) -> object:
        at = settings()
        return redeem("handover", Secret("verifier"), url, at.app_url, proxy_url=at.proxy_url)

    def call_google(url: str) -> object:
        pair = key_pairs[1]
        key = ServiceAccountKey(ACCOUNT, pair.kid, Secret(pair.pem), url)
        return fetch_id_token(GoogleAccount("audience", key, settings().proxy_url))

    assert session.identity
    assert session.identity.access_token
    return {
        "the API": Caller(call_api, f"Bearer {session.identity.access_token.reveal()}"),
        "the component": Caller(call_component, None),
        "Google": Caller(call_google, None),
    }[request.param]
