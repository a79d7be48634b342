"""The doctor has somebody sign in, in a browser, and reads what only the token shows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from infra.local.tiers import ROOT
from tests.e2e.app_page import AppPage
from tests.e2e.stack import Stack
from tests.local.identity import control

SECONDS = 60


@pytest.fixture
def _app_address_is_free(stack: Stack) -> Iterator[None]:
    with stack.stopped("streamlit"):
        yield


@contextmanager
def doctor(stack: Stack) -> Iterator[subprocess.Popen[str]]:
    env = {**stack.tier("streamlit").environment(), "GATEPOST_APP_URL": stack.url("streamlit")}
    with subprocess.Popen(
        (sys.executable, "-m", "gatepost", "doctor", "--sign-in", "--json"),
        cwd=ROOT / "streamlit_app",
        env={**env, "BROWSER": "true"},  # the command: it opens nothing
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def report(stack: Stack, browser: BrowserContext, account: str = "reader") -> list[dict[str, Any]]:
    with doctor(stack) as process:
        assert process.stderr
        while "Sign in at" not in (line := process.stderr.readline()):
            assert line, process.communicate(timeout=SECONDS)
        app = AppPage(browser, stack.url("streamlit"))
        app.log_in(account)
        expect(app.page.get_by_text("Done: go on in the terminal.")).to_be_visible()
        found, errors = process.communicate(timeout=SECONDS)
    assert "Traceback" not in errors
    assert "eyJ" not in found + errors
    findings: list[dict[str, Any]] = json.loads(found)
    assert process.returncode == any(one["is_fault"] for one in findings)
    return findings


@pytest.mark.usefixtures("_app_address_is_free")
def test_right_set_has_no_faults(stack: Stack, browser: BrowserContext) -> None:
    assert report(stack, browser) == []


@pytest.mark.usefixtures("_app_address_is_free")
@pytest.mark.parametrize(
    ("setting", "codes"),
    [
        ({"rbac": False}, ["rbac_off"]),
        ({"offlineAccess": False}, ["not_renewable"]),
        ({"encryptedTokens": True}, ["token_encrypted"]),
        ({"accessTokenAlg": "HS256"}, ["token_algorithm", "token_refused"]),
    ],
)
def test_setting_that_only_a_token_shows_is_told(
    stack: Stack, browser: BrowserContext, issuer: str, setting: dict[str, Any], codes: list[str]
) -> None:
    control(issuer, tenant=setting)
    assert [one["code"] for one in report(stack, browser)] == codes


def test_address_that_is_taken_is_told(stack: Stack) -> None:
    with doctor(stack) as process:
        found, _ = process.communicate(timeout=SECONDS)
    assert [one["code"] for one in json.loads(found)] == ["sign_in_page_taken"]
