"""Fixtures of the functions' tests: no network but loopback, keys made once."""

from collections.abc import Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from pytest_socket import socket_allow_hosts

from gatepost_api.keys.cache import KeyCache
from gatepost_api.keys.key_set import load_keys
from tests.functions.app import create_app
from tests.functions.fakes import Clock, Provider
from tests.functions.issuer import AUDIENCE, ISSUER, NOW, Signer
from tests.functions.jwks_server import Publisher, answer, publishing


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    socket_allow_hosts(["127.0.0.1", "localhost"])


@pytest.fixture(scope="session")
def signer() -> Signer:
    return Signer()


@pytest.fixture(scope="session")
def stranger() -> Signer:
    """Somebody else's key under the id of ours."""
    return Signer()


@pytest.fixture
def publisher(signer: Signer) -> Iterator[Publisher]:
    with publishing(answer(signer.jwks())) as publisher:
        yield publisher


@pytest.fixture
def environ(publisher: Publisher) -> dict[str, str]:
    return {
        "AUTH0_ISSUER": ISSUER,
        "AUTH0_AUDIENCE": AUDIENCE,
        "JWKS_URL": publisher.url,
        "ALLOWED_ORIGINS": "https://myapp.streamlit.app,http://localhost:4010",
    }


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]) -> Iterator[FlaskClient]:
    """The ``api`` target as deployed, at a time for which the good token is good."""
    with time_machine.travel(NOW, tick=False):
        yield create_app(monkeypatch, "api", environ).test_client()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider(signer: Signer) -> Provider:
    return Provider(load_keys(signer.jwks()))


@pytest.fixture
def cache(provider: Provider, clock: Clock) -> KeyCache:
    return KeyCache(provider, 86_400, clock)
