"""The pytest plugin: fixtures for tests of apps and of APIs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from gatepost.testing.fake_api import FakeApi

if TYPE_CHECKING:  # what only the extra `testing` installs
    from gatepost.testing.access_tokens import AccessTokens
    from gatepost.testing.identity_provider import IdentityProvider


@pytest.fixture
def fake_api() -> Iterator[FakeApi]:
    """Answer the app's calls: ``fake_api["GET /api/pong"] = {...}``; any other call fails."""
    with FakeApi() as api:
        yield api


@pytest.fixture(scope="session")
def access_tokens() -> AccessTokens:
    """Make real access tokens for tests of an API, with their key set."""
    from gatepost.testing.access_tokens import AccessTokens

    return AccessTokens()


@pytest.fixture
def identity_provider(access_tokens: AccessTokens) -> Iterator[IdentityProvider]:
    """Run an OpenID Connect provider on loopback, in this process."""
    from gatepost.testing.identity_provider import IdentityProvider

    with IdentityProvider(key=access_tokens.key) as provider:
        yield provider
