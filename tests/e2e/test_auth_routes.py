"""The component's auth routes over plain HTTP, with a client that sends whatever it likes."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.sealed import open_session
from tests.e2e.stack import Stack


def _refresh_token(frame: FrameClient) -> str:
    assert frame.cookie is not None
    return str(open_session(frame.cookie)["refreshToken"])


def _prompt(request: dict[str, str]) -> str | None:
    return dict(parse_qsl(urlsplit(request["authorizeUrl"]).query)).get("prompt")


@pytest.fixture
def frame(stack: Stack) -> FrameClient:
    return FrameClient(stack.url("component"), stack.url("streamlit"))


def test_handover_gives_the_tokens_once_to_its_app_and_verifier(frame: FrameClient) -> None:
    handover = frame.sign_in()["handover"]
    other = frame.redeem(handover, secrets.token_urlsafe(32))
    assert (other.status_code, other.json()["code"]) == (403, "handover_invalid")
    elsewhere = FrameClient(frame.base, "https://other.example.com")
    stolen = elsewhere.redeem(handover, frame.verifier.value)
    assert (stolen.status_code, stolen.json()["code"]) == (403, "handover_of_another_app")
    good = frame.redeem(handover, frame.verifier.value)
    assert good.status_code == 200
    assert good.json()["user"]["sub"] == "auth0|reader"
    assert good.json()["scopes"] == ["read:messages"]
    again = frame.redeem(handover, frame.verifier.value)
    assert (again.status_code, again.json()["code"]) == (403, "handover_invalid")


@pytest.mark.parametrize("header", ["Origin", "Sec-Fetch-Site"])
def test_browser_can_redeem_nothing(frame: FrameClient, header: str) -> None:
    handover = frame.sign_in()["handover"]
    value = frame.base if header == "Origin" else "same-origin"
    answer = frame.redeem(handover, frame.verifier.value, **{header: value})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_request")


@pytest.mark.parametrize("other", ["damaged", "transaction", "cookie"])
def test_only_a_handover_is_a_handover(frame: FrameClient, other: str) -> None:
    """Each purpose has a key of its own: what is sealed for one opens nothing else."""
    transaction = frame.session(op="status").json()["transaction"]
    handover = frame.sign_in()["handover"]
    assert frame.cookie is not None
    sealed = {
        "damaged": handover[:-2] + ("AA" if handover[-2:] != "AA" else "BB"),
        "transaction": transaction,
        "cookie": frame.cookie,
    }[other]
    assert frame.redeem(sealed, frame.verifier.value).status_code == 403


def test_answers_to_the_frame_hold_no_token(frame: FrameClient) -> None:
    answer = frame.sign_in()
    about_the_session = {"user", "person", "grant", "expiresIn", "endSessionUrl", "kept"}
    assert set(answer) == about_the_session | {"handover", "revocation"}
    assert "reader" not in answer["person"]
    assert set(answer["user"]) == {"name", "email"}
    assert "eyJ" not in answer["endSessionUrl"]


def test_code_is_worthless_without_its_transaction(frame: FrameClient) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    thief = FrameClient(frame.base, frame.app)
    own = thief.session(op="status").json()["transaction"]
    stolen = thief.session(op="code", transaction=own, params=params)
    assert (stolen.status_code, stolen.json()["code"]) == (400, "sign_in_rejected")
    assert thief.cookie == "probe"


def test_code_is_good_once(frame: FrameClient) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    body = {"op": "code", "transaction": request["transaction"], "params": params}
    assert frame.session(**body).status_code == 200
    again = frame.session(**body)
    assert (again.status_code, again.json()["code"]) == (400, "sign_in_expired")


@pytest.mark.parametrize("name", ["state", "iss"])
def test_answer_with_another_state_or_issuer_is_rejected(frame: FrameClient, name: str) -> None:
    request = frame.session(op="status").json()
    params = {**frame.authorize(request), name: "https://elsewhere.example.com/"}
    answer = frame.session(op="code", transaction=request["transaction"], params=params)
    assert (answer.status_code, answer.json()["code"]) == (400, "sign_in_rejected")


def test_app_that_is_not_registered_gets_no_sign_in(frame: FrameClient) -> None:
    frame.app = "https://elsewhere.example.com"
    answer = frame.session(op="status")
    assert (answer.status_code, answer.json()["code"]) == (403, "app_not_registered")


def test_cookie_is_kept_from_scripts_and_other_sites(frame: FrameClient) -> None:
    request = frame.session(op="status").json()
    params = frame.authorize(request)
    answer = frame.session(op="code", transaction=request["transaction"], params=params)
    _, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert frame.cookie is not None
    assert open_session(frame.cookie)["app"] == frame.app
    wanted = {"Path=/", "Secure", "HttpOnly", "SameSite=None", "Partitioned", "Max-Age=28800"}
    assert set(attributes) == wanted


def test_refresh_token_rotates(frame: FrameClient) -> None:
    frame.sign_in()
    first = _refresh_token(frame)
    assert frame.session(op="status", fresh=True).json()["user"]["name"] == "Seeded Reader"
    rotated = _refresh_token(frame) != first
    assert rotated


def test_each_answer_keeps_the_session_for_eight_more_hours(frame: FrameClient) -> None:
    frame.sign_in()
    first = frame.cookie
    answer = frame.session(op="status")
    assert "Max-Age=28800" in answer.headers["Set-Cookie"]
    rewritten = frame.cookie != first
    assert rewritten


def test_sign_out_revokes_the_refresh_token(frame: FrameClient) -> None:
    frame.sign_in()
    kept = frame.cookie
    assert frame.sign_out().json() == {"user": None}
    frame.cookie = kept  # a copy somebody kept
    first = frame.session(op="status", fresh=True)
    assert first.json()["user"] is None
    assert "Set-Cookie" not in first.headers
    second = frame.session(op="status", refused=first.json()["refused"])
    assert second.json()["ended"]["code"] == "session_revoked"
    assert "=ended." in second.headers["Set-Cookie"]


def test_sign_in_after_a_sign_out_asks_for_the_password(frame: FrameClient) -> None:
    frame.sign_in()
    frame.sign_out()
    assert frame.cookie == "login"
    for _tab in range(2):
        request = frame.session(op="status").json()
        assert _prompt(request) == "login"
    frame.sign_in()
    assert frame.session(op="status").json()["user"]["name"] == "Seeded Reader"


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {"Origin": "https://evil.example.com"}),
        ("POST", {"Origin": "null"}),
        ("POST", {"Sec-Fetch-Site": "cross-site"}),
        ("POST", {"Sec-Fetch-Site": "same-site"}),
        ("POST", {"X-Gatepost": ""}),
        ("DELETE", {"Origin": "https://evil.example.com"}),
        ("DELETE", {"X-Gatepost": ""}),
    ],
)
def test_foreign_page_may_not_touch_the_session(
    frame: FrameClient, method: str, headers: dict[str, str]
) -> None:
    frame.sign_in()
    answer = requests.request(
        method,
        f"{frame.base}/api/auth/session",
        json={"op": "status", "challenge": frame.verifier.challenge},
        headers={**frame.headers(), **headers},
        timeout=TIMEOUT,
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden_request")
    assert "Set-Cookie" not in answer.headers
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/frame/auth0", "/api/auth/callback", "/api/ping", "/none"])
def test_every_answer_has_its_security_headers(frame: FrameClient, path: str) -> None:
    answer = requests.get(frame.base + path, timeout=TIMEOUT)
    [policy] = answer.raw.headers.getlist("Content-Security-Policy")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "X-Powered-By" not in answer.headers
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    framed = path.startswith("/frame/")
    assert f"frame-ancestors {frame.app if framed else chr(39) + 'none' + chr(39)}" in policy
    assert answer.headers.get("X-Frame-Options") == (None if framed else "DENY")
