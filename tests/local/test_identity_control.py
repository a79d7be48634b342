"""The local identity provider's control route: every refusal, delay and growth, on demand."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from infra.local import Running
from tests.rig.ready import wait_ready

from .identity import (
    CLIENT_ID,
    CLIENT_SECRET,
    READER,
    Browser,
    access_claims,
    control,
    query_of,
    redeem,
    redemption,
    refresh,
    tier_on,
)
from .stand_ins import free_port
from .test_identity_hosts import hosts, send

SUB = "auth0|reader"
NOTHING: dict[str, Any] = {"accounts": {}, "tenant": {}}


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A provider without leeway: a refresh token that was spent shows at once."""
    tier = tier_on(free_port(), REFRESH_LEEWAY_SECONDS="0")
    with Running(tier, tmp_path_factory.mktemp("logs") / "identity.log") as running:
        wait_ready(running)
        yield tier.url


@pytest.fixture(autouse=True)
def reset(issuer: str) -> Iterator[None]:
    yield
    requests.delete(f"{issuer}control", timeout=5)


@pytest.fixture
def tokens(browser: Browser) -> dict[str, Any]:
    return redeem(browser, browser.log_in(READER))


def test_refresh_is_refused_as_often_as_asked_and_spends_no_token(
    issuer: str, tokens: dict[str, Any]
) -> None:
    fault: dict[str, Any] = {
        "times": 2,
        "status": 403,
        "error": "access_denied",
        "description": "Blocked.",
    }
    assert control(issuer, refresh=fault) == {"refresh": fault, **NOTHING}
    for _ in range(2):
        refused = refresh(issuer, tokens["refresh_token"])
        assert refused.status_code == 403
        assert refused.json() == {"error": "access_denied", "error_description": "Blocked."}
    assert refresh(issuer, tokens["refresh_token"]).status_code == 200


def test_fault_of_one_grant_leaves_the_other(browser: Browser, tokens: dict[str, Any]) -> None:
    control(browser.issuer, code={"error": "invalid_client", "status": 401})
    assert refresh(browser.issuer, tokens["refresh_token"]).status_code == 200
    code = query_of(browser.authorize())["code"]
    refused = redemption(browser, code)
    assert (refused.status_code, refused.json()) == (401, {"error": "invalid_client"})


def test_answer_may_be_busy_or_no_json(issuer: str, tokens: dict[str, Any]) -> None:
    control(issuer, refresh={"status": 429, "retryAfter": 7, "body": "<h1>Slow down</h1>"})
    busy = refresh(issuer, tokens["refresh_token"])
    assert (busy.status_code, busy.headers["Retry-After"]) == (429, "7")
    assert (busy.headers["Content-Type"], busy.text) == (
        "text/html; charset=utf-8",
        "<h1>Slow down</h1>",
    )


def test_answer_may_be_late_and_is_the_good_one_then(issuer: str, tokens: dict[str, Any]) -> None:
    control(issuer, refresh={"delayMs": 300, "times": 1})
    started = time.monotonic()
    assert refresh(issuer, tokens["refresh_token"]).status_code == 200
    assert time.monotonic() - started >= 0.3


def test_answer_may_never_come(issuer: str, tokens: dict[str, Any]) -> None:
    control(issuer, refresh={"hang": True, "times": 1})
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    data = {**client, "grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{issuer}oauth/token", data=data, timeout=0.5)
    assert refresh(issuer, tokens["refresh_token"]).status_code == 200


def test_sign_in_ends_at_the_callback_with_the_error(browser: Browser) -> None:
    control(browser.issuer, authorize={"error": "access_denied", "description": "Verify <first>."})
    assert query_of(browser.authorize()) == {
        "error": "access_denied",
        "error_description": "Verify <first>.",
        "state": "the-state",
        "iss": browser.issuer,
    }


def test_discovery_may_name_another_issuer(issuer: str) -> None:
    control(issuer, discovery={"status": 200, "body": '{"issuer": "https://other.example/"}'})
    found = requests.get(f"{issuer}.well-known/openid-configuration", timeout=5)
    assert found.json() == {"issuer": "https://other.example/"}


def test_grant_that_is_ended_refreshes_no_more(browser: Browser, tokens: dict[str, Any]) -> None:
    control(browser.issuer, end="auth0|guest")
    alive = refresh(browser.issuer, tokens["refresh_token"]).json()
    control(browser.issuer, end=SUB)
    refused = refresh(browser.issuer, alive["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert redeem(browser, query_of(browser.authorize())["code"])["refresh_token"]


@pytest.mark.parametrize("at", ["now", "renewal"])
def test_access_token_grows_now_or_at_the_next_renewal(browser: Browser, at: str) -> None:
    issuer = browser.issuer
    growth = {"permissions": 500, "length": 20, "tokenBytes": 30_000, "at": at}
    control(issuer, accounts={SUB: growth})
    tokens = redeem(browser, browser.log_in(READER))
    renewed = refresh(issuer, tokens["refresh_token"]).json()["access_token"]
    grown = [renewed] if at == "renewal" else [renewed, tokens["access_token"]]
    for token in grown:
        permissions = access_claims(issuer, token)["permissions"]
        assert permissions[0] == "read:messages"
        assert len(set(permissions)) == 501
        assert {len(one) for one in permissions[1:]} == {20}
        assert abs(len(token) - 30_000) < 100
    assert (len(tokens["access_token"]) < 2_000) == (at == "renewal")


def test_reset_ends_all_of_it(issuer: str, tokens: dict[str, Any]) -> None:
    control(issuer, refresh={"status": 500}, accounts={SUB: {"permissions": 1}})
    assert requests.get(f"{issuer}control", timeout=5).json() != NOTHING
    assert requests.delete(f"{issuer}control", timeout=5).json() == NOTHING
    renewed = refresh(issuer, tokens["refresh_token"]).json()["access_token"]
    assert access_claims(issuer, renewed)["permissions"] == ["read:messages"]


@pytest.mark.parametrize(
    ("request_body", "named"),
    [
        ([], "the body must be a JSON object"),
        ({"token": {}}, "token is unknown"),
        ({"refresh": 1}, "refresh must be an object or null"),
        ({"refresh": {"stat": 500}}, "refresh.stat is unknown"),
        ({"refresh": {"status": 99}}, "refresh.status"),
        ({"refresh": {"status": "500"}}, "refresh.status"),
        ({"refresh": {"times": 0}}, "refresh.times"),
        ({"refresh": {"retryAfter": "a\r\nb"}}, "refresh.retryAfter"),
        ({"refresh": {"hang": 1}}, "refresh.hang"),
        ({"accounts": []}, "accounts must be"),
        ({"accounts": {SUB: {"at": "noon"}}}, "at has an invalid value"),
        ({"tenant": {"rback": True}}, "tenant.rback is unknown"),
        ({"tenant": {"rbac": 0}}, "tenant.rbac"),
        ({"end": 1}, "end must be"),
    ],
)
def test_control_that_is_not_understood_is_named_and_changes_nothing(
    issuer: str, request_body: object, named: str
) -> None:
    good = {"code": {"status": 500}}
    body = {**good, **request_body} if isinstance(request_body, dict) else request_body
    refused = requests.post(f"{issuer}control", json=body, timeout=5)
    assert refused.status_code == 400
    assert named in refused.json()["error_description"]
    assert requests.get(f"{issuer}control", timeout=5).json() == NOTHING


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_no_browser_reaches_the_control_route(
    issuer: str, method: str, headers: dict[str, str]
) -> None:
    url = f"{issuer}control"
    body = {"refresh": {"status": 500}}
    answer = requests.request(method, url, headers=headers, json=body, timeout=5)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert requests.get(url, timeout=5).json() == NOTHING


def test_form_and_text_are_no_control(issuer: str) -> None:
    body = '{"refresh": {"status": 500}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {"Content-Type": kind}
        answer = requests.post(f"{issuer}control", data=body, headers=headers, timeout=5)
        assert answer.status_code == 400
    assert requests.get(f"{issuer}control", timeout=5).json() == NOTHING


def test_control_route_is_refused_under_another_host(issuer: str) -> None:
    port = int(issuer.rstrip("/").rsplit(":", 1)[1])
    assert [send(issuer, host, "/control")[0] for host in hosts(port)] == [421] * len(hosts(port))
