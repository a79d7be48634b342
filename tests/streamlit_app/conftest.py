"""Fixtures of the Streamlit tier's tests: loopback only, a still clock, nothing left over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from pytest_socket import socket_allow_hosts
from streamlit.runtime.secrets import Secrets
from streamlit.testing.v1.util import patch_config_options

from gatepost.google_identity import TokenCache
from gatepost.settings import NAMES
from tests.streamlit_app.clock import Clock
from tests.streamlit_app.loopback import Loopback, serve


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"])


@pytest.fixture(autouse=True)
def _nothing_left_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Each test has no settings, no secrets file, no proxy, no cached resource and no ID token."""
    for name in (*(f"GATEPOST_{name.upper()}" for name in NAMES), "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("gatepost.google_identity._cache", TokenCache())
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
    """Both settings are there; no server is."""
    monkeypatch.setenv("GATEPOST_COMPONENT_URL", "https://component.example.com")
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
