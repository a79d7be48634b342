"""What all tests share: how often hypothesis tries, and which tests run side by side.

``--hypothesis-profile thorough`` searches long, the suite's own profile is the same each time.
Neither writes an example database.
"""

import os

import pytest
from hypothesis import settings

pytest_plugins = ["pytest_gatepost"]

settings.register_profile("suite", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None, database=None)
settings.load_profile("suite")

# Where the suite runs in two processes, each has a stack of its own for its end-to-end tests.
SECOND_OFFSET = os.environ.get("TEST_SECOND_OFFSET")
if SECOND_OFFSET and os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
    os.environ["TEST_PORT_OFFSET"] = SECOND_OFFSET


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the end-to-end tests, which take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/e2e/"))
