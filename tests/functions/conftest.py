"""Fixtures of the functions' tests: no network but loopback, keys made once."""

import pytest
from pytest_socket import socket_allow_hosts

from tests.functions.issuer import Signer


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
