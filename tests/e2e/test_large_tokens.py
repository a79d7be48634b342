"""500 permissions and an access token of 16 kB: signed in, restored, sent to the API."""

from __future__ import annotations

from tests.e2e.app_page import AppPage
from tests.local.identity import control

LARGE = {"permissions": 500, "tokenBytes": 16_384}


def test_large_token_gets_to_the_app_and_to_the_api(issuer: str, app: AppPage) -> None:
    control(issuer, accounts={"auth0|reader": LARGE})
    app.sign_in()
    app.expect_statuses({"pong-scoped": 200})
    app.page.reload()
    app.expect_signed_in()
    app.expect_statuses({"pong-scoped": 200})
