"""A clock that stands still until a test moves it."""

from __future__ import annotations

import time

import pytest

from tests.streamlit_app.people import NOW


class Clock:
    """Stands in for the module ``time`` where the package reads the time."""

    strftime = staticmethod(time.strftime)
    perf_counter = staticmethod(time.perf_counter)

    def __init__(self) -> None:
        self.passed = 0.0

    def time(self) -> float:
        return NOW + self.passed

    def monotonic(self) -> float:
        return NOW + self.passed

    def go_on(self, seconds: float) -> None:
        self.passed += seconds

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("gatepost.identity.person.time", self)
        monkeypatch.setattr("gatepost.wire.trace.time", self)
