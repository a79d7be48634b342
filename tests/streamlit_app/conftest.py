"""Fixtures of the Streamlit tier's tests: loopback only, a still clock, nothing left over."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from pytest_socket import socket_allow_hosts
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1.util import patch_config_options

from gatepost.api.connection import ProtectedApi
from gatepost.google.identity import TokenCache
from gatepost.http import connections
from gatepost.identity.session import Session
from gatepost.settings import NAMES
from tests.streamlit_app.app_test import IS_OLD, keep_state
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.frame import SentCommands
from tests.streamlit_app.google import Google, KeyPair, key_file
from tests.streamlit_app.loopback import Loopback, serve
from tests.streamlit_app.people import APP_URL, identity, session_of
from tests.streamlit_app.wire import certificate

keep_state()


OF_THE_KIT = ("test_kit_", "test_starter.py", "test_demo.py")


def pytest_report_header() -> str:
    """Say what is left out."""
    return "Streamlit is too old for gatepost.testing: its tests are left out." if IS_OLD else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that use gatepost.testing, which needs the AppTest of Streamlit 1.66."""
    of_the_kit = [item for item in items if IS_OLD and item.path.name.startswith(OF_THE_KIT)]
    if of_the_kit:
        config.hook.pytest_deselected(items=of_the_kit)
        items[:] = [item for item in items if item not in of_the_kit]


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"])


@pytest.fixture(autouse=True)
def _nothing_left_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Each test has no settings, no secrets file, no proxy, no cached resource and no ID token."""
    for name in (*(f"GATEPOST_{name.upper()}" for name in NAMES), "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("gatepost.google.identity._cache", TokenCache())
    monkeypatch.setattr(Secrets, "_maybe_install_file_watchers", lambda _: None)
    monkeypatch.setattr(st, "secrets", Secrets())
    with patch_config_options({"secrets.files": [str(tmp_path / "secrets.toml")]}):
        yield
    st.cache_resource.clear()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    clock.install(monkeypatch)
    return clock


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings are there; no server is."""
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", "https://component.example.com")
    monkeypatch.setenv("GATEPOST_APP_URL", APP_URL)
    monkeypatch.setenv("GATEPOST_API_URL", "https://api.example.com")


@pytest.fixture
def component(addresses: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """The configured component."""
    with serve() as loopback:
        monkeypatch.setenv("GATEPOST_COMPONENT_URL", loopback.url)
        yield loopback


@pytest.fixture
def api(addresses: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """The configured protected API."""
    with serve() as loopback:
        monkeypatch.setenv("GATEPOST_API_URL", loopback.url)
        yield loopback


@pytest.fixture
def canary() -> Iterator[Loopback]:
    """A server that nothing may ever call."""
    with serve() as loopback:
        yield loopback
        assert loopback.requests == []


@pytest.fixture(scope="session")
def key_pairs() -> tuple[KeyPair, KeyPair]:
    """Google's own key and the service account's."""
    return KeyPair("of-google"), KeyPair("of-the-account")


@pytest.fixture
def google(key_pairs: tuple[KeyPair, KeyPair]) -> Google:
    return Google(*key_pairs)


@pytest.fixture
def metadata_server(google: Google, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """Google's metadata server, as if this ran on Google Cloud."""
    with serve() as loopback:
        loopback.respond = google.metadata_server
        host = loopback.url.removeprefix("http://")
        # google-auth reads GCE_METADATA_HOST when it is imported, which may have been long ago.
        monkeypatch.setattr("google.auth.compute_engine._metadata._GCE_METADATA_HOST", host)
        yield loopback


@pytest.fixture
def token_endpoint(google: Google) -> Iterator[Loopback]:
    """Where Google exchanges an assertion for an ID token."""
    with serve() as loopback:
        loopback.respond = google.token_endpoint
        yield loopback


@pytest.fixture
def by_metadata(metadata_server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Loopback:
    """The API is private, and the app runs on Google Cloud."""
    monkeypatch.setenv("GATEPOST_API_GOOGLE_IDENTITY", "metadata_server")
    return metadata_server


@pytest.fixture
def by_key(
    token_endpoint: Loopback, google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Loopback:
    """The API is private, and the app has a service account's key in its secrets."""
    monkeypatch.setenv("GATEPOST_API_GOOGLE_IDENTITY", "service_account")
    fields = key_file(google.account_key, token_endpoint.url)
    rows = "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())
    (tmp_path / "secrets.toml").write_text(f"[gatepost.google_service_account]\n{rows}\n")
    return token_endpoint


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate that this machine trusts, for the API's host and for a proxy's."""
    path, context = certificate(tmp_path, "api.example.com", "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setattr(connections, "trusted", connections.trusted.__wrapped__)
    return context


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """Ada's session, for a connection that runs without Streamlit."""
    session = session_of(identity("ada"))
    monkeypatch.setattr("gatepost.api.connection.session", lambda: session)
    return session


@pytest.fixture
def frame(monkeypatch: pytest.MonkeyPatch) -> SentCommands:
    frame = SentCommands()
    monkeypatch.setattr("gatepost.api.connection.auth", frame)
    return frame


@pytest.fixture
def connection(session: Session, frame: SentCommands) -> ProtectedApi:
    return ProtectedApi("protected_api")
