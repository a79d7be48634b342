"""The rehearsal, and each engine in turn; what was seen becomes the README's table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
import requests

from infra.rehearsal.names import BALANCED_APP
from tests.e2e.rehearsal.stage import Stage
from tests.e2e.stack import Stack
from tests.engines.app import App
from tests.engines.classic import chromium, webkit
from tests.engines.engine import Engine
from tests.engines.firefox import firefox
from tests.engines.table import Column, write

if "REHEARSAL" not in os.environ:
    collect_ignore_glob = ["*"]

Start = Callable[[], AbstractContextManager[Engine]]
ENGINES: list[tuple[Column, Start]] = [
    (Column("Chromium"), chromium),
    (Column("Firefox"), firefox),
    (
        Column("Firefox, strictest", keeps=False),
        partial(firefox, {"network.cookie.cookieBehavior": 1}),
    ),
    (Column("WebKit"), webkit),
    (Column("WebKit with ITP"), partial(webkit, "--enable-itp")),
]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the table if every journey was made in every engine."""
    columns = [column for column, _ in ENGINES]
    if (
        columns[0].cells
        and session.testsfailed == 0
        and len({frozenset(one.cells) for one in columns}) == 1
    ):
        write(columns)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """What would be deployed, over TLS."""
    with Stage() as running:
        yield running
        logs = running.logs()
    assert "Traceback" not in logs
    assert "Unhandled" not in logs


@pytest.fixture(params=ENGINES, ids=lambda row: row[0].name)
def _row(request: pytest.FixtureRequest) -> tuple[Column, Start]:
    row: tuple[Column, Start] = request.param
    return row


@pytest.fixture
def column(_row: tuple[Column, Start]) -> Column:
    """Where the test writes what it has seen."""
    return _row[0]


@pytest.fixture
def engine(_row: tuple[Column, Start], stack: Stack) -> Iterator[Engine]:
    """A browser with an empty profile."""
    column, start = _row
    with start() as running:
        column.version = running.version
        yield running


@pytest.fixture
def app(engine: Engine) -> App:
    """The demo app, nobody signed in."""
    app = App(engine, f"https://{BALANCED_APP}/auth0", engine.tabs()[0])
    app.sees_signed_out()
    return app


@pytest.fixture
def issuer(stack: Stack) -> Iterator[str]:
    """The provider, which a test changes; afterwards it is as before."""
    address = f"{stack.url('identity-provider')}/"
    yield address
    requests.delete(f"{address}control", timeout=10)
