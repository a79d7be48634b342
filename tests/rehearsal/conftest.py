"""The rehearsal for its own tests; `dev.py rehearse` runs them, nothing else does."""

from __future__ import annotations

import os

from tests.e2e.conftest import browser, playwright, stack

__all__ = ["browser", "playwright", "stack"]

if "REHEARSAL" not in os.environ:
    collect_ignore_glob = ["*"]
