"""500 permissions and an access token of 16 kB: signed in, restored, renewed, grown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
from jose import jwt

from tests.e2e.app_page import AppPage
from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.stack import Stack
from tests.local.identity import control

SUB = "auth0|reader"
PERMISSIONS = 500
TOKEN_BYTES = 16_384
COOKIE_BYTES = 4_096
ROUNDS = 2


@pytest.fixture
def issuer(stack: Stack) -> Iterator[str]:
    issuer = f"{stack.url('identity-provider')}/"
    yield issuer
    requests.delete(f"{issuer}control", timeout=TIMEOUT)


def expect_large(frame: FrameClient, handover: str) -> None:
    """The app gets the whole token, and the browser keeps a cookie that is not too large."""
    redeemed = frame.redeem(handover, frame.verifier.value)
    assert redeemed.status_code == 200, redeemed.text
    token = redeemed.json()["accessToken"]
    assert abs(len(token) - TOKEN_BYTES) < 100
    assert len(jwt.get_unverified_claims(token)["permissions"]) == PERMISSIONS + 1
    assert redeemed.json()["scopes"] == ["read:messages"]
    assert len(f"__Host-gatepost-{'x' * 12}={frame.cookie}") <= COOKIE_BYTES


def live(issuer: str, frame: FrameClient, at: str) -> None:
    """Sign in, restore, renew twice, and sign out; the token is large from ``at`` on."""
    control(
        issuer, accounts={SUB: {"permissions": PERMISSIONS, "tokenBytes": TOKEN_BYTES, "at": at}}
    )
    signed_in = frame.sign_in()
    if at == "now":
        expect_large(frame, signed_in["handover"])
        expect_large(frame, frame.session(op="status").json()["handover"])
    for _ in range(2):
        expect_large(frame, frame.ask(fresh=True).json()["handover"])
        expect_large(frame, frame.ask().json()["handover"])
    frame.sign_out()
    assert frame.ask().json()["ended"]["code"] == "signed_out"


@pytest.mark.parametrize("at", ["now", "renewal"])
def test_large_token_lives_as_a_small_one_does(stack: Stack, issuer: str, at: str) -> None:
    for _ in range(ROUNDS):
        live(issuer, FrameClient(stack.url("component"), stack.url("streamlit")), at)


def test_large_token_is_renewed_by_a_component_that_has_started_again(
    stack: Stack, issuer: str
) -> None:
    frame = FrameClient(stack.url("component"), stack.url("streamlit"))
    control(issuer, accounts={SUB: {"permissions": PERMISSIONS, "tokenBytes": TOKEN_BYTES}})
    frame.sign_in()
    with stack.stopped("component"):
        pass
    refused = frame.call_api("pong")
    assert (refused.status_code, refused.json()["code"]) == (401, "session_unproven")
    assert 'error="invalid_token"' in refused.headers["WWW-Authenticate"]
    expect_large(frame, frame.ask().json()["handover"])


def test_large_token_gets_to_the_app_and_to_the_api(issuer: str, app: AppPage) -> None:
    control(issuer, accounts={SUB: {"permissions": PERMISSIONS, "tokenBytes": TOKEN_BYTES}})
    app.sign_in()
    app.expect_statuses({"pong-scoped": 200})
    app.page.reload()
    app.expect_signed_in()
    app.expect_statuses({"pong-scoped": 200})
