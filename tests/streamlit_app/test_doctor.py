"""The doctor finds what can be seen from outside, and nothing in a right set."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from gatepost.__main__ import main
from gatepost.doctor.examination import examine
from tests.streamlit_app.deployment import APP, Deployment, deployed, page, refusal
from tests.streamlit_app.loopback import Answer

HEALTH, FRAME = ("component", "GET /api/health"), ("component", "GET /frame/auth0")
STATUS, CODE = "POST /api/auth/session status", "POST /api/auth/session code"
METADATA = "GET /.well-known/openid-configuration"
DESCRIBED = "GET /.well-known/oauth-protected-resource"
OTHER = "https://other.example.com"

Plant = Callable[[Deployment], None]
# The fault, the tier that has to be corrected, and what the remedy names.
FAULTS: dict[str, tuple[Plant, str, str]] = {
    "component_unreachable": (lambda d: d.component.answers.clear(), "app", "component_url"),
    "component_protected": (
        lambda d: d.plant(*HEALTH, page(401)),
        "component",
        "Standard Protection",
    ),
    "component_misconfigured": (
        lambda d: d.plant(*HEALTH, refusal(500, "misconfigured")),
        "component",
        "its log",
    ),
    "component_unknown": (lambda d: d.plant(*HEALTH, page(404)), "app", "same release"),
    "contract_differs": (lambda d: d.change(*HEALTH, contract=1), "component", "same release"),
    "component_url_differs": (
        lambda d: d.change(*HEALTH, baseUrl=OTHER),
        "component",
        "COMPONENT_BASE_URL",
    ),
    "clock_skew": (lambda _: None, "app", "NTP"),
    "frame_protected": (
        lambda d: d.plant(*FRAME, page(200, X_Frame_Options="DENY")),
        "component",
        "Protection",
    ),
    "redeploy_needed": (
        lambda d: d.plant(*FRAME, page(200, Content_Security_Policy="frame-ancestors https://a.b")),
        "component",
        "GATEPOST_APPS",
    ),
    "app_not_registered": (
        lambda d: d.plant("component", STATUS, refusal(403, "app_not_registered")),
        "component",
        "GATEPOST_APPS",
    ),
    "server_calls_challenged": (
        lambda d: d.plant("component", "POST /api/auth/redeem", page(403)),
        "component",
        "Firewall",
    ),
    "forbidden_request": (
        lambda d: d.plant("component", STATUS, refusal(403, "forbidden_request")),
        "component",
        "COMPONENT_BASE_URL",
    ),
    "issuer_rejected": (
        lambda d: d.plant("component", STATUS, refusal(502, "issuer_rejected")),
        "component",
        "AUTH0_ISSUER",
    ),
    "issuer_unreachable": (
        lambda d: d.plant("provider", METADATA, page(404)),
        "component",
        "AUTH0_ISSUER",
    ),
    "issuer_differs": (
        lambda d: d.change("provider", METADATA, issuer=OTHER),
        "component",
        OTHER,
    ),
    "no_end_session": (
        lambda d: d.change("provider", METADATA, end_session_endpoint=None),
        "provider",
        "End Session Endpoint Discovery",
    ),
    "no_rs256": (
        lambda d: d.change("provider", METADATA, id_token_signing_alg_values_supported=["HS256"]),
        "provider",
        "RS256",
    ),
    "callback_not_registered": (
        lambda d: d.plant("provider", "GET /authorize", page(403)),
        "provider",
        "/api/auth/callback",
    ),
    "sign_in_refused": (
        lambda d: d.plant(
            "provider",
            "GET /authorize",
            Answer(
                302,
                headers={
                    "Location": f"{d.component.url}/api/auth/callback?error=access_denied"
                    "&error_description=Service+not+found",
                },
            ),
        ),
        "provider",
        "AUTH0_AUDIENCE",
    ),
    "opener_cut": (
        lambda d: d.plant(
            "provider", "GET /u/login", page(200, Cross_Origin_Opener_Policy="same-origin")
        ),
        "provider",
        "connection",
    ),
    "logout_not_registered": (
        lambda d: d.plant("provider", "GET /oidc/logout", page(400)),
        "provider",
        "Logout URLs",
    ),
    "client_refused": (
        lambda d: d.plant("component", CODE, refusal(502, "client_refused")),
        "component",
        "AUTH0_CLIENT_SECRET",
    ),
    "api_unreachable": (lambda d: d.plant("api", "GET /api/ping", page(404)), "app", "api_url"),
    "api_private": (
        lambda d: d.plant("api", "GET /api/ping", page(403)),
        "app",
        "api_google_identity",
    ),
    "component_not_admitted": (
        lambda d: d.plant("api", "GET /api/ping", page(403)),
        "component",
        "API_GOOGLE_IDENTITY",
    ),
    "keys_unavailable": (
        lambda d: d.plant("api", "GET /api/pong", refusal(503, "keys_unavailable")),
        "functions",
        "JWKS_URL",
    ),
    "origin_not_allowed": (
        lambda d: d.plant("api", "OPTIONS /api/pong", Answer(204, b"")),
        "functions",
        APP,
    ),
    "api_url_differs": (lambda d: d.change(*HEALTH, api="x" * 16), "component", "API_BASE_URL"),
    "audience_differs": (
        lambda d: d.change("api", DESCRIBED, resource=OTHER),
        "functions",
        "AUTH0_AUDIENCE",
    ),
    "issuer_of_api_differs": (
        lambda d: d.change("api", DESCRIBED, authorization_servers=[OTHER]),
        "functions",
        "AUTH0_ISSUER",
    ),
}


# What else is said of the same cause.
SAME_CAUSE = {
    "api_private": {"component_not_admitted"},
    "component_not_admitted": {"api_private"},
}


@pytest.fixture
def deployment() -> Iterator[Deployment]:
    with deployed() as one:
        yield one


def test_right_set_has_no_faults(deployment: Deployment) -> None:
    steps: list[str] = []
    assert examine(deployment.settings, steps.append) == []
    assert len(steps) == 3, "progress is shown"


@pytest.mark.parametrize("code", FAULTS)
def test_fault_is_found(code: str, deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, tier, named = FAULTS[code]
    plant(deployment)
    if code == "component_unreachable":
        deployment.component.url = "http://127.0.0.1:9"
    if code == "clock_skew":
        late = SimpleNamespace(time=lambda: time.time() - 60, perf_counter=time.perf_counter)
        monkeypatch.setattr("gatepost.doctor.probe.time", late)
    found = {one.code: one for one in examine(deployment.settings, lambda _: None)}
    assert found.keys() - {code} <= SAME_CAUSE.get(code, set()), "no false alarms"
    assert code in found
    assert found[code].tier == tier
    assert named in found[code].remedy
    assert found[code].problem.endswith((".", "…"))


def test_findings_can_be_read_by_a_program(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    deployment.change("api", DESCRIBED, resource=OTHER)
    at = deployment.settings
    addresses = ["--component", at.component_url, "--app", at.app_url, "--api", str(at.api_url)]
    assert main(["doctor", "--json", *addresses]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)] == ["audience_differs"]


def test_right_set_ends_with_success(
    deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    at = deployment.settings
    addresses = ["--component", at.component_url, "--app", at.app_url, "--api", str(at.api_url)]
    assert main(["doctor", *addresses]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\n"


def test_address_that_is_malformed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--component", "component.example.com"]) == 1
    assert "component_url" in capsys.readouterr().err


def test_app_that_calls_no_api_lacks_nothing(deployment: Deployment) -> None:
    steps: list[str] = []
    assert examine(replace(deployment.settings, api_url=None), steps.append) == []
    assert deployment.api.requests == []
    assert not any("API" in step for step in steps)
