"""The component's auth routes over plain HTTP, with all tiers behind them."""

from __future__ import annotations

import secrets

from tests.e2e.frame_client import FrameClient
from tests.local.identity import control


def test_handover_gives_the_tokens_once_to_its_app_and_verifier(frame: FrameClient) -> None:
    handover = frame.sign_in()["handover"]
    other = frame.redeem(handover, secrets.token_urlsafe(32))
    assert (other.status_code, other.json()["code"]) == (403, "handover_invalid")
    elsewhere = FrameClient(frame.base, "https://other.example.com")
    stolen = elsewhere.redeem(handover, frame.verifier)
    assert (stolen.status_code, stolen.json()["code"]) == (403, "handover_of_another_app")
    good = frame.redeem(handover, frame.verifier)
    assert good.status_code == 200
    assert good.json()["user"]["sub"] == "auth0|reader"
    assert good.json()["scopes"] == ["read:messages"]
    again = frame.redeem(handover, frame.verifier)
    assert (again.status_code, again.json()["code"]) == (403, "handover_invalid")


def test_answers_to_the_frame_hold_no_token(frame: FrameClient) -> None:
    answer = frame.sign_in()
    about_the_session = {"user", "person", "grant", "expiresIn", "endSessionUrl", "kept"}
    assert set(answer) == about_the_session | {"handover", "revocation"}
    assert set(answer["user"]) == {"name", "email"}
    assert "eyJ" not in answer["endSessionUrl"]


def test_sign_out_revokes_the_refresh_token_at_the_provider(frame: FrameClient) -> None:
    frame.sign_in()
    kept = frame.cookie
    assert frame.call("DELETE").json() == {"user": None}
    frame.cookie = kept  # a copy somebody kept
    assert frame.ask(fresh=True).json()["ended"]["code"] == "session_revoked"


def test_grant_that_an_administrator_ended_is_revoked(issuer: str, frame: FrameClient) -> None:
    frame.sign_in()
    control(issuer, end="auth0|reader")
    assert frame.ask(fresh=True).json()["ended"]["code"] == "session_revoked"
