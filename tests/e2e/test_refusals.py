"""What the provider refuses, and how: the person reads why, and the operator's log names it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.stack import Stack
from tests.local.identity import control

EMAIL_FIRST = "Verify your e-mail address first."


@pytest.fixture
def issuer(stack: Stack) -> Iterator[str]:
    """The provider, which is asked to fail; afterwards it does not any more."""
    issuer = f"{stack.url('identity-provider')}/"
    yield issuer
    requests.delete(f"{issuer}control", timeout=TIMEOUT)


@pytest.fixture
def frame(stack: Stack) -> FrameClient:
    return FrameClient(stack.url("component"), stack.url("streamlit"))


def _log(stack: Stack) -> str:
    return stack.running["component"].log_path.read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "code", "reads", "severity"),
    [
        ({"status": 403, "error": "access_denied"}, "session_denied", EMAIL_FIRST, "INFO"),
        ({"status": 403, "error": "unauthorized"}, "session_denied", EMAIL_FIRST, "WARNING"),
        ({"status": 403, "error": "mfa_required"}, "confirmation_needed", EMAIL_FIRST, "INFO"),
        ({"status": 401, "error": "invalid_client"}, "client_refused", "client's id", "ERROR"),
        ({"status": 401, "error": "access_denied"}, "client_refused", "client's id", "ERROR"),
        ({"status": 400, "error": "invalid_scope"}, "provider_refused", "its log", "ERROR"),
    ],
)
def test_refused_renewal_ends_the_session_with_its_reason(
    stack: Stack,
    issuer: str,
    frame: FrameClient,
    fault: dict[str, Any],
    code: str,
    reads: str,
    severity: str,
) -> None:
    frame.sign_in()
    before = len(_log(stack))
    control(issuer, refresh={**fault, "description": EMAIL_FIRST})
    answer = frame.ask(fresh=True).json()
    assert answer["ended"]["code"] == code
    assert reads in answer["ended"]["message"]
    line = f'"severity":"{severity}","tier":"component","event":"{code}"'
    assert line in _log(stack)[before:]
    assert frame.sign_in()["user"]["name"] == "Seeded Reader", "and a sign-in is offered"


def test_grant_that_an_administrator_ended_is_revoked(issuer: str, frame: FrameClient) -> None:
    frame.sign_in()
    control(issuer, end="auth0|reader")
    assert frame.ask(fresh=True).json()["ended"]["code"] == "session_revoked"
    assert frame.call_api("pong").status_code == 401


@pytest.mark.parametrize("error", ["access_denied", "unauthorized"])
def test_denied_sign_in_shows_the_reason(issuer: str, frame: FrameClient, error: str) -> None:
    """By an Action, or since the person is blocked."""
    control(issuer, authorize={"error": error, "description": EMAIL_FIRST})
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    answer = frame.session(op="code", transaction=request["transaction"], params=params)
    assert (answer.status_code, answer.json()["code"]) == (403, "login_denied")
    assert EMAIL_FIRST in answer.json()["message"]
    assert "prompt=login" in frame.session(op="status", login=True).json()["authorizeUrl"]


def test_busy_provider_keeps_the_session_and_its_retry_after(
    issuer: str, frame: FrameClient
) -> None:
    frame.sign_in()
    control(issuer, refresh={"status": 429, "retryAfter": 7, "times": 1})
    busy = frame.ask(fresh=True)
    assert (busy.status_code, busy.json()["code"]) == (503, "provider_unavailable")
    assert busy.headers["Retry-After"] == "7"
    assert frame.ask(fresh=True).json()["user"]["name"] == "Seeded Reader"


def test_sign_in_at_a_busy_provider_names_it_and_when_to_try_again(
    issuer: str, frame: FrameClient
) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    control(issuer, code={"status": 429, "retryAfter": 7, "times": 1})
    busy = frame.session(op="code", transaction=request["transaction"], params=params)
    assert (busy.status_code, busy.json()["code"]) == (503, "provider_unavailable")
    assert "too many requests. Try again in 7 seconds" in busy.json()["message"]
    assert frame.sign_in()["user"]["name"] == "Seeded Reader"


def test_renewal_slower_than_the_frame_waits_loses_no_session(
    issuer: str, frame: FrameClient
) -> None:
    """The provider has rotated the token by then: asked again with the old one, it ends all."""
    frame.sign_in()
    control(issuer, refresh={"delayMs": 8_500, "times": 1})
    late = frame.ask(fresh=True)
    assert (late.status_code, late.json()["code"]) == (503, "provider_unavailable")
    control(issuer, refresh={"status": 400, "error": "invalid_grant"})
    assert frame.ask(fresh=True).json()["user"]["name"] == "Seeded Reader"
    control(issuer, refresh=None)
    assert frame.ask(fresh=True).json()["user"]["name"] == "Seeded Reader"


def test_frame_without_cookies_signs_out_at_the_provider_too(frame: FrameClient) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    frame.cookie = None
    code = {"op": "code", "transaction": request["transaction"], "params": params}
    answer = frame.session(**code).json()
    assert answer["kept"] is False
    kept, frame.cookie = frame.cookie, None
    revocation = {"revocation": answer["revocation"]}
    assert frame.call("DELETE", json=revocation).json() == {"user": None}
    frame.cookie = kept
    assert frame.ask(fresh=True).json()["ended"]["code"] == "session_revoked"
