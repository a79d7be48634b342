"""An app with a second API gets a token for it, at the sign-in and with each renewal."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from jose import jwt
from playwright.sync_api import BrowserContext, expect

from tests.e2e.app_page import AppPage, submit
from tests.e2e.stack import Stack
from tests.streamlit_app.loopback import Answer, Loopback, Request, serve

pytestmark = pytest.mark.local  # other processes of the app and the component

APP = Path(__file__).with_name("invoices_app.py")
BILLING = "https://billing.gatepost.test"


@pytest.fixture
def billing(stack: Stack) -> Iterator[Loopback]:
    """The second API: it checks each token as its own."""
    issuer = stack.tier("identity-provider").url
    keys = requests.get(f"{issuer}.well-known/jwks.json", timeout=5).json()

    tokens: set[str] = set()

    def respond(request: Request) -> Answer:
        token = (request.authorization or "").removeprefix("Bearer ")
        claims = jwt.decode(token, keys, algorithms=["RS256"], audience=BILLING, issuer=issuer)
        tokens.add(token)
        text = f"invoices of {claims['sub']}, by {claims['scope']} with token {len(tokens)}"
        return Answer(body=text.encode())

    with serve() as server:
        server.respond = respond
        yield server


@contextmanager
def two_apis(
    stack: Stack, folder: Path, billing: Loopback, *rights: dict[str, Any]
) -> Iterator[str]:
    row = {"origin": stack.url("streamlit"), "scopes": ["read:messages"], "apis": rights}
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[connections.billing]\napi_url = "{billing.url}"\naudience = "{BILLING}"\n'
    )
    with (
        stack.changed("component", GATEPOST_APPS=json.dumps([row])),
        stack.showing(APP, "--secrets.files", str(secrets)) as streamlit,
    ):
        yield streamlit.tier.url


def log_in(app: AppPage) -> None:
    with app.context.expect_page() as opened:
        app.button("Sign in").click()
    with opened.value.expect_event("close"):
        submit(opened.value, "reader")
    expect(app.page.get_by_text("Hello, Seeded Reader")).to_be_visible()
    expect(app.page.get_by_text("protected_api: ")).to_contain_text("accepts your access token")


def test_each_api_gets_a_token_of_its_own(
    stack: Stack, browser: BrowserContext, billing: Loopback, tmp_path: Path
) -> None:
    invoices = {"audience": BILLING, "scopes": ["read:invoices"]}
    with two_apis(stack, tmp_path, billing, invoices) as url:
        app = AppPage(browser, url)
        log_in(app)
        invoices_of_reader = "billing: invoices of auth0|reader, by read:invoices with token"
        expect(app.page.get_by_text(f"{invoices_of_reader} 1")).to_be_visible()
        # Two renewals may have ended before the app is looked at again.
        renewed = app.page.get_by_text(re.compile(rf"{invoices_of_reader} ([2-9]|\d\d)"))
        deadline = time.monotonic() + 15
        while not renewed.is_visible():
            assert time.monotonic() < deadline, "no new token for the second API"
            app.page.get_by_role("button", name="Renew").click()  # in one second all are the same
            app.page.wait_for_timeout(500)
            app.page.get_by_role("button", name="Call billing").click()
            app.page.wait_for_timeout(500)
        app.page.reload()
        expect(app.page.get_by_text(invoices_of_reader)).to_be_visible()
    assert all(request.authorization for request in billing.requests)


def test_api_that_the_operator_does_not_list_gets_nothing(
    stack: Stack, browser: BrowserContext, billing: Loopback, tmp_path: Path
) -> None:
    with two_apis(stack, tmp_path, billing) as url:
        app = AppPage(browser, url)
        log_in(app)
        expect(app.page.get_by_text("billing: audience_not_granted")).to_be_visible()
    assert billing.requests == []
