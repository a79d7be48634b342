"""Each tier deployed alone: it knows the others by address only, and they are not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import requests
from playwright.sync_api import BrowserContext, expect

from infra.rehearsal.names import API, BALANCED_APP, COMPONENT
from tests.e2e.app_page import PYTHON
from tests.e2e.frame_client import TIMEOUT, FrameClient
from tests.e2e.stack import Stack

APPS = ("streamlit", "streamlit-2", "community-app")
COMPONENTS = ("component", "component-2")
FUNCTIONS = ("functions", "private-api", "ping", "pong", "pong_scoped")


@contextmanager
def without(stack: Stack, *names: str) -> Iterator[None]:
    with ExitStack() as stopped:
        for name in names:
            stopped.enter_context(stack.stopped(name))
        yield


def test_functions_alone(stack: Stack) -> None:
    with without(stack, *APPS, *COMPONENTS, "identity-provider"):
        ping = requests.get(f"https://{API}/api/ping", timeout=TIMEOUT)
        pong = requests.get(f"https://{API}/api/pong", timeout=TIMEOUT)
    assert ping.json()["message"]
    assert (pong.status_code, pong.json()["code"]) == (401, "missing_token")


def test_component_alone(stack: Stack) -> None:
    frame = FrameClient(f"https://{COMPONENT}", f"https://{BALANCED_APP}")
    with without(stack, *APPS, *FUNCTIONS):
        frame.sign_in()
        assert frame.ask().json()["user"]["name"] == "Seeded Reader"
        call = frame.call_api("pong")
    assert call.status_code == 502, "as the API's host answers in its place"


def test_component_without_its_provider(stack: Stack) -> None:
    frame = FrameClient(f"https://{COMPONENT}", f"https://{BALANCED_APP}")
    gone = (*APPS, *FUNCTIONS, "component-2", "identity-provider")
    with without(stack, *gone), stack.changed("component"):
        page = requests.get(f"https://{COMPONENT}/frame/auth0", timeout=TIMEOUT)
        answer = frame.session(op="status")
    assert page.status_code == 200
    assert (answer.status_code, answer.json()["code"]) == (503, "provider_unavailable")


def test_app_alone(stack: Stack, browser: BrowserContext) -> None:
    with without(stack, *COMPONENTS, *FUNCTIONS, "identity-provider"):
        page = browser.new_page()
        page.goto(f"https://{BALANCED_APP}/auth0")
        call = page.get_by_role("button", name=PYTHON).first
        expect(call).to_be_visible()
        expect(page.get_by_text("does not answer. Check that it is running")).to_be_visible(
            timeout=30_000
        )
        call.click()
        page.get_by_role("button", name="502").click()
        expect(page.get_by_text("The API answered with status 502.")).to_be_visible()
        assert page.get_by_test_id("stException").count() == 0
