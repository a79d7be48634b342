"""What all tests share: how often hypothesis tries, and which tests run side by side.

``--hypothesis-profile thorough`` searches long, the suite's own profile is the same each time.
Neither writes an example database.
"""

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

settings.register_profile("suite", max_examples=100, derandomize=True, deadline=None, database=None)
settings.register_profile("thorough", max_examples=10_000, deadline=None, database=None)
settings.load_profile("suite")

E2E = "tests/e2e/"


class _ByStack(LoadScopeScheduling):  # type: ignore[misc]
    """Keeps all end-to-end tests in one process, since they share a stack; else each file."""

    def _split_scope(self, nodeid: str) -> str:
        return E2E if nodeid.startswith(E2E) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return _ByStack(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the end-to-end tests, which take longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(E2E))
