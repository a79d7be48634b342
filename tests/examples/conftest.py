"""Each file tests the example that it is named after."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.repository import ROOT


@pytest.fixture
def at(request: pytest.FixtureRequest) -> AppTest:
    name = request.path.stem.removeprefix("test_")
    return AppTest.from_file(ROOT / "examples" / name / "app.py", default_timeout=20)
