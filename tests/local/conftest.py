"""One identity provider for each file of tests, and a fresh browser for each test."""

from collections.abc import Iterator

import pytest

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import Browser, tier_on
from .stand_ins import free_port


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    tier = tier_on(free_port(), COMPONENT_BASE_URL="http://127.0.0.1:3001")
    with Running(tier, tmp_path_factory.mktemp("logs") / "identity.log") as running:
        wait_ready(running)
        yield tier.url


@pytest.fixture
def browser(issuer: str) -> Iterator[Browser]:
    opened = Browser(issuer)
    with opened.http:
        yield opened
