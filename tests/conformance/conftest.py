"""Fixtures of the conformance tests: those of the functions' tests, and a tally of hostile cases.

A thorough run (``--hypothesis-profile thorough``) prints the tally and holds each answer to a
limit of time; the suite does neither.
"""

from collections.abc import Iterator

import pytest

from tests.conformance.tally import Tally
from tests.functions.conftest import _loopback_only, client, environ, publisher, signer, stranger

__all__ = ["_loopback_only", "client", "environ", "publisher", "signer", "stranger"]

SLOWEST_SECONDS = 0.05
TALLY = pytest.StashKey[Tally]()


def is_thorough(config: pytest.Config) -> bool:
    return bool(config.getoption("--hypothesis-profile") == "thorough")


@pytest.fixture(scope="session")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    tally = request.config.stash.setdefault(TALLY, Tally())
    yield tally
    if is_thorough(request.config):
        assert tally.slowest.processor <= SLOWEST_SECONDS


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if is_thorough(config) and TALLY in config.stash:
        terminalreporter.section("hostile requests")
        for line in config.stash[TALLY].lines():
            terminalreporter.write_line(line)
