"""Auth0 tenants with other settings: what the person is told, and what the operator's log advises.

``test_refusals.py`` has what a tenant refuses.
"""

from __future__ import annotations

import json
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.frame_client import FrameClient
from tests.e2e.stack import Stack
from tests.local.identity import control

pytestmark = pytest.mark.slow

TOKEN_SECONDS = 3


class Log:
    """The lines of a tier since now."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = len(path.read_text("utf-8"))

    def lines(self) -> list[dict[str, Any]]:
        text = self._path.read_text("utf-8")[self._start :]
        return [json.loads(line) for line in text.splitlines() if line.startswith("{")]

    def advice(self, event: str) -> str:
        """What the one line of an event advises."""
        (line,) = (line for line in self.lines() if line["event"] == event)
        return str(line["advice"])

    def reason(self) -> str | None:
        """Why the functions last refused a token."""
        reason: str | None = self.lines()[-1].get("reason")
        return reason


@pytest.fixture
def log(stack: Stack) -> Log:
    return Log(stack.running["component"].log_path)


@pytest.fixture
def audit(stack: Stack) -> Log:
    return Log(stack.running["functions"].log_path)


def _finish(frame: FrameClient, consent: str = "") -> requests.Response:
    request = frame.session(op="status").json()
    params = frame.authorize(request, consent=consent)
    return frame.session(op="code", transaction=request["transaction"], params=params)


def test_tenant_as_it_should_be_gets_no_advice(frame: FrameClient, log: Log) -> None:
    frame.sign_in("guest")
    assert frame.call_api("pong-scoped").json()["code"] == "insufficient_scope"
    assert [line for line in log.lines() if "advice" in line] == []


@pytest.mark.parametrize(
    ("setting", "status"), [({"rbac": False}, 200), ({"dialect": "access_token"}, 403)]
)
def test_without_rbac_a_guest_may_read_and_the_log_names_each_token_that_may_show_it(
    issuer: str, frame: FrameClient, log: Log, setting: dict[str, Any], status: int
) -> None:
    control(issuer, tenant=setting)
    frame.sign_in("guest")
    assert frame.call_api("pong-scoped").status_code == status
    assert "Turn on Enable RBAC" in log.advice("permissions_missing")


def test_without_offline_access_the_sign_in_ends_with_its_token(
    stack: Stack, issuer: str, frame: FrameClient, log: Log
) -> None:
    with stack.changed("identity-provider", ACCESS_TOKEN_TTL=str(TOKEN_SECONDS)):
        control(issuer, tenant={"offlineAccess": False})
        assert frame.sign_in()["kept"]
        assert frame.call_api("pong").status_code == 200
        assert "Turn on Allow Offline Access" in log.advice("refresh_token_missing")
        time.sleep(TOKEN_SECONDS + 1)
        assert frame.ask().json()["ended"] == {
            "code": "session_expired",
            "message": "The session has expired. Sign in again.",
        }


def test_id_token_with_hs256_is_rejected_and_the_log_names_the_setting(
    issuer: str, frame: FrameClient, log: Log
) -> None:
    control(issuer, tenant={"idTokenAlg": "HS256"})
    rejected = _finish(frame)
    assert (rejected.status_code, rejected.json()["code"]) == (400, "sign_in_rejected")
    assert "Signature Algorithm to RS256" in log.advice("sign_in_failed")


def test_id_token_with_hs256_at_a_renewal_loses_no_session(
    issuer: str, frame: FrameClient, log: Log
) -> None:
    frame.sign_in()
    control(issuer, tenant={"idTokenAlg": "HS256"})
    failed = frame.ask(fresh=True)
    assert (failed.status_code, failed.json()["code"]) == (503, "provider_unavailable")
    assert "Signature Algorithm to RS256" in log.advice("provider_unavailable")
    control(issuer, tenant=None)
    assert frame.ask(fresh=True).json()["user"]["name"] == "Seeded Reader"


@pytest.mark.parametrize(
    ("setting", "event", "advice", "reason"),
    [
        ({"accessTokenAlg": "HS256"}, "access_token_algorithm", "Algorithm to RS256", "alg"),
        ({"encryptedTokens": True}, "access_token_encrypted", "Turn off JSON Web", "encrypted"),
    ],
)
def test_access_token_that_the_api_refuses_is_named_at_the_sign_in(
    issuer: str,
    frame: FrameClient,
    log: Log,
    audit: Log,
    setting: dict[str, Any],
    event: str,
    advice: str,
    reason: str,
) -> None:
    control(issuer, tenant=setting)
    frame.sign_in()
    assert advice in log.advice(event)
    refused = frame.call_api("pong")
    assert (refused.status_code, refused.json()["code"]) == (401, "invalid_token")
    assert "sign in again" in refused.json()["message"]
    assert audit.reason() == reason


@pytest.mark.parametrize(
    ("fault", "event", "advice"),
    [
        ({"status": 403, "error": "mfa_required"}, "confirmation_needed", "except the renewals"),
        ({"status": 401, "error": "access_denied"}, "client_refused", "Client Secret (Post)"),
    ],
)
def test_refusal_of_a_renewal_whose_cause_is_a_setting_is_advised_on(
    issuer: str, frame: FrameClient, log: Log, fault: dict[str, Any], event: str, advice: str
) -> None:
    frame.sign_in()
    control(issuer, refresh=fault)
    assert frame.ask(fresh=True).json()["ended"]["code"] == event
    assert advice in log.advice(event)


@pytest.mark.parametrize("is_required", [False, True])
def test_each_dialect_passes_but_for_an_api_that_requires_rfc9068(
    stack: Stack, issuer: str, frame: FrameClient, is_required: bool
) -> None:
    changed = stack.changed("functions", REQUIRE_RFC9068="true")
    with changed if is_required else nullcontext(stack.running["functions"]) as functions:
        audit = Log(functions.log_path)
        for dialect in ("access_token", "rfc9068_profile"):
            for suffix in ("", "_authz"):
                control(issuer, tenant={"dialect": f"{dialect}{suffix}"})
                frame.cookie = None
                frame.sign_in()
                is_refused = is_required and dialect == "access_token"
                assert frame.call_api("pong-scoped").status_code == (401 if is_refused else 200)
                assert audit.reason() == ("typ" if is_refused else None)


def test_old_tenant_without_a_sign_out_address_asks_for_the_password_next(
    stack: Stack, issuer: str, frame: FrameClient
) -> None:
    control(issuer, tenant={"endSession": False})
    with stack.changed("component") as component:  # has to read the metadata again
        assert frame.sign_in()["endSessionUrl"] is None
        assert frame.sign_out().json() == {"user": None}
        assert "prompt=login" in frame.session(op="status").json()["authorizeUrl"]
        text = component.log_path.read_text("utf-8")
        assert text.count('"event":"end_session_missing","advice":"') == 1


def test_tenant_that_names_no_issuer_in_the_callback(
    stack: Stack, issuer: str, frame: FrameClient
) -> None:
    control(issuer, tenant={"callbackIss": False})
    with stack.changed("component"):
        request = frame.session(op="status").json()
        assert set(frame.authorize(request)) == {"code", "state"}
        assert frame.sign_in()["user"]["name"] == "Seeded Reader"


def test_tenant_that_names_the_issuer_in_the_callback_has_to(frame: FrameClient) -> None:
    """RFC 9207, section 2.4: without it, the answer may come from another provider."""
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    del params["iss"]
    answer = frame.session(op="code", transaction=request["transaction"], params=params)
    assert (answer.status_code, answer.json()["code"]) == (400, "sign_in_rejected")


@pytest.mark.parametrize(("button", "status"), [("accept", 200), ("decline", 403)])
def test_consent_page_may_be_accepted_or_declined(
    issuer: str, frame: FrameClient, button: str, status: int
) -> None:
    control(issuer, tenant={"consent": True})
    answer = _finish(frame, button)
    assert answer.status_code == status
    if button == "decline":
        assert answer.json()["code"] == "login_denied"
        assert "“User did not authorize the request”" in answer.json()["message"]


@pytest.mark.parametrize(("leeway", "is_kept"), [(60, True), (0, False)])
def test_two_instances_that_renew_at_once_need_the_leeway(
    stack: Stack, issuer: str, frame: FrameClient, leeway: int, is_kept: bool
) -> None:
    control(issuer, tenant={"leeway": leeway})
    frame.sign_in()
    other = FrameClient(frame.base, frame.app)
    other.cookie = frame.cookie
    assert frame.ask(fresh=True).json()["user"]
    with stack.changed("component"):  # an instance that shares no renewals with the first
        for tab in (other, frame):
            answer = tab.ask(fresh=True).json()
            assert bool(answer["user"]) is is_kept
            assert is_kept or answer["ended"]["code"] == "session_revoked"
