"""The doctor that has somebody sign in, and the somebody."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage

SECONDS = 60
# Settings of a tenant, and the codes of what the doctor finds.
TOKEN_FAULTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"rbac": False}, ["rbac_off"]),
    ({"offlineAccess": False}, ["not_renewable"]),
    ({"encryptedTokens": True}, ["token_encrypted"]),
    ({"accessTokenAlg": "HS256"}, ["token_algorithm", "token_refused"]),
]


@dataclass(frozen=True)
class SignInDoctor:
    """How to run it, and where it serves its page."""

    python: tuple[str, ...]
    cwd: Path
    env: Mapping[str, str]
    url: str

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            (*self.python, "-m", "gatepost", "doctor", "--sign-in", "--json"),
            cwd=self.cwd,
            env={**self.env, "BROWSER": "true"},  # the command: it opens nothing
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.terminate()


def report(doctor: SignInDoctor, browser: BrowserContext) -> list[dict[str, Any]]:
    """Sign in as it asks; return what it finds."""
    with doctor.running() as process:
        assert process.stderr
        while "Sign in at" not in (line := process.stderr.readline()):
            assert line, process.communicate(timeout=SECONDS)
        app = AppPage(browser, doctor.url)
        app.log_in("reader")
        expect(app.page.get_by_text("Done: go on in the terminal.")).to_be_visible()
        found, errors = process.communicate(timeout=SECONDS)
    assert "Traceback" not in errors
    assert "eyJ" not in found + errors
    findings: list[dict[str, Any]] = json.loads(found)
    assert process.returncode == any(one["is_fault"] for one in findings)
    return findings
