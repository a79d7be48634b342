"""The pytest plugin of Gatepost: fixtures for tests of apps and of APIs.

Pytest loads this file at each start, so nothing else is loaded before a fixture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from gatepost.testing import FakeApi
    from gatepost.testing.access_tokens import AccessTokens
    from gatepost.testing.identity_provider import IdentityProvider


@pytest.fixture
def fake_api() -> Iterator[FakeApi]:
    """Answer the app's calls: ``fake_api["GET /api/pong"] = {...}``; any other call fails."""
    from gatepost.testing import FakeApi

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
