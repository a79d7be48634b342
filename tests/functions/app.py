"""Start the real functions-framework application inside a test."""

import sys
from collections.abc import Callable
from pathlib import Path

import functions_framework
import pytest
from flask import Flask

SETTINGS = (
    "AUTH0_ISSUER",
    "AUTH0_AUDIENCE",
    "ALLOWED_ORIGINS",
    "JWKS_URL",
    "LEEWAY_SECONDS",
    "STALE_KEYS_SECONDS",
    "ALLOWED_CLIENT_IDS",
    "REQUIRE_RFC9068",
    "AUDIT_SALT",
    "GOOGLE_CLOUD_PROJECT",
)
FUNCTIONS = Path(__file__).parents[2] / "functions"


def create_app(monkeypatch: pytest.MonkeyPatch, target: str, environ: dict[str, str]) -> Flask:
    """Load ``functions/main.py`` for a target, as a deployment does, with these settings only."""
    for name in (*SETTINGS, "K_SERVICE", "DEBUG", "FUNCTION_SIGNATURE_TYPE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    # The framework writes both; registering them here takes them out again after the test.
    monkeypatch.setenv("FUNCTION_TARGET", target)
    monkeypatch.setitem(sys.modules, "main", sys)
    monkeypatch.setattr(sys, "path", list(sys.path))
    create_app: Callable[[str, str], Flask] = functions_framework.create_app
    return create_app(target, str(FUNCTIONS / "main.py"))
