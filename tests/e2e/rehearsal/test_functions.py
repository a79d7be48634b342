"""The functions: all in one, one by one, and closed to the public."""

from __future__ import annotations

import pytest
import requests
from playwright.sync_api import BrowserContext

from infra.rehearsal.names import BALANCED_APP, COMPONENT, PRIVATE_API, SINGLE_APIS
from infra.rehearsal.settings import FEDERATION
from tests.e2e.app_page import AppPage
from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.sealed import open_session
from tests.e2e.stack import Stack

PRIVATE = f"https://{PRIVATE_API}"


@pytest.fixture
def frame(stack: Stack) -> FrameClient:
    client = FrameClient(f"https://{COMPONENT}", f"https://{BALANCED_APP}")
    client.sign_in()
    return client


def access_token(frame: FrameClient) -> str:
    assert frame.cookie
    token: str = open_session(frame.cookie)["grant"]["accessToken"]
    return token


@pytest.mark.parametrize(("target", "nobody"), [("ping", 200), ("pong", 401), ("pong_scoped", 401)])
def test_each_function_is_deployed_alone(frame: FrameClient, target: str, nobody: int) -> None:
    url = f"https://{SINGLE_APIS[target]}/"
    assert requests.get(url, timeout=TIMEOUT).status_code == nobody
    headers = {"Authorization": f"Bearer {access_token(frame)}"}
    assert requests.get(url, headers=headers, timeout=TIMEOUT).status_code == 200


def test_private_functions_admit_nobody_but_their_invokers(frame: FrameClient) -> None:
    for headers in ({}, {"Authorization": f"Bearer {access_token(frame)}"}):
        refused = requests.get(f"{PRIVATE}/api/pong", headers=headers, timeout=TIMEOUT)
        assert refused.status_code == 403
        assert refused.headers["Content-Type"].startswith("text/html")


def test_component_is_admitted_by_its_identity(stack: Stack, browser: BrowserContext) -> None:
    with (
        stack.stopped("component-2"),
        stack.changed("component", API_BASE_URL=PRIVATE, **FEDERATION),
    ):
        app = AppPage(browser, f"{stack.url('streamlit')}/auth0")
        app.sign_in()
        assert "200" in app.call("From the component", "pong-scoped").inner_text()


def test_component_without_identity_says_why(stack: Stack, frame: FrameClient) -> None:
    with stack.stopped("component-2"), stack.changed("component", API_BASE_URL=PRIVATE):
        answer = frame.call_api("pong")
    assert (answer.status_code, answer.json()["code"]) == (502, "private_api_refused")
