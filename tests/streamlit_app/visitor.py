"""Whose browser it is that a run of Streamlit's test runner serves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from gatepost.identity.browser import COOKIE

ADAS, EVES = bytes(range(16)), bytes(range(16, 32))


def cookie(token: bytes, mask: bytes = b"mask") -> str:
    """Streamlit's cookie, as one page load gives it."""
    masked = bytes(octet ^ mask[place % 4] for place, octet in enumerate(token))
    return f"2|{mask.hex()}|{masked.hex()}|2000000000"


class Visitor:
    """Stands in for ``st.context``: the browser of the newest connection."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, value: str | None = None) -> None:
        self._monkeypatch = monkeypatch
        self.come(value)

    def come(self, value: str | None) -> None:
        """Connect with that cookie, or without one."""
        self._set({COOKIE: value} if value else {}, {"Host": "app.example.com"})

    def go(self) -> None:
        """Leave no connection at all."""
        self._set({}, {})

    def _set(self, cookies: dict[str, str], headers: dict[str, str]) -> None:
        seen: Any = SimpleNamespace(cookies=cookies, headers=headers, locale="en", url=None)
        self._monkeypatch.setattr(st, "context", seen)
