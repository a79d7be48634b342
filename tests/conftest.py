"""What all tests share: how often hypothesis tries, and which tests run side by side.

``--hypothesis-profile thorough`` searches long, the suite's own profile is the same each time.
Neither writes an example database.
"""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["gatepost.testing.plugin"]

settings.register_profile("suite", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None, database=None)
settings.load_profile("suite")

# Where the suite runs in several processes, each has a stack of its own for its end-to-end tests.
OFFSETS = os.environ.get("TEST_OFFSETS", "").split()
if OFFSETS and (worker := os.environ.get("PYTEST_XDIST_WORKER")):
    os.environ["TEST_PORT_OFFSET"] = OFFSETS[int(worker.removeprefix("gw"))]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the end-to-end tests, which take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/e2e/"))
